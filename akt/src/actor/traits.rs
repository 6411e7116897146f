//! What makes a type an actor. The macros write all of this; it can be written by hand as well.

use crate::actor::cell::{HookSlot, Slot, Step};
use crate::actor::{ActorRef, Ctx, InboundCall, Remoting, Signal, StartError, WireProtocol};

/// What `#[actor]` (or `#[grain]`) says about a struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no actor",
    label = "not declared as an actor",
    note = "put `#[actor]` on the struct and `#[handlers]` on its `impl` block"
)]
pub trait ActorSpec: Sized + Send + 'static {
    /// The typed reference: `AccountRef` for `Account`.
    type Ref: TypedRef;
    /// Whether the actor can be reached from other nodes.
    type Remoting: Remoting;
    /// The stable name: what the wire identity is made of.
    const NAME: &'static str;
    /// The mailbox that the actor gets unless the spawn says otherwise.
    const MAILBOX: MailboxKind;
}

/// How much a mailbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MailboxKind {
    /// No limit: `tell` succeeds as long as the actor lives.
    Unbounded,
    /// At most `capacity` messages wait; then `tell` fails with `MailboxFull`, and `send` and asks wait for room.
    Bounded {
        /// Messages that may wait, at least 1.
        capacity: usize,
    },
}

/// The reference that `#[actor]` generates: a newtype around [`ActorRef`] with the actor's methods.
pub trait TypedRef: Clone + Send + Sync + 'static {
    /// The messages that the actor takes.
    type Protocol: Protocol;

    /// Wraps an untyped reference.
    fn from_actor_ref(actor_ref: ActorRef<Self::Protocol>) -> Self;

    /// The reference inside.
    fn as_actor_ref(&self) -> &ActorRef<Self::Protocol>;
}

/// The closed set of messages of one actor. Written by `#[handlers]`.
pub trait Protocol: Sized + Send + 'static {
    /// The method that this message calls, for logs and dead letters.
    fn method(&self) -> &'static str;

    /// Wraps what the runtime tells the actor.
    fn from_signal(signal: Signal) -> Self;

    /// The signal inside, if the message is one.
    fn signal(&self) -> Option<&Signal>;

    /// Wraps a call from another node, to be decoded in the actor's turn.
    fn from_inbound(call: Box<InboundCall>) -> Self;

    /// Takes the call from another node out again, so that what one actor did not handle can go to another.
    ///
    /// # Errors
    /// Gives the value back if it is no such call.
    fn into_inbound(self) -> Result<Box<InboundCall>, Self>;
}

/// An actor: state with handlers. Written by `#[handlers]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no handlers",
    label = "not an actor with handlers",
    note = "put `#[actor]` on the struct and `#[handlers]` on its `impl` block"
)]
pub trait Actor: ActorSpec<Ref: TypedRef<Protocol = Self::Protocol>> {
    /// The messages of this actor.
    type Protocol: WireProtocol;
    /// Whether there is a start hook.
    const HAS_START: bool = false;
    /// Whether there is a stop hook.
    const HAS_STOP: bool = false;

    /// Handles one message: at once, or by a future in `slot`.
    fn dispatch<'a>(
        &'a mut self,
        message: Self::Protocol,
        ctx: &'a mut Ctx<Self>,
        slot: Slot<'a>,
    ) -> Step<'a>;

    /// Runs the start hook.
    fn start<'a>(&'a mut self, ctx: &'a mut Ctx<Self>, slot: HookSlot<'a>) -> Step<'a> {
        let _ = ctx;
        slot.done(Ok(()))
    }

    /// Runs the stop hook.
    fn stop<'a>(&'a mut self, ctx: &'a mut Ctx<Self>, slot: HookSlot<'a>) -> Step<'a> {
        let _ = ctx;
        slot.done(Ok(()))
    }
}

/// What a start or stop hook may return: nothing, or a result.
#[diagnostic::on_unimplemented(
    message = "a hook cannot return `{Self}`",
    label = "return nothing or a `Result<(), E>`",
    note = "`E` may be any error type; `StartError` wraps them all"
)]
pub trait HookResult {
    /// The result as the runtime sees it.
    ///
    /// # Errors
    /// What the hook returned.
    fn into_result(self) -> Result<(), StartError>;
}

impl HookResult for () {
    fn into_result(self) -> Result<(), StartError> {
        Ok(())
    }
}

impl<E: Into<StartError>> HookResult for Result<(), E> {
    fn into_result(self) -> Result<(), StartError> {
        self.map_err(Into::into)
    }
}

/// The parts of a handler's `Result`, also behind an alias such as `io::Result<T>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is named `Result` but is no `core::result::Result`",
    note = "handlers may return any type; give this one another name, or write the two arguments of `Result` out"
)]
pub trait ResultParts {
    /// The success type.
    type Ok;
    /// The error type.
    type Err;

    /// The result itself.
    ///
    /// # Errors
    /// As the value says.
    fn into_result(self) -> Result<Self::Ok, Self::Err>;
}

#[allow(
    clippy::use_self,
    reason = "the result is not the implementing type, though it is spelled the same"
)]
impl<T, E> ResultParts for Result<T, E> {
    type Ok = T;
    type Err = E;

    fn into_result(self) -> Result<T, E> {
        self
    }
}
