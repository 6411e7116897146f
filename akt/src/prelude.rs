//! Floor 12: the names that a file with actors needs.
//!
//! ```
//! use akt::prelude::*;
//! ```

pub use crate::actor::{
    Accepts, Actor, ActorRef, AskError, Ctx, MailboxKind, Message, Protocol, Recipient, Reply,
    SpawnError, StartError, StopReason, TellError, Terminated, TypedRef,
};
#[cfg(feature = "cluster")]
pub use crate::cluster::Cluster;
#[cfg(feature = "cluster")]
pub use crate::grain::{GrainExt, Grains};
#[cfg(feature = "remote")]
pub use crate::remote::{Identity, Remote};
pub use crate::system::{ActorSystem, SystemExt};
pub use crate::wire::GrainKey;
#[cfg(feature = "macros")]
pub use akt_macros::{GrainKey, actor, grain, handler, handlers, message, on, protocol};
