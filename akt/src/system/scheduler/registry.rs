//! The schedules of a system that have not ended, by number and by name.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry as Place;

use super::course::Moment;
use super::schedule::Entry;
use crate::base::limits::SCHEDULES_MAX;
use crate::base::time::{self, WallClock};
use crate::system::scheduler::ScheduleError;

/// The schedules of one system.
pub(in crate::system) struct Schedules {
    wall: WallClock,
    next: AtomicU64,
    count: AtomicUsize,
    closed: AtomicBool,
    all: DashMap<u64, Arc<Entry>>,
    names: DashMap<String, u64>,
}

impl Schedules {
    pub(in crate::system) fn new(wall: WallClock) -> Self {
        Self {
            wall,
            next: AtomicU64::new(1),
            count: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            all: DashMap::new(),
            names: DashMap::new(),
        }
    }

    /// Ends every schedule, and starts no other.
    pub(in crate::system) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        for entry in self.every() {
            entry.end();
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Now, by both clocks.
    pub(super) fn moment(&self) -> Moment {
        Moment {
            now: time::now(),
            wall: self.wall.now(),
        }
    }

    /// A place for one more schedule: its number.
    pub(super) fn reserve(&self, name: Option<&str>) -> Result<u64, ScheduleError> {
        if self.is_closed() {
            return Err(ScheduleError::Stopping);
        }
        if self.count.fetch_add(1, Ordering::Relaxed) >= SCHEDULES_MAX {
            self.count.fetch_sub(1, Ordering::Relaxed);
            return Err(ScheduleError::TooMany);
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let Some(name) = name else {
            return Ok(id);
        };
        // One whose actor has stopped has not noticed that yet.
        if let Some(owner) = self.find(name) {
            owner.end_if_stopped();
        }
        match self.names.entry(name.to_owned()) {
            Place::Vacant(place) => {
                place.insert(id);
                Ok(id)
            }
            Place::Occupied(_) => {
                self.count.fetch_sub(1, Ordering::Relaxed);
                Err(ScheduleError::NameTaken(name.to_owned()))
            }
        }
    }

    pub(super) fn insert(&self, entry: Arc<Entry>) {
        self.all.insert(entry.id, entry);
    }

    /// Lets go of a schedule that was reserved and perhaps inserted; called once for each.
    pub(super) fn remove(&self, id: u64, name: Option<&str>) {
        if let Some(name) = name {
            self.names.remove_if(name, |_, owner| *owner == id);
        }
        self.count.fetch_sub(1, Ordering::Relaxed);
        let removed = self.all.remove(&id);
        // Dropped outside the map.
        drop(removed);
    }

    pub(super) fn find(&self, name: &str) -> Option<Arc<Entry>> {
        let id = *self.names.get(name)?;
        self.all.get(&id).map(|entry| Arc::clone(entry.value()))
    }

    /// All of them, in the order of their start. Collected, so that no lock of the map is held while they end.
    pub(super) fn every(&self) -> Vec<Arc<Entry>> {
        let mut all: Vec<_> = self
            .all
            .iter()
            .map(|entry| Arc::clone(entry.value()))
            .collect();
        all.sort_unstable_by_key(|entry| entry.id);
        all
    }
}
