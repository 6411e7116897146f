//! Model → tokens. Cannot fail: whatever is wrong was reported before.
//!
//! All paths are absolute, so that nothing depends on what the user imported or named; the order is that of the
//! source, so that two builds give the same code; there is no `unsafe`.

pub(crate) mod accepts;
pub(crate) mod actor;
pub(crate) mod behavior;
pub(crate) mod block;
pub(crate) mod calls;
pub(crate) mod contract;
pub(crate) mod dispatch;
pub(crate) mod generics;
pub(crate) mod grain_key;
pub(crate) mod implement;
pub(crate) mod main_fn;
pub(crate) mod manner;
pub(crate) mod message;
pub(crate) mod protocol;
pub(crate) mod reference;
pub(crate) mod state;
pub(crate) mod stub;
pub(crate) mod wire;
