//! What remoting counted since it started.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters of one node since remoting started, over all peers. They only grow, but for `connections` and `peers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RemoteStats {
    /// Frames handed to connections: tells, asks, answers and control.
    pub messages_sent: u64,
    /// Frames received.
    pub messages_received: u64,
    /// Bytes of the frames that were sent, without QUIC's own.
    pub bytes_sent: u64,
    /// Bytes of the frames that were received.
    pub bytes_received: u64,
    /// Tells that were taken and then lost, because the peer was not reached or the target was gone.
    pub messages_lost: u64,
    /// Answers that were dropped because the peer did not take its answers.
    pub answers_dropped: u64,
    /// Asks of peers that were not handled, because whoever asked had stopped waiting when the actor came to them.
    pub asks_late: u64,
    /// Gossip that was dropped because nobody took it.
    pub gossip_dropped: u64,
    /// Protocols of peers that differ from what this node knows under the same name; each was logged once.
    pub protocols_differing: u64,
    /// Connections in use now.
    pub connections: usize,
    /// Nodes that are known now, connected or not; one with which nothing goes on is forgotten after
    /// [`REMOTE_FORGET`](crate::base::limits::REMOTE_FORGET) unless something refers to it.
    pub peers: usize,
    /// Incoming connections that were refused, by certificate or by greeting.
    pub refused: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Stats {
    messages_sent: AtomicU64,
    messages_received: AtomicU64,
    bytes_sent: AtomicU64,
    bytes_received: AtomicU64,
    messages_lost: AtomicU64,
    answers_dropped: AtomicU64,
    asks_late: AtomicU64,
    gossip_dropped: AtomicU64,
    refused: AtomicU64,
    protocols_differing: AtomicU64,
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

impl Stats {
    pub(crate) fn sent(&self, frames: u64, bytes: usize) {
        add(&self.messages_sent, frames);
        add(&self.bytes_sent, bytes as u64);
    }

    pub(crate) fn received_frames(&self, frames: u64) {
        if frames > 0 {
            add(&self.messages_received, frames);
        }
    }

    pub(crate) fn received_bytes(&self, bytes: usize) {
        add(&self.bytes_received, bytes as u64);
    }

    pub(crate) fn messages_lost(&self, count: u64) {
        add(&self.messages_lost, count);
    }

    pub(crate) fn answer_dropped(&self) {
        add(&self.answers_dropped, 1);
    }

    pub(crate) fn ask_late(&self) {
        add(&self.asks_late, 1);
    }

    pub(crate) fn gossip_dropped(&self) {
        add(&self.gossip_dropped, 1);
    }

    pub(crate) fn refused(&self) {
        add(&self.refused, 1);
    }

    pub(crate) fn protocol_differs(&self) {
        add(&self.protocols_differing, 1);
    }

    pub(crate) fn snapshot(&self, connections: usize, peers: usize) -> RemoteStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        RemoteStats {
            messages_sent: read(&self.messages_sent),
            messages_received: read(&self.messages_received),
            bytes_sent: read(&self.bytes_sent),
            bytes_received: read(&self.bytes_received),
            messages_lost: read(&self.messages_lost),
            answers_dropped: read(&self.answers_dropped),
            asks_late: read(&self.asks_late),
            gossip_dropped: read(&self.gossip_dropped),
            protocols_differing: read(&self.protocols_differing),
            connections,
            peers,
            refused: read(&self.refused),
        }
    }
}
