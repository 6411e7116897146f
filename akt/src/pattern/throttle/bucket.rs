//! The token bucket, in whole numbers and without a clock.
//!
//! Time is passed in as the time since the bucket was made. A token is worth as many units as its period has
//! nanoseconds, and a nanosecond brings as many units as the period has tokens: so nothing is ever rounded.

use std::time::Duration;

/// A bucket that starts full.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    /// Units that a nanosecond brings.
    rate: u128,
    /// Units of one token.
    cost: u128,
    /// Units of a full bucket: its burst, and what a caller that is due between two nanoseconds finds too much, so that it
    /// is not lost.
    full: u128,
    level: u128,
    /// The time at which `level` is true.
    at: Duration,
}

impl Bucket {
    /// `rate` tokens each `per`, at most `burst` at once. None of them is zero.
    pub(super) fn new(rate: u32, per: Duration, burst: u32) -> Self {
        let cost = per.as_nanos().max(1);
        let rate = u128::from(rate.max(1));
        let level = cost.saturating_mul(u128::from(burst.max(1)));
        Self {
            rate,
            cost,
            full: level.saturating_add(rate - 1),
            level,
            at: Duration::ZERO,
        }
    }

    /// The earliest time, not before `from`, at which there is a token.
    pub(super) fn due(&self, from: Duration) -> Duration {
        let from = from.max(self.at);
        let missing = self.cost.saturating_sub(self.level_at(from));
        let nanos = missing.div_ceil(self.rate);
        from.saturating_add(duration(nanos))
    }

    /// From when on a caller that comes at `now` may count the time: since the last token, if that was given no longer
    /// than `grain` ago. So a caller that takes one token after another, each a bit late because its timer was, loses no
    /// time.
    pub(super) fn arrival(&self, now: Duration, grain: Duration) -> Duration {
        if self.at >= now.saturating_sub(grain) {
            self.at
        } else {
            now
        }
    }

    /// Takes a token at `at`, which is no earlier than [`due`](Self::due) said.
    pub(super) fn take(&mut self, at: Duration) {
        let at = at.max(self.at);
        self.level = self.level_at(at).saturating_sub(self.cost);
        self.at = at;
    }

    fn level_at(&self, at: Duration) -> u128 {
        let passed = at.saturating_sub(self.at).as_nanos();
        let gained = passed.saturating_mul(self.rate);
        self.level.saturating_add(gained).min(self.full)
    }
}

/// The longest one there is for what is longer.
fn duration(nanos: u128) -> Duration {
    if nanos >= Duration::MAX.as_nanos() {
        Duration::MAX
    } else {
        Duration::from_nanos_u128(nanos)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::Bucket;

    const SECOND: Duration = Duration::from_secs(1);

    /// When each of `count` callers that all ask at `from` gets a token.
    fn times(bucket: &mut Bucket, from: Duration, count: u32) -> Vec<Duration> {
        let mut take = || {
            let due = bucket.due(from);
            bucket.take(due);
            due
        };
        (0..count).map(|_| take()).collect()
    }

    #[test]
    fn a_full_bucket_gives_its_burst_and_then_the_rate() {
        let mut bucket = Bucket::new(2, SECOND, 3);
        let given = times(&mut bucket, Duration::ZERO, 5);
        let half = SECOND / 2;
        assert_eq!(
            given,
            [Duration::ZERO, Duration::ZERO, Duration::ZERO, half, SECOND]
        );
        assert_eq!(
            times(&mut bucket, SECOND * 9, 4)[2..],
            [SECOND * 9, SECOND * 9 + half]
        );
    }

    #[test]
    fn a_rate_that_does_not_divide_its_period_does_not_drift() {
        let mut bucket = Bucket::new(3, SECOND, 1);
        let given = times(&mut bucket, Duration::ZERO, 300_001);
        let last = given.last().copied().unwrap();
        assert!(
            last.abs_diff(SECOND * 100_000) < Duration::from_nanos(2),
            "{last:?}"
        );
    }

    #[test]
    fn the_largest_numbers_overflow_nothing() {
        let mut slow = Bucket::new(1, Duration::MAX, u32::MAX);
        slow.take(slow.due(Duration::MAX));
        let mut one = Bucket::new(1, Duration::MAX, 1);
        one.take(one.due(SECOND));
        assert_eq!(one.due(SECOND * 2), Duration::MAX);
        let mut fast = Bucket::new(u32::MAX, Duration::from_nanos(1), u32::MAX);
        fast.take(fast.due(Duration::MAX));
        assert_eq!(fast.due(Duration::MAX), Duration::MAX);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// In any stretch of time no more than the burst and the rate.
        #[test]
        fn no_stretch_of_time_gives_too_much(
            rate in 1_u32..50, per in 1_u64..1000, burst in 1_u32..8,
            pauses in prop::collection::vec(0_u64..200, 1..80),
        ) {
            let mut bucket = Bucket::new(rate, Duration::from_nanos(per), burst);
            let (mut now, mut given) = (0, Vec::new());
            for pause in pauses {
                now += pause;
                let due = bucket.due(Duration::from_nanos(now));
                bucket.take(due);
                given.push(due.as_nanos());
            }
            for (first, start) in given.iter().enumerate() {
                for (last, end) in given.iter().enumerate().skip(first) {
                    // Both ends belong to the stretch, and it is a nanosecond too short.
                    let most = u128::from(burst) * u128::from(per) + (end - start + 1) * u128::from(rate);
                    prop_assert!((last - first + 1) as u128 * u128::from(per) <= most);
                }
            }
        }
    }
}
