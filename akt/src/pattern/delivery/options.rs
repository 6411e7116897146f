//! What producers and work pools can be set to alike.

use std::fmt;
use std::sync::Arc;

use crate::base::backoff::Backoff;
use crate::base::id::base36;
use crate::base::limits::{
    DELIVERY_ATTEMPTS, DELIVERY_RESEND, DELIVERY_RETRY, DELIVERY_WINDOW, DELIVERY_WINDOW_MAX,
    NAME_BYTES_MAX,
};
use crate::pattern::delivery::DeliveryStartError;
use crate::pattern::delivery::front::Hook;
use crate::pattern::delivery::queue::AnyQueue;

/// Options, as they are set.
pub(super) struct Options<M> {
    pub(super) name: Option<String>,
    pub(super) window: usize,
    pub(super) attempts: u32,
    pub(super) retry: Backoff,
    pub(super) resend: Backoff,
    pub(super) queue: Option<Box<dyn AnyQueue<M>>>,
    pub(super) hook: Option<Hook<M>>,
}

impl<M> Options<M> {
    pub(super) fn new() -> Self {
        Self {
            name: None,
            window: DELIVERY_WINDOW,
            attempts: DELIVERY_ATTEMPTS,
            retry: DELIVERY_RETRY,
            resend: DELIVERY_RESEND,
            queue: None,
            hook: None,
        }
    }

    pub(super) fn set_window(&mut self, messages: usize) {
        self.window = messages.clamp(1, DELIVERY_WINDOW_MAX);
    }

    /// The name that was given, if it may be one.
    pub(super) fn valid_name(&self) -> Result<Option<Arc<str>>, DeliveryStartError> {
        match &self.name {
            None => Ok(None),
            Some(name)
                if name.is_empty()
                    || name.len() > NAME_BYTES_MAX
                    || name.chars().any(char::is_control) =>
            {
                Err(DeliveryStartError::NameInvalid(name.clone()))
            }
            Some(name) => Ok(Some(Arc::from(name.as_str()))),
        }
    }
}

/// The name of a producer that was given none, by its log.
pub(super) fn unnamed(log: u64) -> Arc<str> {
    Arc::from(format!("${}", base36(log)))
}

impl<M> fmt::Debug for Options<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("name", &self.name)
            .field("window", &self.window)
            .field("attempts", &self.attempts)
            .field("durable", &self.queue.is_some())
            .finish_non_exhaustive()
    }
}
