//! QUIC under the association protocol: the only place that knows quinn, rustls and rcgen.
//!
//! | file | what lives there |
//! |---|---|
//! | `identity` | certificates: who may talk to whom |
//! | `endpoint` | the socket and its configuration |
//! | `greeting` | the handshake of two nodes on a fresh connection |
//! | `silence` | handshakes that came to nothing |
//! | `socket` | the socket itself |
//! | `connection` | the tasks of a connection in use |

pub(crate) mod connection;
pub(crate) mod endpoint;
pub(crate) mod greeting;
pub(crate) mod identity;
pub(crate) mod silence;
pub(crate) mod socket;
