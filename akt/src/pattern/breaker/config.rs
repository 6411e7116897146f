//! How a breaker is set up, and what is wrong with a setting.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::base::limits::{
    BREAKER_BUCKETS, BREAKER_BUCKETS_MAX, BREAKER_CALLS_MIN, BREAKER_FAILURE_RATE, BREAKER_OPEN,
    BREAKER_PROBES, BREAKER_SUCCESSES, BREAKER_WINDOW,
};
use crate::pattern::breaker::circuit::{Breaker, Change};

/// A setting with which a breaker makes no sense.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BreakerConfigError {
    /// The failure rate is not above 0 and at most 1.
    #[error("the failure rate is {0}; give one above 0 and at most 1")]
    FailureRate(f64),
    /// A number that must be at least 1 is 0.
    #[error("`{0}` is 0; give at least 1")]
    Zero(&'static str),
    /// The circuit would be open for no time.
    #[error("the circuit would be open for no time; give `open_for` a duration")]
    OpenFor,
    /// The window has too many buckets, or is too short for them.
    #[error(
        "a window of {span:?} cannot have {buckets} buckets; give at most {max}, and each at least a nanosecond",
        max = BREAKER_BUCKETS_MAX
    )]
    Window {
        /// Length of the window.
        span: Duration,
        /// Number of its buckets.
        buckets: u32,
    },
}

/// The numbers that the state machine goes by.
#[derive(Debug, Clone)]
pub(super) struct Config {
    pub(super) failure_rate: f64,
    pub(super) calls_min: u32,
    pub(super) consecutive: Option<u32>,
    pub(super) open_for: Duration,
    pub(super) window: Duration,
    pub(super) buckets: u32,
    pub(super) half_open_calls: u32,
    pub(super) half_open_successes: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            failure_rate: BREAKER_FAILURE_RATE,
            calls_min: BREAKER_CALLS_MIN,
            consecutive: None,
            open_for: BREAKER_OPEN,
            window: BREAKER_WINDOW,
            buckets: BREAKER_BUCKETS,
            half_open_calls: BREAKER_PROBES,
            half_open_successes: BREAKER_SUCCESSES,
        }
    }
}

impl Config {
    fn check(&self) -> Result<(), BreakerConfigError> {
        // Written so that NaN is refused.
        if !(self.failure_rate > 0.0 && self.failure_rate <= 1.0) {
            return Err(BreakerConfigError::FailureRate(self.failure_rate));
        }
        let numbers = [
            ("calls_min", self.calls_min),
            ("consecutive_failures", self.consecutive.unwrap_or(1)),
            ("half_open_calls", self.half_open_calls),
            ("half_open_successes", self.half_open_successes),
        ];
        if let Some((name, _)) = numbers.iter().find(|(_, number)| *number == 0) {
            return Err(BreakerConfigError::Zero(name));
        }
        if self.open_for.is_zero() {
            return Err(BreakerConfigError::OpenFor);
        }
        let fits = self.window.as_nanos() >= u128::from(self.buckets);
        if self.buckets == 0 || self.buckets > BREAKER_BUCKETS_MAX || !fits {
            return Err(BreakerConfigError::Window {
                span: self.window,
                buckets: self.buckets,
            });
        }
        Ok(())
    }
}

/// What is told of each change.
pub(super) type OnChange = Box<dyn Fn(&Change) + Send + Sync>;

/// Sets up a [`Breaker`]; made by [`Breaker::builder`].
#[must_use = "call `build` to get the breaker"]
pub struct BreakerBuilder {
    pub(super) name: Arc<str>,
    pub(super) config: Config,
    pub(super) slow: Option<Duration>,
    pub(super) on_change: Option<OnChange>,
}

impl BreakerBuilder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            config: Config::default(),
            slow: None,
            on_change: None,
        }
    }

    /// The share of the calls in the window that must have failed for the circuit to open, above 0 and at most 1;
    /// [`BREAKER_FAILURE_RATE`] unless set.
    pub fn failure_rate(mut self, rate: f64) -> Self {
        self.config.failure_rate = rate;
        self
    }

    /// How many calls the window must hold for their failure rate to count; [`BREAKER_CALLS_MIN`] unless set.
    pub fn calls_min(mut self, calls: u32) -> Self {
        self.config.calls_min = calls;
        self
    }

    /// Opens the circuit also after this many failures in a row, however few calls there were. Off unless set.
    pub fn consecutive_failures(mut self, failures: u32) -> Self {
        self.config.consecutive = Some(failures);
        self
    }

    /// How long the open circuit refuses every call; [`BREAKER_OPEN`] unless set.
    pub fn open_for(mut self, duration: Duration) -> Self {
        self.config.open_for = duration;
        self
    }

    /// How long outcomes are remembered, and in how many steps they are forgotten; [`BREAKER_WINDOW`] and
    /// [`BREAKER_BUCKETS`] unless set. At most [`BREAKER_BUCKETS_MAX`] buckets.
    pub fn window(mut self, span: Duration, buckets: u32) -> Self {
        self.config.window = span;
        self.config.buckets = buckets;
        self
    }

    /// How many probes the half-open circuit lets run at the same time; [`BREAKER_PROBES`] unless set.
    pub fn half_open_calls(mut self, calls: u32) -> Self {
        self.config.half_open_calls = calls;
        self
    }

    /// How many probes must succeed for the half-open circuit to close; [`BREAKER_SUCCESSES`] unless set.
    pub fn half_open_successes(mut self, successes: u32) -> Self {
        self.config.half_open_successes = successes;
        self
    }

    /// Counts a call that took at least this long as a failure, whatever came of it, unless its outcome is
    /// [`Neutral`](crate::pattern::breaker::Verdict::Neutral). Off unless set. The caller gets the result all the same.
    pub fn slow_after(mut self, duration: Duration) -> Self {
        self.slow = Some(duration);
        self
    }

    /// Calls `listener` after each change of the state, on the task whose call changed it, and without a lock: it may use
    /// the breaker. It should be quick. A panic in it is logged and goes no further.
    ///
    /// # Ordering
    /// Tasks that change the state at the same time may tell it in another order; [`Change::number`] says the true one.
    pub fn on_change(mut self, listener: impl Fn(&Change) + Send + Sync + 'static) -> Self {
        self.on_change = Some(Box::new(listener));
        self
    }

    /// Makes the breaker, closed.
    ///
    /// # Errors
    /// A setting with which it makes no sense.
    pub fn build(self) -> Result<Breaker, BreakerConfigError> {
        self.config.check()?;
        Ok(Breaker::from_builder(self))
    }
}

impl fmt::Debug for BreakerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreakerBuilder")
            .field("name", &self.name)
            .field("config", &self.config)
            .field("slow", &self.slow)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BreakerBuilder, BreakerConfigError};

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn settings_without_sense_are_refused() {
        let refused = |set: fn(BreakerBuilder) -> BreakerBuilder| {
            set(BreakerBuilder::new("x")).build().unwrap_err()
        };
        for rate in [0.0, -0.5, 1.01, f64::INFINITY] {
            let error = BreakerBuilder::new("x")
                .failure_rate(rate)
                .build()
                .unwrap_err();
            assert_eq!(error, BreakerConfigError::FailureRate(rate));
        }
        let nan = refused(|builder| builder.failure_rate(f64::NAN));
        assert_eq!(
            nan.to_string(),
            "the failure rate is NaN; give one above 0 and at most 1"
        );
        assert_eq!(
            refused(|b| b.calls_min(0)),
            BreakerConfigError::Zero("calls_min")
        );
        let zero = BreakerConfigError::Zero("consecutive_failures");
        assert_eq!(refused(|b| b.consecutive_failures(0)), zero);
        let zero = BreakerConfigError::Zero("half_open_calls");
        assert_eq!(refused(|b| b.half_open_calls(0)), zero);
        let zero = BreakerConfigError::Zero("half_open_successes");
        assert_eq!(refused(|b| b.half_open_successes(0)), zero);
        assert_eq!(
            refused(|b| b.open_for(Duration::ZERO)),
            BreakerConfigError::OpenFor
        );
        let window = |span, buckets| BreakerBuilder::new("x").window(span, buckets).build();
        for (span, buckets) in [
            (SECOND, 0),
            (SECOND, 1025),
            (Duration::ZERO, 1),
            (Duration::from_nanos(4), 5),
        ] {
            let error = window(span, buckets).unwrap_err();
            assert_eq!(error, BreakerConfigError::Window { span, buckets });
        }
        assert!(window(Duration::MAX, 1024).is_ok());
    }
}
