//! One running chitchat: what this node says of itself goes in, what all nodes say comes out.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chitchat::{
    Chitchat, ChitchatConfig, ChitchatHandle, ChitchatId, FailureDetectorConfig, NodeState,
    spawn_chitchat,
};
use futures_util::FutureExt;
use tracing::{debug, warn};

use super::Wire;
use crate::base::{limits, time};
use crate::cluster::proto::{Observation, Phase};
use crate::remote::NodeId;

/// Key of the node's [`Phase`].
const KEY_PHASE: &str = "phase";
/// Key of the node's incarnation: chitchat's generation may grow faster when gossip had to be restarted.
const KEY_INCARNATION: &str = "incarnation";

/// chitchat's threshold of suspicion, in mean gaps. It only decides whom chitchat talks to more often.
const PHI: f64 = 8.0;
/// Gaps that chitchat remembers.
const SAMPLES: usize = 8;
/// First gap that chitchat assumes, in gossip intervals; with [`PHI`] and [`SAMPLES`] it gives a node up after
/// about eighteen silent intervals.
const FIRST_GAP: u32 = 5;

/// What a gossip agent needs to know.
#[derive(Debug, Clone)]
pub(in crate::cluster) struct AgentConfig {
    pub(in crate::cluster) me: NodeId,
    pub(in crate::cluster) name: Arc<str>,
    pub(in crate::cluster) cluster_id: String,
    pub(in crate::cluster) seeds: Vec<SocketAddr>,
    pub(in crate::cluster) gossip_interval: Duration,
}

/// A running chitchat.
pub(in crate::cluster) struct Agent {
    config: AgentConfig,
    wire: Wire,
    phase: Phase,
    generation: u64,
    handle: Option<ChitchatHandle>,
}

impl Agent {
    /// Starts to gossip as a node that is [`Phase::Joining`].
    pub(in crate::cluster) async fn start(config: AgentConfig, wire: Wire) -> Self {
        let mut agent = Self {
            config,
            wire,
            phase: Phase::Joining,
            generation: 0,
            handle: None,
        };
        agent.spawn().await;
        agent
    }

    /// Says of this node that it is in `phase`, from now on.
    pub(in crate::cluster) async fn set_phase(&mut self, phase: Phase) {
        self.phase = phase;
        if let Some(handle) = &self.handle {
            handle
                .with_chitchat(|chitchat| {
                    put(chitchat.self_node_state(), KEY_PHASE, phase.as_str())
                })
                .await;
        }
    }

    /// Starts a round with `addr` now instead of waiting for the next one.
    pub(in crate::cluster) fn gossip_with(&self, addr: SocketAddr) {
        if let Some(handle) = &self.handle {
            // An error means that the loop has ended, which `observe` notices and mends.
            let _ = handle.gossip(addr);
        }
    }

    /// What gossip shows of the other nodes now. Restarts gossip if it ended by itself.
    pub(in crate::cluster) async fn observe(&mut self) -> Vec<Observation> {
        self.revive().await;
        let Some(handle) = &self.handle else {
            return Vec::new();
        };
        let (me, guard) = (self.config.me.addr, &self.wire.guard);
        handle
            .with_chitchat(|chitchat| {
                guard.observed(chitchat.self_chitchat_id(), chitchat.node_states());
                observations(chitchat, me)
            })
            .await
    }

    /// Ends gossip.
    pub(in crate::cluster) fn stop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.abort();
        }
    }

    async fn spawn(&mut self) {
        let config = &self.config;
        // Strictly growing, as chitchat asks: peers ignore heartbeats that count from one again otherwise.
        self.generation = time::unix_millis().max(self.generation + 1);
        let chitchat = ChitchatConfig {
            chitchat_id: ChitchatId::new(Arc::clone(&config.name), self.generation, config.me.addr),
            cluster_id: config.cluster_id.clone(),
            gossip_interval: config.gossip_interval,
            listen_addr: config.me.addr,
            seed_nodes: config.seeds.iter().map(ToString::to_string).collect(),
            failure_detector_config: FailureDetectorConfig {
                phi_threshold: PHI,
                sampling_window_size: SAMPLES,
                max_interval: limits::DOWN_AFTER,
                initial_interval: config.gossip_interval * FIRST_GAP,
                dead_node_grace_period: limits::DEAD_NODE_GRACE,
            },
            marked_for_deletion_grace_period: limits::DEAD_NODE_GRACE,
            catchup_callback: None,
            extra_liveness_predicate: None,
        };
        let said = vec![
            (KEY_PHASE.to_owned(), self.phase.as_str().to_owned()),
            (
                KEY_INCARNATION.to_owned(),
                config.me.incarnation.to_string(),
            ),
        ];
        self.wire
            .guard
            .observed(&chitchat.chitchat_id, &BTreeMap::new());
        match spawn_chitchat(chitchat, said, &self.wire).await {
            Ok(handle) => self.handle = Some(handle),
            Err(error) => warn!(error = %error, "gossip did not start"),
        }
    }

    /// Whether chitchat's loop has ended by itself.
    pub(super) fn has_ended(&self) -> bool {
        self.handle
            .as_ref()
            .is_none_or(|handle| handle.termination_watcher().now_or_never().is_some())
    }

    async fn revive(&mut self) {
        if self.has_ended() {
            warn!(node.addr = %self.config.me.addr, "gossip had ended and is started again");
            self.stop();
            self.spawn().await;
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Writes one thing that this node says of itself, unless it is too long: a value over 64 KiB would corrupt the
/// message, and one that fits in no message would block everything after it.
fn put(state: &mut NodeState, key: &str, value: &str) {
    if value.len() <= limits::GOSSIP_VALUE_BYTES_MAX {
        state.set(key, value);
    } else {
        warn!(key, bytes = value.len(), "value is too long for gossip");
    }
}

fn observations(chitchat: &Chitchat, me: SocketAddr) -> Vec<Observation> {
    let mut newest: BTreeMap<NodeId, Observation> = BTreeMap::new();
    for (id, state) in chitchat.node_states() {
        if id.gossip_advertise_addr == me {
            continue;
        }
        let Some(observation) = observation(id, state) else {
            debug!(node.addr = %id.gossip_advertise_addr, "node has not introduced itself yet");
            continue;
        };
        let known = newest
            .entry(observation.node)
            .or_insert_with(|| observation.clone());
        if observation.heartbeat > known.heartbeat {
            *known = observation;
        }
    }
    newest.into_values().collect()
}

fn observation(id: &ChitchatId, state: &NodeState) -> Option<Observation> {
    let incarnation = state.get(KEY_INCARNATION)?.parse().ok()?;
    let phase = Phase::parse(state.get(KEY_PHASE)?)?;
    Some(Observation {
        node: NodeId {
            addr: id.gossip_advertise_addr,
            incarnation,
        },
        name: Arc::clone(&id.node_id),
        phase,
        heartbeat: (id.generation_id, state.heartbeat().into()),
    })
}
