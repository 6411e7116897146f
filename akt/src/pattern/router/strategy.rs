//! Who gets a message: the strategies, and the choice of one routee. Pure, but for counters.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::base::limits::ROUTER_LOAD_FACTOR;
use crate::base::rng::Rng;

/// Whom a router sends a message to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Routing {
    /// To one routee after the other. Exact also when many send at the same time: of `k·n` messages, each of `n`
    /// routees gets `k`.
    #[default]
    RoundRobin,
    /// To one by lot, all with the same chance.
    Random,
    /// To the one with the least to do, of equals in turn. It looks at every routee, so it is for some dozens.
    ///
    /// Counted are the messages in its mailbox, whoever sent them, and one for what is in work. Of a routee that is not of
    /// this process, or is a router, nothing is known: it counts as having the mean of the others.
    LeastMailbox,
    /// To the one that the key of the message belongs to, by consistent hashing: see
    /// [`Router::keyed`](super::Router::keyed). What has no key goes to one after the other.
    ConsistentHash,
    /// As [`ConsistentHash`](Self::ConsistentHash), with bounded loads: what belongs to a routee that has more than
    /// `factor` times the mean of all goes to the next one on the ring. Load is counted as for
    /// [`LeastMailbox`](Self::LeastMailbox). A routee with fewer than
    /// [16](crate::base::limits::ROUTER_LOAD_FLOOR) messages is not over the bound. As many senders as send at the same
    /// moment may each put one message beyond it. It looks at every routee as well.
    BoundedHash {
        /// At least 1; what is less, or no number, counts as [1.25](crate::base::limits::ROUTER_LOAD_FACTOR).
        factor: f64,
    },
    /// A copy to each. An ask gets the first answer that is no failure; when all fail, the last failure.
    Broadcast,
    /// As [`Broadcast`](Self::Broadcast), but an ask gives up as a [timeout](crate::actor::AskError::Timeout) when no
    /// routee has answered in time.
    ScatterGather {
        /// How long an ask waits, for room as for the answer.
        within: Duration,
    },
    /// An ask goes to one, and a copy to the next one each time that there is still no answer after `interval`. The first
    /// answer that is no failure counts; when all were tried and failed, the last failure. What is told goes to one.
    TailChopping {
        /// How long one routee may keep the asker waiting alone.
        interval: Duration,
        /// How long an ask waits in all, for room as for the answer.
        within: Duration,
    },
}

impl Routing {
    pub(super) fn hashes(self) -> bool {
        matches!(self, Self::ConsistentHash | Self::BoundedHash { .. })
    }

    /// How long an ask waits, of which copies are made over time.
    pub(super) fn within(self) -> Option<Duration> {
        match self {
            Self::ScatterGather { within } | Self::TailChopping { within, .. } => Some(within),
            _ => None,
        }
    }

    /// Whether a message for a routee without room may go to another one instead.
    pub(super) fn passes_over_full(self) -> bool {
        self != Self::ConsistentHash
    }
}

/// A factor of bounded loads that makes sense.
pub(super) fn sound_factor(factor: f64) -> f64 {
    if factor >= 1.0 && factor.is_finite() {
        factor
    } else {
        ROUTER_LOAD_FACTOR
    }
}

/// Whose turn it is, and the lots.
pub(super) struct Turns {
    turn: AtomicUsize,
    lot: AtomicU64,
}

impl Turns {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            turn: AtomicUsize::new(0),
            lot: AtomicU64::new(seed),
        }
    }

    /// The next one of `routees`, which are not none.
    pub(super) fn in_turn(&self, routees: usize) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed) % routees
    }

    /// One of `routees`, which are not none, by lot.
    pub(super) fn by_lot(&self, routees: usize) -> usize {
        // One draw of a generator whose seed goes on by one each time: as good as a sequence, and without a lock.
        let draw = Rng::seeded(self.lot.fetch_add(1, Ordering::Relaxed)).next_u64();
        let wide = u128::from(draw) * routees as u128;
        usize::try_from(wide >> 64).unwrap_or_default()
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turns")
    }
}

/// The sum of all loads; those that are not known count as the mean of the others.
pub(super) fn total(loads: impl Iterator<Item = Option<usize>>) -> usize {
    let (mut sum, mut known, mut unknown) = (0, 0, 0);
    for load in loads {
        match load {
            Some(load) => {
                sum += load;
                known += 1;
            }
            None => unknown += 1,
        }
    }
    sum + mean(sum, known) * unknown
}

fn mean(sum: usize, known: usize) -> usize {
    sum.checked_div(known).unwrap_or_default()
}

/// The place of the least load, of equals the first one from `start` on; 0 if there are none.
pub(super) fn least(loads: &[Option<usize>], start: usize) -> usize {
    let known = loads.iter().flatten();
    let mean = mean(known.clone().copied().sum(), known.count());
    let (before, after) = loads.split_at(start.min(loads.len()));
    let from_start = (start..).zip(after).chain(before.iter().enumerate());
    let least = from_start.min_by_key(|(_, load)| load.unwrap_or(mean));
    least.map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::{Turns, least, sound_factor, total};

    #[test]
    fn turns_are_exact_and_lots_are_even() {
        let turns = Turns::new(7);
        let mut counts = [0; 4];
        for _ in 0..400 {
            counts[turns.in_turn(4)] += 1;
        }
        assert_eq!(counts, [100; 4]);
        let mut counts = [0_u32; 4];
        for _ in 0..40_000 {
            counts[turns.by_lot(4)] += 1;
        }
        assert!(counts.iter().all(|&count| count.abs_diff(10_000) < 500));
        let (a, b, c) = (Turns::new(1), Turns::new(1), Turns::new(2));
        let draw = |turns: &Turns| (0..50).map(|_| turns.by_lot(1000)).collect::<Vec<_>>();
        let (a, b, c) = (draw(&a), draw(&b), draw(&c));
        assert_eq!(a, b);
        assert_ne!(a, c);
    }

    #[test]
    fn the_least_load_wins_and_equals_take_turns() {
        let known = [Some(3), Some(1), Some(2), Some(1)];
        assert_eq!(
            (0..5).map(|start| least(&known, start)).collect::<Vec<_>>(),
            [1, 1, 3, 3, 1]
        );
        assert_eq!(least(&[], 3), 0);
        let equal = [Some(0); 3];
        assert_eq!([0, 1, 2].map(|start| least(&equal, start)), [0, 1, 2]);
    }

    #[test]
    fn an_unknown_load_counts_as_the_mean() {
        assert_eq!(least(&[Some(4), None, Some(8)], 0), 0);
        assert_eq!(least(&[Some(9), None, Some(9), Some(0)], 0), 3);
        assert_eq!(least(&[Some(9), None, Some(8)], 0), 1, "8, and comes first");
        assert_eq!(total([Some(4), None, Some(8)].into_iter()), 18);
        assert_eq!(total([None, None].into_iter()), 0);
    }

    #[test]
    fn a_factor_without_sense_is_the_default() {
        for wrong in [0.5, -1.0, f64::NAN, f64::INFINITY] {
            assert!((sound_factor(wrong) - 1.25).abs() < f64::EPSILON);
        }
        assert!((sound_factor(1.0) - 1.0).abs() < f64::EPSILON);
    }
}
