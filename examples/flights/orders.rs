//! What the launcher and its nodes say to each other: one JSON text a line, over the pipes of the node process.
//!
//! ```text
//!   launcher              node 1                     every other node
//!      │ Join ──────────────▶ │
//!      │ ◀────── Bound(addr)  │
//!      │ Join { seed: addr } ───────────────────────────▶ │
//!      │ ◀───────────── Ready │ ◀───── gossip ─────▶ │ Ready ──▶ launcher
//!      │ Replay ────────────▶ │ ◀───── grains ─────▶ │
//!      │ ◀────────── Progress │
//!      │ ◀────────────── Done │
//!      │ Leave ─────────────▶ │  and to all others; then the processes end
//! ```
//!
//! A node whose input ends without `Leave` has lost its launcher and ends at once.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::replay::Replayed;
use crate::row::Scheduled;

/// What the launcher wants of a node.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Open the port and join the others.
    Join {
        /// What makes a process one of this cluster.
        secret: Secret,
        /// A member; the first node has none.
        seed: Option<SocketAddr>,
    },
    /// Hand out all flights, then collect the result. For the first node.
    Replay,
    /// Leave the cluster and end.
    Leave,
}

/// What a node tells its launcher.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Report {
    /// The port is open.
    Bound(SocketAddr),
    /// All nodes are members, as this one sees it.
    Ready,
    /// Flights were taken.
    Progress {
        /// How many.
        taken: u64,
        /// When the last one was scheduled.
        at: Scheduled,
    },
    /// The result.
    Done(Box<Replayed>),
    /// Another node does not answer this one any more, which cannot go on, and ends.
    Silent {
        /// The number of the other node.
        number: u16,
        /// What shows it.
        why: String,
    },
    /// The node cannot go on, and ends.
    Failed(String),
}

/// A random phrase that only the processes of one run know. It never stands on a command line, which everyone on
/// the machine can read.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    ///
    /// If the operating system gives no random bytes.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ))
    }

    /// The phrase.
    pub(crate) fn phrase(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_not_shown() {
        let (one, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_eq!(one.phrase().len(), 64);
        assert_ne!(one.phrase(), other.phrase());
        assert!(!format!("{one:?}").contains(one.phrase()));
    }

    #[test]
    fn an_order_is_one_line() {
        let order = Order::Join {
            secret: Secret::random().unwrap(),
            seed: Some(([127, 0, 0, 1], 4100).into()),
        };
        let line = serde_json::to_string(&order).unwrap();
        assert!(
            !line.contains('\n') && line.contains("127.0.0.1:4100"),
            "{line}"
        );
        assert!(matches!(
            serde_json::from_str(&line),
            Ok(Order::Join { seed: Some(_), .. })
        ));
    }
}
