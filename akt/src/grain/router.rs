//! Where messages for grains go that this node does not take itself: to their owners, or back.

use tracing::debug;

use crate::actor::reply::unhandled;
use crate::actor::{
    ActorPath, AskFault, DeadLetter, DeadLetterReason, InboundCall, Protocol, SendFault, Unsent,
    WireProtocol,
};
use crate::base::limits;
use crate::cluster::Cluster;
use crate::grain::activation::Parcel;
use crate::grain::spec::GrainSpec;
use crate::remote::{NodeId, Target};
use crate::system::ActorSystem;
use crate::wire::{KeyBytes, stable_id};

/// The way from this node to the owners of grains.
pub(super) struct Router {
    cluster: Cluster,
}

impl Router {
    pub(super) fn new(cluster: Cluster) -> Self {
        Self { cluster }
    }

    pub(super) fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    pub(super) fn system(&self) -> &ActorSystem {
        self.cluster.system()
    }

    /// The owner of a hash, and the version of the view that says so.
    pub(super) fn owner(&self, hash: u64) -> (NodeId, u64) {
        let snapshot = self.cluster.snapshot();
        (snapshot.placement.owner(hash), snapshot.version)
    }

    /// Whether this node owns a hash.
    pub(super) fn owns(&self, hash: u64) -> bool {
        self.owner(hash).0 == self.cluster.me()
    }

    /// Sends a message to the node that owns its grain.
    pub(super) fn send<P: WireProtocol>(
        &self,
        owner: NodeId,
        kind: u64,
        key: &KeyBytes,
        message: P,
    ) -> Result<(), Unsent<P>> {
        match self.cluster.remote() {
            Some(remote) => remote.send(owner.addr, grain(kind, key), message),
            None => Err(no_remoting(message)),
        }
    }

    /// [`Router::send`], once there is room in the queue to that node.
    pub(super) async fn send_waiting<P: WireProtocol>(
        &self,
        owner: NodeId,
        kind: u64,
        key: &KeyBytes,
        message: P,
    ) -> Result<(), Unsent<P>> {
        match self.cluster.remote() {
            Some(remote) => {
                let target = grain(kind, key);
                remote.send_waiting(owner.addr, target, message).await
            }
            None => Err(no_remoting(message)),
        }
    }

    /// Passes a call of another node on to the owner of its grain.
    pub(super) fn forward(&self, owner: NodeId, kind: u64, key: &[u8], call: InboundCall) {
        match self.cluster.remote() {
            Some(remote) if call.hops < limits::GRAIN_HOPS => {
                remote.forward(owner.addr, kind, key, call)
            }
            _ => refuse_call(call, SendFault::GrainMoving),
        }
    }

    /// Takes a message that found no activation here to the owner of its grain, if that is another node.
    pub(super) fn redirect<G: GrainSpec>(
        &self,
        key: &KeyBytes,
        hash: u64,
        parcel: Parcel<G::Protocol>,
    ) {
        let (owner, _) = self.owner(hash);
        if owner == self.cluster.me() {
            return self.refuse::<G>(key, SendFault::Stopped, parcel);
        }
        let kind = stable_id(G::NAME);
        match parcel {
            Parcel::Call(call) => self.forward(owner, kind, key.as_slice(), call),
            Parcel::Message(message) => {
                if let Err(Unsent { fault, message }) = self.send(owner, kind, key, message) {
                    self.refuse::<G>(key, fault, Parcel::Message(message));
                }
            }
        }
    }

    /// Tells the asker that a message was not taken; one that nobody asked for becomes a dead letter.
    pub(super) fn refuse<G: GrainSpec>(
        &self,
        key: &KeyBytes,
        fault: SendFault,
        parcel: Parcel<G::Protocol>,
    ) {
        debug!(grain.kind = G::NAME, fault = %fault, "a message for a grain was not taken");
        match parcel {
            Parcel::Call(call) if call.sink.is_some() => refuse_call(call, fault),
            Parcel::Call(call) => {
                let methods = <G::Protocol as WireProtocol>::methods();
                let method = methods.iter().find(|method| method.id == call.method);
                self.dead::<G>(key, method.map_or("<remote>", |method| method.name));
            }
            Parcel::Message(message) => {
                self.dead::<G>(key, message.method());
                unhandled(|| drop(message));
            }
        }
    }

    fn dead<G: GrainSpec>(&self, key: &KeyBytes, method: &'static str) {
        let reason = DeadLetterReason::Undeliverable;
        let letter = DeadLetter::new(path_of::<G>(key), 0, method, reason);
        self.system().note_dead_letter(letter);
    }
}

fn grain(kind: u64, key: &KeyBytes) -> Target<'_> {
    Target::Grain {
        kind,
        key: key.as_slice(),
        hops: 0,
    }
}

fn no_remoting<P>(message: P) -> Unsent<P> {
    Unsent {
        fault: SendFault::Unreachable("this node has no remoting".into()),
        message,
    }
}

/// Tells the caller on another node that its call was not taken.
pub(super) fn refuse_call(call: InboundCall, fault: SendFault) {
    call.refuse(AskFault::from(fault));
}

/// Where people find a grain.
pub(super) fn path_of<G: GrainSpec>(key: &KeyBytes) -> ActorPath {
    match key.read::<G::Key>() {
        Ok(key) => ActorPath::new(format!(
            "/grain/{}/{}",
            G::NAME,
            crate::grain::spec::Shown(&key)
        )),
        Err(_) => ActorPath::new(format!("/grain/{}/{key:?}", G::NAME)),
    }
}
