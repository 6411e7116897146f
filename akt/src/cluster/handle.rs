//! [`Cluster`]: the handle of a node's membership.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::cluster::builder::ClusterBuilder;
use crate::cluster::driver::Command;
use crate::cluster::error::TooFewMembers;
use crate::cluster::event::{MemberEvent, MemberEvents};
use crate::cluster::launch::Running;
use crate::cluster::member::{Member, MemberStatus};
use crate::cluster::membership::{Membership, Snapshot};
use crate::cluster::placement::hash_of;
use crate::remote::{NodeId, Remote};
use crate::system::{ActorSystem, Phase};

/// This node's membership of a cluster.
///
/// A cheap handle; clones mean the same membership. The node stays a member until it [leaves](Self::leave), which the
/// shutdown of its system does as well, also when all handles are dropped.
///
/// Membership is a *hint*: every node concludes for itself who is alive, and during a partition both sides may
/// take each other for dead.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use akt::cluster::Cluster;
/// use akt::remote::{Identity, Remote};
/// use akt::system::ActorSystem;
///
/// let system = ActorSystem::new("flights")?;
/// let remote = Remote::builder()
///     .bind("127.0.0.1:4001")
///     .cluster_id("flights")
///     .identity(Identity::development("shared phrase")?)
///     .start(&system)
///     .await?;
/// let cluster = Cluster::builder().seeds(["127.0.0.1:4000".parse()?]).start(&remote).await?;
/// cluster.wait_for_members(3, Duration::from_secs(30)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Cluster {
    shared: Arc<Shared>,
}

struct Shared {
    system: ActorSystem,
    remote: Option<Remote>,
    membership: Arc<Membership>,
    /// `None` when there is no network.
    commands: Option<mpsc::Sender<Command>>,
}

impl Cluster {
    /// Settings for joining a cluster.
    pub fn builder() -> ClusterBuilder {
        ClusterBuilder::new()
    }

    /// A cluster of this node alone, without any network: for tests, tools and programs that may grow later.
    #[must_use]
    pub fn solo(system: &ActorSystem) -> Self {
        let me = NodeId {
            addr: ([127, 0, 0, 1], 0).into(),
            incarnation: 0,
        };
        let membership = Arc::new(Membership::new(me, "solo".into()));
        let member = Member {
            node: me,
            name: "solo".into(),
            status: MemberStatus::Up,
        };
        membership.publish(vec![member.clone()], [MemberEvent::Up(member)]);
        Self {
            shared: Arc::new(Shared {
                system: system.clone(),
                remote: None,
                membership,
                commands: None,
            }),
        }
    }

    pub(super) fn joined(remote: &Remote, running: Running) -> Self {
        let shared = Shared {
            system: remote.system().clone(),
            remote: Some(remote.clone()),
            membership: running.membership,
            commands: Some(running.commands),
        };
        let cluster = Self {
            shared: Arc::new(shared),
        };
        let leaving = cluster.clone();
        let leaving = move || async move { leaving.leave().await };
        let system = remote.system();
        if let Err(error) = system.on_shutdown(Phase::LEAVE, "cluster", leaving) {
            tracing::warn!(%error, "the node will not leave the cluster by itself");
        }
        cluster
    }

    /// This node.
    #[must_use]
    pub fn me(&self) -> NodeId {
        self.shared.membership.me()
    }

    /// The name of this node.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.membership.name()
    }

    /// The live members as this node sees them now, this node among them unless it has left, in the order of
    /// their ids. Takes no lock.
    #[must_use]
    pub fn members(&self) -> Arc<[Member]> {
        Arc::clone(&self.shared.membership.snapshot().members)
    }

    /// A number that grows whenever [`members`](Self::members) changes. Reading it is one atomic load.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.shared.membership.version()
    }

    /// Subscribes to what happens to members. The subscription begins with an [`MemberEvent::Up`] for every
    /// live member, this node included, and misses nothing that happens later unless it is read so slowly that
    /// [`MemberEvents::missed`] says otherwise.
    #[must_use]
    pub fn events(&self) -> MemberEvents {
        self.shared.membership.subscribe()
    }

    /// Waits until there are at least `wanted` live members, this node included, and returns them.
    ///
    /// # Errors
    /// [`TooFewMembers`] when there are still fewer after `within`.
    ///
    /// # Cancellation
    /// Dropping the future has no effect.
    pub async fn wait_for_members(
        &self,
        wanted: usize,
        within: Duration,
    ) -> Result<Arc<[Member]>, TooFewMembers> {
        self.shared.membership.wait_for(wanted, within).await
    }

    /// The member that owns the grain of this kind and key by this node's view. When no member is left, that is
    /// this node.
    ///
    /// Two nodes with equal [`members`](Self::members) always agree. Takes a few nanoseconds a member.
    #[must_use]
    pub fn owner(&self, kind: u64, key: &[u8]) -> NodeId {
        self.shared
            .membership
            .snapshot()
            .placement
            .owner(hash_of(kind, key))
    }

    /// Leaves the cluster: the other members take this node out of their views at once and this node does the
    /// same last, so that grains move without a failed call. Remoting goes on; it passes on what still comes.
    ///
    /// Returns when every member has answered, at the latest after
    /// [`LEAVE_DEADLINE`](crate::base::limits::LEAVE_DEADLINE); members that did not hear it find out by the
    /// node's silence. A node that has left cannot join again before it restarts.
    ///
    /// # Cancellation
    /// Dropping the future does not take the goodbye back.
    pub async fn leave(&self) {
        let Some(commands) = &self.shared.commands else {
            return;
        };
        let (done, left) = oneshot::channel();
        if commands.send(Command::Leave(done)).await.is_ok() {
            // An error means that the driver ended, that is: this node has left already.
            let _ = left.await;
        }
    }

    /// The system of this node.
    #[must_use]
    pub fn system(&self) -> &ActorSystem {
        &self.shared.system
    }

    /// The remoting that the cluster runs over; `None` for [`Cluster::solo`].
    #[must_use]
    pub fn remote(&self) -> Option<&Remote> {
        self.shared.remote.as_ref()
    }

    pub(crate) fn snapshot(&self) -> arc_swap::Guard<Arc<Snapshot>> {
        self.shared.membership.snapshot()
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.membership.changes()
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("me", &self.me())
            .field("version", &self.version())
            .field("members", &self.members().len())
            .finish_non_exhaustive()
    }
}
