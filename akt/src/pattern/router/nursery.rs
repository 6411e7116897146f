//! The supervisor of a pool: an actor that does nothing but to be the parent of the routees.
//!
//! It is written by hand, since the attributes are a feature and this is not. Only an actor's own context can spawn its
//! children, so what the pool wants spawned comes as a closure.

use std::convert::Infallible;
use std::fmt;

use crate::actor::{
    Actor, ActorRef, ActorSpec, Ctx, InboundCall, MailboxKind, MethodInfo, NoStates, Outbound,
    Protocol, RejectedCall, RemoteNo, Signal, Slot, Step, TypedRef, Unsent, WireProtocol,
    local_only,
};

/// The actor.
#[derive(Debug)]
pub(super) struct Nursery;

/// Something to do in its context.
pub(super) type Job = Box<dyn FnOnce(&mut Ctx) + Send>;

/// Its messages.
pub(super) enum Work {
    Do(Job),
    Signal(Signal),
    Inbound(Box<InboundCall>),
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.method())
    }
}

impl Protocol for Work {
    fn method(&self) -> &'static str {
        match self {
            Self::Do(_) => "spawn",
            Self::Signal(_) => "signal",
            Self::Inbound(_) => "inbound",
        }
    }

    fn from_signal(signal: Signal) -> Self {
        Self::Signal(signal)
    }

    fn signal(&self) -> Option<&Signal> {
        match self {
            Self::Signal(signal) => Some(signal),
            _ => None,
        }
    }

    fn from_inbound(call: Box<InboundCall>) -> Self {
        Self::Inbound(call)
    }

    fn into_inbound(self) -> Result<Box<InboundCall>, Self> {
        match self {
            Self::Inbound(call) => Ok(call),
            other => Err(other),
        }
    }
}

impl WireProtocol for Work {
    type Remoting = RemoteNo;
    const NAME: &'static str = "akt.RouterPool";

    fn methods() -> Vec<MethodInfo> {
        Vec::new()
    }

    fn encode(self, _: &mut dyn Outbound) -> Result<(), Unsent<Self>> {
        Err(local_only(self))
    }

    fn decode(call: InboundCall) -> Result<Self, RejectedCall> {
        Err(call.unknown_method())
    }
}

/// Its reference.
#[derive(Clone, Debug)]
pub(super) struct NurseryRef(ActorRef<Work>);

impl TypedRef for NurseryRef {
    type Protocol = Work;

    fn from_actor_ref(actor_ref: ActorRef<Work>) -> Self {
        Self(actor_ref)
    }

    fn as_actor_ref(&self) -> &ActorRef<Work> {
        &self.0
    }
}

impl ActorSpec for Nursery {
    type Remoting = RemoteNo;
    type Fault = Infallible;
    type State = NoStates;
    const NAME: &'static str = "akt.RouterPool";
    const MAILBOX: MailboxKind = MailboxKind::Unbounded;
}

impl Actor for Nursery {
    type Protocol = Work;
    type Ref = NurseryRef;

    fn dispatch<'a>(
        &'a mut self,
        message: Work,
        ctx: &'a mut Ctx<Self>,
        slot: Slot<'a>,
    ) -> Step<'a> {
        if let Work::Do(job) = message {
            job(ctx.untyped_mut());
        }
        slot.done()
    }
}
