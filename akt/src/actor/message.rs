//! What travels to an actor apart from its own protocol: open messages and signals.

use std::fmt;

use crate::actor::{ActorPath, ActorRef, Protocol, Reply};
use crate::supervision::Failure;

/// A type that is sent as a value of its own, to any actor with a `#[handler(message)]` for it.
///
/// Written by `#[message]`.
pub trait Message: Send + 'static {
    /// The stable name: what the wire identity is made of.
    const NAME: &'static str;
}

/// A protocol with a handler for the open message `M`. Written by `#[handler(message)]`.
#[diagnostic::on_unimplemented(
    message = "this actor has no handler for message `{M}`",
    label = "`{M}` is not handled",
    note = "write `#[handler(message)] pub fn on_message(&mut self, message: {M})` in the actor's `#[handlers]` block"
)]
pub trait Accepts<M>: Protocol {
    /// What the handler answers.
    type Ok: Send + 'static;
    /// The handler's own error; `Infallible` if it has none.
    type Err: Send + 'static;

    /// Puts the message into the protocol.
    fn wrap(message: M) -> Self;

    /// Takes the message out again.
    ///
    /// # Errors
    /// Gives the value back if it is not this message.
    fn unwrap(self) -> Result<M, Self>;

    /// The place of the reply; `None` if the value is not this message.
    fn reply(&mut self) -> Option<&mut Reply<Self::Ok, Self::Err>>;
}

/// What the runtime tells an actor.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Signal {
    /// A watched actor has ended.
    Terminated(Box<Terminated>),
    /// The timer of this number rang. The runtime handles it; no actor gets it.
    #[doc(hidden)]
    Timer(u64),
}

/// A watched actor has ended.
///
/// Comes exactly once for each watch, after every message that the watched actor sent to the watcher; at once if
/// it had ended before. Handled by the method that is marked `#[on(terminated)]`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Terminated {
    /// Where the actor was.
    pub path: ActorPath,
    /// Its incarnation: an actor that takes the same name later has another.
    pub uid: u64,
    /// Why it ended.
    pub reason: StopReason,
    /// What it failed with, if it ended by a failure.
    pub failure: Option<Failure>,
}

impl Terminated {
    pub(crate) fn new(
        path: ActorPath,
        uid: u64,
        reason: StopReason,
        failure: Option<Failure>,
    ) -> Self {
        Self {
            path,
            uid,
            reason,
            failure,
        }
    }

    /// Whether this is the end of the actor behind `reference`, and of this incarnation of it.
    #[must_use]
    pub fn is<P: Protocol>(&self, reference: &ActorRef<P>) -> bool {
        reference.is_local() && reference.uid() == self.uid
    }
}

/// Why an actor ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// It was stopped or drained: by a reference, by itself, by its parent or by the shutdown.
    Stopped,
    /// It was killed.
    Killed,
    /// It failed and had no restart left, or its start hook failed.
    Failed,
    /// It left memory because it had nothing to do, or had handled as many messages as it was spawned for.
    Passivated,
    /// It had ended before, or is not of this process; why is not known here.
    AlreadyStopped,
}

impl StopReason {
    /// The reason as a number, for an atomic.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::AlreadyStopped => 0,
            Self::Stopped => 1,
            Self::Killed => 2,
            Self::Failed => 3,
            Self::Passivated => 4,
        }
    }

    pub(crate) const fn from_code(code: u8) -> Self {
        match code {
            1 => Self::Stopped,
            2 => Self::Killed,
            3 => Self::Failed,
            4 => Self::Passivated,
            _ => Self::AlreadyStopped,
        }
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stopped => "stopped",
            Self::Killed => "killed",
            Self::Failed => "failed",
            Self::Passivated => "passivated",
            Self::AlreadyStopped => "had stopped before",
        })
    }
}
