//! Small messages between nodes for the floor above: unordered, unacknowledged, dropped rather than queued.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;

use crate::base::limits;
use crate::remote::core::Core;

/// Sends and receives gossip.
#[derive(Debug, Clone)]
pub(crate) struct GossipPort {
    core: Arc<Core>,
    /// What arrived, and the advertised address of who sent it.
    pub(crate) recv: flume::Receiver<(SocketAddr, Bytes)>,
}

impl GossipPort {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        let recv = core.gossip_receiver.clone();
        Self { core, recv }
    }

    /// Sends a payload: as a datagram when it fits, over the control lane otherwise. Dials in the background and never
    /// waits. Payloads beyond [`limits::REMOTE_GOSSIP_BYTES`] are dropped and counted.
    pub(crate) fn send(&self, to: SocketAddr, payload: &Bytes) {
        if payload.len() > limits::REMOTE_GOSSIP_BYTES || self.core.is_closing() {
            self.core.stats.gossip_dropped();
            return;
        }
        if to == self.core.id.addr {
            self.core.gossip_arrived(to, payload.clone());
            return;
        }
        self.core.peer(to).gossip(payload);
    }
}
