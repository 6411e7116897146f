//! One grain in memory: an ordinary actor that knows its key.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::actor::port::Heir;
use crate::actor::{
    ActorRef, InboundCall, Protocol, SendFault, SpawnError, StopKind, TypedRef, Unsent,
};
use crate::grain::slot::{Activation, Refusal};
use crate::grain::spec::GrainSpec;
use crate::system::ActorSystem;

/// A message for a grain: of this node, or a call from another one that is not decoded yet.
pub(super) enum Parcel<P> {
    /// A message of this node.
    Message(P),
    /// A call from another node.
    Call(InboundCall),
}

impl<P: Protocol> Parcel<P> {
    /// What an activation had accepted and gave back.
    pub(super) fn left(message: P) -> Self {
        match message.into_inbound() {
            Ok(call) => Self::Call(*call),
            Err(message) => Self::Message(message),
        }
    }

    /// The message that was put in as [`Parcel::Message`].
    ///
    /// # Panics
    /// When this is a call of another node.
    pub(super) fn into_message(self) -> P {
        match self {
            Self::Message(message) => message,
            Self::Call(_) => unreachable!("invariant: a message of this node stays one"),
        }
    }
}

/// Why a message found no activation.
#[derive(Debug)]
pub(super) enum Fault {
    /// Another node owns the grain by now.
    Elsewhere,
    /// The message cannot be taken.
    Send(SendFault),
}

/// A running activation.
pub(super) struct Live<P: Protocol> {
    pub(super) actor: ActorRef<P>,
}

impl<P: Protocol> Live<P> {
    /// Starts the grain `key`. Its start hook runs in its own turn; messages wait for it in the mailbox. What it
    /// does not handle before it ends goes to `heir`.
    pub(super) fn spawn<G>(
        system: &ActorSystem,
        key: &Arc<G::Key>,
        heir: impl Heir<P> + 'static,
    ) -> Result<Self, Fault>
    where
        G: GrainSpec<Protocol = P>,
    {
        let identity: Arc<dyn Any + Send + Sync> = Arc::clone(key) as _;
        match system
            .spawn_with(G::fresh)
            .identity(identity)
            .heir(Box::new(heir))
            .start()
        {
            Ok(actor) => Ok(Self {
                actor: actor.as_actor_ref().clone(),
            }),
            Err(SpawnError::Stopping) => Err(Fault::Send(SendFault::Stopped)),
            Err(error) => {
                let why = error.to_string().into();
                Err(Fault::Send(SendFault::GrainNotStarted(why)))
            }
        }
    }

    /// Asks the activation to end.
    pub(super) fn end(&self, how: StopKind) {
        match how {
            StopKind::Stop => self.actor.stop(),
            StopKind::Drain => self.actor.drain(),
            StopKind::Kill => self.actor.kill(),
        }
    }

    /// Whether it neither handles a message nor has one waiting.
    pub(super) fn is_idle(&self) -> bool {
        self.actor.is_idle()
    }
}

impl<P: Protocol> Clone for Live<P> {
    fn clone(&self) -> Self {
        Self {
            actor: self.actor.clone(),
        }
    }
}

impl<P: Protocol> Activation<Parcel<P>> for Live<P> {
    type Fault = Fault;

    fn hand_over(&self, parcel: Parcel<P>) -> Result<(), Parcel<P>> {
        let message = match parcel {
            Parcel::Message(message) => message,
            Parcel::Call(call) => P::from_inbound(Box::new(call)),
        };
        self.actor.hand_over(message).map_err(Parcel::left)
    }

    fn offer(&self, parcel: Parcel<P>) -> Result<(), Refusal<Fault, Parcel<P>>> {
        let (fault, parcel) = match parcel {
            Parcel::Message(message) => match self.actor.deliver(message) {
                Ok(()) => return Ok(()),
                Err(Unsent { fault, message }) => (fault, Parcel::Message(message)),
            },
            Parcel::Call(call) => match self.actor.deliver_inbound(call) {
                Ok(()) => return Ok(()),
                Err((fault, call)) => (fault, Parcel::Call(call)),
            },
        };
        match fault {
            SendFault::Stopped => Err(Refusal::Ended(parcel)),
            fault => Err(Refusal::Fault(Fault::Send(fault), parcel)),
        }
    }
}

impl<P: Protocol> fmt::Debug for Live<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Live").field(&self.actor).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Parcel;
    use crate::actor::{InboundCall, Protocol, Signal};
    use crate::wire::MethodId;

    struct Inbound(Box<InboundCall>);

    impl Protocol for Inbound {
        fn method(&self) -> &'static str {
            "inbound"
        }

        fn from_signal(_: Signal) -> Self {
            unreachable!("nobody is watched")
        }

        fn signal(&self) -> Option<&Signal> {
            None
        }

        fn from_inbound(call: Box<InboundCall>) -> Self {
            Self(call)
        }

        fn into_inbound(self) -> Result<Box<InboundCall>, Self> {
            Ok(self.0)
        }
    }

    #[test]
    fn a_call_that_an_activation_hands_back_knows_how_often_it_was_passed_on() {
        let call = InboundCall {
            method: MethodId::of("inbound"),
            fingerprint: 0,
            body: bytes::Bytes::new(),
            hops: 3,
            deadline: None,
            sink: None,
        };
        let Parcel::Call(left) = Parcel::left(Inbound::from_inbound(Box::new(call))) else {
            panic!("it was a call")
        };
        assert_eq!(left.hops, 3);
    }
}
