//! Looking at a system: totals, and a snapshot of the whole tree. Nothing is sent to any actor, and none is stopped.
//!
//! What is counted when it happens rarely, a birth or an end, is counted in shards, so that threads do not meet there.
//! Messages are counted by each actor for itself; the sum is taken when somebody asks, and an actor that ends adds its
//! count to those of the ended.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use std::vec;

use crate::actor::port::Tally;
use crate::actor::{ActorPath, ActorStats, AnyRef, StopReason};
use crate::base::limits::SNAPSHOT_ACTORS;
use crate::base::time::{self, Instant};
use crate::system::ActorSystem;
use crate::system::core::Core;
use crate::system::tops::{Cursor, Tops};

/// Shards of the counters.
const SHARDS: usize = 16;

/// The counters of one shard, on cache lines of its own.
#[derive(Default)]
#[repr(align(128))]
struct Shard {
    spawned: AtomicU64,
    ended: AtomicU64,
    failed_for_good: AtomicU64,
    passivated: AtomicU64,
    restarts: AtomicU64,
    failures: AtomicU64,
    processed: AtomicU64,
}

/// What has happened to the actors of one system.
pub(super) struct Tallies {
    shards: [Shard; SHARDS],
    born: Instant,
}

impl Tallies {
    pub(super) fn new() -> Self {
        Self {
            shards: Default::default(),
            born: time::now(),
        }
    }

    fn shard(&self, uid: u64) -> Option<&Shard> {
        let number = usize::try_from(uid).unwrap_or_default() % SHARDS;
        self.shards.get(number)
    }

    pub(super) fn add_spawned(&self, uid: u64) {
        if let Some(shard) = self.shard(uid) {
            shard.spawned.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn add(&self, uid: u64, what: Tally) {
        let Some(shard) = self.shard(uid) else {
            return;
        };
        let one = |counter: &AtomicU64| {
            counter.fetch_add(1, Ordering::Relaxed);
        };
        match what {
            Tally::Failed => one(&shard.failures),
            Tally::Restarted => one(&shard.restarts),
            Tally::Ended { reason, processed } => {
                shard.processed.fetch_add(processed, Ordering::Relaxed);
                match reason {
                    StopReason::Failed => one(&shard.failed_for_good),
                    StopReason::Passivated => one(&shard.passivated),
                    StopReason::Stopped | StopReason::Killed | StopReason::AlreadyStopped => {}
                }
                // Last, and read first: nobody is counted as ended whose messages are not.
                shard.ended.fetch_add(1, Ordering::Release);
            }
        }
    }

    fn sum(&self, counter: impl Fn(&Shard) -> &AtomicU64) -> u64 {
        let counts = self
            .shards
            .iter()
            .map(|shard| counter(shard).load(Ordering::Acquire));
        counts.sum()
    }
}

/// Numbers about a whole system at one moment: see [`ActorSystem::stats`].
///
/// They are read one after the other while actors come and go; two need not fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SystemStats {
    /// Actors that have not ended.
    pub alive: u64,
    /// Actors that were spawned, children included.
    pub spawned: u64,
    /// Actors that have ended, for whatever reason.
    pub ended: u64,
    /// Those of them that ended because they failed.
    pub ended_by_failure: u64,
    /// Those of them that left memory by themselves, or by an eviction.
    pub passivated: u64,
    /// Restarts of actors.
    pub restarts: u64,
    /// Failures of actors, restarted afterwards or not.
    pub failures: u64,
    /// Messages that actors have taken to handle. While actors come and go it may lack the messages of some of them; when
    /// a snapshot [left actors out](Snapshot::is_complete), it lacks those of theirs.
    pub processed: u64,
    /// Messages that reached no handler.
    pub dead_letters: u64,
    /// Timers, schedules and timeouts that wait for their time.
    pub alarms: usize,
    /// How long ago the system was started.
    pub uptime: Duration,
}

/// One actor in a [`Snapshot`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ActorSnapshot {
    /// Where it is.
    pub path: ActorPath,
    /// Its incarnation.
    pub uid: u64,
    /// The incarnation of its parent; `None` at the top.
    pub parent: Option<u64>,
    /// How many actors are above it.
    pub depth: usize,
    /// The declared name of its type.
    pub actor: &'static str,
    /// Its numbers.
    pub stats: ActorStats,
}

/// How much a snapshot takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct SnapshotLimit(Walk);

impl Default for SnapshotLimit {
    /// The default number of actors, of any depth.
    fn default() -> Self {
        Self::actors(SNAPSHOT_ACTORS)
    }
}

impl SnapshotLimit {
    /// At most so many actors, those nearest to the top first.
    pub fn actors(actors: usize) -> Self {
        Self(Walk {
            actors,
            ..Walk::ALL
        })
    }

    /// Only actors with fewer than `levels` levels of the tree above them, the top being level 0: 1 for top-level actors
    /// alone.
    pub fn levels(mut self, levels: usize) -> Self {
        self.0.depth = levels;
        self
    }
}

/// The actors of a system at one moment, as plain data: see [`ActorSystem::snapshot`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Snapshot {
    /// The totals.
    pub system: SystemStats,
    /// The actors: each after its parent, and those near the top before those below.
    pub actors: Vec<ActorSnapshot>,
    /// Whether no actor was left out because of a [limit](SnapshotLimit).
    pub is_complete: bool,
}

impl Snapshot {
    /// The actor at this path, or with this name at the top.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&ActorSnapshot> {
        let path = ActorPath::resolve(name);
        self.actors.iter().find(|actor| actor.path.as_str() == path)
    }

    /// The children of the actor with this incarnation.
    pub fn children(&self, uid: u64) -> impl Iterator<Item = &ActorSnapshot> + '_ {
        self.actors
            .iter()
            .filter(move |actor| actor.parent == Some(uid))
    }
}

/// How far a walk over the tree goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Walk {
    actors: usize,
    depth: usize,
}

impl Walk {
    pub(super) const ALL: Self = Self {
        actors: usize::MAX,
        depth: usize::MAX,
    };
}

/// A walk over the tree that goes on, step by step, however long it takes: those near the top come first. Of the top some
/// are copied at a time, and of those below, the children of one; nothing is locked between two steps.
pub(super) struct Walker {
    limit: Walk,
    place: Cursor,
    top: vec::IntoIter<AnyRef>,
    below: VecDeque<Step>,
    /// Whether there is nobody of whom it is known that he was left out.
    is_complete: bool,
}

/// An actor, its parent and how many are above it.
type Step = (AnyRef, Option<u64>, usize);

impl Walker {
    pub(super) fn new(limit: Walk) -> Self {
        Self {
            limit,
            place: Cursor::default(),
            top: Vec::new().into_iter(),
            below: VecDeque::new(),
            is_complete: true,
        }
    }

    /// The next actor.
    pub(super) fn next(&mut self, tops: &Tops) -> Option<Step> {
        if self.limit.depth == 0 {
            self.is_complete &= tops.count() == 0;
            return None;
        }
        let next = self.next_top(tops).or_else(|| self.below.pop_front());
        let (actor, parent, depth) = next?;
        if self.limit.actors == 0 {
            self.is_complete = false;
            return None;
        }
        self.limit.actors -= 1;
        let below = depth + 1;
        if below < self.limit.depth {
            let uid = Some(actor.uid());
            let children = actor.children().into_iter();
            self.below.extend(children.map(|child| (child, uid, below)));
        } else {
            self.is_complete &= actor.child_count() == 0;
        }
        Some((actor, parent, depth))
    }

    fn next_top(&mut self, tops: &Tops) -> Option<Step> {
        let next = self.top.next().or_else(|| {
            self.top = tops.page(&mut self.place).into_iter();
            self.top.next()
        });
        next.map(|actor| (actor, None, 0))
    }
}

impl Core {
    /// Lets `see` look at the actors, those near the top first; whether it saw all.
    fn walk(&self, limit: Walk, mut see: impl FnMut(&AnyRef, Option<u64>, usize)) -> bool {
        let mut walker = Walker::new(limit);
        while let Some((actor, parent, depth)) = walker.next(&self.tops) {
            see(&actor, parent, depth);
        }
        walker.is_complete
    }
}

/// The messages of an actor that are not counted among those of the ended.
fn counted(actor: &AnyRef) -> u64 {
    if actor.is_stopped() {
        0
    } else {
        actor.processed()
    }
}

impl ActorSystem {
    /// Numbers about this system as a whole.
    ///
    /// It looks at each actor once, without a message to it, since each counts its messages by itself. That takes time in
    /// proportion to their number, on the thread of the caller: about a tenth of a second for a million. Whoever has that
    /// many and asks often does it on a thread that may block.
    #[must_use]
    pub fn stats(&self) -> SystemStats {
        let mut processed = 0;
        self.core
            .walk(Walk::ALL, |actor, _, _| processed += counted(actor));
        self.totals(processed)
    }

    /// The whole tree with the numbers of each actor: at most
    /// [`SNAPSHOT_ACTORS`](crate::base::limits::SNAPSHOT_ACTORS). See [`snapshot_with`](Self::snapshot_with).
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # #[actor]
    /// # struct Counter(u64);
    /// # #[handlers]
    /// # impl Counter {
    /// #     #[handler]
    /// #     pub fn add(&mut self, amount: u64) -> u64 { self.0 += amount; self.0 }
    /// # }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let system = ActorSystem::new("example")?;
    /// let counter = system.spawn(Counter(0)).name("counter").await?;
    /// counter.add(2).await?;
    /// let snapshot = system.snapshot();
    /// assert_eq!(snapshot.system.alive, 1);
    /// assert_eq!(snapshot.find("counter").map(|actor| actor.stats.processed), Some(1));
    /// # Ok(()) }) }
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot_with(SnapshotLimit::default())
    }

    /// The tree, as far as `limit` goes, with the numbers of each actor.
    ///
    /// Nothing is sent to any actor. It takes time in proportion to the actors that it takes in, on the thread of the
    /// caller, as [`stats`](Self::stats) does; nobody else waits for that.
    ///
    /// The tree is walked while it lives: lists of children, and parts of the list of the top, are copied one after the
    /// other, and only the one that is copied is locked. So each actor is as it was at some moment of the walk; one that was born or
    /// ended meanwhile may be in it or not, and a child may be in it whose parent's numbers are older.
    #[must_use]
    pub fn snapshot_with(&self, limit: SnapshotLimit) -> Snapshot {
        let (mut actors, mut processed) = (Vec::new(), 0);
        let is_complete = self.core.walk(limit.0, |actor, parent, depth| {
            let stats = actor.stats();
            processed += counted(actor);
            actors.push(ActorSnapshot {
                path: actor.path(),
                uid: actor.uid(),
                parent,
                depth,
                actor: actor.type_name(),
                stats,
            });
        });
        Snapshot {
            system: self.totals(processed),
            actors,
            is_complete,
        }
    }

    fn totals(&self, processed: u64) -> SystemStats {
        let tallies = &self.core.tallies;
        let ended = tallies.sum(|shard| &shard.ended);
        let spawned = tallies.sum(|shard| &shard.spawned);
        SystemStats {
            alive: spawned.saturating_sub(ended),
            spawned,
            ended,
            ended_by_failure: tallies.sum(|shard| &shard.failed_for_good),
            passivated: tallies.sum(|shard| &shard.passivated),
            restarts: tallies.sum(|shard| &shard.restarts),
            failures: tallies.sum(|shard| &shard.failures),
            processed: processed + tallies.sum(|shard| &shard.processed),
            dead_letters: self.dead_letter_count(),
            alarms: self.core.alarms.pending(),
            uptime: time::now().saturating_duration_since(tallies.born),
        }
    }
}
