//! OneForOne: a failed actor is restarted within its budget, or stopped; its siblings are left alone.

use std::time::Duration;

use crate::base::limits::{RESTART_WINDOW, RESTARTS};
use crate::base::time::Instant;
use crate::base::window::Window;

/// What to do with an actor that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Directive {
    /// Build fresh state from the factory and go on with the same mailbox.
    Restart,
    /// Stop the actor.
    Stop,
}

/// How often an actor may be restarted.
///
/// The default allows 5 restarts within any 10 seconds; the next failure in that window stops the actor.
///
/// ```
/// use std::time::Duration;
/// use akt::supervision::Restart;
///
/// let patient = Restart::limit(100, Duration::from_secs(60));
/// assert_ne!(patient, Restart::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restart {
    restarts: u32,
    window: Duration,
}

impl Restart {
    /// Allows `restarts` restarts within any `window`. With 0 the first failure stops the actor.
    pub const fn limit(restarts: u32, window: Duration) -> Self {
        Self { restarts, window }
    }

    /// Never restarts: the first failure stops the actor.
    pub const fn never() -> Self {
        Self {
            restarts: 0,
            window: RESTART_WINDOW,
        }
    }
}

impl Default for Restart {
    fn default() -> Self {
        Self {
            restarts: RESTARTS,
            window: RESTART_WINDOW,
        }
    }
}

/// The policy of one actor with what it has used up of its budget.
#[derive(Debug)]
pub(crate) struct Supervisor {
    used: Window,
}

impl Supervisor {
    pub(crate) fn new(restart: Restart) -> Self {
        Self {
            used: Window::new(restart.restarts, restart.window),
        }
    }

    /// Decides on a failure at `now`.
    pub(crate) fn decide(&mut self, now: Instant) -> Directive {
        if self.used.admit(now) {
            Directive::Restart
        } else {
            Directive::Stop
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Directive, Restart, Supervisor};
    use crate::base::time::now;

    #[test]
    fn the_budget_is_spent_and_grows_back() {
        let start = now();
        let mut supervisor = Supervisor::new(Restart::limit(2, Duration::from_secs(1)));
        assert_eq!(supervisor.decide(start), Directive::Restart);
        assert_eq!(supervisor.decide(start), Directive::Restart);
        assert_eq!(supervisor.decide(start), Directive::Stop);
        assert_eq!(
            supervisor.decide(start + Duration::from_secs(1)),
            Directive::Restart
        );
    }

    #[test]
    fn never_means_the_first_failure_stops() {
        assert_eq!(
            Supervisor::new(Restart::never()).decide(now()),
            Directive::Stop
        );
    }
}
