//! The configuration of remoting, and its start.

use std::net::SocketAddr;
use std::time::Duration;

use crate::base::time;
use crate::remote::core::Core;
use crate::remote::options::Options;
use crate::remote::proto::handshake::{FEATURES, Hello, VERSIONS, format_id};
use crate::remote::quic::endpoint::{QuicEndpoint, Transport};
use crate::remote::{Identity, NodeId, Remote, RemoteError};
use crate::system::{ActorSystem, Phase};

/// Longest cluster id in bytes.
const CLUSTER_ID_BYTES: usize = 255;
/// The cluster id of nodes that were given none.
const DEFAULT_CLUSTER: &str = "default";

/// Configures remoting.
#[derive(Debug)]
#[must_use = "nothing listens before `start`"]
pub struct RemoteBuilder {
    bind: Option<String>,
    advertise: Option<String>,
    cluster_id: String,
    identity: Option<Identity>,
    options: Options,
}

impl RemoteBuilder {
    pub(super) fn new() -> Self {
        Self {
            bind: None,
            advertise: None,
            cluster_id: DEFAULT_CLUSTER.to_owned(),
            identity: None,
            options: Options::default(),
        }
    }

    /// The UDP address to listen on, as `ip:port`; port 0 takes a free one.
    pub fn bind(mut self, addr: impl ToString) -> Self {
        self.bind = Some(addr.to_string());
        self
    }

    /// The address that other nodes reach this one at, when it is not the bound one; port 0 stands for the bound port.
    pub fn advertise(mut self, addr: impl ToString) -> Self {
        self.advertise = Some(addr.to_string());
        self
    }

    /// The cluster that the node belongs to, 1 to 255 bytes; nodes of different clusters refuse each other. `default` when
    /// not set.
    pub fn cluster_id(mut self, id: impl Into<String>) -> Self {
        self.cluster_id = id.into();
        self
    }

    /// Whom the node trusts, and what it shows to be trusted.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Most bytes of one message, in both directions; [`REMOTE_MESSAGE_BYTES`](crate::base::limits::REMOTE_MESSAGE_BYTES) when not set. At most
    /// [`WIRE_MESSAGE_BYTES`](crate::base::limits::WIRE_MESSAGE_BYTES).
    pub fn message_limit(mut self, bytes: usize) -> Self {
        self.options.message_bytes = bytes;
        self
    }

    /// Most bytes and frames that wait for one peer; further tells fail with `Backpressure`, and `send` and asks wait.
    /// [`REMOTE_QUEUE_BYTES`](crate::base::limits::REMOTE_QUEUE_BYTES) and [`REMOTE_QUEUE_FRAMES`](crate::base::limits::REMOTE_QUEUE_FRAMES) when not set.
    pub fn queue_limit(mut self, bytes: usize, frames: usize) -> Self {
        (self.options.queue_bytes, self.options.queue_frames) = (bytes, frames);
        self
    }

    /// Most asks to one peer that wait for an answer; while there are as many, tells to it fail with `Backpressure`, and
    /// `send` and further asks wait.
    /// [`REMOTE_PENDING_ASKS`](crate::base::limits::REMOTE_PENDING_ASKS) when not set.
    pub fn pending_asks(mut self, most: usize) -> Self {
        self.options.pending_asks = most;
        self
    }

    /// Ordered lanes to each peer, 1 to 16; [`REMOTE_LANES`](crate::base::limits::REMOTE_LANES) when not set. All messages to one actor take one lane.
    pub fn lanes(mut self, lanes: usize) -> Self {
        self.options.lanes = lanes;
        self
    }

    /// How long an ask waits for the answer of another node; [`REMOTE_ASK_TIMEOUT`](crate::base::limits::REMOTE_ASK_TIMEOUT) when not set.
    ///
    /// The longest that any ask waits. [`Call::timeout`](crate::actor::Call::timeout) can give up earlier and not later; an ask
    /// that was given up, or dropped, counts among the [`pending_asks`](Self::pending_asks) until its answer comes or this time
    /// has passed. So a program that often gives up early should not set this much longer than its answers take.
    ///
    /// The time travels with the ask: when the actor comes to an ask whose time has passed, it is not handled, and
    /// [`asks_late`](crate::remote::RemoteStats::asks_late) of its node counts it.
    pub fn ask_timeout(mut self, timeout: Duration) -> Self {
        self.options.ask_timeout = timeout;
        self
    }

    /// How long a connection may take to be made; [`REMOTE_DIAL_TIMEOUT`](crate::base::limits::REMOTE_DIAL_TIMEOUT) when not set.
    pub fn dial_timeout(mut self, timeout: Duration) -> Self {
        self.options.dial_timeout = timeout;
        self
    }

    /// How long a peer may be silent before it counts as lost, and how often a silent connection is kept alive.
    /// [`REMOTE_IDLE_TIMEOUT`](crate::base::limits::REMOTE_IDLE_TIMEOUT) and [`REMOTE_KEEP_ALIVE`](crate::base::limits::REMOTE_KEEP_ALIVE) when not set.
    pub fn keep_alive(mut self, idle_timeout: Duration, keep_alive: Duration) -> Self {
        (self.options.idle_timeout, self.options.keep_alive) = (idle_timeout, keep_alive);
        self
    }

    /// Opens the socket and starts to listen.
    ///
    /// # Errors
    /// [`RemoteError`]: the port is taken, or the configuration does not make sense.
    #[allow(
        clippy::unused_async,
        reason = "the start of a node may come to wait; callers should not change then"
    )]
    pub async fn start(self, system: &ActorSystem) -> Result<Remote, RemoteError> {
        self.options.check()?;
        if self.cluster_id.is_empty() || self.cluster_id.len() > CLUSTER_ID_BYTES {
            return Err(RemoteError::ClusterId(self.cluster_id));
        }
        let identity = self.identity.ok_or(RemoteError::NoIdentity)?;
        let bind = parse(&self.bind.ok_or(RemoteError::NoAddress)?)?;
        let advertise = self.advertise.as_deref().map(parse).transpose()?;
        let transport = Transport {
            idle_timeout: self.options.idle_timeout,
            keep_alive: self.options.keep_alive,
        };
        let endpoint = QuicEndpoint::bind(bind, &identity, transport)?;
        let bound = endpoint
            .endpoint
            .local_addr()
            .map_err(|source| RemoteError::Bind { addr: bind, source })?;
        let mut addr = advertise.unwrap_or(bound);
        if addr.port() == 0 {
            addr.set_port(bound.port());
        }
        if addr.ip().is_unspecified() {
            return Err(RemoteError::Unspecified(addr));
        }
        let hello = Hello {
            versions: VERSIONS,
            features: FEATURES,
            format: format_id(),
            node: NodeId {
                addr,
                incarnation: time::unix_millis(),
            },
            cluster: self.cluster_id,
            protocols: Vec::new(),
        };
        let remote = Remote {
            core: Core::start(endpoint, hello, self.options, system.clone()),
        };
        let closing = remote.clone();
        let closing = system.on_shutdown(Phase::CLOSE, "remoting", move || async move {
            closing.shutdown().await
        });
        if closing.is_err() {
            // The system is past the phase that would close this.
            remote.shutdown().await;
        }
        Ok(remote)
    }
}

fn parse(addr: &str) -> Result<SocketAddr, RemoteError> {
    addr.parse()
        .map_err(|_| RemoteError::InvalidAddress(addr.to_owned()))
}
