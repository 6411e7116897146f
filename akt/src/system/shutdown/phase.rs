//! The phases of a shutdown: their names, what they come before and after, and why one is refused.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// The name of a phase of the shutdown.
///
/// The predefined phases run in this order:
///
/// | phase | what the system does in it | what hooks of it are for |
/// |---|---|---|
/// | [`BEFORE_STOP`](Self::BEFORE_STOP) | | telling load balancers, failing readiness |
/// | [`LEAVE`](Self::LEAVE) | grains move away, the node leaves its cluster | leaving whatever else the node is part of |
/// | [`DRAIN`](Self::DRAIN) | | taking no more work, finishing what was taken |
/// | [`ACTORS`](Self::ACTORS) | stops all actors, kills those that do not stop in time | none: it takes no hooks |
/// | [`CLOSE`](Self::CLOSE) | closes the connections to other nodes | closing connections and files |
/// | [`FLUSH`](Self::FLUSH) | | flushing logs, metrics and traces |
///
/// Until `ACTORS` begins, everything works as ever: hooks may spawn actors and send messages. Programs add phases of
/// their own by [`PhaseSpec`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phase(Cow<'static, str>);

impl Phase {
    /// The first: before anything is taken down.
    pub const BEFORE_STOP: Self = Self::named("before-stop");
    /// The node leaves its cluster, with messaging alive.
    pub const LEAVE: Self = Self::named("leave");
    /// Work that was taken is finished, and no more is taken.
    pub const DRAIN: Self = Self::named("drain");
    /// The actors stop.
    pub const ACTORS: Self = Self::named("actors");
    /// Connections close.
    pub const CLOSE: Self = Self::named("close");
    /// The last: what was written is flushed.
    pub const FLUSH: Self = Self::named("flush");

    pub(super) const PREDEFINED: [Self; 6] = [
        Self::BEFORE_STOP,
        Self::LEAVE,
        Self::DRAIN,
        Self::ACTORS,
        Self::CLOSE,
        Self::FLUSH,
    ];

    /// The name of a phase, as a constant.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name of a phase.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }

    /// The name as text.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Whether hooks of the phase run although one with `OnFailure::Fail` has failed: those that take down what other
    /// parts of the system rely on.
    pub(super) fn runs_after_failure(&self) -> bool {
        [Self::LEAVE, Self::ACTORS, Self::CLOSE, Self::FLUSH].contains(self)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phase({})", self.0)
    }
}

/// A phase of the program's own: its place among the others, and its deadline.
///
/// Given to `ActorSystemBuilder::shutdown_phase` or `ActorSystem::add_shutdown_phase`. One phase runs at a time. A phase
/// runs as early as what it comes after allows: without [`after`](Self::after) at the very beginning, and in any case
/// before the predefined phase that is due at the same time. Phases that could run at the same time run in the order in
/// which they were added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "hand it to the builder or to the system"]
pub struct PhaseSpec {
    pub(super) phase: Phase,
    pub(super) after: Vec<Phase>,
    pub(super) before: Vec<Phase>,
    pub(super) deadline: Option<Duration>,
    pub(super) concurrent: bool,
}

impl PhaseSpec {
    /// A phase of that name.
    pub fn new(phase: Phase) -> Self {
        Self {
            phase,
            after: Vec::new(),
            before: Vec::new(),
            deadline: None,
            concurrent: false,
        }
    }

    /// It runs after `phase`.
    pub fn after(mut self, phase: Phase) -> Self {
        self.after.push(phase);
        self
    }

    /// It runs before `phase`.
    pub fn before(mut self, phase: Phase) -> Self {
        self.before.push(phase);
        self
    }

    /// How long all its hooks together may take; by default three times the shutdown timeout. Hooks that have not begun
    /// by then are not run, one that runs is dropped.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Its hooks run all at once. By default they run one after another, in the reverse of the order in which they were
    /// added: what was built last is taken down first.
    pub fn concurrent(mut self) -> Self {
        self.concurrent = true;
        self
    }
}

/// A phase or a hook of the shutdown was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhaseError {
    /// There is a phase of that name.
    #[error("there is a shutdown phase `{0}` already; choose another name")]
    Duplicate(Phase),
    /// A phase was named that there is not.
    #[error("there is no shutdown phase `{0}`; add it first, or mend the name")]
    Unknown(Phase),
    /// Phases come before each other in a circle.
    #[error("the shutdown phases {} come before each other in a circle; take one `after` or `before` away", Circle(.0))]
    Cycle(Vec<Phase>),
    /// The shutdown has begun, or the phase has: nothing can be added to it.
    #[error("the shutdown is past the phase `{0}`; add to it before the shutdown begins")]
    TooLate(Phase),
    /// The phase `actors` takes no hooks.
    #[error("the shutdown phase `{0}` takes no hooks; use `drain` before it or `close` after it")]
    NoHooks(Phase),
    /// There are as many phases or hooks as there may be.
    #[error("a shutdown has at most {0} of these; let one do the work of several")]
    TooMany(usize),
}

struct Circle<'a>(&'a [Phase]);

impl fmt::Display for Circle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for phase in self.0 {
            write!(f, "`{phase}` → ")?;
        }
        match self.0.first() {
            Some(first) => write!(f, "`{first}`"),
            None => Ok(()),
        }
    }
}
