//! What can go wrong between a sender and a handler.
//!
//! A message that was not taken gives a [`SendFault`], with the message, in [`Unsent`] or [`TellError`]. An ask
//! gives an [`AskError`]: the handler's own error, or why there is no answer.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::Protocol;
use crate::actor::message_context::uncarry;
use crate::wire::{EncodeError, KeyError};

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendFault {
    /// The actor has stopped.
    #[error("the actor has stopped; look it up or spawn it again")]
    Stopped,
    /// The actor's bounded mailbox is full; `send()` instead of `tell()` waits for room, unless the mailbox is on another
    /// node.
    #[error("the mailbox is full; wait for room with `send()`")]
    MailboxFull,
    /// No actor of that name or incarnation lives on the node that was asked.
    #[error("there is no such actor, or no more; look it up again")]
    NoSuchActor,
    /// The message is for the actor itself and never leaves the process.
    #[error(
        "the message is private to its actor and cannot leave the process; make its handler `pub`"
    )]
    LocalOnly,
    /// The actor is not declared `remote`.
    #[error("the actor cannot be reached from other nodes; declare it `#[actor(remote)]`")]
    NotRemote,
    /// The message is larger than what may travel.
    #[error(
        "the message has {bytes} bytes, and {limit} may travel; send it in parts, or raise the limit on every node"
    )]
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
    #[error("the node cannot be reached; try again when it can: {0}")]
    Unreachable(Arc<str>),
    /// The node that was asked runs no grain service: this one, or the one that owns the grain.
    #[error(
        "the node runs no grain service; start `Grains` on every node before grains are called"
    )]
    NoGrains,
    /// The node that owns the grain does not run its kind.
    #[error("the node that owns the grain does not run its kind; register the kind on every node")]
    NoSuchGrainKind,
    /// The key of the grain cannot be used.
    #[error("the key of the grain cannot be used: {0}")]
    GrainKey(#[from] KeyError),
    /// The nodes do not agree on the owner of the grain at this moment; try again.
    #[error("the grain is moving between nodes; try again")]
    GrainMoving,
    /// The start hook of the grain failed, or it panicked before it had started: with what it said. The next call tries
    /// again.
    #[error("the grain did not start; call it again when it can: {0}")]
    GrainNotStarted(Arc<str>),
    /// Too much is queued for the node of the actor; `send()` instead of `tell()` waits for room.
    #[error("too much is queued for that node; wait for room with `send()`")]
    Backpressure,
    /// A router has nobody who could take the message.
    #[error(transparent)]
    NotRouted(#[from] NotRouted),
}

/// Why a router gave a message back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NotRouted {
    /// It has no routee, or all of them have just ended.
    #[error("the router has no routee at this moment; add one, or try again when it has")]
    NoRoutees,
    /// It sends a copy to each of several routees, and the message cannot be copied.
    #[error(
        "the router sends copies, and an argument of this message cannot be cloned; make its type `Clone`, or route to one"
    )]
    NotCloneable,
}

impl SendFault {
    /// Whether there was only no room at this moment, so that waiting helps.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::MailboxFull | Self::Backpressure)
    }

    /// Whether the same message may be taken later, so that trying again makes sense.
    ///
    /// [`Stopped`](Self::Stopped) and [`NoSuchActor`](Self::NoSuchActor) count: a grain comes back by itself, and each
    /// attempt may look the actor up again. What would need another message, or another deployment, does not.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Stopped
            | Self::MailboxFull
            | Self::NoSuchActor
            | Self::Unreachable(_)
            | Self::GrainMoving
            | Self::GrainNotStarted(_)
            | Self::NotRouted(NotRouted::NoRoutees)
            | Self::Backpressure => true,
            Self::LocalOnly
            | Self::NotRemote
            | Self::TooLarge { .. }
            | Self::Encode(_)
            | Self::NoGrains
            | Self::NoSuchGrainKind
            | Self::NotRouted(NotRouted::NotCloneable)
            | Self::GrainKey(_) => false,
        }
    }
}

/// A message that was not taken, as it came.
pub struct Unsent<P> {
    /// Why.
    pub fault: SendFault,
    /// The message, given back.
    pub message: P,
}

impl<P: Protocol> Unsent<P> {
    /// The same without the context that the message carried, which its sender has not seen.
    #[cold]
    pub(crate) fn plain(self) -> Self {
        Self {
            message: uncarry(self.message),
            ..self
        }
    }
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

impl<P> Error for TellError<P> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.fault.source()
    }
}

/// An ask that failed: the handler's own error, or why there is no answer.
///
/// `E` is the error type of the handler; for a handler that cannot fail it is [`Infallible`].
///
/// As an [`Error`] it reads as the handler's error, and needs no more of `E` than that it can be shown: `E` may be a
/// `String`. So [`Error::source`] cannot give the handler's error; [`handler`](Self::handler) and
/// [`into_handler`](Self::into_handler) do.
///
/// ```
/// use akt::prelude::*;
///
/// let error: AskError = AskError::MailboxFull;
/// assert!(error.not_delivered(), "sending again is safe");
/// assert!(!AskError::<String>::Timeout.not_delivered());
/// assert_eq!(AskError::Handler("too late").handler(), Some(&"too late"));
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
    ///
    /// The reply says so when it is dropped unsent, if the thread that drops it is unwinding
    /// ([`std::thread::panicking`]). For the handlers that `#[handlers]` writes, which keep their reply to the end, that
    /// is exact. Where code written by hand gives a [`Reply`](crate::actor::Reply) away, a panic of the handler does not
    /// reach it: the ask ends with [`NoReply`](Self::NoReply), whenever the reply is dropped. And a reply that is dropped
    /// because something else on its thread panics is told as `Panicked`.
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
    /// The actor does not handle the message in the state that it is in, whose name this is; it was not handled.
    Rejected(Arc<str>),
    /// The answer could never come: the actor that was asked waits for one that waits, in the end, for the asker. The
    /// circle, for people. The message was not handled, or will be when the circle is broken.
    Deadlock(Arc<str>),
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
                | Self::Rejected(_)
        )
    }

    /// Whether asking again later may bring an answer. It does not say that asking again is safe:
    /// [`not_delivered`](Self::not_delivered) does.
    ///
    /// | | why |
    /// |---|---|
    /// | `Timeout`, `NoReply`, `Panicked`, `Lost` | yes: the next answer may come; but this message may have been handled |
    /// | `MailboxFull`, `Unreachable` | yes: the message was not handled |
    /// | `Stopped` | yes: a grain comes back by itself, and each attempt may look the actor up again |
    /// | `Rejected` | yes: the actor may be in another state then |
    /// | `NotSent` | as [`SendFault::is_transient`] says |
    /// | `Handler` | no: it is the answer |
    /// | `Incompatible`, `Decode`, `Refused`, `Deadlock` | no: the same message meets the same code |
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Timeout
            | Self::Stopped
            | Self::NoReply
            | Self::Panicked
            | Self::MailboxFull
            | Self::Unreachable(_)
            | Self::Lost(_)
            | Self::Rejected(_) => true,
            Self::NotSent(fault) => fault.is_transient(),
            Self::Handler(_)
            | Self::Incompatible { .. }
            | Self::Decode(_)
            | Self::Refused(_)
            | Self::Deadlock(_) => false,
        }
    }

    /// The handler's own error, if it is one.
    #[must_use]
    pub fn handler(&self) -> Option<&E> {
        match self {
            Self::Handler(error) => Some(error),
            _ => None,
        }
    }

    /// Tells the handler's own error from the runtime's reasons.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn into_handler(self) -> Result<E, AskFault> {
        Err(match self {
            Self::Handler(error) => return Ok(error),
            Self::Timeout => AskFault::Timeout,
            Self::Stopped => AskFault::Stopped,
            Self::NoReply => AskFault::NoReply,
            Self::Panicked => AskFault::Panicked,
            Self::MailboxFull => AskFault::MailboxFull,
            Self::Unreachable(why) => AskFault::Unreachable(why),
            Self::Lost(why) => AskFault::Lost(why),
            Self::Incompatible {
                method,
                ours,
                theirs,
            } => AskFault::Incompatible {
                method,
                ours,
                theirs,
            },
            Self::Decode(why) => AskFault::Decode(why),
            Self::NotSent(fault) => AskFault::NotSent(fault),
            Self::Refused(why) => AskFault::Refused(why),
            Self::Rejected(state) => AskFault::Rejected(state),
            Self::Deadlock(circle) => AskFault::Deadlock(circle),
        })
    }

    fn write_fault(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(_) => f.write_str("the handler returned an error"),
            Self::Timeout => f.write_str(
                "no answer came in time, and the message may still be handled; ask again only if twice does no harm",
            ),
            Self::Stopped => f.write_str(
                "the actor has stopped, and the message was not handled; look the actor up or spawn it again",
            ),
            Self::NoReply => f.write_str(
                "the handler ended without an answer, or was killed; ask again only if twice does no harm",
            ),
            Self::Panicked => {
                f.write_str("the handler panicked; the log of its node says where and why")
            }
            Self::MailboxFull => {
                f.write_str("the mailbox is full, and the message was not handled; ask again later")
            }
            Self::Unreachable(why) => {
                write!(f, "the node cannot be reached; try again when it can: {why}")
            }
            Self::Lost(why) => write!(
                f,
                "the node was lost before it answered, and the message may have been handled; \
                 ask again only if twice does no harm: {why}"
            ),
            Self::Incompatible {
                method,
                ours,
                theirs,
            } => write!(
                f,
                "the nodes do not agree on the types of `{method}` (schema {ours:08x} here, {theirs:08x} there): \
                 run the same version on both"
            ),
            Self::Decode(why) => write!(f, "the message or its answer could not be decoded: {why}"),
            Self::NotSent(fault) => write!(f, "{fault}"),
            Self::Refused(why) => write!(f, "the other node refused the call: {why}"),
            Self::Rejected(state) => write!(
                f,
                "the actor does not handle this message in its state `{state}`; ask again when that has changed"
            ),
            Self::Deadlock(circle) => write!(
                f,
                "the actors wait for each other: {circle}; tell instead of asking, or let one of them make a request"
            ),
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
            Self::Rejected(state) => AskError::Rejected(state),
            Self::Deadlock(circle) => AskError::Deadlock(circle),
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

impl<E: fmt::Debug + fmt::Display> Error for AskError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NotSent(fault) => fault.source(),
            _ => None,
        }
    }
}

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
    /// The start hook was not through in time.
    #[error(
        "the start hook was not through after {0:?}; give it more time with `.start_timeout(…)`, or do the slow part later"
    )]
    TimedOut(Duration),
    /// The actor was stopped, or panicked, before its start hook was through.
    #[error("the actor ended before it had started: {0}")]
    Ended(String),
    /// The actor requires a value that its spawn has not given it.
    #[error("the actor requires a `{0}`; give it one with `.with(…)`")]
    Missing(&'static str),
    /// The system has no dispatcher of that name.
    #[error("there is no dispatcher `{0}`; add it with `ActorSystemBuilder::dispatcher`")]
    NoSuchDispatcher(String),
    /// The operating system refused a thread for the actor.
    #[error(
        "a thread could not be started; allow the process more threads, or pin fewer actors: {0}"
    )]
    Thread(String),
    /// The system, or the parent, is stopping.
    #[error("the system or the parent is stopping, and takes no new actors; spawn before it does")]
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

    pub(crate) fn from_shared(error: Arc<dyn Error + Send + Sync>) -> Self {
        Self(error)
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
