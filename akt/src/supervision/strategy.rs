//! What is done about a failure: to whom, what, how often, and how soon.

use std::sync::Arc;
use std::time::Duration;

use super::Failure;
use crate::base::backoff::Backoff;
use crate::base::limits::{RESTART_BACKOFF_FIRST, RESTART_BACKOFF_LAST, RESTART_WINDOW, RESTARTS};
use crate::base::time::Instant;
use crate::base::window::Window;

/// What to do with an actor that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Directive {
    /// Keep the state, and go on with the next message. The message that failed is lost. An actor that has no state to
    /// keep, because it failed while it started or was restarted, is stopped; if the failure was escalated and it is an
    /// actor above that says so, it starts anew.
    Resume,
    /// Build fresh state from the factory, and go on with the same mailbox.
    Restart,
    /// Stop the actor.
    Stop,
    /// Suspend the actor, and let its parent fail by it: the supervision of the parent decides about both.
    Escalate,
}

/// What to do with an actor that failed and has no factory, so that it cannot be restarted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DirectiveOnce {
    /// As [`Directive::Resume`].
    Resume,
    /// As [`Directive::Stop`].
    Stop,
    /// As [`Directive::Escalate`].
    Escalate,
}

impl From<DirectiveOnce> for Directive {
    fn from(directive: DirectiveOnce) -> Self {
        match directive {
            DirectiveOnce::Resume => Self::Resume,
            DirectiveOnce::Stop => Self::Stop,
            DirectiveOnce::Escalate => Self::Escalate,
        }
    }
}

/// Whom else a failure of one child concerns, when it is restarted or stopped for it. Set by `ctx.strategy(…)` for the
/// children of an actor; actors at the top have no siblings in this sense.
///
/// Siblings are restarted after the same pause as the child that failed, so that they come back together: until then
/// their messages wait, as those of the failed one do. Which of them starts first is not said. One that has no factory
/// is stopped instead. A restart that is made for a sibling does not count against an actor's own [`Restart`] limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Strategy {
    /// Nobody: the others go on.
    #[default]
    OneForOne,
    /// All other children of the same parent: they are restarted or stopped as well.
    OneForAll,
    /// Those that were spawned after it.
    RestForOne,
}

/// What is done when an actor fails once more than its [`Restart`] allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Exhausted {
    /// It is stopped.
    #[default]
    Stop,
    /// As [`Directive::Escalate`].
    Escalate,
    /// It is suspended: it keeps its mailbox and handles nothing, until it is reinstated, which restarts it, or
    /// stopped.
    Suspend,
}

/// How often an actor may be restarted, how soon, and what comes then.
///
/// The default allows 5 restarts within any 10 seconds; the first one is made at once, each further one in that window
/// after a pause that doubles from 10 ms up to 1 s, with up to a quarter of it taken off at random. The next failure in
/// the window stops the actor.
///
/// ```
/// use std::time::Duration;
/// use akt::supervision::{Exhausted, Restart};
///
/// let patient = Restart::limit(100, Duration::from_secs(60)).then(Exhausted::Suspend);
/// assert_ne!(patient, Restart::default());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Restart {
    restarts: u32,
    window: Duration,
    backoff: Backoff,
    exhausted: Exhausted,
}

/// The pauses of a [`Restart`] that does not say otherwise.
const BACKOFF: Backoff =
    Backoff::exponential(RESTART_BACKOFF_FIRST, RESTART_BACKOFF_LAST).jitter(0.25);

impl Restart {
    /// Allows `restarts` restarts within any `window`. With 0 the first failure is one too many.
    #[must_use]
    pub const fn limit(restarts: u32, window: Duration) -> Self {
        Self {
            restarts,
            window,
            backoff: BACKOFF,
            exhausted: Exhausted::Stop,
        }
    }

    /// Never restarts: the first failure stops the actor.
    #[must_use]
    pub const fn never() -> Self {
        Self::limit(0, RESTART_WINDOW)
    }

    /// The pauses before the second and further restarts within the window. Messages wait meanwhile.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// What is done when the actor fails once more than it may be restarted; by default it is stopped.
    #[must_use]
    pub fn then(mut self, exhausted: Exhausted) -> Self {
        self.exhausted = exhausted;
        self
    }
}

impl Default for Restart {
    fn default() -> Self {
        Self::limit(RESTARTS, RESTART_WINDOW)
    }
}

/// Decides about the failures of any actor.
type DecideAny = Arc<dyn Fn(&Failure) -> Directive + Send + Sync>;

/// The supervision of actors that were spawned without one of their own; set for a whole system by its builder.
///
/// By default an actor with a factory is restarted as [`Restart::default`] says, and one without is stopped.
///
/// ```
/// use akt::supervision::{Directive, Failure, Restart, Supervision};
///
/// let supervision = Supervision::new()
///     .restart(Restart::never())
///     .decide(|failure| match failure {
///         Failure::Panic(_) => Directive::Escalate,
///         _ => Directive::Restart,
///     });
/// # let _ = supervision;
/// ```
#[derive(Clone, Default)]
pub struct Supervision {
    pub(crate) restart: Restart,
    pub(crate) decide: Option<DecideAny>,
}

impl Supervision {
    /// The default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How often actors may be restarted.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// What to do about a failure. An actor that has no factory is stopped where this says `Restart`. A decider that
    /// panics stops the actor.
    #[must_use]
    pub fn decide(
        mut self,
        decide: impl Fn(&Failure) -> Directive + Send + Sync + 'static,
    ) -> Self {
        self.decide = Some(Arc::new(decide));
        self
    }
}

impl std::fmt::Debug for Supervision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Supervision")
            .field("restart", &self.restart)
            .field("decides", &self.decide.is_some())
            .finish()
    }
}

/// What is done at last, with the budget counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Resume,
    /// After this pause.
    Restart(Duration),
    Stop,
    Escalate,
    Suspend,
}

/// What one actor has used up of its budget.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    used: Option<Window>,
}

impl Budget {
    /// Turns a directive into what is done at `now`; `random` decides about the jitter of the pause.
    pub(crate) fn verdict(
        &mut self,
        directive: Directive,
        restart: &Restart,
        now: Instant,
        random: u64,
    ) -> Verdict {
        match directive {
            Directive::Resume => Verdict::Resume,
            Directive::Stop => Verdict::Stop,
            Directive::Escalate => Verdict::Escalate,
            Directive::Restart => {
                let used = self
                    .used
                    .get_or_insert_with(|| Window::new(restart.restarts, restart.window));
                if !used.admit(now) {
                    return match restart.exhausted {
                        Exhausted::Stop => Verdict::Stop,
                        Exhausted::Escalate => Verdict::Escalate,
                        Exhausted::Suspend => Verdict::Suspend,
                    };
                }
                let before = used.count() - 1;
                // The first restart of a window is made at once: most failures are single ones.
                Verdict::Restart(match before.checked_sub(1) {
                    None => Duration::ZERO,
                    Some(attempt) => restart.backoff.delay(attempt, random),
                })
            }
        }
    }

    /// Forgets what was used up: the actor was reinstated by hand.
    pub(crate) fn reset(&mut self) {
        self.used = None;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Backoff, Budget, Directive, Exhausted, Restart, Verdict};
    use crate::base::time::now;

    const AT_ONCE: Verdict = Verdict::Restart(Duration::ZERO);

    #[test]
    fn the_budget_is_spent_and_grows_back() {
        let (start, mut budget) = (now(), Budget::default());
        let restart = Restart::limit(2, Duration::from_secs(1)).backoff(Backoff::none());
        let mut decide = |at| budget.verdict(Directive::Restart, &restart, at, 0);
        assert_eq!(decide(start), AT_ONCE);
        assert_eq!(decide(start), AT_ONCE);
        assert_eq!(decide(start), Verdict::Stop);
        assert_eq!(decide(start + Duration::from_secs(1)), AT_ONCE);
    }

    #[test]
    fn pauses_grow_within_the_window_and_begin_anew_after_it() {
        let (start, mut budget) = (now(), Budget::default());
        let millis = Duration::from_millis;
        let restart = Restart::limit(9, Duration::from_secs(10))
            .backoff(Backoff::exponential(millis(10), millis(35)));
        let mut decide = |at| budget.verdict(Directive::Restart, &restart, at, 0);
        let pauses: Vec<Verdict> = (0..5).map(|_| decide(start)).collect();
        let expected = [0, 10, 20, 35, 35].map(|pause| Verdict::Restart(millis(pause)));
        assert_eq!(pauses, expected);
        assert_eq!(decide(start + Duration::from_secs(10)), AT_ONCE);
    }

    #[test]
    fn what_comes_after_the_last_restart_can_be_chosen() {
        for (exhausted, verdict) in [
            (Exhausted::Stop, Verdict::Stop),
            (Exhausted::Escalate, Verdict::Escalate),
            (Exhausted::Suspend, Verdict::Suspend),
        ] {
            let restart = Restart::never().then(exhausted);
            let mut budget = Budget::default();
            let decided = budget.verdict(Directive::Restart, &restart, now(), 0);
            assert_eq!(decided, verdict);
        }
    }

    #[test]
    fn other_directives_cost_nothing() {
        let mut budget = Budget::default();
        let restart = Restart::limit(1, Duration::from_secs(1));
        for (directive, verdict) in [
            (Directive::Resume, Verdict::Resume),
            (Directive::Stop, Verdict::Stop),
            (Directive::Escalate, Verdict::Escalate),
            (Directive::Restart, AT_ONCE),
        ] {
            assert_eq!(budget.verdict(directive, &restart, now(), 0), verdict);
        }
    }
}
