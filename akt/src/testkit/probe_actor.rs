//! The actor behind a probe, with its protocol, written by hand: it is generic in a way that the macros do not know.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use crate::actor::{
    Accepts, Actor, ActorRef, ActorSpec, Ctx, InboundCall, MailboxKind, NoStates, Outbound,
    Protocol, RejectedCall, RemoteNo, Reply, Signal, Slot, Step, TypedRef, Unsent, WireProtocol,
    local_only,
};
use crate::testkit::inbox::Inbox;
use crate::testkit::probe::Item;

/// Lets the actor of a probe do something.
type Order<M> = Box<dyn FnOnce(&mut Ctx<ProbeActor<M>>) + Send>;

/// The messages of a probe.
pub(super) enum ProbeProtocol<M: Send + 'static> {
    Message { message: M, reply: Reply<()> },
    Order(Order<M>),
    Signal(Signal),
    Inbound(Box<InboundCall>),
}

impl<M: Send + 'static> ProbeProtocol<M> {
    /// The order to watch an actor.
    pub(super) fn watch<P: Protocol + Send>(target: ActorRef<P>) -> Self {
        Self::Order(Box::new(move |ctx| {
            // One of another process cannot be watched: no end of it will come.
            let _ = ctx.watch(&target);
        }))
    }
}

impl<M: Send + 'static> Protocol for ProbeProtocol<M> {
    fn method(&self) -> &'static str {
        match self {
            Self::Message { .. } => "message",
            Self::Order(_) => "<order>",
            Self::Signal(_) => "<signal>",
            Self::Inbound(_) => "<inbound>",
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

impl<M: Send + 'static> WireProtocol for ProbeProtocol<M> {
    type Remoting = RemoteNo;
    const NAME: &'static str = "akt.Probe";

    fn methods() -> Vec<crate::actor::MethodInfo> {
        Vec::new()
    }

    fn encode(self, _: &mut dyn Outbound) -> Result<(), Unsent<Self>> {
        Err(local_only(self))
    }

    fn decode(call: InboundCall) -> Result<Self, RejectedCall> {
        Err(call.unknown_method())
    }
}

impl<M: Send + 'static> Accepts<M> for ProbeProtocol<M> {
    type Ok = ();
    type Err = Infallible;

    fn wrap(message: M) -> Self {
        let reply = Reply::none();
        Self::Message { message, reply }
    }

    fn unwrap(self) -> Result<M, Self> {
        match self {
            Self::Message { message, .. } => Ok(message),
            other => Err(other),
        }
    }

    fn reply(&mut self) -> Option<&mut Reply<()>> {
        match self {
            Self::Message { reply, .. } => Some(reply),
            _ => None,
        }
    }
}

/// The actor of a probe.
pub(super) struct ProbeActor<M: Send + 'static>(Arc<Inbox<Item<M>>>);

impl<M: Send + 'static> ProbeActor<M> {
    pub(super) fn new(inbox: &Arc<Inbox<Item<M>>>) -> Self {
        Self(Arc::clone(inbox))
    }
}

impl<M: Send + 'static> fmt::Debug for ProbeActor<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProbeActor")
    }
}

/// The reference of a probe.
pub(super) struct ProbeRef<M: Send + 'static>(ActorRef<ProbeProtocol<M>>);

impl<M: Send + 'static> ProbeRef<M> {
    pub(super) fn into_inner(self) -> ActorRef<ProbeProtocol<M>> {
        self.0
    }
}

impl<M: Send + 'static> Clone for ProbeRef<M> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<M: Send + 'static> TypedRef for ProbeRef<M> {
    type Protocol = ProbeProtocol<M>;

    fn from_actor_ref(actor_ref: ActorRef<ProbeProtocol<M>>) -> Self {
        Self(actor_ref)
    }

    fn as_actor_ref(&self) -> &ActorRef<ProbeProtocol<M>> {
        &self.0
    }
}

impl<M: Send + 'static> ActorSpec for ProbeActor<M> {
    type Remoting = RemoteNo;
    type Fault = Infallible;
    type State = NoStates;
    const NAME: &'static str = "akt.Probe";
    const MAILBOX: MailboxKind = MailboxKind::Unbounded;
}

impl<M: Send + 'static> Actor for ProbeActor<M> {
    type Protocol = ProbeProtocol<M>;
    type Ref = ProbeRef<M>;

    fn dispatch<'a>(
        &'a mut self,
        message: ProbeProtocol<M>,
        ctx: &'a mut Ctx<Self>,
        slot: Slot<'a>,
    ) -> Step<'a> {
        match message {
            ProbeProtocol::Message { message, reply } => {
                self.0.push(Item::Message(message));
                reply.send(Ok(()));
            }
            ProbeProtocol::Order(order) => order(ctx),
            ProbeProtocol::Signal(Signal::Terminated(end)) => self.0.push(Item::Ended(*end)),
            ProbeProtocol::Signal(_) => {}
            ProbeProtocol::Inbound(call) => drop(call),
        }
        slot.done()
    }
}
