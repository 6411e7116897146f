//! Generic bodies that generated code calls to put messages onto a wire and to take them off it.
//!
//! A macro that sees `#[handlers]` cannot know whether the struct said `remote`. So the generated code is the same
//! for both and goes through [`Codec`], which the type [`ActorSpec::Remoting`] chooses: for [`RemoteNo`] every
//! type has a codec that refuses, for [`RemoteYes`] only the types that can travel have one.
//!
//! [`ActorSpec::Remoting`]: crate::actor::ActorSpec::Remoting

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use crate::actor::cell::{Slot, Step};
use crate::actor::reply::{Reply, ReplyPort};
use crate::actor::{
    Actor, AskError, AskFault, Ctx, InboundCall, Outbound, PendingReply, Protocol, ReplySink,
    SendFault, Unsent,
};
use crate::base::time;
use crate::wire::{self, AlignedBuffer, DecodeError, EncodeError, MethodId, Wire};

/// Whether an actor can be reached from other nodes: [`RemoteYes`] or [`RemoteNo`].
pub trait Remoting: Send + Sync + 'static {
    /// The answer as a value.
    const REMOTE: bool;
}

/// The actor is declared `remote`, or is a grain.
#[derive(Debug)]
pub enum RemoteYes {}

/// The actor stays in its process.
#[derive(Debug)]
pub enum RemoteNo {}

impl Remoting for RemoteYes {
    const REMOTE: bool = true;
}

impl Remoting for RemoteNo {
    const REMOTE: bool = false;
}

/// How a kind of actor puts `T` onto a wire.
#[diagnostic::on_unimplemented(
    message = "`{T}` cannot travel between nodes",
    label = "this actor is `remote`, and `{T}` is no wire type",
    note = "put `#[message]` on the type if it is yours, take `remote` off the actor, or make the handler private so that it is only \
            called by the actor itself"
)]
pub trait Codec<T>: Remoting {
    /// Appends the bytes of a value.
    ///
    /// # Errors
    /// When the value is too large, or the actor is not remote.
    fn encode(value: &T, out: &mut AlignedBuffer) -> Result<(), EncodeError>;

    /// Reads a value from its bytes, checking every one.
    ///
    /// # Errors
    /// When the bytes are no `T`, or the actor is not remote.
    fn decode(bytes: &[u8]) -> Result<T, DecodeError>;

    /// What the type looks like on the wire, as a number; 0 if the actor is not remote.
    fn fingerprint() -> u64;
}

impl<T: Wire> Codec<T> for RemoteYes {
    fn encode(value: &T, out: &mut AlignedBuffer) -> Result<(), EncodeError> {
        value.encode(out)
    }

    fn decode(bytes: &[u8]) -> Result<T, DecodeError> {
        T::decode(bytes)
    }

    fn fingerprint() -> u64 {
        wire::fingerprint::<T>()
    }
}

impl<T> Codec<T> for RemoteNo {
    fn encode(_: &T, _: &mut AlignedBuffer) -> Result<(), EncodeError> {
        Err(EncodeError::Failed("the actor is not remote".into()))
    }

    fn decode(_: &[u8]) -> Result<T, DecodeError> {
        Err(DecodeError::Invalid {
            type_name: std::any::type_name::<T>(),
            reason: "the actor is not remote".into(),
        })
    }

    fn fingerprint() -> u64 {
        0
    }
}

/// A type that has a codec, as generated code names each type of a handler once, for the error at the user's type.
#[derive(Debug)]
pub struct TravelsBetweenNodes<R: Codec<T>, T>(PhantomData<fn() -> (R, T)>);

/// A type that can be sent to an actor or back, as generated code names each type of a handler once, for the error at
/// the user's type.
#[derive(Debug)]
pub struct Sends<T: MovesBetweenThreads>(PhantomData<fn() -> T>);

/// Every type that is `Send + 'static`; only for what rustc says of the others.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in a message or an answer: it cannot be sent between threads",
    label = "not `Send`",
    note = "write `Arc` for `Rc` and `Mutex` for `RefCell`, or keep the value in the actor and send what others need of it"
)]
pub trait MovesBetweenThreads: 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> MovesBetweenThreads for T {}

/// One method of a protocol, as it is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodInfo {
    /// Its id: a hash of its name.
    pub id: MethodId,
    /// Its name.
    pub name: &'static str,
    /// The types of its arguments and its reply, as a number.
    pub fingerprint: u32,
}

impl MethodInfo {
    /// Describes a method with arguments `A` and reply `Result<T, E>`.
    #[must_use]
    pub fn new<R, A, T, E>(id: MethodId, name: &'static str) -> Self
    where
        R: Codec<A> + Codec<Result<T, E>>,
    {
        Self {
            id,
            name,
            fingerprint: method_fingerprint::<R, A, T, E>(),
        }
    }
}

fn method_fingerprint<R, A, T, E>() -> u32
where
    R: Codec<A> + Codec<Result<T, E>>,
{
    let arguments = <R as Codec<A>>::fingerprint();
    let reply = <R as Codec<Result<T, E>>>::fingerprint();
    // Rotated, so that exchanging arguments and reply gives another number.
    wire::fold_fingerprint(arguments.rotate_left(1) ^ reply)
}

/// A protocol that can be put onto a wire. Written by `#[handlers]`.
pub trait WireProtocol: Protocol {
    /// Whether the actor is remote.
    type Remoting: Remoting;
    /// The stable name of the actor.
    const NAME: &'static str;

    /// The methods that can be called from other nodes, in source order.
    fn methods() -> Vec<MethodInfo>;

    /// Writes the message as a call.
    ///
    /// # Errors
    /// Gives the message back with the reason.
    fn encode(self, out: &mut dyn Outbound) -> Result<(), Unsent<Self>>;

    /// Reads a call from another node.
    ///
    /// # Errors
    /// Gives the call back with what to answer.
    fn decode(call: InboundCall) -> Result<Self, RejectedCall>;
}

/// Writes one call: the body, then the commitment with the asker who waits.
///
/// # Errors
/// Gives the message back with the reason; `back` builds it again.
pub fn send_call<R, A, T, E, P>(
    out: &mut dyn Outbound,
    method: MethodId,
    arguments: A,
    reply: Reply<T, E>,
    back: impl FnOnce(A, Reply<T, E>) -> P,
) -> Result<(), Unsent<P>>
where
    P: WireProtocol,
    R: Codec<A> + Codec<Result<T, E>>,
    T: Send + 'static,
    E: Send + 'static,
{
    let fingerprint = method_fingerprint::<R, A, T, E>();
    let written = out.body(method, fingerprint, &mut |buffer| {
        <R as Codec<A>>::encode(&arguments, buffer)
    });
    if let Err(fault) = written {
        return Err(Unsent {
            fault,
            message: back(arguments, reply),
        });
    }
    let pending = reply.is_some().then(|| -> Box<dyn PendingReply> {
        Box::new(Awaited {
            reply,
            decode: <R as Codec<Result<T, E>>>::decode,
            method,
            methods: P::methods,
        })
    });
    out.commit(pending);
    Ok(())
}

/// The refusal to put a private message onto a wire.
pub fn local_only<P>(message: P) -> Unsent<P> {
    Unsent {
        fault: SendFault::LocalOnly,
        message,
    }
}

/// Decodes a call from another node and handles it. One that cannot be decoded is refused, or a dead letter if it was
/// told; one whose asker has stopped waiting is dropped before any work is done for it.
///
/// Not inlined: the code of an actor's own messages stays small.
#[inline(never)]
pub fn dispatch_inbound<'a, A: Actor>(
    actor: &'a mut A,
    call: InboundCall,
    ctx: &'a mut Ctx<A>,
    slot: Slot<'a>,
) -> Step<'a> {
    match decode_inbound(call, ctx) {
        Some(message) => actor.dispatch(message, ctx, slot),
        None => slot.done(),
    }
}

/// Decodes a call from another node; `None` if that was all that could be done with it.
pub(crate) fn decode_inbound<A: Actor>(call: InboundCall, ctx: &Ctx<A>) -> Option<A::Protocol> {
    if call.is_late() {
        call.drop_late();
        return None;
    }
    let (method, told) = (call.method, call.sink.is_none());
    match A::Protocol::decode(call) {
        Ok(message) => Some(message),
        Err(rejected) => {
            if told {
                let methods = <A::Protocol as WireProtocol>::methods();
                let known = methods.iter().find(|known| known.id == method);
                ctx.undecodable(known.map_or("of another build", |known| known.name));
            }
            rejected.reject();
            None
        }
    }
}

type DecodeReply<T, E> = fn(&[u8]) -> Result<Result<T, E>, DecodeError>;

/// An asker of this node whose answer comes from another.
struct Awaited<T, E> {
    reply: Reply<T, E>,
    decode: DecodeReply<T, E>,
    method: MethodId,
    methods: fn() -> Vec<MethodInfo>,
}

impl<T, E> Awaited<T, E> {
    /// The fault with the method's name for its id, since a node that has no such method only knows the id.
    #[cold]
    fn named(&self, fault: AskFault) -> AskFault {
        match fault {
            AskFault::Incompatible {
                method,
                ours,
                theirs,
            } => AskFault::Incompatible {
                method: self.name().map_or(method, Into::into),
                ours,
                theirs,
            },
            AskFault::Refused(why) => match self.name() {
                Some(name) => {
                    let id = format!("{:?}", self.method);
                    AskFault::Refused(why.replace(&id, name).into())
                }
                None => AskFault::Refused(why),
            },
            other => other,
        }
    }

    fn name(&self) -> Option<&'static str> {
        let methods = (self.methods)();
        let known = methods.iter().find(|known| known.id == self.method);
        known.map(|known| known.name)
    }
}

impl<T: Send, E: Send> PendingReply for Awaited<T, E> {
    fn complete(self: Box<Self>, outcome: Result<&[u8], AskFault>) {
        let outcome = match outcome.map(self.decode) {
            Ok(Ok(result)) => result.map_err(AskError::Handler),
            Ok(Err(error)) => Err(AskError::Decode(error.to_string().into())),
            Err(fault) => Err(self.named(fault).widen()),
        };
        self.reply.complete(outcome);
    }
}

/// An asker of another node: the handler's answer is encoded and goes to the sink.
struct Sink<T, E> {
    sink: Box<dyn ReplySink>,
    encode: fn(&Result<T, E>, &mut AlignedBuffer) -> Result<(), EncodeError>,
}

impl<T, E> ReplyPort<T, E> for Sink<T, E> {
    fn complete(self: Box<Self>, outcome: Result<T, AskError<E>>) {
        let Self { sink, encode } = *self;
        let result = match outcome {
            Ok(value) => Ok(value),
            Err(error) => match error.into_handler() {
                Ok(error) => Err(error),
                Err(fault) => return sink.fault(fault),
            },
        };
        sink.reply(&mut |buffer| encode(&result, buffer));
    }
}

impl InboundCall {
    /// The method that is called.
    #[must_use]
    pub fn method(&self) -> MethodId {
        self.method
    }

    /// The time that is left until whoever asked stops waiting; `None` for a tell, which nobody waits for.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        self.deadline
            .map(|deadline| deadline.saturating_duration_since(time::now()))
    }

    /// Whether whoever asked has stopped waiting.
    pub(crate) fn is_late(&self) -> bool {
        self.time_left().is_some_and(|left| left.is_zero())
    }

    /// Ends a call that is late.
    #[cold]
    pub(crate) fn drop_late(mut self) {
        if let Some(sink) = self.sink.take() {
            sink.late();
        }
    }

    /// Decodes the arguments, and prepares the way of the answer.
    ///
    /// # Errors
    /// When the two nodes disagree on the method's types, or the bytes are no valid arguments.
    pub fn open<R, A, T, E>(mut self) -> Result<(A, Reply<T, E>), RejectedCall>
    where
        R: Codec<A> + Codec<Result<T, E>>,
        T: Send + 'static,
        E: Send + 'static,
    {
        let ours = method_fingerprint::<R, A, T, E>();
        if ours != self.fingerprint {
            let method = format!("{:?}", self.method).into();
            let fault = AskFault::Incompatible {
                method,
                ours,
                theirs: self.fingerprint,
            };
            return Err(RejectedCall {
                sink: self.sink.take(),
                fault,
            });
        }
        match <R as Codec<A>>::decode(&self.body) {
            Ok(arguments) => {
                let reply = self.sink.take().map_or_else(Reply::none, |sink| {
                    Reply::to_port(Box::new(Sink {
                        sink,
                        encode: <R as Codec<Result<T, E>>>::encode,
                    }))
                });
                Ok((arguments, reply))
            }
            Err(error) => Err(RejectedCall {
                sink: self.sink.take(),
                fault: AskFault::Decode(error.to_string().into()),
            }),
        }
    }

    /// The refusal of a method that the protocol does not have.
    #[must_use]
    pub fn unknown_method(mut self) -> RejectedCall {
        let why = format!(
            "the actor has no method `{:?}`: run the same version on both nodes",
            self.method
        );
        RejectedCall {
            sink: self.sink.take(),
            fault: AskFault::Refused(why.into()),
        }
    }

    /// Answers that the call was not handled.
    pub fn refuse(mut self, fault: AskFault) {
        RejectedCall {
            sink: self.sink.take(),
            fault,
        }
        .reject();
    }
}

/// A call from another node that cannot be handled, with what to answer.
pub struct RejectedCall {
    sink: Option<Box<dyn ReplySink>>,
    fault: AskFault,
}

impl RejectedCall {
    /// Answers the caller. Nobody waits for the answer to a tell, which is not worth more than a trace: peers decide how
    /// many there are.
    pub fn reject(self) {
        match self.sink {
            Some(sink) => sink.fault(self.fault),
            None => tracing::debug!(fault = %self.fault, "a message from another node was refused"),
        }
    }
}

impl fmt::Debug for RejectedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RejectedCall")
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

impl Drop for InboundCall {
    fn drop(&mut self) {
        // A call that was never opened was never handled.
        if let Some(sink) = self.sink.take() {
            sink.fault(AskFault::Stopped);
        }
    }
}
