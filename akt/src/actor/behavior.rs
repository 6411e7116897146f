//! Behaviours and the stash: what an actor does about messages that it cannot handle now.

use std::fmt;

use crate::actor::{Actor, ActorRef, BehaviorState, Call, Ctx, Protocol, Reply, TellError};
use crate::base::limits::BEHAVIOR_STACK;

impl<A: Actor> Ctx<A> {
    /// The state that the actor is in: the first one of its `#[actor(states(…))]` at its start and after a restart.
    #[must_use]
    pub fn state(&self) -> A::State {
        let index = usize::from(self.state_index());
        let state = A::State::ALL.get(index).or_else(|| A::State::ALL.first());
        match state {
            Some(state) => *state,
            None => unreachable!("invariant: an actor has at least one state"),
        }
    }

    /// Changes to `state`, from the next message on. States that were stacked are forgotten.
    ///
    /// Messages that were postponed, because they came in a state in which they are not handled, have another chance now,
    /// in their order and ahead of newer ones.
    pub fn become_(&mut self, state: A::State) {
        self.work().states.clear();
        self.set_state_index(state.index());
    }

    /// Changes to `state`, and remembers the one before for [`unbecome`](Self::unbecome).
    ///
    /// # Errors
    /// [`StackFull`] when [`BEHAVIOR_STACK`] states are remembered already.
    pub fn become_stacked(&mut self, state: A::State) -> Result<(), StackFull> {
        let before = self.state_index();
        let states = &mut self.work().states;
        if states.len() >= BEHAVIOR_STACK {
            return Err(StackFull);
        }
        states.push(before);
        self.set_state_index(state.index());
        Ok(())
    }

    /// Goes back to the state before the last [`become_stacked`](Self::become_stacked). False if there is none: the state
    /// stays as it is.
    pub fn unbecome(&mut self) -> bool {
        let Some(before) = self.work().states.pop() else {
            return false;
        };
        self.set_state_index(before);
        true
    }

    /// Keeps a message back until [`unstash`](Self::unstash) or [`unstash_all`](Self::unstash_all): a call of this actor,
    /// or one that [answers](Call::answering) somebody who asked. It is handled by this actor, whichever reference it was
    /// made with.
    ///
    /// The stash survives a restart, which brings it back into the mailbox. When the actor ends, what is left of it goes to
    /// the dead letters, and asks in it fail with `Stopped`.
    ///
    /// # Errors
    /// Gives the message back when the stash is full, by default with [1024](crate::base::limits::STASH) messages.
    pub fn stash(
        &mut self,
        call: impl IntoMessage<A::Protocol>,
    ) -> Result<(), StashFull<A::Protocol>> {
        let limit = self.stash_limit();
        let message = call.into_message();
        let place = self.next_id();
        let work = self.work();
        if work.stashed() >= limit {
            return Err(StashFull(Box::new(message)));
        }
        work.stash_message(message, place);
        self.publish_stash();
        Ok(())
    }

    /// Brings the oldest message of the stash back, ahead of newer ones. False if there is none.
    pub fn unstash(&mut self) -> bool {
        self.look();
        let is_back = self.work().unstash();
        self.publish_stash();
        is_back
    }

    /// Brings all messages of the stash back, in their order and ahead of newer ones. Returns how many there were.
    pub fn unstash_all(&mut self) -> usize {
        self.look();
        let count = self.work().unstash_all();
        self.publish_stash();
        count
    }

    /// How many messages are kept back, by [`stash`](Self::stash) or because of the state.
    #[must_use]
    pub fn stashed(&mut self) -> usize {
        self.work().stashed()
    }
}

/// A message that can be kept for later: a [`Call`], or what [`Call::answering`] makes of it.
pub trait IntoMessage<P> {
    /// Whom it is for.
    fn receiver(&self) -> &ActorRef<P>;

    /// The message itself.
    fn into_message(self) -> P;
}

impl<P, T, E> IntoMessage<P> for Call<'_, P, T, E> {
    fn receiver(&self) -> &ActorRef<P> {
        self.target()
    }

    fn into_message(self) -> P {
        self.into_parts().1
    }
}

/// A call whose answer goes to somebody who has asked already; made by [`Call::answering`].
#[must_use = "nothing is sent until `.tell()`, and a dropped one fails the ask"]
pub struct Forward<'a, P> {
    pub(super) target: &'a ActorRef<P>,
    pub(super) message: P,
}

impl<P: Protocol> Forward<'_, P> {
    /// Sends the message. The answer goes to the one who asked.
    ///
    /// # Errors
    /// As for [`Call::tell`]; the message that is given back holds the reply, which fails the ask when it is dropped.
    pub fn tell(self) -> Result<(), TellError<P>> {
        self.target.tell(self.message)
    }
}

impl<P> IntoMessage<P> for Forward<'_, P> {
    fn receiver(&self) -> &ActorRef<P> {
        self.target
    }

    fn into_message(self) -> P {
        self.message
    }
}

impl<P: Protocol> fmt::Debug for Forward<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forward")
            .field("target", self.target)
            .field("method", &self.message.method())
            .finish()
    }
}

impl<'a, P, T, E> Call<'a, P, T, E> {
    /// The same call, whose answer goes to whoever waits for `reply`: how a handler hands its asker on to another actor.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # fn example<P: Protocol + Send>(call: akt::actor::Call<'_, P, u64>, reply: Reply<u64>) -> Result<(), TellError<P>> {
    /// // In a handler with an argument `reply: Reply<u64>`; `call` is what `other.balance()` returns.
    /// call.answering(reply).tell()
    /// # }
    /// ```
    pub fn answering(self, reply: Reply<T, E>) -> Forward<'a, P> {
        let (target, message) = self.into_parts_with(reply);
        Forward { target, message }
    }
}

/// The stash of the actor is full; holds the message.
pub struct StashFull<P>(Box<P>);

impl<P> StashFull<P> {
    /// The message.
    #[must_use]
    pub fn into_message(self) -> P {
        *self.0
    }
}

impl<P> fmt::Debug for StashFull<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StashFull")
    }
}

impl<P> fmt::Display for StashFull<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stash is full; refuse the message, or give the actor a larger one with `.stash(…)`")
    }
}

impl<P> std::error::Error for StashFull<P> {}

/// Too many states are stacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many states are stacked; go back with `unbecome`, or change with `become_`")]
#[non_exhaustive]
pub struct StackFull;
