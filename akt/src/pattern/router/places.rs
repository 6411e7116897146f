//! The places of a pool: which are filled, and what becomes of one whose routee has ended. Pure.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::actor::ActorPath;
use crate::base::backoff::Backoff;
use crate::base::limits::{ROUTER_BACKOFF, ROUTER_REPLACEMENTS, ROUTER_SETTLED};
use crate::base::time::Instant;

/// What a pool does about a routee that has ended. That it was restarted by its supervision is no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RouteeEnd {
    /// A new one takes its place, and on the ring its keys: at once, or after a pause if the one before it was
    /// short-lived too. When that has gone on for too long the place is given up. One that leaves memory by itself, since
    /// it was idle or has handled as many messages as it was spawned for, is replaced at once, and never given up.
    #[default]
    Replace,
    /// The pool goes on with those that are left.
    Remove,
    /// The router stops, with all routees.
    StopRouter,
}

/// How often routees are replaced that end too soon, and after which pauses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Replacements {
    pub(super) limit: u32,
    pub(super) pauses: Backoff,
}

impl Default for Replacements {
    fn default() -> Self {
        Self {
            limit: ROUTER_REPLACEMENTS,
            pauses: ROUTER_BACKOFF,
        }
    }
}

/// One place.
#[derive(Debug)]
pub(super) struct Place {
    /// The incarnation of the routee that is there; `None` while one is on its way.
    pub(super) uid: Option<u64>,
    /// Since when it is there.
    since: Instant,
    /// How many in a row ended too soon.
    fruitless: u32,
    /// The one that was there before, until another is.
    pub(super) old: Option<ActorPath>,
}

impl Place {
    /// That its routee has ended is no failure.
    pub(super) fn forgive(&mut self) {
        self.fruitless = 0;
    }
}

/// What to do about a place that is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vacancy {
    /// Fill it after this pause.
    Fill(Duration),
    /// It is no place any more.
    GiveUp,
}

/// All places of a pool, by number. Numbers are not used again.
#[derive(Debug)]
pub(super) struct Places {
    places: BTreeMap<u64, Place>,
    next: u64,
    replacements: Replacements,
}

impl Places {
    pub(super) fn new(replacements: Replacements) -> Self {
        Self {
            places: BTreeMap::new(),
            next: 0,
            replacements,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    pub(super) fn get(&mut self, place: u64) -> Option<&mut Place> {
        self.places.get_mut(&place)
    }

    /// A new place, which is empty.
    pub(super) fn open(&mut self, now: Instant) -> u64 {
        let place = self.next;
        self.next += 1;
        let empty = Place {
            uid: None,
            since: now,
            fruitless: 0,
            old: None,
        };
        self.places.insert(place, empty);
        place
    }

    /// A routee is there; false if there is no such place any more.
    pub(super) fn fill(&mut self, place: u64, uid: u64, now: Instant) -> bool {
        let Some(place) = self.places.get_mut(&place) else {
            return false;
        };
        place.uid = Some(uid);
        place.since = now;
        true
    }

    /// The newest place is none any more; the incarnation of its routee, if it had one.
    pub(super) fn close_last(&mut self) -> Option<Option<u64>> {
        let (_, place) = self.places.pop_last()?;
        Some(place.uid)
    }

    pub(super) fn close(&mut self, place: u64) {
        self.places.remove(&place);
    }

    /// What is done about a place whose routee has ended, or did not start.
    pub(super) fn vacate(&mut self, number: u64, now: Instant, random: u64) -> Vacancy {
        let Replacements { limit, pauses } = self.replacements;
        let Some(place) = self.places.get_mut(&number) else {
            return Vacancy::GiveUp;
        };
        let was_there = place.uid.take().is_some();
        if was_there && now.saturating_duration_since(place.since) >= ROUTER_SETTLED {
            place.fruitless = 0;
        }
        if place.fruitless >= limit {
            self.places.remove(&number);
            return Vacancy::GiveUp;
        }
        let pause = match place.fruitless {
            0 => Duration::ZERO,
            before => pauses.delay(before - 1, random),
        };
        place.fruitless += 1;
        Vacancy::Fill(pause)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Places, Replacements, Vacancy};
    use crate::base::backoff::Backoff;
    use crate::base::limits::ROUTER_SETTLED;
    use crate::base::time::now;

    const MS: Duration = Duration::from_millis(1);

    fn places(limit: u32) -> Places {
        Places::new(Replacements {
            limit,
            pauses: Backoff::exponential(MS, MS * 100),
        })
    }

    #[test]
    fn who_ends_too_soon_is_replaced_with_growing_pauses_until_that_was_too_often() {
        let (mut places, start) = (places(3), now());
        let place = places.open(start);
        for (uid, pause) in [(1, Duration::ZERO), (2, MS), (3, MS * 2)] {
            assert!(places.fill(place, uid, start));
            assert_eq!(places.vacate(place, start, 0), Vacancy::Fill(pause));
        }
        assert_eq!(places.count(), 1, "one that does not start counts as well");
        assert_eq!(places.vacate(place, start, 0), Vacancy::GiveUp);
        assert_eq!(places.count(), 0);
        assert!(!places.fill(place, 4, start), "there is no such place");
    }

    #[test]
    fn who_has_lived_is_replaced_at_once_again_and_again() {
        let (mut places, mut now) = (places(1), now());
        let place = places.open(now);
        for uid in 0..20 {
            assert!(places.fill(place, uid, now));
            now += ROUTER_SETTLED;
            assert_eq!(places.vacate(place, now, 0), Vacancy::Fill(Duration::ZERO));
        }
    }

    #[test]
    fn who_was_to_end_is_replaced_at_once_however_short_its_life() {
        let (mut places, now) = (places(1), now());
        let place = places.open(now);
        for uid in 0..20 {
            assert!(places.fill(place, uid, now));
            places.get(place).unwrap().forgive();
            assert_eq!(places.vacate(place, now, 0), Vacancy::Fill(Duration::ZERO));
        }
    }

    #[test]
    fn numbers_are_not_used_again_and_the_newest_go_first() {
        let (mut places, now) = (places(1), now());
        assert_eq!((places.open(now), places.open(now)), (0, 1));
        assert!(places.fill(1, 7, now));
        assert_eq!(places.close_last(), Some(Some(7)));
        assert_eq!((places.open(now), places.count()), (2, 2));
        assert_eq!(
            (places.close_last(), places.close_last()),
            (Some(None), Some(None))
        );
        assert_eq!(places.close_last(), None);
    }
}
