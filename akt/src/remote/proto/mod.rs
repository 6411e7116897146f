//! The association protocol without I/O: no async, no clock, no randomness but what is passed in.
//!
//! | file | what lives there |
//! |---|---|
//! | `frame` | the unit of the wire: header, key, body |
//! | `reader` | frames out of a stream of bytes |
//! | `handshake` | who is there, and whether the two nodes can talk |
//! | `protocols` | what the nodes know of each other's actors, and where they disagree |
//! | `pending` | asks that wait for an answer |
//! | `link` | which of the possible connections of a pair is used |
//! | `association` | one node's view of one peer: queues, pending asks, link |

pub(crate) mod association;
pub(crate) mod frame;
pub(crate) mod handshake;
pub(crate) mod lane;
pub(crate) mod link;
pub(crate) mod pending;
pub(crate) mod protocols;
pub(crate) mod reader;

#[cfg(test)]
mod bytes_tests;
#[cfg(test)]
mod protocols_tests;
#[cfg(test)]
mod sim;
#[cfg(test)]
mod tests;
