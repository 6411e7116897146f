//! [`Grains`]: the service of a node that runs its share of the grains.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use thiserror::Error;
use tracing::warn;

use crate::actor::{ActorRef, Ctx, InboundCall, SendFault, TypedRef};
use crate::base::{limits, time};
use crate::cluster::{Cluster, hash_of};
use crate::dispatch::task;
use crate::grain::host::{AnyHost, Host};
use crate::grain::router::{Router, refuse_stranger};
use crate::grain::spec::GrainSpec;
use crate::grain::target::GrainTarget;
use crate::remote::{InboundGrain, NodeId, Remote};
use crate::system::{ActorSystem, Phase, SystemExt};

/// The grains of this node. A cheap handle; clones mean the same service, which runs as long as its system.
#[derive(Clone)]
pub struct Grains {
    service: Arc<Service>,
}

impl Grains {
    /// Settings for a grain service on this member of `cluster`.
    pub fn builder(cluster: &Cluster) -> GrainsBuilder {
        GrainsBuilder {
            cluster: cluster.clone(),
            kinds: Vec::new(),
        }
    }

    /// How many activations of each kind live on this node now, by the name of the kind. Kinds that this node
    /// can run but of which nothing is active are there with 0.
    #[must_use]
    pub fn count_by_kind(&self) -> BTreeMap<&'static str, usize> {
        self.service
            .hosts
            .values()
            .map(|host| (host.name(), host.active()))
            .collect()
    }

    /// How many activations live on this node now.
    #[must_use]
    pub fn count(&self) -> usize {
        self.service.hosts.values().map(|host| host.active()).sum()
    }

    /// The cluster that the grains are placed over.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        self.service.router.cluster()
    }

    /// Waits until nothing is active on this node: after [`Cluster::leave`], until everything has moved away.
    ///
    /// Returns how many activations are left, 0 unless `within` came first. Something may become active again at
    /// any time while the node is a member.
    ///
    /// # Cancellation
    /// Dropping the future has no effect.
    pub async fn drained(&self, within: Duration) -> usize {
        let empty = async {
            while self.count() > 0 {
                time::sleep(DRAIN_LOOK).await;
            }
        };
        // What is left is counted below, whether or not the time was enough.
        let _ = time::within(within, empty).await;
        self.count()
    }

    /// The service of a system, if one was started.
    pub(super) fn of(system: &ActorSystem) -> Option<Arc<Service>> {
        system.extension::<Registered>()?.service.load_full()
    }
}

/// How often a node that drains looks whether it is empty.
const DRAIN_LOOK: Duration = Duration::from_millis(5);

/// What the system keeps: emptied when it closes, so that service and system do not keep each other for ever.
struct Registered {
    service: ArcSwapOption<Service>,
}

impl fmt::Debug for Grains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grains")
            .field("counts", &self.count_by_kind())
            .finish_non_exhaustive()
    }
}

/// Settings for a grain service; made by [`Grains::builder`].
#[must_use]
pub struct GrainsBuilder {
    cluster: Cluster,
    kinds: Vec<Kind>,
}

struct Kind {
    id: u64,
    name: &'static str,
    host: fn(Arc<Router>) -> Arc<dyn AnyHost>,
    announce: fn(&Remote),
}

impl GrainsBuilder {
    /// Lets this node run grains of this kind. Placement counts on every member to run every kind that is
    /// called: a call for a grain whose owner does not run its kind fails with
    /// [`SendFault::NoSuchGrainKind`].
    pub fn register<G: GrainSpec>(mut self) -> Self {
        let host = |router| -> Arc<dyn AnyHost> { Arc::new(Host::<G>::new(router)) };
        self.kinds.push(Kind {
            id: Host::<G>::KIND,
            name: G::NAME,
            host,
            announce: Remote::serve::<G::Protocol>,
        });
        self
    }

    /// Starts the service. From now on calls for grains that this node owns are taken.
    ///
    /// # Errors
    /// [`GrainsError`] when two kinds have one name, or the system already runs a grain service.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(self) -> Result<Grains, GrainsError> {
        let system = self.cluster.system().clone();
        let router = Arc::new(Router::new(self.cluster));
        let announce: Vec<_> = self.kinds.iter().map(|kind| kind.announce).collect();
        let mut hosts = BTreeMap::new();
        for kind in self.kinds {
            if hosts
                .insert(kind.id, (kind.host)(Arc::clone(&router)))
                .is_some()
            {
                return Err(GrainsError::DuplicateKind { name: kind.name });
            }
        }
        let grains = Grains {
            service: Arc::new(Service { router, hosts }),
        };
        if Grains::of(&system).is_some() {
            return Err(GrainsError::AlreadyRunning);
        }
        let registered = Arc::new(Registered {
            service: ArcSwapOption::new(Some(Arc::clone(&grains.service))),
        });
        system.insert_extension(Arc::clone(&registered));
        if let Some(remote) = grains.cluster().remote() {
            remote.set_grain_handler(Arc::new(Door {
                service: Arc::downgrade(&grains.service),
                system: system.clone(),
            }));
            announce.iter().for_each(|announce| announce(remote));
        }
        let leaving = Arc::downgrade(&grains.service);
        let left = system.on_shutdown(Phase::LEAVE, "grains", move || leave(leaving));
        let closed = system.on_shutdown(Phase::CLOSE, "grains", move || async move {
            registered.service.store(None)
        });
        if let Err(error) = left.and(closed) {
            tracing::warn!(%error, "the grains of this node will not move away by themselves");
        }
        task::spawn(follow_membership(Arc::downgrade(&grains.service)));
        for host in grains.service.hosts.values() {
            task::spawn(sweep(Arc::downgrade(host)));
        }
        Ok(grains)
    }
}

impl fmt::Debug for GrainsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = self.kinds.iter().map(|kind| kind.name).collect();
        f.debug_struct("GrainsBuilder")
            .field("kinds", &kinds)
            .finish_non_exhaustive()
    }
}

/// Why a grain service did not start.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GrainsError {
    /// A kind was registered twice, or two kinds have the same name.
    #[error("the grain kind `{name}` is registered twice; give one of the two another name")]
    DuplicateKind {
        /// The name.
        name: &'static str,
    },
    /// The system runs a grain service already.
    #[error("the system runs a grain service already; register all kinds with that one")]
    AlreadyRunning,
}

/// Calls grains by their keys.
pub trait GrainExt {
    /// The grain of kind `G` with this key, wherever it lives.
    ///
    /// Costs no I/O and never fails: the first message finds the owner and activates the grain there if need be.
    /// What goes wrong shows in the call: [`SendFault::NoGrains`] when this system, or the owner, runs no grain service,
    /// [`SendFault::NoSuchGrainKind`] when the owner does not run this kind, [`SendFault::GrainNotStarted`] when the
    /// start hook of the grain failed.
    ///
    /// Keep the reference for further calls: it remembers the way. One caller's messages reach one activation in
    /// the order they were sent. Stopping the reference ends the activation if it is on this node; the next
    /// message makes a new one.
    fn grain<G: GrainSpec>(&self, key: G::Key) -> G::Ref;
}

impl GrainExt for ActorSystem {
    fn grain<G: GrainSpec>(&self, key: G::Key) -> G::Ref {
        let target = Arc::new(GrainTarget::<G>::new(self.clone(), key));
        TypedRef::from_actor_ref(ActorRef::from_target(target))
    }
}

impl<A> GrainExt for Ctx<A> {
    fn grain<G: GrainSpec>(&self, key: G::Key) -> G::Ref {
        self.system().grain::<G>(key)
    }
}

/// What a node needs to run grains.
pub(super) struct Service {
    router: Arc<Router>,
    hosts: BTreeMap<u64, Arc<dyn AnyHost>>,
}

impl Service {
    pub(super) fn router(&self) -> &Router {
        &self.router
    }

    pub(super) fn host<G: GrainSpec>(&self) -> Option<Arc<Host<G>>> {
        Arc::clone(self.hosts.get(&Host::<G>::KIND)?)
            .as_any()
            .downcast()
            .ok()
    }
}

/// Where calls from other nodes come in. Weak, since remoting lives longer than the service.
struct Door {
    service: Weak<Service>,
    system: ActorSystem,
}

impl InboundGrain for Door {
    fn call(&self, _from: NodeId, kind: u64, key: &[u8], call: InboundCall) {
        match self.service.upgrade() {
            Some(service) => service.call(kind, key, call),
            None => refuse_stranger(&self.system, kind, key, SendFault::NoGrains, call),
        }
    }
}

impl Service {
    fn call(&self, kind: u64, key: &[u8], call: InboundCall) {
        let host = self.hosts.get(&kind);
        let (owner, _) = self.router.owner(hash_of(kind, key));
        let taken = if owner != self.router.cluster().me() {
            self.router.forward(owner, kind, key, call)
        } else if let Some(host) = host {
            return Arc::clone(host).take(key, call);
        } else {
            Err((SendFault::NoSuchGrainKind, call))
        };
        match (taken, host) {
            (Ok(()), _) => {}
            (Err((fault, call)), Some(host)) => host.refuse(key, fault, call),
            (Err((fault, call)), None) => {
                refuse_stranger(self.router.system(), kind, key, fault, call);
            }
        }
    }
}

/// Leaves the cluster while messaging works, so that the grains move without a failed call.
async fn leave(service: Weak<Service>) {
    let Some(service) = service.upgrade() else {
        return;
    };
    let grains = Grains { service };
    if grains.cluster().remote().is_none() {
        return;
    }
    grains.cluster().leave().await;
    let nobody = async {
        // A node that leaves as the last one has nobody to move its grains to; they stop with its other actors.
        while !grains.cluster().members().is_empty() {
            time::sleep(DRAIN_LOOK).await;
        }
    };
    let left = tokio::select! {
        left = grains.drained(limits::GRAIN_DRAIN) => left,
        () = nobody => 0,
    };
    if left > 0 {
        warn!(
            activations = left,
            "grains were still active when the node had to stop"
        );
    }
}

/// Ends, after every change of the members, what other nodes own now.
async fn follow_membership(service: Weak<Service>) {
    let Some(mut changes) = service
        .upgrade()
        .map(|service| service.router.cluster().changes())
    else {
        return;
    };
    while changes.changed().await.is_ok() {
        let Some(service) = service.upgrade() else {
            return;
        };
        for host in service.hosts.values() {
            Arc::clone(host).move_out().await;
        }
    }
}

async fn sweep(host: Weak<dyn AnyHost>) {
    let Some(interval) = host.upgrade().map(|host| host.sweep_interval()) else {
        return;
    };
    loop {
        time::sleep(interval).await;
        let Some(host) = host.upgrade() else { return };
        host.sweep().await;
    }
}
