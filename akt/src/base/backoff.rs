//! How long to wait before trying again: a pure function of the attempt and of a random number.
//!
//! Who fails and tries again at once keeps a resource in trouble from recovering. So the wait grows by a factor with
//! every attempt, up to a bound. And when many failed at the same moment they must not come back at the same moment, so
//! a part of each wait is drawn by lot: *jitter*, as in Marc Brooker, "Exponential Backoff And Jitter", AWS
//! Architecture Blog, 2015. Its "full jitter" and "equal jitter" are the fractions 1 and 0.5 here.
//!
//! It is used by retries, by restarts, and by everything else that comes back later.

use std::time::Duration;

use crate::base::rng::Rng;

/// How the waits between attempts grow, and how much of each is drawn by lot.
///
/// Without [`jitter`](Self::jitter) there is none, and without [`factor`](Self::factor) an exponential one doubles.
/// Every value that makes no sense is brought to the nearest one that does, as each method says: a `Backoff` is never
/// invalid.
///
/// ```
/// use std::time::Duration;
/// use akt::base::backoff::Backoff;
///
/// const GENTLE: Backoff = Backoff::exponential(Duration::from_millis(100), Duration::from_secs(1));
///
/// let waits = GENTLE.delays().take(5).map(|wait| wait.as_millis());
/// assert_eq!(waits.collect::<Vec<_>>(), [100, 200, 400, 800, 1000]);
///
/// let spread = GENTLE.jitter(0.5);
/// assert!(spread.delays().take(50).all(|wait| wait >= Duration::from_millis(50)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use = "a backoff only says how long to wait"]
pub struct Backoff {
    first: Duration,
    max: Duration,
    /// At least 1, and no NaN.
    factor: f64,
    /// From 0 to 1, and no NaN.
    jitter: f64,
}

/// No field is ever NaN.
impl Eq for Backoff {}

impl Backoff {
    /// Waits `first` after the first failure and twice as long after each further one, but never longer than `max`.
    ///
    /// A `first` above `max` counts as `max`.
    pub const fn exponential(first: Duration, max: Duration) -> Self {
        Self {
            first,
            max,
            factor: 2.0,
            jitter: 0.0,
        }
    }

    /// Waits as long after each failure.
    pub const fn fixed(delay: Duration) -> Self {
        Self::exponential(delay, delay)
    }

    /// Does not wait.
    pub const fn none() -> Self {
        Self::fixed(Duration::ZERO)
    }

    /// What each wait is multiplied by for the next one; 2 unless set.
    ///
    /// What is below 1, or no number, counts as 1: waits never shrink.
    pub const fn factor(mut self, factor: f64) -> Self {
        self.factor = if factor > 1.0 { factor } else { 1.0 };
        self
    }

    /// The fraction of each wait that is drawn by lot, from 0 (none, unless set) to 1.
    ///
    /// A wait that would be `d` is drawn evenly from `d * (1 - fraction)` to `d`: 1 is full jitter, which spreads
    /// callers best; 0.5 is equal jitter, which keeps half of the wait for certain. What is below 0, or no number,
    /// counts as 0, and what is above 1 as 1.
    pub const fn jitter(mut self, fraction: f64) -> Self {
        self.jitter = if fraction >= 1.0 {
            1.0
        } else if fraction > 0.0 {
            fraction
        } else {
            0.0
        };
        self
    }

    /// The longest wait that this can give.
    #[must_use]
    pub const fn longest(&self) -> Duration {
        self.max
    }

    /// How long to wait after failure number `attempt`, counted from 0. `random` is 64 random bits; equal bits give
    /// equal waits.
    ///
    /// Never longer than the maximum, whatever the attempt; nothing overflows.
    #[must_use]
    pub fn delay(&self, attempt: u32, random: u64) -> Duration {
        let full = self.full(attempt);
        if self.jitter == 0.0 {
            return full;
        }
        #[allow(clippy::cast_precision_loss, reason = "the upper 53 bits fit")]
        let share = (random >> 11) as f64 / (1_u64 << 53) as f64;
        // From 0 to below 1, twice, so it is less than the whole.
        full.saturating_sub(full.mul_f64(self.jitter * share))
    }

    /// The wait without its lot.
    fn full(&self, attempt: u32) -> Duration {
        // Nothing stays nothing, also when it is multiplied by infinity.
        if attempt == 0 || self.first >= self.max || self.first.is_zero() {
            return self.first.min(self.max);
        }
        let growth = self.factor.powi(i32::try_from(attempt).unwrap_or(i32::MAX));
        #[allow(clippy::cast_precision_loss, reason = "exact up to 104 days")]
        let nanos = self.first.as_nanos() as f64 * growth;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and the cast saturates"
        )]
        let nanos = nanos as u128;
        if nanos >= self.max.as_nanos() {
            self.max
        } else {
            // A float may round the first wait down.
            Duration::from_nanos_u128(nanos).max(self.first)
        }
    }

    /// The waits one after another, without an end; the lots are seeded by the operating system.
    #[must_use]
    pub fn delays(&self) -> Delays {
        self.delays_from(Rng::from_os().next_u64())
    }

    /// The waits one after another, without an end; equal seeds give equal waits.
    #[must_use]
    pub fn delays_from(&self, seed: u64) -> Delays {
        Delays {
            backoff: *self,
            attempt: 0,
            rng: Rng::seeded(seed),
        }
    }
}

/// The waits of a [`Backoff`], one after another. Never ends; counts the attempts.
#[derive(Debug, Clone)]
pub struct Delays {
    backoff: Backoff,
    attempt: u32,
    rng: Rng,
}

impl Delays {
    /// How many waits were given since the start or the last [`reset`](Self::reset); stays at the largest number there
    /// is.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempt
    }

    /// Begins with the shortest wait again: after a success.
    pub fn reset(&mut self) {
        self.attempt = 0;
    }

    /// The next wait.
    pub fn advance(&mut self) -> Duration {
        let delay = self.backoff.delay(self.attempt, self.rng.next_u64());
        self.attempt = self.attempt.saturating_add(1);
        delay
    }
}

impl Iterator for Delays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        Some(self.advance())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, None)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::Backoff;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn doubles_from_the_first_to_the_longest_and_stays_there() {
        let backoff = Backoff::exponential(MS, MS * 100);
        let waits: Vec<u128> = (0..9).map(|n| backoff.delay(n, 7).as_millis()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 100, 100]);
        assert_eq!(backoff.delay(u32::MAX, 7), MS * 100);
        assert_eq!(backoff.longest(), MS * 100);
    }

    #[test]
    fn grows_by_the_factor() {
        let backoff = Backoff::exponential(MS * 4, MS * 1000).factor(1.5);
        let waits = [0, 1, 2].map(|n| backoff.delay(n, 0));
        assert_eq!(waits, [MS * 4, MS * 6, MS * 9]);
    }

    #[test]
    fn a_fixed_one_stays_and_none_does_not_wait() {
        for attempt in [0, 1, 1000, u32::MAX] {
            assert_eq!(Backoff::fixed(MS).delay(attempt, 3), MS);
            assert_eq!(Backoff::none().delay(attempt, 3), Duration::ZERO);
            let empty = Backoff::exponential(Duration::ZERO, MS).factor(f64::INFINITY);
            assert_eq!(empty.delay(attempt, 3), Duration::ZERO);
        }
    }

    #[test]
    fn full_jitter_reaches_down_to_nothing_and_equal_jitter_to_half() {
        let full = Backoff::fixed(MS).jitter(1.0);
        let equal = Backoff::fixed(MS).jitter(0.5);
        assert_eq!((full.delay(0, 0), equal.delay(0, 0)), (MS, MS));
        let half = u64::MAX / 2 + 1;
        assert_eq!(
            (full.delay(0, half), equal.delay(0, half)),
            (MS / 2, MS * 3 / 4)
        );
        assert!(full.delay(0, u64::MAX) <= Duration::from_nanos(1));
        assert!(equal.delay(0, u64::MAX).abs_diff(MS / 2) <= Duration::from_nanos(1));
    }

    #[test]
    fn values_without_sense_are_brought_to_the_nearest_with_sense() {
        let plain = Backoff::exponential(MS, MS * 8);
        for flat in [f64::NAN, f64::NEG_INFINITY, -1.0, 0.0, 0.5] {
            assert_eq!(plain.factor(flat), plain.factor(1.0));
            assert_eq!(plain.factor(flat).delay(5, 0), MS);
        }
        assert_eq!(plain.factor(f64::INFINITY).delay(1, 0), MS * 8);
        for nothing in [f64::NAN, f64::NEG_INFINITY, -0.1] {
            assert_eq!(plain.jitter(nothing), plain);
        }
        assert_eq!(plain.jitter(f64::INFINITY), plain.jitter(1.0));
        let reversed = Backoff::exponential(MS * 9, MS);
        assert_eq!([0, 1, 9].map(|n| reversed.delay(n, 0)), [MS; 3]);
    }

    #[test]
    fn the_iterator_counts_and_starts_again_after_a_reset() {
        let mut delays = Backoff::exponential(MS, MS * 8).delays_from(1);
        assert_eq!(
            (&mut delays).take(3).collect::<Vec<_>>(),
            [MS, MS * 2, MS * 4]
        );
        assert_eq!(delays.attempts(), 3);
        delays.reset();
        assert_eq!((delays.attempts(), delays.advance()), (0, MS));
    }

    #[test]
    fn equal_seeds_give_equal_waits() {
        let backoff = Backoff::fixed(Duration::from_secs(1)).jitter(1.0);
        let waits = |seed| backoff.delays_from(seed).take(4).collect::<Vec<_>>();
        assert_eq!(waits(5), waits(5));
        assert_ne!(waits(5), waits(6));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_wait_is_between_its_bounds(
            first in any::<Duration>(), max in any::<Duration>(), factor in any::<f64>(),
            jitter in -0.5..1.5, attempt in any::<u32>(), random in any::<u64>(),
        ) {
            let plain = Backoff::exponential(first, max).factor(factor);
            let full = plain.delay(attempt, random);
            prop_assert!(full <= max && full >= first.min(max));
            prop_assert!(plain.delay(attempt.saturating_add(1), random) >= full);
            let drawn = plain.jitter(jitter).delay(attempt, random);
            prop_assert!(drawn <= full);
            let kept = full.as_secs_f64() * (1.0 - jitter.clamp(0.0, 1.0));
            let kept = Duration::try_from_secs_f64(kept).unwrap_or(full);
            // What a float cannot tell apart, a part in 2^50, and a nanosecond.
            let slack = full / (1 << 30) / (1 << 20) + Duration::from_nanos(1);
            prop_assert!(drawn.saturating_add(slack) >= kept);
            prop_assert_eq!(plain.jitter(jitter).delay(attempt, random), drawn);
        }
    }
}
