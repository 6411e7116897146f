//! Tokens → model. Parsing is total: it returns what it understood and reports the rest.
//!
//! Bodies of functions are never parsed, so that code which is being typed keeps its completion.

pub(crate) mod actor;
pub(crate) mod args;
pub(crate) mod attributes;
pub(crate) mod contract;
pub(crate) mod grain_key;
pub(crate) mod handlers;
pub(crate) mod head;
pub(crate) mod impl_block;
pub(crate) mod implement;
pub(crate) mod mailbox;
pub(crate) mod main_fn;
pub(crate) mod manner;
pub(crate) mod message;
pub(crate) mod method;
pub(crate) mod reply;
pub(crate) mod self_type;
pub(crate) mod state;
