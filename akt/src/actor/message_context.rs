//! What travels with a message beside its arguments: when it is due, which trace it belongs to, what users add.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::time::Instant;

/// What travels with a message beside its arguments, from a sender that has something of the kind.
///
/// It is handed on: what a handler sends, asks, schedules or pipes while it handles a message carries the context of that
/// message. Most messages carry none, and cost nothing for it.
#[derive(Debug, Clone, Default)]
pub struct MessageContext {
    deadline: Option<Instant>,
    trace: Option<Arc<str>>,
    baggage: BTreeMap<Arc<str>, Arc<str>>,
}

impl MessageContext {
    /// A context with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The moment after which nobody waits for the outcome.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The trace that the message belongs to: the value of a W3C `traceparent` header, or whatever the program uses.
    #[must_use]
    pub fn trace(&self) -> Option<&str> {
        self.trace.as_deref()
    }

    /// What the program put there under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.baggage.get(key).map(|value| &**value)
    }
}
