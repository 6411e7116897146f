//! References by message: whoever handles `M`, of whatever actor.

use std::fmt;
use std::sync::Arc;

use crate::actor::{Accepts, ActorPath, ActorRef, TellError, Unsent};

/// A reference to some actor that has a `#[handler(message)]` for `M`.
///
/// The open, boxed path beside the closed, typed one: for topics, routers and plug-ins. Made by
/// [`ActorRef::recipient`].
pub struct Recipient<M> {
    target: Arc<dyn Tell<M>>,
}

trait Tell<M>: Send + Sync {
    fn tell(&self, message: M) -> Result<(), Unsent<M>>;
    fn path(&self) -> ActorPath;
}

impl<M, P: Accepts<M>> Tell<M> for ActorRef<P> {
    fn tell(&self, message: M) -> Result<(), Unsent<M>> {
        let Err(error) = Self::tell(self, P::wrap(message)) else {
            return Ok(());
        };
        let fault = error.fault().clone();
        match error.into_message().unwrap() {
            Ok(message) => Err(Unsent { fault, message }),
            Err(_) => unreachable!("invariant: what `wrap` made, `unwrap` takes apart"),
        }
    }

    fn path(&self) -> ActorPath {
        Self::path(self)
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
