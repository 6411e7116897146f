//! What makes a type an actor. The macros write all of this; it can be written by hand as well.

use std::any::Any;
use std::marker::PhantomData;

use crate::actor::cell::{HookSlot, Slot, Step};
use crate::actor::{
    ActorRef, BehaviorState, Ctx, InboundCall, MailboxKind, Manner, MessageContext, Passivation,
    Remoting, Requirement, Signal, StartError, WireProtocol,
};

/// What `#[actor]` (or `#[grain]`) says about a struct.
///
/// That the struct is `Send` is asked for by [`Actor`], and there alone, so that rustc reports it in one place.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as an actor",
    label = "needs `#[actor]` on the struct",
    note = "write `#[actor]` on the struct; it also declares the reference, which is named like the struct with `Ref` behind"
)]
pub trait ActorSpec: Sized + 'static {
    /// Whether the actor can be reached from other nodes.
    type Remoting: Remoting;
    /// The stable name: what the wire identity is made of.
    const NAME: &'static str;
    /// What the actor fails with, by `ctx.fail(error)`: `#[actor(fails = E)]`; [`Infallible`](std::convert::Infallible)
    /// if it has no error of its own.
    type Fault: std::error::Error + Send + Sync + 'static;
    /// The states of its behaviours; [`NoStates`](crate::actor::NoStates) if it has none.
    type State: BehaviorState;
    /// The mailbox that the actor gets unless the spawn says otherwise.
    const MAILBOX: MailboxKind;
    /// How many messages may wait in its stash unless the spawn says otherwise.
    const STASH: usize = crate::base::limits::STASH;
    /// How many pipes, requests and later answers it may have in flight together.
    const IN_FLIGHT: u32 = crate::base::limits::IN_FLIGHT;
    /// When it leaves memory by itself unless the spawn says otherwise.
    const PASSIVATION: Passivation = Passivation::Never;

    /// What its spawn has to give it: `#[actor(requires(…))]`.
    #[must_use]
    fn requires() -> Vec<Requirement> {
        Vec::new()
    }
}

/// Every type that is `Send + 'static`, as the state of an actor has to be; only for what rustc says of the others.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot move between threads, as the state of an actor does",
    label = "not `Send`",
    note = "write `Arc` for `Rc` and `Mutex` for `RefCell`; what cannot leave its thread stays outside of the actor"
)]
pub trait MovingState: Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> MovingState for T {}

/// A field of an actor, as generated code names the type of each once, for the error at the user's type.
#[derive(Debug)]
pub struct InState<T: MovingState>(PhantomData<fn() -> T>);

/// The reference that `#[actor]` generates: a newtype around [`ActorRef`] with the actor's methods.
pub trait TypedRef: Clone + Send + Sync + 'static {
    /// The messages that the actor takes.
    type Protocol: Protocol;

    /// Wraps an untyped reference.
    fn from_actor_ref(actor_ref: ActorRef<Self::Protocol>) -> Self;

    /// The reference inside.
    fn as_actor_ref(&self) -> &ActorRef<Self::Protocol>;
}

/// The actor that a reference was declared for. Written by `#[actor]` beside the reference.
///
/// Generated code asks for the facts of an actor by way of its reference: when `#[actor]` is missing there is no
/// reference, and rustc says so once instead of at each fact.
pub trait DeclaredRef {
    /// The actor.
    type Actor: ActorSpec;
}

/// The closed set of messages of one actor. Written by `#[handlers]`.
///
/// That messages are `Send` is asked for by [`Actor::Protocol`], and there alone, so that rustc reports a message that
/// is not in one place.
pub trait Protocol: Sized + 'static {
    /// Whether a handler has options that change how its messages are treated.
    const MANNERS: bool = false;

    /// How the message is treated.
    fn manner(&self) -> Manner {
        Manner::PLAIN
    }

    /// Whether the message is more, or less, than a call of a method from this process: a signal, a call from another
    /// node, or one with a context around it.
    fn is_special(&self) -> bool {
        self.signal().is_some()
    }

    /// Puts a context around the message. A protocol that has no place for one drops it.
    #[must_use]
    fn carry(self, context: Box<MessageContext>) -> Self {
        drop(context);
        self
    }

    /// Takes the context off again.
    ///
    /// # Errors
    /// Gives the message back if it has none.
    fn uncarry(self) -> Result<(Self, Box<MessageContext>), Self> {
        Err(self)
    }

    /// A second message like this one, for several receivers, if all its arguments can be cloned. Who asked gets the first
    /// answer that is no failure; when all fail, the last failure.
    fn duplicate(&mut self) -> Option<Self> {
        None
    }

    /// The method that this message calls, for logs and dead letters.
    fn method(&self) -> &'static str;

    /// The argument of that name, for tests that look into a message.
    fn argument(&self, name: &str) -> Option<&dyn Any> {
        let _ = name;
        None
    }

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
    label = "needs an `impl` block with `#[handlers]`",
    note = "write `#[handlers] impl {Self} {{ … }}`; the block may be empty"
)]
pub trait Actor: ActorSpec + MovingState {
    /// The messages of this actor.
    type Protocol: WireProtocol + Send;
    /// The typed reference: `AccountRef` for `Account`.
    type Ref: TypedRef<Protocol = Self::Protocol>;
    /// Whether it takes every message in every state: only what stands in for another actor does.
    #[doc(hidden)]
    const TAKES_ALL: bool = false;
    /// Whether there is a start hook.
    const HAS_START: bool = false;
    /// Whether there is a hook for the moment after the start.
    const HAS_STARTED: bool = false;
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

    /// Runs the hook for the moment when others can find the actor.
    fn started<'a>(&'a mut self, ctx: &'a mut Ctx<Self>, slot: HookSlot<'a>) -> Step<'a> {
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

impl<E: HookError> HookResult for Result<(), E> {
    fn into_result(self) -> Result<(), StartError> {
        self.map_err(HookError::into_start_error)
    }
}

/// What a start or stop hook may fail with: every error type, and [`StartError`] itself.
#[diagnostic::on_unimplemented(
    message = "a hook cannot fail with `{Self}`",
    label = "`{Self}` is no `std::error::Error + Send + Sync`",
    note = "implement `std::error::Error` for it, or return `Result<(), StartError>`; `StartError::new(…)` makes one of a text or a boxed error"
)]
pub trait HookError {
    /// The error as the runtime sees it.
    fn into_start_error(self) -> StartError;
}

// A missing `Error` is told of as what it means here.
#[diagnostic::do_not_recommend]
impl<E: Into<StartError>> HookError for E {
    fn into_start_error(self) -> StartError {
        self.into()
    }
}

/// The context of the actor `A`, as a handler or a hook takes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is the context of another actor",
    label = "not the context of `{A}`",
    note = "write `&mut Ctx<Self>`, or `&mut Ctx` where the actor's own reference is not needed"
)]
pub trait ContextOf<A> {
    /// The context, for a handler that takes it by `&mut`.
    fn lent_mut(ctx: &mut Ctx<A>) -> &mut Self;

    /// The context, for a handler that takes it by `&`.
    fn lent(ctx: &Ctx<A>) -> &Self;
}

impl<A> ContextOf<A> for Ctx<A> {
    fn lent_mut(ctx: &mut Self) -> &mut Self {
        ctx
    }

    fn lent(ctx: &Self) -> &Self {
        ctx
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
