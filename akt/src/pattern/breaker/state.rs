//! The states of a circuit and what moves it between them: no clock, no lock, no waiting.
//!
//! Time is passed in as the time since the breaker was made. Each stay in a state is an *era* with a number; a permit
//! names the era in which it was given, and what comes back with one of an earlier era is not counted.

use std::fmt;
use std::time::Duration;

use crate::pattern::breaker::config::Config;
use crate::pattern::breaker::window::{Counts, Window};

/// What a circuit does with calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BreakerState {
    /// Lets every call through, and counts.
    Closed,
    /// Refuses every call.
    Open,
    /// Lets a few calls through, as probes.
    HalfOpen,
}

impl fmt::Display for BreakerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
        })
    }
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Failure,
    /// It says nothing, or was given up.
    Neutral,
}

/// The right to make one call, given in an era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Permit {
    pub(super) era: u64,
}

/// The state changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a change is told"]
pub(super) struct Moved {
    pub(super) from: BreakerState,
    pub(super) to: BreakerState,
    pub(super) era: u64,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Closed {
        /// Failures since the last success.
        consecutive: u32,
    },
    Open {
        until: Duration,
    },
    /// Opened by hand, until it is reset.
    Held,
    HalfOpen {
        since: Duration,
        running: u32,
        successes: u32,
    },
}

/// The circuit.
#[derive(Debug)]
pub(super) struct Machine {
    config: Config,
    phase: Phase,
    window: Window,
    era: u64,
    refused: u64,
    opened: u64,
}

/// The circuit at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Snapshot {
    pub(super) state: BreakerState,
    pub(super) held: bool,
    pub(super) counts: Counts,
    pub(super) consecutive: u32,
    pub(super) probes: u32,
    pub(super) refused: u64,
    pub(super) opened: u64,
    pub(super) retry_after: Option<Duration>,
}

impl Machine {
    pub(super) fn new(config: Config) -> Self {
        Self {
            window: Window::new(config.window, config.buckets),
            config,
            phase: Phase::Closed { consecutive: 0 },
            era: 0,
            refused: 0,
            opened: 0,
        }
    }

    pub(super) fn state(&self) -> BreakerState {
        match self.phase {
            Phase::Closed { .. } => BreakerState::Closed,
            Phase::Open { .. } | Phase::Held => BreakerState::Open,
            Phase::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }

    pub(super) fn era(&self) -> u64 {
        self.era
    }

    /// Lets a call through, or says how long to wait before the next try.
    pub(super) fn admit(&mut self, now: Duration) -> (Result<Permit, Duration>, Option<Moved>) {
        let mut moved = None;
        let refused = match &mut self.phase {
            Phase::Closed { .. } => None,
            Phase::Held => Some(Duration::MAX),
            Phase::Open { until } if now < *until => Some(*until - now),
            Phase::Open { .. } => {
                moved = self.enter(Self::half_open(now));
                None
            }
            Phase::HalfOpen { since, running, .. } if *running >= self.config.half_open_calls => {
                let given_up = since.saturating_add(self.config.open_for);
                if now < given_up {
                    Some(given_up - now)
                } else {
                    // Probes that never end must not keep the circuit half-open for ever: others take their places.
                    let _same_state = self.enter(Self::half_open(now));
                    None
                }
            }
            Phase::HalfOpen { running, .. } => {
                *running += 1;
                None
            }
        };
        let admitted = match refused {
            Some(retry_after) => {
                self.refused = self.refused.saturating_add(1);
                Err(retry_after)
            }
            None => Ok(Permit { era: self.era }),
        };
        (admitted, moved)
    }

    /// A call that was let through has ended.
    pub(super) fn finish(
        &mut self,
        now: Duration,
        permit: Permit,
        outcome: Outcome,
    ) -> Option<Moved> {
        if permit.era != self.era {
            return None;
        }
        match (&mut self.phase, outcome) {
            (Phase::Closed { .. }, Outcome::Neutral) | (Phase::Open { .. } | Phase::Held, _) => {
                None
            }
            (Phase::Closed { consecutive }, outcome) => {
                let failed = outcome == Outcome::Failure;
                *consecutive = if failed {
                    consecutive.saturating_add(1)
                } else {
                    0
                };
                let in_a_row = *consecutive;
                self.window.count(now, failed);
                if failed && self.is_too_much(now, in_a_row) {
                    return self.open(now);
                }
                None
            }
            (Phase::HalfOpen { .. }, Outcome::Failure) => self.open(now),
            (
                Phase::HalfOpen {
                    running, successes, ..
                },
                outcome,
            ) => {
                *running = running.saturating_sub(1);
                if outcome == Outcome::Success {
                    *successes = successes.saturating_add(1);
                }
                if *successes >= self.config.half_open_successes {
                    return self.reset();
                }
                None
            }
        }
    }

    /// Refuses every call until the circuit is reset.
    pub(super) fn hold(&mut self) -> Option<Moved> {
        self.opened = self.opened.saturating_add(1);
        self.enter(Phase::Held)
    }

    /// Closes the circuit and forgets what was counted.
    pub(super) fn reset(&mut self) -> Option<Moved> {
        self.window.clear();
        self.enter(Phase::Closed { consecutive: 0 })
    }

    pub(super) fn snapshot(&mut self, now: Duration) -> Snapshot {
        let (mut consecutive, mut probes, mut retry_after) = (0, 0, None);
        match self.phase {
            Phase::Closed {
                consecutive: failures,
            } => consecutive = failures,
            Phase::Open { until } => retry_after = Some(until.saturating_sub(now)),
            Phase::Held => retry_after = Some(Duration::MAX),
            Phase::HalfOpen { running, .. } => probes = running,
        }
        Snapshot {
            state: self.state(),
            held: matches!(self.phase, Phase::Held),
            counts: self.window.total(now),
            consecutive,
            probes,
            refused: self.refused,
            opened: self.opened,
            retry_after,
        }
    }

    fn is_too_much(&mut self, now: Duration, in_a_row: u32) -> bool {
        let counts = self.window.total(now);
        self.config.consecutive.is_some_and(|most| in_a_row >= most)
            || counts.calls() >= u64::from(self.config.calls_min)
                && counts.failure_rate() >= self.config.failure_rate
    }

    fn open(&mut self, now: Duration) -> Option<Moved> {
        self.opened = self.opened.saturating_add(1);
        let until = now.saturating_add(self.config.open_for);
        self.enter(Phase::Open { until })
    }

    /// Half-open, with the first probe on its way.
    fn half_open(now: Duration) -> Phase {
        Phase::HalfOpen {
            since: now,
            running: 1,
            successes: 0,
        }
    }

    /// Begins an era. `None` if the state is the same.
    fn enter(&mut self, phase: Phase) -> Option<Moved> {
        let from = self.state();
        self.phase = phase;
        self.era += 1;
        let (to, era) = (self.state(), self.era);
        (from != to).then_some(Moved { from, to, era })
    }
}
