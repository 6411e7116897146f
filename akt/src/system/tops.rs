//! The top-level actors, kept in shards so that spawning from many threads does not meet at one lock.

use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;

use crate::actor::AnyRef;

const SHARD_BITS: u32 = 4;
const SHARDS: usize = 1 << SHARD_BITS;

/// One shard: places that are taken or free.
#[derive(Default)]
struct Shard {
    places: Vec<Option<AnyRef>>,
    free: Vec<u32>,
    closed: bool,
}

impl Shard {
    /// The index of a place that nobody has; `None` when there are more actors than numbers.
    fn free_place(&mut self) -> Option<u32> {
        if let Some(index) = self.free.pop() {
            return Some(index);
        }
        let index = u32::try_from(self.places.len())
            .ok()
            .filter(|index| *index < u32::MAX >> SHARD_BITS)?;
        self.places.push(None);
        Some(index)
    }
}

/// All top-level actors that have not ended.
#[derive(Default)]
pub(super) struct Tops {
    shards: [Mutex<Shard>; SHARDS],
    count: AtomicUsize,
}

impl Tops {
    /// Keeps an actor and tells it its place; false if the system is stopping.
    pub(super) fn adopt(&self, actor: AnyRef) -> bool {
        let number = usize::try_from(actor.uid()).unwrap_or_default() % SHARDS;
        let Some(shard) = self.shards.get(number) else {
            return false;
        };
        let mut shard = shard.lock();
        if shard.closed {
            return false;
        }
        let Some(index) = shard.free_place() else {
            return false;
        };
        let place = index << SHARD_BITS | u32::try_from(number).unwrap_or_default();
        // Before anyone can find it here: the end of an actor needs its place.
        actor.set_place(place);
        if let Some(free) = shard
            .places
            .get_mut(usize::try_from(index).unwrap_or_default())
        {
            *free = Some(actor);
        }
        self.count.fetch_add(1, Ordering::AcqRel);
        true
    }

    /// Lets go of the actor at a place; true if it was the last one of all.
    pub(super) fn orphan(&self, place: u32) -> bool {
        let number = usize::try_from(place).unwrap_or_default() % SHARDS;
        let index = place >> SHARD_BITS;
        let taken = self.shards.get(number).and_then(|shard| {
            let mut shard = shard.lock();
            let taken = shard.places.get_mut(usize::try_from(index).ok()?)?.take()?;
            shard.free.push(index);
            Some(taken)
        });
        // Dropped outside the lock: it may be the last reference, whose drop runs code of users.
        taken.is_some() && self.count.fetch_sub(1, Ordering::AcqRel) == 1
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// Takes in no more actors.
    pub(super) fn close(&self) {
        for shard in &self.shards {
            shard.lock().closed = true;
        }
    }

    /// Actors that have not ended: all, or `limit` of them; in no order.
    pub(super) fn some(&self, limit: usize) -> Vec<AnyRef> {
        let mut some = Vec::new();
        for shard in &self.shards {
            let left = limit - some.len();
            if left == 0 {
                break;
            }
            let shard = shard.lock();
            some.extend(shard.places.iter().flatten().take(left).cloned());
        }
        some
    }

    /// Every actor that has not ended, in the order of their birth: where they are kept depends on what else was spawned
    /// in this process, and the order of a seed must not.
    pub(super) fn all(&self) -> Vec<AnyRef> {
        let mut all = Vec::with_capacity(self.count());
        for shard in &self.shards {
            all.extend(shard.lock().places.iter().flatten().cloned());
        }
        all.sort_unstable_by_key(AnyRef::uid);
        all
    }
}
