//! What can go wrong between a sender and a handler.
//!
//! A message that was not taken gives a [`SendFault`], with the message, in [`Unsent`] or [`TellError`]. An ask
//! gives an [`AskError`]: the handler's own error, or why there is no answer.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::wire::{EncodeError, KeyError};

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendFault {
    /// The actor has stopped.
    #[error("the actor has stopped")]
    Stopped,
    /// The actor's bounded mailbox is full; `send()` instead of `tell()` waits for room, unless the mailbox is on another
    /// node.
    #[error("the mailbox is full; wait for room with `send()`")]
    MailboxFull,
    /// There is no actor of that name or incarnation.
    #[error("there is no such actor")]
    NoSuchActor,
    /// The message is for the actor itself and never leaves the process.
    #[error("the message is private to its actor and cannot leave the process")]
    LocalOnly,
    /// The actor is not declared `remote`.
    #[error("the actor is not declared `#[actor(remote)]`")]
    NotRemote,
    /// The message is larger than what may travel.
    #[error("the message has {bytes} bytes, and {limit} may travel")]
    TooLarge {
        /// Size of the encoded message, in bytes.
        bytes: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The message could not be encoded.
    #[error("the message could not be encoded: {0}")]
    Encode(#[from] EncodeError),
    /// The node of the actor cannot be reached.
    #[error("the node cannot be reached: {0}")]
    Unreachable(Arc<str>),
    /// This system runs no grain service.
    #[error("this system runs no grain service: start `Grains` before grains are called")]
    NoGrains,
    /// The node that owns the grain does not run its kind.
    #[error("the node that owns the grain does not run its kind: register the kind on every node")]
    NoSuchGrainKind,
    /// The key of the grain cannot be used.
    #[error("the key of the grain cannot be used: {0}")]
    GrainKey(#[from] KeyError),
    /// The nodes do not agree on the owner of the grain at this moment; try again.
    #[error("the grain is moving between nodes; try again")]
    GrainMoving,
    /// Too much is queued for the node of the actor; `send()` instead of `tell()` waits for room.
    #[error("too much is queued for that node; wait for room with `send()`")]
    Backpressure,
}

impl SendFault {
    /// Whether there was only no room at this moment, so that waiting helps.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::MailboxFull | Self::Backpressure)
    }
}

/// A message that was not taken, as it came.
pub struct Unsent<P> {
    /// Why.
    pub fault: SendFault,
    /// The message, given back.
    pub message: P,
}

impl<P> fmt::Debug for Unsent<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsent")
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

/// A tell that failed. Holds the message, so that it can be sent again or elsewhere.
pub struct TellError<P> {
    fault: SendFault,
    message: Box<P>,
}

impl<P> TellError<P> {
    /// Why the message was not taken.
    #[must_use]
    pub fn fault(&self) -> &SendFault {
        &self.fault
    }

    /// The message.
    #[must_use]
    pub fn into_message(self) -> P {
        *self.message
    }
}

impl<P> From<Unsent<P>> for TellError<P> {
    #[cold]
    fn from(unsent: Unsent<P>) -> Self {
        Self {
            fault: unsent.fault,
            message: Box::new(unsent.message),
        }
    }
}

impl<P> fmt::Debug for TellError<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TellError")
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

impl<P> fmt::Display for TellError<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

impl<P> Error for TellError<P> {}

/// An ask that failed: the handler's own error, or why there is no answer.
///
/// `E` is the error type of the handler; for a handler that cannot fail it is [`Infallible`].
///
/// ```
/// use akt::prelude::*;
///
/// let error: AskError = AskError::MailboxFull;
/// assert!(error.not_delivered(), "sending again is safe");
/// assert!(!AskError::<String>::Timeout.not_delivered());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AskError<E = Infallible> {
    /// The handler returned this error: it is a reply, the actor lives on.
    Handler(E),
    /// No answer came in time; the message may still be handled.
    Timeout,
    /// The actor has stopped; the message was not handled.
    Stopped,
    /// The handler dropped its reply without sending it, or was killed while it ran.
    NoReply,
    /// The handler panicked.
    Panicked,
    /// The actor's bounded mailbox is full; the message was not handled.
    MailboxFull,
    /// The actor's node cannot be reached; the message was not sent.
    Unreachable(Arc<str>),
    /// The connection to the actor's node broke; the message may or may not have been handled.
    Lost(Arc<str>),
    /// The two nodes do not agree on the types of the method; the message was not handled.
    Incompatible {
        /// The method's name, or its id when the name is not known.
        method: Arc<str>,
        /// Fingerprint of the method's types on this node.
        ours: u32,
        /// Fingerprint of the method's types on the other node.
        theirs: u32,
    },
    /// Bytes that are no valid value of the expected type.
    Decode(Arc<str>),
    /// The message was not sent, for another reason.
    NotSent(SendFault),
    /// The other node refused, for a reason that this version does not know.
    Refused(Arc<str>),
}

/// What an ask can fail with apart from the handler's own error.
pub type AskFault = AskError<Infallible>;

impl<E> AskError<E> {
    /// Whether the message surely was not handled, so that sending it again is safe.
    #[must_use]
    pub fn not_delivered(&self) -> bool {
        matches!(
            self,
            Self::Stopped
                | Self::MailboxFull
                | Self::Unreachable(_)
                | Self::Incompatible { .. }
                | Self::NotSent(_)
        )
    }

    fn write_fault(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(_) => f.write_str("the handler returned an error"),
            Self::Timeout => f.write_str("no answer came in time"),
            Self::Stopped => f.write_str("the actor has stopped"),
            Self::NoReply => f.write_str("the handler dropped the reply"),
            Self::Panicked => f.write_str("the handler panicked"),
            Self::MailboxFull => f.write_str("the mailbox is full"),
            Self::Unreachable(why) => write!(f, "the node cannot be reached: {why}"),
            Self::Lost(why) => write!(f, "the node was lost before it answered: {why}"),
            Self::Incompatible {
                method,
                ours,
                theirs,
            } => write!(
                f,
                "the nodes do not agree on the types of `{method}` (schema {ours:08x} here, {theirs:08x} there): \
                 run the same version on both"
            ),
            Self::Decode(why) => write!(f, "the bytes could not be decoded: {why}"),
            Self::NotSent(fault) => write!(f, "{fault}"),
            Self::Refused(why) => write!(f, "refused: {why}"),
        }
    }
}

impl AskFault {
    /// The same fault, as the error of a handler whose own error is `E`.
    #[must_use]
    pub fn widen<E>(self) -> AskError<E> {
        match self {
            Self::Handler(never) => match never {},
            Self::Timeout => AskError::Timeout,
            Self::Stopped => AskError::Stopped,
            Self::NoReply => AskError::NoReply,
            Self::Panicked => AskError::Panicked,
            Self::MailboxFull => AskError::MailboxFull,
            Self::Unreachable(why) => AskError::Unreachable(why),
            Self::Lost(why) => AskError::Lost(why),
            Self::Incompatible {
                method,
                ours,
                theirs,
            } => AskError::Incompatible {
                method,
                ours,
                theirs,
            },
            Self::Decode(why) => AskError::Decode(why),
            Self::NotSent(fault) => AskError::NotSent(fault),
            Self::Refused(why) => AskError::Refused(why),
        }
    }
}

impl<E> From<SendFault> for AskError<E> {
    fn from(fault: SendFault) -> Self {
        match fault {
            SendFault::Stopped => Self::Stopped,
            SendFault::MailboxFull => Self::MailboxFull,
            SendFault::Unreachable(why) => Self::Unreachable(why),
            other => Self::NotSent(other),
        }
    }
}

impl<E: fmt::Display> fmt::Display for AskError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(error) => error.fmt(f),
            fault => fault.write_fault(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> Error for AskError<E> {}

/// An actor that could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpawnError {
    /// The name is taken by a sibling that is alive, starting or stopping.
    #[error("the name `{0}` is taken; stop its owner first, or choose another")]
    NameTaken(String),
    /// The name is empty, too long, or holds `/`, `$` or a control character.
    #[error(
        "`{0}` is no valid name: it must be 1 to 256 bytes without `/`, `$` and control characters"
    )]
    NameInvalid(String),
    /// The start hook failed.
    #[error("the start hook failed: {0}")]
    Start(StartError),
    /// The actor was stopped, or panicked, before its start hook was through.
    #[error("the actor ended before it had started: {0}")]
    Ended(String),
    /// The system, or the parent, is stopping.
    #[error("the system is stopping")]
    Stopping,
}

/// Why a start or stop hook failed: any error, by `?` or [`StartError::new`].
pub struct StartError(Arc<dyn Error + Send + Sync>);

impl StartError {
    /// Wraps an error or a text.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }

    /// The error that was wrapped.
    #[must_use]
    pub fn inner(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }

    pub(crate) fn shared(&self) -> Arc<dyn Error + Send + Sync> {
        Arc::clone(&self.0)
    }
}

// `StartError` itself is no `Error`, so that every error converts to it by `?`; `inner` gives the error.
impl<E: Error + Send + Sync + 'static> From<E> for StartError {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, f)
    }
}
