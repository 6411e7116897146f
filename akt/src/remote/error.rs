//! What can go wrong between nodes, one type per operation.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::remote::RefusalReason;
use crate::remote::quic::identity::IdentityError;

/// Why remoting did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// No address was given.
    #[error(
        "no address to bind; call `bind(\"0.0.0.0:4100\")`, or `bind(\"127.0.0.1:0\")` for a free port"
    )]
    NoAddress,
    /// A text is no address.
    #[error("`{0}` is no socket address; write it as `ip:port`")]
    InvalidAddress(String),
    /// The other nodes would not know where this one is.
    #[error(
        "{0} does not say where other nodes reach this one; call `advertise(\"ip:port\")` with an address that they can dial"
    )]
    Unspecified(SocketAddr),
    /// The port cannot be used.
    #[error(
        "cannot listen on udp {addr}: another process holds the port, or it is not allowed; choose another port, or 0 for a free one"
    )]
    Bind {
        /// The address.
        addr: SocketAddr,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// No identity was given.
    #[error(
        "no identity; call `identity(Identity::development(\"a shared phrase\")?)` or use certificates"
    )]
    NoIdentity,
    /// The identity cannot be used.
    #[error("the identity cannot be used; make it anew, of a phrase or of PEM files")]
    Identity(#[from] IdentityError),
    /// The cluster id is empty or too long.
    #[error("`{0}` is no cluster id; use 1 to 255 bytes")]
    ClusterId(String),
    /// A limit is out of its range.
    #[error("{what} is {value}; set it between {least} and {most}")]
    Limit {
        /// The option.
        what: &'static str,
        /// What was given.
        value: usize,
        /// The smallest value allowed.
        least: usize,
        /// The largest value allowed.
        most: usize,
    },
    /// There is no tokio runtime.
    #[error(
        "remoting needs a tokio runtime; start it inside `#[tokio::main]` or `Runtime::block_on`"
    )]
    NoRuntime,
}

/// Why a lookup found no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// No actor of this name is alive on that node.
    #[error(
        "no actor `{name}` is alive on {addr}; check the name, and that the actor was spawned with it"
    )]
    NoSuchActor {
        /// The node.
        addr: SocketAddr,
        /// The name.
        name: String,
    },
    /// The actor exists and is not remote.
    #[error(
        "the actor `{name}` on {addr} cannot be reached from other nodes; declare it `#[actor(remote)]`"
    )]
    NotRemote {
        /// The node.
        addr: SocketAddr,
        /// The name.
        name: String,
    },
    /// The actor speaks another protocol.
    #[error("the actor is a `{found}`, not a `{wanted}`; look it up as what it is")]
    WrongProtocol {
        /// The stable name of the actor's protocol.
        found: String,
        /// The stable name of the protocol that was looked for.
        wanted: String,
    },
    /// The nodes run different versions of the protocol, and not one method is the same in both.
    #[error(
        "the nodes run different versions of `{protocol}` and agree on no method (here {ours:016x}, there {theirs:016x}); run the same version on both"
    )]
    Incompatible {
        /// The stable name of the protocol.
        protocol: String,
        /// The fingerprint over all methods on this node.
        ours: u64,
        /// The fingerprint over all methods on the other node.
        theirs: u64,
    },
    /// The node cannot be reached.
    #[error("{addr} cannot be reached; check the address, and that a node listens there: {why}")]
    Unreachable {
        /// The node.
        addr: SocketAddr,
        /// What was tried.
        why: Arc<str>,
    },
    /// The node, or this one, refuses the connection.
    #[error("{addr} refuses the connection: {text}")]
    Refused {
        /// The node.
        addr: SocketAddr,
        /// Why.
        reason: RefusalReason,
        /// Why, and what to do, in words.
        text: Arc<str>,
    },
}

impl LookupError {
    /// Whether the same lookup may succeed later without anyone changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NoSuchActor { .. } | Self::Unreachable { .. } => true,
            Self::NotRemote { .. } | Self::WrongProtocol { .. } | Self::Incompatible { .. } => {
                false
            }
            Self::Refused { reason, .. } => {
                matches!(
                    reason,
                    RefusalReason::Duplicate | RefusalReason::ShuttingDown
                )
            }
        }
    }
}
