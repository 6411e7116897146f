//! chitchat's socket over a [`Carrier`], and the two notices of akt's own that share it.
//!
//! An error from a socket ends chitchat's loop for good, so none is ever returned: what cannot be sent or read
//! is dropped, as a datagram would be, and the next round makes up for it. Nothing here dials or waits: chitchat
//! calls `send` from within its only loop.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use chitchat::transport::{Socket, Transport};
use chitchat::{ChitchatMessage, Deserializable, Serializable};
use tokio::sync::mpsc;
use tracing::debug;

use super::guard::Guard;
use crate::remote::NodeId;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// First byte of a message that chitchat reads.
pub(super) const TAG_GOSSIP: u8 = 1;
/// First byte of a [`Notice::Leaving`].
const TAG_LEAVING: u8 = 2;
/// First byte of a [`Notice::LeavingSeen`].
const TAG_LEAVING_SEEN: u8 = 3;
/// First byte of a [`Notice::Up`].
const TAG_UP: u8 = 4;

/// What takes small messages to other nodes, unreliably and without waiting.
pub(in crate::cluster) trait Carrier: Send + Sync + 'static {
    /// Queues `bytes` for `to`; drops them when the queue is full or there is no connection yet.
    fn send(&self, to: SocketAddr, bytes: Bytes);
}

/// The two ends of gossip's traffic.
#[derive(Clone)]
pub(in crate::cluster) struct Wire {
    /// Outbound.
    carrier: Arc<dyn Carrier>,
    /// Inbound: the sender's advertised address and what it sent.
    inbound: flume::Receiver<(SocketAddr, Bytes)>,
    /// Where notices go that are not chitchat's.
    notices: mpsc::Sender<Notice>,
    /// What chitchat gets to read.
    pub(super) guard: Arc<Guard>,
}

/// What nodes tell each other directly, since gossip's rounds are too slow for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cluster) enum Notice {
    /// The node has become a member.
    Up(NodeId),
    /// The node goes away on purpose.
    Leaving(NodeId),
    /// `by` has taken the leaver of this incarnation out of its view.
    LeavingSeen { by: SocketAddr, incarnation: u64 },
}

impl Wire {
    /// The ends of one node.
    pub(in crate::cluster) fn new(
        carrier: Arc<dyn Carrier>,
        inbound: flume::Receiver<(SocketAddr, Bytes)>,
        notices: mpsc::Sender<Notice>,
    ) -> Self {
        Self {
            carrier,
            inbound,
            notices,
            guard: Arc::default(),
        }
    }

    /// Tells `to` that the node of `incarnation` here is a member now.
    pub(in crate::cluster) fn say_up(&self, to: SocketAddr, incarnation: u64) {
        self.carrier.send(to, notice(TAG_UP, incarnation));
    }

    /// Tells `to` that the node of `incarnation` here is leaving.
    pub(in crate::cluster) fn say_leaving(&self, to: SocketAddr, incarnation: u64) {
        self.carrier.send(to, notice(TAG_LEAVING, incarnation));
    }

    /// Tells the leaver at `to` that its goodbye was heard.
    pub(in crate::cluster) fn say_leaving_seen(&self, to: SocketAddr, incarnation: u64) {
        self.carrier.send(to, notice(TAG_LEAVING_SEEN, incarnation));
    }

    /// The message of chitchat in `bytes`; a notice goes its own way, what cannot be read is dropped.
    pub(super) fn read(&self, from: SocketAddr, bytes: &[u8]) -> Option<ChitchatMessage> {
        let (tag, body) = bytes.split_first()?;
        if *tag == TAG_GOSSIP {
            return self
                .read_gossip(body)
                .inspect_err(
                    |error| debug!(node.addr = %from, error = %error, "unreadable gossip dropped"),
                )
                .ok();
        }
        let incarnation = u64::from_le_bytes(body.try_into().ok()?);
        let node = NodeId {
            addr: from,
            incarnation,
        };
        match *tag {
            TAG_UP => self.pass_on(Notice::Up(node)),
            TAG_LEAVING => self.pass_on(Notice::Leaving(node)),
            TAG_LEAVING_SEEN => self.pass_on(Notice::LeavingSeen {
                by: from,
                incarnation,
            }),
            _ => {}
        }
        None
    }

    fn read_gossip(&self, body: &[u8]) -> anyhow::Result<ChitchatMessage> {
        ChitchatMessage::deserialize(&mut &*self.guard.admit(body)?)
    }

    fn pass_on(&self, notice: Notice) {
        // A full queue drops it: goodbyes are repeated until they are answered, the rest gossip tells as well.
        let _ = self.notices.try_send(notice);
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

fn notice(tag: u8, incarnation: u64) -> Bytes {
    let mut bytes = Vec::with_capacity(9);
    bytes.push(tag);
    bytes.extend_from_slice(&incarnation.to_le_bytes());
    bytes.into()
}

// The signatures below are the ones that chitchat's traits expand to; their attribute is not needed for two methods.

impl Transport for Wire {
    fn open<'s, 'f>(&'s self, _listen: SocketAddr) -> BoxFuture<'f, anyhow::Result<Box<dyn Socket>>>
    where
        's: 'f,
        Self: 'f,
    {
        let socket: Box<dyn Socket> = Box::new(WireSocket { wire: self.clone() });
        Box::pin(async move { Ok(socket) })
    }
}

struct WireSocket {
    wire: Wire,
}

impl Socket for WireSocket {
    fn send<'s, 'f>(
        &'s mut self,
        to: SocketAddr,
        message: ChitchatMessage,
    ) -> BoxFuture<'f, anyhow::Result<()>>
    where
        's: 'f,
        Self: 'f,
    {
        let mut bytes = Vec::with_capacity(1 + message.serialized_len());
        bytes.push(TAG_GOSSIP);
        message.serialize(&mut bytes);
        self.wire.carrier.send(to, bytes.into());
        Box::pin(async { Ok(()) })
    }

    /// Cancel safe: a message is taken only by the poll that returns it.
    fn recv<'s, 'f>(&'s mut self) -> BoxFuture<'f, anyhow::Result<(SocketAddr, ChitchatMessage)>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            loop {
                let Ok((from, bytes)) = self.wire.inbound.recv_async().await else {
                    // Remoting has ended: there is nothing to hear any more, which is no error of gossip.
                    return std::future::pending().await;
                };
                if let Some(message) = self.wire.read(from, &bytes) {
                    return Ok((from, message));
                }
            }
        })
    }
}
