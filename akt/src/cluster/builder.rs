//! [`ClusterBuilder`]: how a node joins.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::cluster::error::JoinError;
use crate::cluster::gossip::Carrier;
use crate::cluster::handle::Cluster;
use crate::cluster::launch::{Link, Settings, launch};
use crate::remote::{GossipPort, Remote};

/// Settings for joining a cluster; made by [`Cluster::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct ClusterBuilder {
    settings: Settings,
}

impl ClusterBuilder {
    pub(super) fn new() -> Self {
        Self {
            settings: Settings::default(),
        }
    }

    /// Addresses at which members may be found. One that answers is enough; give a few, so that any of them may
    /// be down. All nodes may be given the same list, themselves included.
    ///
    /// The node that stands *first* in its own list, or has no seeds, founds the cluster if it finds none
    /// running; every other node waits for a member to answer. So two parts of one deployment never found two
    /// clusters.
    pub fn seeds(mut self, seeds: impl IntoIterator<Item = SocketAddr>) -> Self {
        self.settings.seeds = seeds.into_iter().collect();
        self
    }

    /// What people call this node; its address unless given. At most
    /// [`NODE_NAME_BYTES_MAX`](crate::base::limits::NODE_NAME_BYTES_MAX) bytes; need not be unique.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = Some(name.into());
        self
    }

    /// The pause between two rounds of gossip; [`GOSSIP_INTERVAL`](crate::base::limits::GOSSIP_INTERVAL) unless
    /// given, at least 10 ms. Should be the same on all nodes.
    pub fn gossip_interval(mut self, interval: Duration) -> Self {
        self.settings.gossip_interval = interval.max(SHORTEST_INTERVAL);
        self
    }

    /// The silence after which a member is suspected; [`SUSPECT_AFTER`](crate::base::limits::SUSPECT_AFTER)
    /// unless given. A member whose heartbeats used to come slowly gets up to twice as long.
    pub fn suspect_after(mut self, silence: Duration) -> Self {
        self.settings.suspect_after = silence;
        self
    }

    /// The silence after which a member is taken for dead; [`DOWN_AFTER`](crate::base::limits::DOWN_AFTER)
    /// unless given. Never less than [`suspect_after`](Self::suspect_after); what a slow member gets beyond
    /// that to be suspected, it also gets here.
    pub fn down_after(mut self, silence: Duration) -> Self {
        self.settings.down_after = silence;
        self
    }

    /// How long [`start`](Self::start) waits for a seed; [`JOIN_DEADLINE`](crate::base::limits::JOIN_DEADLINE)
    /// unless given.
    pub fn join_deadline(mut self, deadline: Duration) -> Self {
        self.settings.join_deadline = deadline;
        self
    }

    /// Joins, over `remote`, and returns once this node is a member and knows the others.
    ///
    /// # Errors
    /// [`JoinError::NoSeedAnswered`] when no member answered before the deadline.
    ///
    /// # Cancellation
    /// Dropping the future gives the join up.
    pub async fn start(self, remote: &Remote) -> Result<Cluster, JoinError> {
        let port = remote.gossip();
        let inbound = port.recv.clone();
        let link = Link {
            me: remote.node(),
            cluster_id: remote.cluster_id().to_owned(),
            carrier: Arc::new(port),
            inbound,
        };
        let running = launch(self.settings, link).await?;
        Ok(Cluster::joined(remote, running))
    }
}

/// A shorter interval would make gossip the node's main work.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);

impl Carrier for GossipPort {
    fn send(&self, to: SocketAddr, bytes: Bytes) {
        Self::send(self, to, &bytes);
    }
}
