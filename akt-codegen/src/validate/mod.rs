//! The rules: one function each, which reads the model and reports with its own code.
//!
//! What rustc says better is left to rustc: bounds become obligations at the user's type, with texts from the runtime.

pub(crate) mod actor;
pub(crate) mod answer;
pub(crate) mod argument;
pub(crate) mod block;
pub(crate) mod contract;
pub(crate) mod grain_key;
pub(crate) mod hook;
pub(crate) mod implement;
pub(crate) mod main_fn;
pub(crate) mod manner;
pub(crate) mod message;
pub(crate) mod signature;
mod types;
