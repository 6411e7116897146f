//! Sets of numbers as ranges: what a report says, and how a consumer keeps it up to date.

use std::collections::BTreeMap;

/// Ranges in one report at most. What is left out is told later; a producer only sends it once more than needed.
const RANGES_MAX: usize = 64;

/// A set of numbers, as inclusive ranges in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ranges(Vec<(u64, u64)>);

impl Ranges {
    /// The first [`RANGES_MAX`] ranges of ascending numbers.
    pub(crate) fn ascending(numbers: impl IntoIterator<Item = u64>) -> Self {
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for number in numbers {
            if let Some((_, last)) = ranges.last_mut()
                && last.checked_add(1) == Some(number)
            {
                *last = number;
            } else if ranges.len() < RANGES_MAX {
                ranges.push((number, number));
            } else {
                break;
            }
        }
        Self(ranges)
    }

    /// The greatest number.
    pub(crate) fn last(&self) -> Option<u64> {
        self.0.last().map(|&(_, last)| last)
    }

    /// The numbers from `low` to `high`, without walking over what lies outside.
    pub(crate) fn within(&self, low: u64, high: u64) -> impl Iterator<Item = u64> {
        let parts = self.0.iter();
        parts.flat_map(move |&(first, last)| first.max(low)..=last.min(high))
    }

    /// The numbers that are not in `known`.
    pub(crate) fn beyond(&self, known: &Self) -> Self {
        let mut known = known.0.iter().peekable();
        let mut new = Vec::new();
        for &(first, last) in &self.0 {
            let mut from = Some(first);
            while let (Some(start), Some(&&(low, high))) = (from, known.peek())
                && low <= last
            {
                if low > start {
                    new.push((start, low - 1));
                }
                from = high.checked_add(1).map(|behind| behind.max(start));
                if high > last {
                    // It may reach into the next one.
                    break;
                }
                known.next();
            }
            if let Some(start) = from.filter(|start| *start <= last) {
                new.push((start, last));
            }
        }
        Self(new)
    }
}

/// A set of numbers that changes one by one, as ranges: each change and each look costs about the same however many
/// numbers are in it.
#[derive(Debug, Default)]
pub(super) struct RangeSet(BTreeMap<u64, u64>);

impl RangeSet {
    pub(super) fn insert(&mut self, number: u64) {
        let before = self.holder(number);
        if before.is_some_and(|(_, last)| last >= number) {
            return;
        }
        let after = number.checked_add(1).and_then(|next| self.0.remove(&next));
        let first = match before {
            Some((first, last)) if last.checked_add(1) == Some(number) => first,
            _ => number,
        };
        self.0.insert(first, after.unwrap_or(number));
    }

    pub(super) fn remove(&mut self, number: u64) {
        let Some((first, last)) = self.holder(number).filter(|&(_, last)| last >= number) else {
            return;
        };
        self.0.remove(&first);
        if first < number {
            self.0.insert(first, number - 1);
        }
        if number < last {
            self.0.insert(number + 1, last);
        }
    }

    /// The first [`RANGES_MAX`] ranges.
    pub(super) fn ranges(&self) -> Ranges {
        let ranges = self.0.iter().take(RANGES_MAX);
        Ranges(ranges.map(|(&first, &last)| (first, last)).collect())
    }

    /// The last range that begins at or before a number.
    fn holder(&self, number: u64) -> Option<(u64, u64)> {
        let mut before = self.0.range(..=number);
        before.next_back().map(|(&first, &last)| (first, last))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{RangeSet, Ranges};
    use crate::base::rng::Rng;

    fn numbers(rng: &mut Rng) -> BTreeSet<u64> {
        let few = rng.next_u64() % 20;
        (0..few).map(|_| rng.next_u64() % 30).collect()
    }

    #[test]
    fn what_is_beyond_is_the_difference() {
        for seed in 0..500 {
            println!("AKT_SEED={seed}");
            let mut rng = Rng::seeded(seed);
            let (new, old) = (numbers(&mut rng), numbers(&mut rng));
            let ranges = |set: &BTreeSet<u64>| Ranges::ascending(set.iter().copied());
            let expected = ranges(&new.difference(&old).copied().collect());
            assert_eq!(ranges(&new).beyond(&ranges(&old)), expected);
        }
        let all = Ranges(vec![(0, u64::MAX)]);
        assert_eq!(all.beyond(&all), Ranges::default());
        assert_eq!(
            all.beyond(&Ranges(vec![(5, 6)])),
            Ranges(vec![(0, 4), (7, u64::MAX)])
        );
    }

    #[test]
    fn a_set_that_changes_has_the_ranges_of_its_numbers() {
        for seed in 0..100 {
            println!("AKT_SEED={seed}");
            let mut rng = Rng::seeded(seed);
            let (mut set, mut model) = (RangeSet::default(), BTreeSet::new());
            for _ in 0..200 {
                let number = rng.next_u64() % 40;
                if rng.next_u64().is_multiple_of(3) {
                    set.remove(number);
                    model.remove(&number);
                } else {
                    set.insert(number);
                    model.insert(number);
                }
                assert_eq!(set.ranges(), Ranges::ascending(model.iter().copied()));
            }
        }
        let mut set = RangeSet::default();
        set.insert(u64::MAX);
        set.insert(u64::MAX - 1);
        set.remove(u64::MAX);
        assert_eq!(set.ranges(), Ranges::ascending([u64::MAX - 1]));
    }
}
