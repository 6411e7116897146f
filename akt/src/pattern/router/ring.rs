//! Consistent hashing with bounded loads: who gets a key. Pure.
//!
//! After David Karger and others, "Consistent Hashing and Random Trees", 1997, and Vahab Mirrokni, Mikkel Thorup and
//! Morteza Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2016. Each routee has points on a ring, and a key
//! belongs to the routee of the next point. When a routee comes or goes, only keys that it gets or had change hands.
//! With bounded loads, a key whose routee has too much to do goes to the next one on the ring that has not.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};

use crate::base::limits::{ROUTER_LOAD_FLOOR, ROUTER_VIRTUAL_NODES};

/// The hash of a key.
pub(super) fn hash_of<K: Hash + ?Sized>(key: &K) -> u64 {
    let mut hasher = Xxh3::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// The points of all routees, in order.
#[derive(Debug, Default)]
pub(super) struct Ring {
    points: Vec<(u64, usize)>,
    routees: usize,
}

impl Ring {
    /// The ring of routees with these seeds, each of which should be there once. Equal seeds give equal points.
    pub(super) fn new(seeds: impl ExactSizeIterator<Item = u64>) -> Self {
        let routees = seeds.len();
        let mut points = Vec::new();
        for (routee, seed) in seeds.enumerate() {
            let nodes = 0..ROUTER_VIRTUAL_NODES;
            points.extend(nodes.map(|node| (xxh3_64_with_seed(&node.to_le_bytes(), seed), routee)));
        }
        points.sort_unstable();
        Self { points, routees }
    }

    /// The routees for a key, each once: first the one that it belongs to, then those that follow on the ring.
    pub(super) fn walk(&self, hash: u64) -> Walk<'_> {
        Walk {
            ring: self,
            at: self.points.partition_point(|&(point, _)| point < hash),
            left: self.points.len(),
            first: None,
            seen: Vec::new(),
        }
    }
}

/// The routees for a key; made by [`Ring::walk`].
pub(super) struct Walk<'a> {
    ring: &'a Ring,
    at: usize,
    /// Points that were not looked at.
    left: usize,
    first: Option<usize>,
    /// Who came already; empty as long as only the first has, since few need a second.
    seen: Vec<bool>,
}

impl Iterator for Walk<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.left > 0 {
            self.left -= 1;
            let point = self.ring.points.get(self.at);
            let &(_, routee) = point.or_else(|| self.ring.points.first())?;
            self.at = if point.is_some() { self.at + 1 } else { 1 };
            let Some(first) = self.first else {
                self.first = Some(routee);
                return Some(routee);
            };
            if self.seen.is_empty() {
                self.seen.resize(self.ring.routees, false);
                if let Some(seen) = self.seen.get_mut(first) {
                    *seen = true;
                }
            }
            if let Some(seen) = self.seen.get_mut(routee)
                && !*seen
            {
                *seen = true;
                return Some(routee);
            }
        }
        None
    }
}

/// How many messages a routee may have, when all of them together have `total` and one more comes: `factor` times the
/// mean, and never less than the floor.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of messages are far below 2^52, and the product is not negative"
)]
pub(super) fn capacity(total: usize, routees: usize, factor: f64) -> usize {
    let mean = (total + 1) as f64 / routees.max(1) as f64;
    ((mean * factor).ceil() as usize).max(ROUTER_LOAD_FLOOR)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{Ring, capacity, hash_of};
    use crate::base::limits::ROUTER_LOAD_FLOOR;

    fn owner(ring: &Ring, seeds: &[u64], hash: u64) -> u64 {
        seeds[ring.walk(hash).next().unwrap()]
    }

    #[test]
    fn nobody_is_on_an_empty_ring() {
        assert_eq!(Ring::new([].into_iter()).walk(7).next(), None);
    }

    #[test]
    fn equal_keys_have_equal_hashes_and_others_others() {
        assert_eq!(hash_of("customer-7"), hash_of(&"customer-7".to_owned()));
        assert_ne!(hash_of("customer-7"), hash_of("customer-8"));
        assert_ne!(hash_of(&7_u64), hash_of(&8_u64));
    }

    #[test]
    fn every_routee_has_about_its_share() {
        let seeds: Vec<u64> = (0..10).collect();
        let ring = Ring::new(seeds.iter().copied());
        let mut keys = [0_usize; 10];
        for key in 0..100_000_u64 {
            keys[ring.walk(hash_of(&key)).next().unwrap()] += 1;
        }
        assert!(
            keys.iter().all(|&keys| (7_000..13_000).contains(&keys)),
            "{keys:?}"
        );
    }

    #[test]
    fn the_bound_is_a_multiple_of_the_mean_and_has_a_floor() {
        assert_eq!(capacity(0, 4, 1.25), ROUTER_LOAD_FLOOR);
        assert_eq!(capacity(399, 4, 1.25), 125);
        assert_eq!(capacity(400, 4, 1.25), 126);
        assert_eq!(capacity(999, 1, 1.0), 1_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None, cases: 64, ..ProptestConfig::default()
        })]

        #[test]
        fn a_walk_meets_each_routee_once(
            seeds in prop::collection::btree_set(any::<u64>(), 1..40), hash in any::<u64>(),
        ) {
            let ring = Ring::new(seeds.iter().copied());
            let met: Vec<usize> = ring.walk(hash).collect();
            prop_assert_eq!(met.len(), seeds.len());
            prop_assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), seeds.len());
        }

        #[test]
        fn only_keys_of_the_one_that_comes_or_goes_move(
            seeds in prop::collection::btree_set(any::<u64>(), 2..20), which in any::<prop::sample::Index>(),
            hashes in prop::collection::vec(any::<u64>(), 200),
        ) {
            let all: Vec<u64> = seeds.into_iter().collect();
            let mut rest = all.clone();
            let one = rest.remove(which.index(all.len()));
            let (with, without) = (Ring::new(all.iter().copied()), Ring::new(rest.iter().copied()));
            for hash in hashes {
                let (before, after) = (owner(&with, &all, hash), owner(&without, &rest, hash));
                prop_assert!(before == after || before == one);
                // And where it goes is who would be asked next.
                let next: Vec<u64> = with.walk(hash).map(|routee| all[routee]).filter(|&seed| seed != one).collect();
                prop_assert_eq!(next.first(), Some(&after));
            }
        }

        #[test]
        fn nobody_gets_more_than_the_bound(
            routees in 1..12_usize, factor in 1.0..3.0_f64, hashes in prop::collection::vec(0..30_u64, 1..800),
        ) {
            let ring = Ring::new((0..routees as u64).collect::<Vec<_>>().into_iter());
            let mut loads = vec![0_usize; routees];
            for (total, hash) in hashes.into_iter().enumerate() {
                let bound = capacity(total, routees, factor);
                let key = hash_of(&hash);
                let routee = ring.walk(key).find(|&routee| loads[routee] < bound);
                let routee = routee.expect("somebody is below the mean");
                loads[routee] += 1;
                prop_assert!(loads.iter().all(|&load| load <= bound));
            }
        }
    }
}
