//! References by message: whoever handles `M`, of whatever actor.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::actor::{Accepts, ActorPath, ActorRef, TellError, Unsent};

/// A reference to some actor that has a `#[handler(message)]` for `M`.
///
/// The open, boxed path beside the closed, typed one: for topics, routers and plug-ins. Made by
/// [`ActorRef::recipient`].
pub struct Recipient<M> {
    target: Arc<dyn Tell<M>>,
}

/// Ready when an actor has ended.
pub(crate) type Ended = Pin<Box<dyn Future<Output = ()> + Send>>;

trait Tell<M>: Send + Sync {
    fn tell(&self, message: M) -> Result<(), Unsent<M>>;
    fn offer(&self, message: M) -> Result<(), Unsent<M>>;
    fn path(&self) -> ActorPath;
    fn key(&self) -> (bool, u64);
    fn ended(&self) -> Option<Ended>;
}

fn unwrapped<M, P: Accepts<M>>(message: P) -> M {
    match message.unwrap() {
        Ok(message) => message,
        Err(_) => unreachable!("invariant: what `wrap` made, `unwrap` takes apart"),
    }
}

impl<M, P: Accepts<M>> Tell<M> for ActorRef<P> {
    fn tell(&self, message: M) -> Result<(), Unsent<M>> {
        let Err(error) = Self::tell(self, P::wrap(message)) else {
            return Ok(());
        };
        let fault = error.fault().clone();
        Err(Unsent {
            fault,
            message: unwrapped(error.into_message()),
        })
    }

    fn offer(&self, message: M) -> Result<(), Unsent<M>> {
        self.deliver(P::wrap(message)).map_err(|unsent| Unsent {
            fault: unsent.fault,
            message: unwrapped(unsent.message),
        })
    }

    fn path(&self) -> ActorPath {
        Self::path(self)
    }

    fn key(&self) -> (bool, u64) {
        (self.is_local(), self.uid())
    }

    fn ended(&self) -> Option<Ended> {
        if !self.is_local() {
            return None;
        }
        let actor = self.clone();
        Some(Box::pin(async move {
            actor.stopped().await;
        }))
    }
}

impl<M: Send + 'static> Recipient<M> {
    pub(crate) fn new<P: Accepts<M>>(target: ActorRef<P>) -> Self {
        Self {
            target: Arc::new(target),
        }
    }

    /// Sends the message without waiting for an answer.
    ///
    /// # Errors
    /// Gives the message back when it was not taken.
    pub fn tell(&self, message: M) -> Result<(), TellError<M>> {
        self.target.tell(message).map_err(Into::into)
    }

    /// [`Recipient::tell`] without a dead letter when the actor has stopped.
    pub(crate) fn offer(&self, message: M) -> Result<(), Unsent<M>> {
        self.target.offer(message)
    }

    /// What tells the actor from others: whether it is one of this process, and its incarnation.
    pub(crate) fn key(&self) -> (bool, u64) {
        self.target.key()
    }

    /// Ready when the actor has ended; `None` if it is not of this process, so that nobody can know.
    pub(crate) fn ended(&self) -> Option<Ended> {
        self.target.ended()
    }

    /// Where the actor is.
    #[must_use]
    pub fn path(&self) -> ActorPath {
        self.target.path()
    }
}

impl<M> Clone for Recipient<M> {
    fn clone(&self) -> Self {
        Self {
            target: Arc::clone(&self.target),
        }
    }
}

impl<M: Send + 'static> fmt::Debug for Recipient<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", self.path())
    }
}
