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

/// All top-level actors that have not ended.
#[derive(Default)]
pub(super) struct Tops {
    shards: [Mutex<Shard>; SHARDS],
    count: AtomicUsize,
}

impl Tops {
    /// Keeps an actor; its place, or `None` if the system is stopping.
    pub(super) fn adopt(&self, actor: AnyRef) -> Option<u32> {
        let number = usize::try_from(actor.uid()).unwrap_or_default() % SHARDS;
        let mut shard = self.shards.get(number)?.lock();
        if shard.closed {
            return None;
        }
        let index = match shard.free.pop() {
            Some(index) => index,
            None => {
                let index = u32::try_from(shard.places.len())
                    .ok()
                    .filter(|index| *index < u32::MAX >> SHARD_BITS)?;
                shard.places.push(None);
                index
            }
        };
        *shard.places.get_mut(usize::try_from(index).ok()?)? = Some(actor);
        self.count.fetch_add(1, Ordering::AcqRel);
        Some(index << SHARD_BITS | u32::try_from(number).ok()?)
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

    /// Every actor that has not ended.
    pub(super) fn all(&self) -> Vec<AnyRef> {
        self.shards
            .iter()
            .flat_map(|shard| {
                shard
                    .lock()
                    .places
                    .iter()
                    .flatten()
                    .cloned()
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}
