//! The handle of remoting: look actors up, look at it, end it.

use std::fmt;
use std::marker::PhantomData;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::{
    Actor, ActorRef, AskFault, InboundCall, SendFault, TypedRef, Unsent, WireProtocol,
};
use crate::base::{limits, time};
use crate::remote::core::{Core, InboundGrain};
use crate::remote::fault::fault_of;
use crate::remote::gossip::GossipPort;
use crate::remote::outbound::{self, RemoteActor, Target};
use crate::remote::proto::association::AskFailure;
use crate::remote::proto::frame::{Frame, Header, Kind, frame};
use crate::remote::proto::protocols::Found;
use crate::remote::{LookupError, NodeId, RemoteBuilder, RemoteStats};
use crate::system::ActorSystem;

/// Remoting of one actor system: references to actors on other nodes, and theirs to ours.
///
/// Cheap to clone; all clones are one node. Connections are made when they are needed and made again when they are lost.
/// It runs until [`shutdown`](Self::shutdown), which the shutdown of the system calls, also when all handles are dropped.
///
/// # Ordering
/// Messages from one node to one actor arrive in the order in which they were sent, or not at all.
///
/// # Delivery
/// A tell arrives at most once. An ask that fails says whether the message may have arrived: see
/// [`AskError::not_delivered`](crate::actor::AskError::not_delivered).
#[derive(Clone)]
pub struct Remote {
    pub(super) core: Arc<Core>,
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote")
            .field("node", &self.core.id)
            .finish_non_exhaustive()
    }
}

impl Remote {
    /// Begins to configure remoting. [`bind`](RemoteBuilder::bind) and [`identity`](RemoteBuilder::identity) are needed.
    pub fn builder() -> RemoteBuilder {
        RemoteBuilder::new()
    }

    /// The address that other nodes reach this one at.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.core.id.addr
    }

    /// This node.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.core.id
    }

    /// A reference to an actor on another node, by its name or path.
    ///
    /// The reference is to that incarnation of the actor: once it has stopped, asks fail with
    /// [`Stopped`](crate::actor::AskError::Stopped) or `NoSuchActor`; look it up again then.
    ///
    /// When the two nodes run different versions of the actor, the methods that agree can be called and a warning is logged;
    /// calls of the others fail with [`Incompatible`](crate::actor::AskError::Incompatible).
    ///
    /// # Errors
    /// [`LookupError`]: there is no such actor, it is something else, no method of it agrees, or its node cannot be reached.
    ///
    /// # Cancellation
    /// Dropping the future gives the lookup up; nothing else is lost.
    pub async fn lookup<A>(&self, addr: SocketAddr, name: &str) -> Result<A::Ref, LookupError>
    where
        A: Actor,
    {
        let peer = self.core.peer(addr);
        let header = Header::new(Kind::Lookup);
        let answer = peer.control(&frame(header, name.as_bytes(), &[])).await;
        let (node, found) = match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(failure)) => return Err(unreachable(addr, failure)),
            Err(_) => {
                return Err(LookupError::Unreachable {
                    addr,
                    why: "this node is shutting down".into(),
                });
            }
        };
        if found.header.kind != Kind::Found {
            return Err(not_found(addr, name, &found));
        }
        let uid = found.header.target;
        let Some(found) = Found::decode(found.body()) else {
            return Err(LookupError::Unreachable {
                addr,
                why: "the answer to the lookup cannot be read; run the same version on both nodes"
                    .into(),
            });
        };
        self.core.compatible::<A::Protocol>(&peer, &found)?;
        let target = RemoteActor::<A::Protocol> {
            peer,
            node,
            uid,
            path: crate::actor::ActorPath::new(found.path),
            protocol: PhantomData,
        };
        Ok(A::Ref::from_actor_ref(ActorRef::from_target(Arc::new(
            target,
        ))))
    }

    /// Measures a round trip to another node through its control lane, connecting first if need be.
    ///
    /// # Errors
    /// [`LookupError::Unreachable`] or [`LookupError::Refused`].
    pub async fn ping(&self, addr: SocketAddr) -> Result<Duration, LookupError> {
        let begin = time::now();
        match self
            .core
            .peer(addr)
            .control(&frame(Header::new(Kind::Ping), &[], &[]))
            .await
        {
            Ok(Ok(_)) => Ok(begin.elapsed()),
            Ok(Err(failure)) => Err(unreachable(addr, failure)),
            Err(_) => Err(LookupError::Unreachable {
                addr,
                why: "this node is shutting down".into(),
            }),
        }
    }

    /// What was counted since the start.
    #[must_use]
    pub fn stats(&self) -> RemoteStats {
        let core = &self.core;
        core.stats.snapshot(core.connections(), core.peers())
    }

    /// Ends remoting: nothing is accepted any more, what is queued is flushed, peers are told, the socket is closed.
    /// Takes at most 2 × [`REMOTE_FLUSH_TIMEOUT`](limits::REMOTE_FLUSH_TIMEOUT); what is not flushed by then is lost. Asks that still wait fail.
    ///
    /// # Cancellation
    /// The end goes on when the future is dropped, but may flush less.
    pub async fn shutdown(&self) {
        self.core.shutdown().await;
    }

    // ---- for the floors above

    /// The system that is reached through this.
    #[cfg(feature = "cluster")]
    pub(crate) fn system(&self) -> &ActorSystem {
        self.core.system()
    }

    /// The cluster that the node belongs to.
    #[cfg(feature = "cluster")]
    pub(crate) fn cluster_id(&self) -> &str {
        self.core.cluster_id()
    }

    /// Sends a message to an actor or grain on another node. Never waits: it is queued while the node is being connected.
    pub(crate) fn send<P: WireProtocol>(
        &self,
        to: SocketAddr,
        target: Target<'_>,
        message: P,
    ) -> Result<(), Unsent<P>> {
        outbound::send(&self.core.peer(to), target, message)
    }

    /// [`Remote::send`], once there is room in the queue to that node.
    #[cfg(feature = "cluster")]
    pub(crate) async fn send_waiting<P: WireProtocol>(
        &self,
        to: SocketAddr,
        target: Target<'_>,
        message: P,
    ) -> Result<(), Unsent<P>> {
        let peer = self.core.peer(to);
        peer.when_room(message, |message| outbound::send(&peer, target, message))
            .await
    }

    /// Passes a call to a grain on as it is; its answer is relayed.
    ///
    /// # Errors
    /// Gives the call back with the reason why it cannot be passed on.
    pub(crate) fn forward(
        &self,
        to: SocketAddr,
        kind: u64,
        key: &[u8],
        call: InboundCall,
    ) -> Result<(), (SendFault, InboundCall)> {
        let hops = call.hops;
        if hops >= limits::REMOTE_HOPS {
            let why =
                "the nodes disagree about the owner of the grain and passed the call on too often";
            return Err((SendFault::Unreachable(why.into()), call));
        }
        outbound::forward(
            &self.core.peer(to),
            Target::Grain {
                kind,
                key,
                hops: hops + 1,
            },
            call,
        )
    }

    /// Tells all peers, now and later, that this node serves a protocol.
    pub(crate) fn serve<P: WireProtocol>(&self) {
        self.core.serve(P::NAME, P::methods);
    }

    /// Sets who takes calls to grains; the first one stays.
    pub(crate) fn set_grain_handler(&self, handler: Arc<dyn InboundGrain>) {
        self.core.set_grain_handler(handler);
    }

    pub(crate) fn gossip(&self) -> GossipPort {
        GossipPort::new(Arc::clone(&self.core))
    }
}

fn unreachable(addr: SocketAddr, failure: AskFailure) -> LookupError {
    match failure {
        AskFailure::Timeout => LookupError::Unreachable {
            addr,
            why: "no answer came in time".into(),
        },
        AskFailure::Unreachable { why, .. } => match why.reason {
            Some(reason) => LookupError::Refused {
                addr,
                reason,
                text: why.text,
            },
            None => LookupError::Unreachable {
                addr,
                why: why.text,
            },
        },
    }
}

fn not_found(addr: SocketAddr, name: &str, answer: &Frame) -> LookupError {
    let name = name.to_owned();
    match fault_of(answer) {
        AskFault::NotSent(SendFault::NoSuchActor) => LookupError::NoSuchActor { addr, name },
        AskFault::NotSent(SendFault::NotRemote) => LookupError::NotRemote { addr, name },
        other => LookupError::Unreachable {
            addr,
            why: other.to_string().into(),
        },
    }
}
