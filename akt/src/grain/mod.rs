//! Floor 8: virtual actors. A grain is addressed by kind and key; it is there when it is called.
//!
//! ```text
//!  system.grain::<Account>(7) ─▶ owner of (kind, key) by this node's view?
//!        this node ─▶ directory ─▶ place ─▶ activation (made by the first message, once)
//!        another   ─▶ remote ─────────────▶ the same there; not the owner by its view: passed on, at most 3 hops
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `spec.rs` | what makes an actor a grain; `ctx.key()` |
//! | `target.rs` | what is behind a reference: the owner, and the warm way |
//! | `router.rs` | where messages go that this node does not take itself |
//! | `host.rs` | all activations of one kind on this node: activation, passivation, moving out |
//! | `heir.rs` | what an activation leaves, and how it asks for more of what waited |
//! | `slot/` | one grain's place: what must not race |
//! | `activation.rs` | one grain in memory, an ordinary actor |
//! | `service.rs` | [`Grains`]: kinds, inbound calls, sweeps, shutdown |
//!
//! # What holds
//!
//! - On one node there is never a second activation of a grain before the first one has ended, stop hook and all.
//! - Across nodes there is one activation as long as the nodes agree on the members. While their views differ
//!   (a moment when members come and go, longer in a partition) two may exist: this is the `available`
//!   consistency, and state that must not fork belongs where writes are checked.
//! - A message is handled, or its ask fails with a typed error; a tell that the node does not take which it came to is
//!   a dead letter there. Passivation, and moving to another owner, lose
//!   none: what an ending activation did not handle goes to the next one, in portions. A crash loses what was in memory. Only
//!   where the next one is on another node and its bounded mailbox is full there, tells become dead letters and asks
//!   fail with `MailboxFull`, as all others do that come from elsewhere.
//! - Messages that one caller sends through one reference reach an activation in their order, as long as the grain
//!   stays on its node: what waited while it ended there is sent after it, and may come behind what was sent later.
//! - A grain that fails is restarted as actors are; when its start hook fails, the asks that wait fail with
//!   [`SendFault::GrainNotStarted`](crate::actor::SendFault::GrainNotStarted), which says why, the tells that wait become
//!   dead letters, and the next call tries again.

mod activation;
mod heir;
mod host;
mod router;
mod service;
mod slot;
mod spec;
mod target;

pub use service::{GrainExt, Grains, GrainsBuilder, GrainsError};
pub use spec::{GrainSpec, GrainState};
