//! Holds the replay back to a rate at which people can watch it.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::progress::Stopwatch;

/// Says when the next flight is due.
#[derive(Debug)]
pub(crate) struct Pace {
    rate: NonZeroU32,
    watch: Stopwatch,
    begun: u64,
}

impl Pace {
    /// At most `rate` flights a second from now on.
    pub(crate) fn begin(rate: NonZeroU32) -> Self {
        Self {
            rate,
            watch: Stopwatch::start(),
            begun: 0,
        }
    }

    /// Begins a flight; what to wait for before that, if it is too early. A rest that took too long is made up for by
    /// the flights after it.
    #[expect(
        clippy::disallowed_methods,
        reason = "people watch in real time, which is never simulated here"
    )]
    pub(crate) fn rest(&mut self) -> Option<tokio::time::Sleep> {
        let due = due(self.begun, self.rate);
        self.begun += 1;
        let early = due.saturating_sub(self.watch.elapsed());
        (!early.is_zero()).then(|| tokio::time::sleep(early))
    }
}

/// When the flight of a number may begin, from 0 on.
fn due(number: u64, rate: NonZeroU32) -> Duration {
    let rate = u64::from(rate.get());
    let nanos = number % rate * 1_000_000_000 / rate;
    Duration::from_secs(number / rate) + Duration::from_nanos(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holds_as_many_flights_as_the_rate_says() {
        let rate = |rate| NonZeroU32::new(rate).unwrap();
        assert_eq!(due(0, rate(4)), Duration::ZERO);
        assert_eq!(due(1, rate(4)), Duration::from_millis(250));
        assert_eq!(due(9, rate(4)), Duration::from_millis(2250));
        assert_eq!(
            due(u64::from(u32::MAX) + 1, rate(u32::MAX)),
            Duration::from_secs(1) + due(1, rate(u32::MAX))
        );
        assert_eq!(due(u64::MAX, rate(1)), Duration::from_secs(u64::MAX));
    }

    #[tokio::test]
    async fn only_those_that_are_too_early_rest() {
        let mut pace = Pace::begin(NonZeroU32::MIN);
        assert!(pace.rest().is_none());
        assert!(pace.rest().is_some(), "the second one is due in a second");
    }
}
