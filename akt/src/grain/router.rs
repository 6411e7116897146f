//! Where messages for grains go that this node does not take itself: to their owners, or back.

use std::fmt;

use tracing::debug;

use crate::actor::reply::unhandled_since;
use crate::actor::{
    ActorPath, AskFault, DeadLetter, DeadLetterReason, InboundCall, Protocol, SendFault, Unsent,
    WireProtocol,
};
use crate::base::limits;
use crate::base::panic::contain;
use crate::cluster::Cluster;
use crate::grain::activation::Parcel;
use crate::grain::spec::{GrainSpec, Shown};
use crate::remote::{NodeId, Target};
use crate::system::ActorSystem;
use crate::wire::{KeyBytes, MethodId, stable_id};

/// The method of a dead letter that is not known here.
const UNKNOWN_METHOD: &str = "<remote>";

/// Bytes of a key that are shown when it cannot be read.
const SHOWN_KEY_BYTES: usize = 32;

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
    ///
    /// # Errors
    /// Gives the call back with the reason why it cannot be passed on.
    pub(super) fn forward(
        &self,
        owner: NodeId,
        kind: u64,
        key: &[u8],
        call: InboundCall,
    ) -> Result<(), (SendFault, InboundCall)> {
        match self.cluster.remote() {
            Some(remote) if call.hops < limits::GRAIN_HOPS => {
                remote.forward(owner.addr, kind, key, call)
            }
            _ => Err((SendFault::GrainMoving, call)),
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
            return self.refuse::<G>(key.as_slice(), SendFault::GrainMoving, parcel);
        }
        let kind = stable_id(G::NAME);
        let sent = match parcel {
            Parcel::Call(call) => self
                .forward(owner, kind, key.as_slice(), call)
                .map_err(|(fault, call)| (fault, Parcel::Call(call))),
            Parcel::Message(message) => self
                .send(owner, kind, key, message)
                .map_err(|Unsent { fault, message }| (fault, Parcel::Message(message))),
        };
        if let Err((fault, parcel)) = sent {
            self.refuse::<G>(key.as_slice(), fault, parcel);
        }
    }

    /// Tells the asker that a message was not taken; one that nobody asked for becomes a dead letter.
    pub(super) fn refuse<G: GrainSpec>(
        &self,
        key: &[u8],
        fault: SendFault,
        parcel: Parcel<G::Protocol>,
    ) {
        debug!(grain.kind = G::NAME, fault = %fault, "a message for a grain was not taken");
        match parcel {
            Parcel::Call(call) => refuse_call(self.system(), call, fault, |method| {
                let methods = <G::Protocol as WireProtocol>::methods();
                let known = methods.iter().find(|known| known.id == method);
                let method = known.map_or(UNKNOWN_METHOD, |method| method.name);
                (path_of::<G>(key), method)
            }),
            Parcel::Message(message) => {
                let letter = (path_of::<G>(key), message.method());
                post(self.system(), letter, reason_of(&fault));
                // A user's value: its drop may panic, and others are to be answered all the same.
                contain(|| unhandled_since(fault.into(), || drop(message)));
            }
        }
    }
}

/// Tells the caller on another node that its call was not taken. Nobody waits for a tell: it becomes a dead letter of
/// `system`, for whom and with the method that `letter` says.
pub(super) fn refuse_call(
    system: &ActorSystem,
    call: InboundCall,
    fault: SendFault,
    letter: impl FnOnce(MethodId) -> (ActorPath, &'static str),
) {
    if call.sink.is_some() {
        call.refuse(AskFault::from(fault));
    } else {
        post(system, letter(call.method), reason_of(&fault));
    }
}

/// Refuses a call for a grain of a kind that is not known here.
pub(super) fn refuse_stranger(
    system: &ActorSystem,
    kind: u64,
    key: &[u8],
    fault: SendFault,
    call: InboundCall,
) {
    debug!(grain.kind = kind, fault = %fault, "a call for an unknown kind of grain was not taken");
    refuse_call(system, call, fault, |_| {
        (
            unread_path(&format_args!("{kind:016x}"), key),
            UNKNOWN_METHOD,
        )
    });
}

fn post(system: &ActorSystem, letter: (ActorPath, &'static str), reason: DeadLetterReason) {
    let (path, method) = letter;
    system.note_dead_letter(DeadLetter::new(path, 0, method, reason));
}

fn reason_of(fault: &SendFault) -> DeadLetterReason {
    match fault {
        SendFault::Unreachable(_) | SendFault::Backpressure => DeadLetterReason::Undeliverable,
        SendFault::Stopped | SendFault::GrainNotStarted(_) => DeadLetterReason::LeftInMailbox,
        _ => DeadLetterReason::Refused,
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

/// Where people find a grain.
pub(super) fn path_of<G: GrainSpec>(key: &[u8]) -> ActorPath {
    match KeyBytes::decode::<G::Key>(key) {
        Ok(key) => ActorPath::new(format!("/grain/{}/{}", G::NAME, Shown(&key))),
        Err(_) => unread_path(&G::NAME, key),
    }
}

/// Where people find a grain whose key cannot be read; the key may be anything that another node sent.
fn unread_path(kind: &dyn fmt::Display, key: &[u8]) -> ActorPath {
    let mut path = format!("/grain/{kind}/0x");
    for byte in key.iter().take(SHOWN_KEY_BYTES) {
        path.push_str(&format!("{byte:02x}"));
    }
    if key.len() > SHOWN_KEY_BYTES {
        path.push('…');
    }
    ActorPath::new(path)
}
