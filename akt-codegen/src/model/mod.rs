//! What the macros know of the user's item: plain owned data.
//!
//! Every derived name is computed once, when the model is made, so that two files can never spell it differently.
//! The model also describes what is not allowed; `validate` refuses it there.

pub(crate) mod actor;
pub(crate) mod contract;
pub(crate) mod grain_key;
pub(crate) mod handlers;
pub(crate) mod main_fn;
pub(crate) mod message;
pub(crate) mod name;
