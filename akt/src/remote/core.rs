//! One node: its socket, its peers, and what it shows them.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use dashmap::DashMap;
use parking_lot::Mutex;
use tokio::sync::{Notify, watch};

use crate::actor::{ActorPath, AnyRef, DeadLetter, DeadLetterReason, InboundCall};
use crate::base::limits;
use crate::base::rng::Rng;
use crate::base::time;
use crate::dispatch::task;
use crate::remote::NodeId;
use crate::remote::options::Options;
use crate::remote::peer::{Peer, now};
use crate::remote::peers::Peers;
use crate::remote::proto::association::Why;
use crate::remote::proto::handshake::{Hello, Refusal, RefusalReason};
use crate::remote::proto::link::Ticket;
use crate::remote::protocols::Protocols;
use crate::remote::quic::connection;
use crate::remote::quic::endpoint::{CLOSE_CODE, QuicEndpoint, why_of};
use crate::remote::quic::greeting;
use crate::remote::quic::silence::{Handshake, Unfinished};
use crate::remote::stats::Stats;
use crate::system::ActorSystem;

/// Connections that may be in their greeting at once; further ones are refused until some are through.
const GREETINGS: usize = 1024;
/// Exported actors are looked through for dead ones whenever their number has doubled, and not below this.
const EXPORTS_SWEPT_FROM: usize = 1024;

/// Looks at who can be forgotten, in the time after which one is.
const FORGET_LOOKS: u32 = 4;

/// The method of a dead letter whose bytes were not read.
const UNKNOWN_METHOD: &str = "<remote>";

/// Takes calls to grains.
pub(crate) trait InboundGrain: Send + Sync + 'static {
    /// Takes a call from another node. Must not wait.
    fn call(&self, from: NodeId, kind: u64, key: &[u8], call: InboundCall);
}

/// Who dialled us, on a connection that is used from now on.
struct Greeted {
    connection: quinn::Connection,
    peer: Arc<Peer>,
    ticket: Ticket,
    from: NodeId,
    control: greeting::Control,
}

/// One node.
pub(crate) struct Core {
    pub(crate) id: NodeId,
    pub(crate) options: Options,
    pub(crate) stats: Stats,
    /// Wakes the timer task.
    pub(crate) timer: Notify,
    pub(crate) gossip_receiver: flume::Receiver<(SocketAddr, Bytes)>,
    gossip_sender: flume::Sender<(SocketAddr, Bytes)>,
    /// Gone once the node is shut down.
    endpoint: Mutex<Option<QuicEndpoint>>,
    /// Without the protocols: see [`Core::hello`].
    pub(super) hello: Hello,
    pub(crate) protocols: Protocols,
    peers: Peers,
    /// Actors that were handed out to other nodes: only these can be reached from there.
    exports: DashMap<u64, AnyRef>,
    exports_swept_at: AtomicUsize,
    grains: OnceLock<Arc<dyn InboundGrain>>,
    greetings: AtomicUsize,
    closing: watch::Sender<bool>,
    connections: watch::Sender<usize>,
    rng: Mutex<Rng>,
    system: ActorSystem,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// A node on an open socket; starts its tasks.
    pub(crate) fn start(
        endpoint: QuicEndpoint,
        hello: Hello,
        options: Options,
        system: ActorSystem,
    ) -> Arc<Self> {
        let (gossip_sender, gossip_receiver) = flume::bounded(limits::REMOTE_GOSSIP_QUEUE);
        let core = Arc::new(Self {
            id: hello.node,
            options,
            stats: Stats::default(),
            timer: Notify::new(),
            gossip_receiver,
            gossip_sender,
            endpoint: Mutex::new(Some(endpoint.clone())),
            hello,
            protocols: Protocols::default(),
            peers: Peers::default(),
            exports: DashMap::new(),
            exports_swept_at: AtomicUsize::new(EXPORTS_SWEPT_FROM),
            grains: OnceLock::new(),
            greetings: AtomicUsize::new(0),
            closing: watch::Sender::new(false),
            connections: watch::Sender::new(0),
            rng: Mutex::new(Rng::from_os()),
            system,
        });
        let me = Arc::downgrade(&core);
        core.system.on_published(move |actor| {
            if let Some(name) = actor.remote_name()
                && let Some(core) = me.upgrade()
            {
                core.serve(name, || actor.methods());
            }
        });
        task::spawn(Arc::clone(&core).accept(endpoint.endpoint, endpoint.unfinished));
        task::spawn(Arc::clone(&core).keep_time());
        core
    }

    #[cfg(feature = "cluster")]
    pub(crate) fn system(&self) -> &ActorSystem {
        &self.system
    }

    #[cfg(feature = "cluster")]
    pub(crate) fn cluster_id(&self) -> &str {
        &self.hello.cluster
    }

    // ---- peers

    /// The peer at an address, known or not.
    pub(crate) fn peer(self: &Arc<Self>, addr: SocketAddr) -> Arc<Peer> {
        self.peers.get(addr, || {
            // Whoever is known is to be forgotten one day.
            self.timer.notify_one();
            Peer::new(self, addr)
        })
    }

    pub(super) fn all_peers(&self) -> Vec<Arc<Peer>> {
        self.peers.all()
    }

    /// Dials a peer in the background.
    pub(crate) fn dial(self: &Arc<Self>, addr: SocketAddr, ticket: Ticket) {
        let core = Arc::clone(self);
        task::spawn(async move {
            let peer = core.peer(addr);
            let greeted = time::within(core.options.dial_timeout, core.introduce(addr)).await;
            let why = match greeted {
                Some(Ok((connection, mut theirs, mut control))) => {
                    if !peer.welcomed(ticket, theirs.node, &connection) {
                        connection.close(CLOSE_CODE, b"another connection is used");
                        return;
                    }
                    if greeting::confirm(&mut control).await {
                        let served = std::mem::take(&mut theirs.protocols);
                        core.heard(&peer, |theirs| theirs.greeted(served));
                        connection::run(core, peer, connection, ticket, theirs.node, control).await;
                    } else {
                        peer.lost(
                            ticket,
                            &Why::from("the connection was lost during the greeting"),
                        );
                    }
                    return;
                }
                Some(Err(why)) => why,
                None => {
                    Why::from(format!("no answer within {:?}", core.options.dial_timeout).as_str())
                }
            };
            peer.dial_failed(ticket, &why);
        });
    }

    async fn introduce(
        &self,
        addr: SocketAddr,
    ) -> Result<(quinn::Connection, Hello, greeting::Control), Why> {
        if addr == self.id.addr {
            let text = format!(
                "{addr} is this node's own address; send to its actors through local references"
            );
            return Err(Refusal::new(RefusalReason::SelfConnect, text).into());
        }
        let endpoint = self.endpoint.lock().clone();
        let endpoint = endpoint.ok_or_else(|| Why::from("this node is shut down"))?;
        let connection = endpoint.dial(addr).await?;
        drop(endpoint);
        match greeting::introduce(&connection, &self.hello(), self.options.message_bytes).await {
            Ok((theirs, control)) => Ok((connection, theirs, control)),
            Err(why) => {
                connection.close(CLOSE_CODE, why.text.as_bytes());
                Err(why)
            }
        }
    }

    async fn accept(self: Arc<Self>, endpoint: quinn::Endpoint, unfinished: Unfinished) {
        while let Some(incoming) = endpoint.accept().await {
            if self.is_closing() || self.greetings.load(Ordering::Relaxed) >= GREETINGS {
                incoming.refuse();
                continue;
            }
            self.greetings.fetch_add(1, Ordering::Relaxed);
            let core = Arc::clone(&self);
            let handshake = unfinished.begin();
            task::spawn(async move {
                let greeted = core.greet(incoming, handshake).await;
                core.greetings.fetch_sub(1, Ordering::Relaxed);
                match greeted {
                    Ok(Greeted {
                        connection,
                        peer,
                        ticket,
                        from,
                        control,
                    }) => {
                        connection::run(core, peer, connection, ticket, from, control).await;
                    }
                    Err(why) => core.not_greeted(&why),
                }
            });
        }
    }

    /// Greets who dialled us.
    async fn greet(
        self: &Arc<Self>,
        incoming: quinn::Incoming,
        handshake: Handshake,
    ) -> Result<Greeted, Why> {
        let limit = self.options.dial_timeout;
        let heard = time::within(limit, async {
            let connection = incoming.await.map_err(|error| why_of(&error))?;
            handshake.finished();
            let (theirs, control) = greeting::hear(&connection, self.options.message_bytes).await?;
            Ok((connection, theirs, control))
        });
        let (connection, theirs, mut control) = heard
            .await
            .unwrap_or_else(|| Err(Why::from("the greeting took too long")))?;
        let from = theirs.node;
        if !self.peers.admits(from.addr, now()) {
            connection.close(CLOSE_CODE, b"too many nodes are connected");
            return Err(Why::from("too many nodes are connected"));
        }
        let accepted = self.hello.judge(&theirs).and_then(|()| {
            let peer = self.peer(from.addr);
            peer.hello(from, &connection).map(|ticket| (peer, ticket))
        });
        let (peer, ticket) = match accepted {
            Ok(accepted) => accepted,
            Err(refusal) => {
                let told = greeting::refuse(&connection, &mut control, &refusal);
                if time::within(limit, told).await.is_none() {
                    connection.close(CLOSE_CODE, refusal.text.as_bytes());
                }
                return Err(refusal.into());
            }
        };
        let welcomed = time::within(limit, greeting::welcome(&mut control, &self.hello())).await;
        if welcomed == Some(true) && peer.confirmed(ticket) {
            self.heard(&peer, |known| known.greeted(theirs.protocols));
            return Ok(Greeted {
                connection,
                peer,
                ticket,
                from,
                control,
            });
        }
        connection.close(CLOSE_CODE, b"another connection is used");
        let why = Why::from(Refusal::new(
            RefusalReason::Duplicate,
            "the peer uses another connection",
        ));
        peer.lost(ticket, &why);
        Err(why)
    }

    fn not_greeted(&self, why: &Why) {
        if why.reason == Some(RefusalReason::Duplicate) {
            // Two nodes dialled each other: part of normal life.
            tracing::debug!(why = %why.text, "an incoming connection is not used");
        } else {
            self.stats.refused();
            tracing::warn!(reason = ?why.reason, why = %why.text, "an incoming connection was refused");
        }
    }

    /// Runs the timers of all peers that have some, coarsely.
    async fn keep_time(self: Arc<Self>) {
        let mut look = now();
        while !self.is_closing() {
            let needed = self.all_peers().iter().filter(|peer| peer.tick()).count() > 0;
            let mut known = true;
            if look <= now() {
                look = now() + limits::REMOTE_FORGET / FORGET_LOOKS;
                known = self.forget_peers(limits::REMOTE_FORGET);
            }
            if needed {
                time::sleep(limits::REMOTE_SWEEP).await;
            } else if known {
                let wait = look.saturating_duration_since(now());
                let _ = time::within(wait, self.timer.notified()).await;
            } else {
                self.timer.notified().await;
            }
        }
    }

    /// A number that spreads what nodes do at the same time.
    pub(crate) fn jitter(&self) -> u64 {
        self.rng.lock().next_u64()
    }

    // ---- what peers see

    pub(crate) fn find(&self, name: &str) -> Option<AnyRef> {
        self.system.find_any(name)
    }

    pub(crate) fn export(&self, uid: u64) -> Option<AnyRef> {
        self.exports.get(&uid).map(|actor| actor.clone())
    }

    pub(crate) fn add_export(&self, actor: AnyRef) {
        self.exports.insert(actor.uid(), actor);
        let swept_at = self.exports_swept_at.load(Ordering::Relaxed);
        if self.exports.len() >= swept_at {
            self.exports.retain(|_, actor| !actor.is_stopped());
            let next = self.exports.len().saturating_mul(2).max(EXPORTS_SWEPT_FROM);
            self.exports_swept_at.store(next, Ordering::Relaxed);
        }
    }

    pub(crate) fn forget_export(&self, uid: u64) {
        self.exports.remove(&uid);
    }

    pub(crate) fn grain_handler(&self) -> Option<&Arc<dyn InboundGrain>> {
        self.grains.get()
    }

    /// Sets who takes calls to grains; the first one stays.
    pub(crate) fn set_grain_handler(&self, handler: Arc<dyn InboundGrain>) {
        // Only one floor calls this, once.
        let _ = self.grains.set(handler);
    }

    pub(crate) fn gossip_arrived(&self, from: SocketAddr, payload: Bytes) {
        if self.gossip_sender.try_send((from, payload)).is_err() {
            self.stats.gossip_dropped();
        }
    }

    /// Counts tells that were taken, here or by the peer, and reached nobody.
    pub(crate) fn messages_lost(&self, peer: SocketAddr, count: u64, reason: DeadLetterReason) {
        self.stats.messages_lost(count);
        let path = ActorPath::new(format!("/remote/{peer}"));
        for _ in 0..count {
            let letter = DeadLetter::new(path.clone(), 0, UNKNOWN_METHOD, reason);
            self.system.note_dead_letter(letter);
        }
    }

    // ---- the end

    /// Counts the connections in use.
    pub(crate) fn connection_changed(&self, change: isize) {
        self.connections
            .send_modify(|connections| *connections = connections.saturating_add_signed(change));
    }

    pub(crate) fn connections(&self) -> usize {
        *self.connections.borrow()
    }

    /// Forgets the peers that have been dormant for so long; whether some are left.
    pub(super) fn forget_peers(&self, dormant_for: Duration) -> bool {
        self.peers.forget(now(), dormant_for)
    }

    pub(crate) fn peers(&self) -> usize {
        self.peers.len()
    }

    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Waits until the node closes.
    pub(crate) async fn closing(&self) {
        // The sender lives as long as this node.
        let _ = self.closing.subscribe().wait_for(|closing| *closing).await;
    }

    /// Flushes what is queued, says goodbye and closes the socket. Bounded by [`limits::REMOTE_FLUSH_TIMEOUT`] twice.
    pub(crate) async fn shutdown(&self) {
        self.closing.send_replace(true);
        self.timer.notify_one();
        for peer in self.all_peers() {
            peer.wake_all();
        }
        // Closes once all connections are: they flush first.
        let mut connections = self.connections.subscribe();
        let flushed = connections.wait_for(|connections| *connections == 0);
        let _ = time::within(limits::REMOTE_FLUSH_TIMEOUT, flushed).await;
        let why = Why::from("this node is shut down");
        for peer in self.all_peers() {
            peer.close(&why);
        }
        let endpoint = self.endpoint.lock().take();
        if let Some(endpoint) = endpoint {
            endpoint.close().await;
        }
    }
}
