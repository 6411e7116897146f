//! Leaving memory, as programs ask for it: options of a spawn, and what an actor and others may say later.

use crate::actor::cell::{Leave, SystemMessage};
use crate::actor::spawn::{Source, Spawn};
use crate::actor::{Actor, ActorRef, AnyRef, Ctx, NotLocal, Passivation, Protocol};

impl<A: Actor, S: Source<A>> Spawn<'_, A, S> {
    /// When the actor leaves memory by itself, instead of what it declares; by default never.
    ///
    /// It ends like one that is stopped: the stop hook runs, watchers and its parent are told, with the reason
    /// [`Passivated`](crate::actor::StopReason::Passivated). Two lifecycle events tell of it,
    /// [`Passivated`](crate::actor::Lifecycle::Passivated) when it begins and `Stopped` at the end.
    ///
    /// # What counts
    /// Messages, answers that the actor [piped](Ctx::pipe) or [requested](Ctx::request), and a reinstatement after a
    /// suspension. Not: messages and callbacks of its own timers, the end of actors that it watches, system messages.
    ///
    /// # What holds it back
    /// It never leaves while a message waits, in the mailbox or in its stash; while a handler, a pipe, a request or a
    /// future that a handler left behind is not through; while it is suspended; and while it has children. When the last
    /// of these is gone it leaves at once, if its time has come; after futures left behind within
    /// [a second](crate::base::limits::PASSIVATION_LOOK).
    ///
    /// # What is lost
    /// Nothing without a trace. What comes after the decision, while the actor ends, is a dead letter, and asks fail with
    /// `Stopped`.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # use akt::actor::{Passivation, StopReason};
    /// # use std::time::Duration;
    /// # #[actor]
    /// # struct Session;
    /// # #[handlers]
    /// # impl Session {}
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?.block_on(async {
    /// # let system = ActorSystem::new("example")?;
    /// let idle = Passivation::Idle(Duration::from_secs(300));
    /// let session = system.spawn(Session).passivate(idle).await?;
    /// assert_eq!(session.stopped().await.reason, StopReason::Passivated);
    /// # Ok(()) }) }
    /// ```
    pub fn passivate(mut self, when: Passivation) -> Self {
        self.given().passivation = when;
        self
    }
}

impl<A: Actor, S: Source<A>> Spawn<'_, A, S> {
    /// Lets an eviction take this actor out of memory when there are too many, even if it does not leave by itself: see
    /// `ActorSystemBuilder::eviction`. Without one this does nothing.
    pub fn evictable(mut self) -> Self {
        self.given().evictable = true;
        self
    }
}

impl<A> Ctx<A> {
    /// Keeps this actor in memory, whatever its [passivation](Spawn::passivate) says, until
    /// [`resume_passivation`](Self::resume_passivation): while it waits for something that the runtime does not see. An
    /// eviction does not take it either. Pausing twice is once.
    pub fn pause_passivation(&self) {
        self.tell_self(Leave::Pause);
    }

    /// Takes back [`pause_passivation`](Self::pause_passivation). The idle time begins anew.
    pub fn resume_passivation(&self) {
        self.tell_self(Leave::Resume);
    }

    fn tell_self(&self, what: Leave) {
        AnyRef::borrow(self.base_ptr()).send_system(SystemMessage::Leave(what));
    }
}

impl AnyRef {
    /// Whether an eviction may take the actor.
    pub(crate) fn is_evictable(&self) -> bool {
        self.base().evictable
    }

    /// Lets the actor leave memory now, if it has nothing to do.
    pub(crate) fn evict(&self) {
        self.send_system(SystemMessage::Leave(Leave::Now));
    }

    /// Keeps the actor in memory: see [`Ctx::pause_passivation`]. It is done when the actor looks next, before it leaves.
    pub fn pause_passivation(&self) {
        self.send_system(SystemMessage::Leave(Leave::Pause));
    }

    /// Lets the actor leave memory again: see [`Ctx::resume_passivation`].
    pub fn resume_passivation(&self) {
        self.send_system(SystemMessage::Leave(Leave::Resume));
    }
}

impl<P: Protocol> ActorRef<P> {
    /// Keeps the actor in memory: see [`Ctx::pause_passivation`]. Nobody waits for it: it is done when the actor looks
    /// next, before it leaves.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn pause_passivation(&self) -> Result<(), NotLocal> {
        self.local().ok_or(NotLocal)?.pause_passivation();
        Ok(())
    }

    /// Lets the actor leave memory again: see [`Ctx::resume_passivation`].
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn resume_passivation(&self) -> Result<(), NotLocal> {
        self.local().ok_or(NotLocal)?.resume_passivation();
        Ok(())
    }
}
