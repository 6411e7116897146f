//! Who tells that a handler blocks a worker.
//!
//! Each worker notes in a place of its own that a turn begins, of which actor, and that it ends: two stores that nobody
//! waits for. The watchdog, a thread, looks there twice in the time that a turn may take. A turn that it sees twice is long;
//! one that it has seen for the whole time is told, once.
//!
//! What is noted of an actor is its address, for comparing: the actor may be gone when the watchdog looks.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What one worker does now. A line of its own, since only its worker writes it.
#[repr(align(128))]
#[derive(Default)]
pub(super) struct Pulse {
    /// Odd while a turn runs; another number for each turn.
    turn: AtomicU64,
    actor: AtomicUsize,
}

impl Pulse {
    /// A turn begins.
    #[inline]
    pub(super) fn begin(&self, actor: usize) {
        self.actor.store(actor, Ordering::Relaxed);
        self.advance();
    }

    /// The turn is over.
    #[inline]
    pub(super) fn end(&self) {
        self.advance();
    }

    fn advance(&self) {
        // Nobody else writes it: a load and a store, not an exchange.
        let turn = self.turn.load(Ordering::Relaxed);
        self.turn.store(turn.wrapping_add(1), Ordering::Release);
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
                let Some(known) = known.filter(|_| turn % 2 == 1) else {
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
        pulses[0].begin(7);
        assert!(watch.look(&pulses, start).is_empty());
        assert!(watch.look(&pulses, start + second / 2).is_empty());
        let blocked = watch.look(&pulses, start + second);
        assert_eq!(blocked.len(), 1);
        assert_eq!((blocked[0].worker, blocked[0].actor), (0, 7));
        assert!(
            watch.look(&pulses, start + 5 * second).is_empty(),
            "told once"
        );
        pulses[0].end();
        pulses[0].begin(8);
        assert!(watch.look(&pulses, start + 6 * second).is_empty());
        pulses[0].end();
        pulses[0].begin(9);
        assert!(
            watch.look(&pulses, start + 8 * second).is_empty(),
            "another turn"
        );
    }
}
