//! Taking idle actors out of memory when there are too many of them.
//!
//! A sweep looks at all actors now and then; between two sweeps nothing is noted, so a message costs nothing for this. What
//! a sweep can see is how many messages each actor has handled in all. So "last used" means the sweep in which that number
//! was last found to have grown, and "often used" by how much.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::actor::AnyRef;
use crate::actor::port::{Alarm, Services};
use crate::base::limits::{EVICTION_EVERY, EVICTION_FRACTION};
use crate::base::time;
use crate::dispatch::task;
use crate::system::core::Core;
use crate::system::inspect::{Walk, Walker};

/// Actors that a sweep looks at before it lets other tasks have the thread.
const SLICE: usize = 1024;

/// Which actors are taken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    LeastRecent,
    MostRecent,
    LeastFrequent,
}

/// When and which idle actors are taken out of memory. Set by
/// [`ActorSystemBuilder::eviction`](crate::system::ActorSystemBuilder::eviction).
///
/// It concerns actors that leave memory anyway, by their [passivation](crate::actor::Spawn::passivate), and those that were
/// spawned [evictable](crate::actor::Spawn::evictable). Such an actor is taken only if nothing
/// [holds it back](crate::actor::Spawn::passivate): it has no children, is not suspended, and has nothing to do at that
/// moment. It ends as if its idle time were over, with the reason
/// [`Passivated`](crate::actor::StopReason::Passivated).
///
/// # How many
/// As long as no more than `limit` of these actors are in memory, none is taken. When there are more, those above the limit
/// are, or the given [fraction](Self::fraction) of all of them if that is more: so that not each sweep has to take some. If
/// a chosen one is in use, it stays, and no other is taken for it before the next sweep.
///
/// # How exact
/// Actors are looked at [once in a while](Self::every), and what happens in between is one moment: two actors that were last
/// used between the same two sweeps were used equally recently. Of equal ones the older actor goes first.
///
/// ```
/// use std::time::Duration;
///
/// use akt::system::{ActorSystem, Eviction};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let eviction = Eviction::lru(10_000).fraction(0.2).every(Duration::from_secs(5));
/// let system = ActorSystem::builder("carts").eviction(eviction).start()?;
/// # assert_eq!(system.stats().passivated, 0);
/// # Ok(()) }) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Eviction {
    order: Order,
    limit: usize,
    fraction: f64,
    every: Duration,
}

impl Eviction {
    fn new(order: Order, limit: usize) -> Self {
        Self {
            order,
            limit,
            fraction: EVICTION_FRACTION,
            every: EVICTION_EVERY,
        }
    }

    /// Those that were not used for longest go first.
    pub fn lru(limit: usize) -> Self {
        Self::new(Order::LeastRecent, limit)
    }

    /// Those that were used last go first: for actors that are seldom needed again soon.
    pub fn mru(limit: usize) -> Self {
        Self::new(Order::MostRecent, limit)
    }

    /// Those that were used least go first. The messages of earlier times count less: half with each sweep.
    pub fn lfu(limit: usize) -> Self {
        Self::new(Order::LeastFrequent, limit)
    }

    /// How much of all these actors is taken at once at least, from 0 to 1; by default
    /// [a tenth](crate::base::limits::EVICTION_FRACTION). What is not in between counts as the nearer end.
    pub fn fraction(mut self, fraction: f64) -> Self {
        self.fraction = if fraction.is_nan() {
            0.0
        } else {
            fraction.clamp(0.0, 1.0)
        };
        self
    }

    /// How often the actors are looked at; by default every [10 seconds](crate::base::limits::EVICTION_EVERY), at least a
    /// millisecond. A sweep takes time in proportion to the actors of the system, on a task of its own that lets others run
    /// in between.
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every.max(Duration::from_millis(1));
        self
    }

    /// How many of so many actors are to go.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a number of actors, which is exact enough"
    )]
    fn excess(&self, actors: usize) -> usize {
        if actors <= self.limit {
            return 0;
        }
        let part = (actors as f64 * self.fraction).ceil() as usize;
        part.max(actors - self.limit).min(actors)
    }
}

/// What is known about one actor.
#[derive(Debug, Clone, Copy)]
struct Mark {
    processed: u64,
    /// The sweep that last found it used.
    used: u64,
    /// How many messages it had, the older ones counted less.
    frequency: u64,
    seen: u64,
}

/// What sweeps remember.
#[derive(Default)]
struct Ledger {
    sweep: u64,
    marks: HashMap<u64, Mark>,
}

impl Ledger {
    fn begin(&mut self) {
        self.sweep += 1;
    }

    /// Notes how many messages an actor has handled in all.
    fn note(&mut self, uid: u64, processed: u64) {
        let sweep = self.sweep;
        let mark = self.marks.entry(uid).or_insert(Mark {
            processed: 0,
            // A new one is used by its birth.
            used: sweep,
            frequency: 0,
            seen: sweep,
        });
        let growth = processed.saturating_sub(mark.processed);
        if growth > 0 {
            mark.used = sweep;
        }
        mark.frequency = (mark.frequency / 2).saturating_add(growth);
        mark.processed = processed;
        mark.seen = sweep;
    }

    /// Forgets the actors that were not seen in this sweep.
    fn end(&mut self) {
        let sweep = self.sweep;
        self.marks.retain(|_, mark| mark.seen == sweep);
    }

    /// In which place an actor goes: the least first.
    fn rank(&self, order: Order, uid: u64) -> (u64, u64) {
        let rank = self.marks.get(&uid).map_or(0, |mark| match order {
            Order::LeastRecent => mark.used,
            Order::MostRecent => u64::MAX - mark.used,
            Order::LeastFrequent => mark.frequency,
        });
        (rank, uid)
    }
}

/// The sweeps of one system.
pub(super) struct Sweeper {
    eviction: Eviction,
    ledger: Ledger,
    core: Weak<Core>,
}

impl Sweeper {
    /// Begins to sweep. It ends with the alarms of the system.
    pub(super) fn start(eviction: Eviction, core: &Arc<Core>) {
        let sweeper = Self {
            eviction,
            ledger: Ledger::default(),
            core: Arc::downgrade(core),
        };
        sweeper.arm(core);
    }

    fn arm(self, core: &Core) {
        let due = time::later(time::now(), self.eviction.every);
        let job = move || {
            if let Some(core) = self.core.upgrade() {
                // A task of its own: a sweep over very many actors would hold up other alarms.
                let runtime = core.runtime.clone();
                drop(task::spawn_on(&runtime, self.sweep()));
            }
        };
        core.set_alarm(due, Alarm::Job(Box::new(job)));
    }

    async fn sweep(mut self) {
        // Those that nothing holds back, with their places among those who go.
        let mut free: Vec<((u64, u64), AnyRef)> = Vec::new();
        let mut actors = 0;
        self.ledger.begin();
        let mut walker = Walker::new(Walk::ALL);
        'walk: loop {
            // Not kept from slice to slice: the system may end in between.
            let Some(core) = self.core.upgrade() else {
                return;
            };
            for _ in 0..SLICE {
                let Some((actor, ..)) = walker.next(&core.tops) else {
                    break 'walk;
                };
                if !actor.is_evictable() || actor.is_stopped() {
                    continue;
                }
                actors += 1;
                let uid = actor.uid();
                self.ledger.note(uid, actor.processed());
                if actor.child_count() == 0 && !actor.is_suspended() {
                    free.push((self.ledger.rank(self.eviction.order, uid), actor));
                }
            }
            drop(core);
            tokio::task::yield_now().await;
        }
        self.ledger.end();
        let excess = self.eviction.excess(actors).min(free.len());
        if excess > 0 && excess < free.len() {
            free.select_nth_unstable_by_key(excess, |(rank, _)| *rank);
        }
        for (number, (_, actor)) in free.iter().take(excess).enumerate() {
            if number % SLICE == SLICE - 1 {
                tokio::task::yield_now().await;
            }
            actor.evict();
        }
        // What is dropped here may be the last reference.
        drop(free);
        if let Some(core) = self.core.upgrade() {
            self.arm(&core);
        }
    }
}

impl fmt::Debug for Sweeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sweeper")
            .field("eviction", &self.eviction)
            .field("sweeps", &self.ledger.sweep)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Eviction, Ledger, Order};

    #[test]
    fn none_is_too_many_up_to_the_limit_and_then_a_fraction_or_what_is_above() {
        let eviction = Eviction::lru(100).fraction(0.2);
        for (actors, excess) in [
            (0, 0),
            (99, 0),
            (100, 0),
            (101, 21),
            (110, 22),
            (125, 25),
            (500, 400),
        ] {
            assert_eq!(eviction.excess(actors), excess, "{actors} actors");
        }
        assert_eq!(Eviction::lru(1).fraction(0.0).excess(4), 3);
        assert_eq!(Eviction::lru(1).fraction(7.0).excess(4), 4);
        assert_eq!(Eviction::lru(1).fraction(f64::NAN).excess(4), 3);
    }

    fn in_order(ledger: &Ledger, order: Order) -> Vec<u64> {
        let mut uids: Vec<u64> = ledger.marks.keys().copied().collect();
        uids.sort_by_key(|uid| ledger.rank(order, *uid));
        uids
    }

    #[test]
    fn actors_are_ranked_by_when_and_how_often_their_count_grew() {
        let mut ledger = Ledger::default();
        for counts in [[1, 1, 1], [1, 200, 1], [2, 200, 1], [2, 200, 50]] {
            ledger.begin();
            for (uid, processed) in (1..).zip(counts) {
                ledger.note(uid, processed);
            }
            ledger.end();
        }
        assert_eq!(in_order(&ledger, Order::LeastRecent), [2, 1, 3]);
        assert_eq!(in_order(&ledger, Order::MostRecent), [3, 1, 2]);
        assert_eq!(
            in_order(&ledger, Order::LeastFrequent),
            [1, 2, 3],
            "2 has 49 left, 3 has 49, and 1 has none"
        );
    }

    #[test]
    fn actors_that_are_gone_are_forgotten() {
        let mut ledger = Ledger::default();
        ledger.begin();
        ledger.note(1, 1);
        ledger.note(2, 1);
        ledger.end();
        ledger.begin();
        ledger.note(2, 1);
        ledger.end();
        assert_eq!(ledger.marks.len(), 1);
    }
}
