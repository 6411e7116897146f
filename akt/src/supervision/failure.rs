//! What went wrong in an actor.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// Why an actor failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Failure {
    /// A handler or hook panicked; the text of the panic, if it had one.
    Panic(Arc<str>),
    /// A handler called `ctx.fail(error)`.
    Error(Arc<dyn std::error::Error + Send + Sync>),
    /// The start hook returned an error, when the actor was restarted.
    Start(Arc<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// The failure of a caught panic.
    pub(crate) fn from_panic(payload: &(dyn Any + Send)) -> Self {
        let text = payload
            .downcast_ref::<&'static str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("a panic without text");
        Self::Panic(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic(text) => write!(f, "panicked: {text}"),
            Self::Error(error) => write!(f, "failed: {error}"),
            Self::Start(error) => write!(f, "could not start again: {error}"),
        }
    }
}
