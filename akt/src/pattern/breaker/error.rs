//! Why a call through a breaker failed.

use std::time::Duration;

/// A call through a breaker that failed: refused by the breaker, or made and failed.
///
/// As an error it reads as the call's own one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BreakerError<E> {
    /// The circuit is open, or half-open with as many probes as it may have: the call was not made.
    #[error("the circuit is open; try again in {retry_after:?}")]
    Open {
        /// When a call may be let through again: at the latest, if a probe is on its way. [`Duration::MAX`] if the
        /// circuit was opened by hand.
        retry_after: Duration,
    },
    /// The call was made and failed.
    #[error("{0}")]
    Failed(E),
}

impl<E> BreakerError<E> {
    /// Whether the breaker refused the call, so that it was not made.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// The call's own error, if it was made.
    #[must_use]
    pub fn into_failed(self) -> Option<E> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Open { .. } => None,
        }
    }
}
