//! The peers that a node knows, and when it forgets them.
//!
//! Whoever holds the right certificate can make a node know any address, so what is known must not only grow. A peer
//! is forgotten when it has been dormant for a while: not connected and not about to be, nothing queued, nobody waits
//! for an answer. One that something holds is kept, such as a reference to one of its actors; so there are never two
//! associations with one peer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dashmap::DashMap;

use crate::base::limits;
use crate::remote::peer::Peer;

/// The peers of one node.
#[derive(Debug, Default)]
pub(super) struct Peers {
    known: DashMap<SocketAddr, Arc<Peer>>,
}

impl Peers {
    /// The peer at an address; `new` makes one that is not known yet.
    pub(super) fn get(&self, addr: SocketAddr, new: impl FnOnce() -> Peer) -> Arc<Peer> {
        if let Some(known) = self.known.get(&addr).map(|peer| Arc::clone(&peer)) {
            return known;
        }
        Arc::clone(&self.known.entry(addr).or_insert_with(|| Arc::new(new())))
    }

    pub(super) fn all(&self) -> Vec<Arc<Peer>> {
        self.known.iter().map(|peer| Arc::clone(&peer)).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether a node at this address may connect to this one: it is known already, or there is room for one more.
    pub(super) fn admits(&self, addr: SocketAddr, now: Instant) -> bool {
        if self.known.len() < limits::REMOTE_PEERS || self.known.contains_key(&addr) {
            return true;
        }
        self.forget(now, Duration::ZERO);
        self.known.len() < limits::REMOTE_PEERS
    }

    /// Forgets the peers that have been dormant for so long; whether some are left.
    pub(super) fn forget(&self, now: Instant, dormant_for: Duration) -> bool {
        self.known.retain(|_, peer| {
            let dormant = peer.dormant(now).is_some_and(|since| since >= dormant_for);
            // Nobody takes a further count meanwhile: that needs the lock that is held here.
            !dormant || Arc::strong_count(peer) > 1
        });
        !self.known.is_empty()
    }
}
