//! Counts of successes and failures over a sliding window of time, cut into buckets.

use std::time::Duration;

/// What one stretch of time saw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) successes: u64,
    pub(super) failures: u64,
}

impl Counts {
    pub(super) fn calls(self) -> u64 {
        self.successes.saturating_add(self.failures)
    }

    /// The share of failures, from 0 to 1; 0 without calls.
    #[allow(clippy::cast_precision_loss, reason = "a rate needs no more")]
    pub(super) fn failure_rate(self) -> f64 {
        if self.failures == 0 {
            return 0.0;
        }
        self.failures as f64 / self.calls() as f64
    }
}

/// A ring of buckets. Time only goes on: an earlier time counts as the latest one that was seen.
#[derive(Debug)]
pub(super) struct Window {
    /// Of one bucket, in nanoseconds; at least 1.
    width: u128,
    buckets: Vec<Counts>,
    /// The number of the newest bucket since the start of time; its place is the remainder by their number.
    newest: u128,
    total: Counts,
}

impl Window {
    /// `count` is at least 1, and `span` has at least as many nanoseconds.
    pub(super) fn new(span: Duration, count: u32) -> Self {
        let count = count.max(1);
        Self {
            width: (span.as_nanos() / u128::from(count)).max(1),
            buckets: vec![Counts::default(); usize::try_from(count).unwrap_or(usize::MAX)],
            newest: 0,
            total: Counts::default(),
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.buckets.fill(Counts::default());
        self.total = Counts::default();
    }

    /// What the window holds at `now`.
    pub(super) fn total(&mut self, now: Duration) -> Counts {
        self.advance(now);
        self.total
    }

    /// Counts a call that ended at `now`.
    pub(super) fn count(&mut self, now: Duration, failed: bool) {
        self.advance(now);
        let at = self.place(self.newest);
        let Some(bucket) = self.buckets.get_mut(at) else {
            return;
        };
        for counts in [bucket, &mut self.total] {
            let one = if failed {
                &mut counts.failures
            } else {
                &mut counts.successes
            };
            *one = one.saturating_add(1);
        }
    }

    /// Empties the buckets that `now` is past.
    fn advance(&mut self, now: Duration) {
        let number = now.as_nanos() / self.width;
        let steps = number
            .saturating_sub(self.newest)
            .min(self.buckets.len() as u128);
        for step in 1..=steps {
            let at = self.place(self.newest + step);
            if let Some(bucket) = self.buckets.get_mut(at) {
                let old = std::mem::take(bucket);
                self.total.successes = self.total.successes.saturating_sub(old.successes);
                self.total.failures = self.total.failures.saturating_sub(old.failures);
            }
        }
        self.newest = self.newest.max(number);
    }

    fn place(&self, number: u128) -> usize {
        usize::try_from(number % self.buckets.len() as u128).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{Counts, Window};

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn outcomes_leave_the_window_a_bucket_at_a_time() {
        let mut window = Window::new(SECOND * 4, 4);
        for second in 0..4 {
            window.count(SECOND * second, second % 2 == 0);
        }
        let total = window.total(SECOND * 3);
        assert_eq!((total.successes, total.failures), (2, 2));
        assert!((total.failure_rate() - 0.5).abs() < 1e-9);
        assert_eq!(window.total(SECOND * 4).calls(), 3, "the first bucket left");
        assert_eq!(
            window.total(SECOND * 6),
            Counts {
                successes: 1,
                failures: 0
            }
        );
        assert_eq!(window.total(SECOND * 7), Counts::default());
    }

    #[test]
    fn a_long_pause_and_the_end_of_time_forget_everything() {
        let mut window = Window::new(SECOND, 3);
        window.count(Duration::ZERO, true);
        assert_eq!(window.total(SECOND * 3600), Counts::default());
        window.count(Duration::MAX, true);
        assert_eq!(window.total(Duration::MAX).failures, 1);
        assert_eq!(
            window.total(Duration::ZERO).failures,
            1,
            "time does not go back"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Against a list of all outcomes.
        #[test]
        fn the_sum_is_that_of_the_buckets_that_are_not_past(
            count in 1_u32..6, events in prop::collection::vec((0_u64..40, any::<bool>()), 0..60),
        ) {
            let mut window = Window::new(Duration::from_nanos(u64::from(count) * 10), count);
            let (mut now, mut all) = (0, Vec::new());
            for (step, failed) in events {
                now += step;
                window.count(Duration::from_nanos(now), failed);
                all.push((now / 10, failed));
                let kept = all.iter().filter(|(bucket, _)| bucket + u64::from(count) > now / 10);
                let failures = kept.clone().filter(|(_, failed)| *failed).count() as u64;
                let calls = kept.count() as u64;
                let total = window.total(Duration::from_nanos(now));
                prop_assert_eq!((total.calls(), total.failures), (calls, failures));
            }
        }
    }
}
