//! Who tells that a handler blocks a worker.
//!
//! Each worker notes in a place of its own that a turn begins, and of which actor: two stores that nobody waits for. When
//! it has no turn to begin it notes that it rests. The watchdog, a thread, looks there twice in the time that a turn may
//! take. A turn that it sees twice is long; one that it has seen for the whole time is told, once.
//!
//! What is noted of an actor is its address, for comparing: the actor may be gone when the watchdog looks.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What one worker does now. A line of its own, since only its worker writes it.
#[repr(align(128))]
#[derive(Default)]
pub(super) struct Pulse {
    /// Another number for each turn; 0 while the worker rests.
    turn: AtomicU64,
    actor: AtomicUsize,
}

impl Pulse {
    /// A turn begins, with a number that this worker gives once.
    #[inline]
    pub(super) fn begin(&self, turn: u64, actor: usize) {
        self.actor.store(actor, Ordering::Relaxed);
        self.turn.store(turn, Ordering::Release);
    }

    /// The last turn is over, and the worker has no other one to begin.
    #[inline]
    pub(super) fn rest(&self) {
        self.turn.store(0, Ordering::Release);
    }
}

/// A turn that takes too long.
pub(super) struct Blocked {
    pub(super) worker: usize,
    pub(super) actor: usize,
    pub(super) since: Duration,
}

/// What the watchdog has seen of one worker.
#[derive(Clone, Copy)]
struct Seen {
    turn: u64,
    first: Instant,
    told: bool,
}

/// The memory of the watchdog.
pub(super) struct Watch {
    limit: Duration,
    seen: Vec<Option<Seen>>,
}

impl Watch {
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            limit,
            seen: Vec::new(),
        }
    }

    /// The turns that have taken too long at `now`, each told once.
    pub(super) fn look(&mut self, pulses: &[Pulse], now: Instant) -> Vec<Blocked> {
        self.seen.resize(pulses.len(), None);
        let workers = pulses.iter().zip(&mut self.seen).enumerate();
        workers
            .filter_map(|(worker, (pulse, seen))| {
                let turn = pulse.turn.load(Ordering::Acquire);
                let known = seen.as_mut().filter(|seen| seen.turn == turn);
                let Some(known) = known.filter(|_| turn != 0) else {
                    *seen = Some(Seen {
                        turn,
                        first: now,
                        told: false,
                    });
                    return None;
                };
                let since = now.saturating_duration_since(known.first);
                if since < self.limit || std::mem::replace(&mut known.told, true) {
                    return None;
                }
                Some(Blocked {
                    worker,
                    actor: pulse.actor.load(Ordering::Relaxed),
                    since,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pulse, Watch};
    use crate::base::time::cpu_now;

    #[test]
    fn a_long_turn_is_told_once_and_a_short_or_an_idle_one_never() {
        let (start, second) = (cpu_now(), Duration::from_secs(1));
        let pulses = [Pulse::default(), Pulse::default()];
        let mut watch = Watch::new(second);
        pulses[0].begin(1, 7);
        assert!(watch.look(&pulses, start).is_empty());
        assert!(watch.look(&pulses, start + second / 2).is_empty());
        let blocked = watch.look(&pulses, start + second);
        assert_eq!(blocked.len(), 1);
        assert_eq!((blocked[0].worker, blocked[0].actor), (0, 7));
        assert!(
            watch.look(&pulses, start + 5 * second).is_empty(),
            "told once"
        );
        pulses[0].begin(2, 8);
        assert!(watch.look(&pulses, start + 6 * second).is_empty());
        pulses[0].begin(3, 9);
        assert!(
            watch.look(&pulses, start + 8 * second).is_empty(),
            "another turn"
        );
        pulses[0].rest();
        assert!(watch.look(&pulses, start + 9 * second).is_empty());
        assert!(
            watch.look(&pulses, start + 99 * second).is_empty(),
            "a worker may rest for as long as it likes"
        );
    }
}
