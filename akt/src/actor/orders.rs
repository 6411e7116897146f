//! What can be asked of an actor beside its messages and its end: to wait, to go on, to start anew.

use crate::actor::{ActorRef, NotLocal, Protocol};

impl<P: Protocol> ActorRef<P> {
    /// Suspends the actor after the message that it handles now: it takes messages and handles none, until it is
    /// [reinstated](Self::reinstate) or stopped. A restart, by supervision, ends a suspension as well; a drain of a
    /// suspended actor is a stop. As with a [stop](Self::stop), an actor that is flooded may handle some more messages
    /// before it looks.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn suspend(&self) -> Result<(), NotLocal> {
        self.local().ok_or(NotLocal)?.suspend();
        Ok(())
    }

    /// Restarts the actor after the message that it handles now: its children end, its state is dropped without a stop
    /// hook, and the factory builds a fresh one; mailbox, references and watchers stay as they are. It costs nothing of the
    /// budget of its supervision, and ends a suspension. An actor without a factory goes on as it was, which is logged.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn restart(&self) -> Result<(), NotLocal> {
        self.local().ok_or(NotLocal)?.restart();
        Ok(())
    }

    /// Whether the actor is one of this process and suspended.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.local().is_some_and(|actor| actor.is_suspended())
    }

    /// Lets an actor go on that was suspended: by [`suspend`](Self::suspend), or by its supervision because it failed
    /// too often; that one is restarted, with a fresh budget. Nothing happens to an actor that is not suspended.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn reinstate(&self) -> Result<(), NotLocal> {
        self.local().ok_or(NotLocal)?.reinstate();
        Ok(())
    }
}
