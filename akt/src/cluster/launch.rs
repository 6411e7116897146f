//! From settings to a running membership: what `ClusterBuilder` and the tests share.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use crate::base::{limits, time};
use crate::cluster::driver::{Command, Driver};
use crate::cluster::error::JoinError;
use crate::cluster::gossip::{Agent, AgentConfig, Carrier, Wire};
use crate::cluster::membership::Membership;
use crate::cluster::proto::{Detection, Join, View};
use crate::dispatch::task;
use crate::remote::NodeId;

/// Gossip intervals that a founder listens for a running cluster, and that a node known by name has to prove
/// that it lives before a joiner goes on without it.
const SETTLE_INTERVALS: u32 = 5;

/// Gossip intervals between two looks of our own beyond which this process was asleep.
const PAUSE_INTERVALS: u32 = 5;

/// Notices waiting for the driver; more are dropped and repeated by their senders.
const NOTICES: usize = 256;

/// Commands waiting for the driver.
const COMMANDS: usize = 16;

/// Times and names of a membership.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) name: Option<String>,
    pub(super) seeds: Vec<SocketAddr>,
    pub(super) gossip_interval: Duration,
    pub(super) suspect_after: Duration,
    pub(super) down_after: Duration,
    pub(super) join_deadline: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: None,
            seeds: Vec::new(),
            gossip_interval: limits::GOSSIP_INTERVAL,
            suspect_after: limits::SUSPECT_AFTER,
            down_after: limits::DOWN_AFTER,
            join_deadline: limits::JOIN_DEADLINE,
        }
    }
}

/// How a node reaches the others.
pub(super) struct Link {
    pub(super) me: NodeId,
    pub(super) cluster_id: String,
    pub(super) carrier: Arc<dyn Carrier>,
    pub(super) inbound: flume::Receiver<(SocketAddr, Bytes)>,
}

/// A membership whose driver runs as long as the commands' sender lives.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) membership: Arc<Membership>,
    pub(super) commands: mpsc::Sender<Command>,
}

impl Settings {
    fn join(&self, me: SocketAddr, tried: &[SocketAddr]) -> Join {
        Join {
            founder: self.seeds.first().is_none_or(|&first| first == me),
            alone: tried.is_empty(),
            founding_wait: self.gossip_interval.saturating_mul(SETTLE_INTERVALS),
            settle: self.gossip_interval.saturating_mul(SETTLE_INTERVALS),
            deadline: self.join_deadline,
        }
    }

    fn detection(&self) -> Detection {
        Detection {
            suspect_after: self.suspect_after,
            down_after: self.down_after.max(self.suspect_after),
            gossip_interval: self.gossip_interval,
            pause_limit: self.gossip_interval.saturating_mul(PAUSE_INTERVALS),
        }
    }

    fn name(&self, me: SocketAddr) -> Result<Arc<str>, JoinError> {
        let name = self.name.clone().unwrap_or_else(|| me.to_string());
        let (bytes, limit) = (name.len(), limits::NODE_NAME_BYTES_MAX);
        if bytes > limit {
            Err(JoinError::NameTooLong { bytes, limit })
        } else {
            Ok(name.into())
        }
    }
}

/// Starts to gossip and waits until this node is a member.
///
/// Dropping the future ends what it began.
pub(super) async fn launch(settings: Settings, link: Link) -> Result<Running, JoinError> {
    let Link {
        me,
        cluster_id,
        carrier,
        inbound,
    } = link;
    let name = settings.name(me.addr)?;
    let tried: Vec<SocketAddr> = settings
        .seeds
        .iter()
        .copied()
        .filter(|&seed| seed != me.addr)
        .collect();
    let (join, detection) = (settings.join(me.addr, &tried), settings.detection());
    let (notices, noticed) = mpsc::channel(NOTICES);
    let (commands, commanded) = mpsc::channel(COMMANDS);
    let (joined, outcome) = oneshot::channel();
    let wire = Wire::new(carrier, inbound, notices);
    let agent = AgentConfig {
        me,
        name: Arc::clone(&name),
        cluster_id,
        seeds: tried.clone(),
        gossip_interval: settings.gossip_interval,
    };
    let membership = Arc::new(Membership::new(me, Arc::clone(&name)));
    let driver = Driver {
        agent: Agent::start(agent, wire.clone()).await,
        wire,
        view: View::new(me, name, detection),
        membership: Arc::clone(&membership),
        commands: commanded,
        notices: noticed,
        tick: settings.gossip_interval / 2,
        began: time::now(),
    };
    task::spawn(driver.run(join, joined));
    match outcome.await {
        Ok(Ok(())) => Ok(Running {
            membership,
            commands,
        }),
        Ok(Err(_nobody)) => Err(JoinError::NoSeedAnswered {
            tried,
            within: settings.join_deadline,
        }),
        Err(_ended) => Err(JoinError::ShutDown),
    }
}
