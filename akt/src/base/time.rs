//! The clock: the only place that reads it.
//!
//! Everything else asks here, and here asks tokio's clock, so that a paused tokio runtime gives virtual time to
//! the whole system.

use std::future::Future;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) use tokio::time::Instant;

/// The monotonic clock; virtual when the tokio runtime is paused.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The machine's monotonic clock, never virtual: for slicing the processor among actors.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
pub(crate) fn cpu_now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Milliseconds since the Unix epoch; 0 if the machine's clock is before it.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
#[allow(dead_code, reason = "only the floors of the network meet other clocks")]
pub(crate) fn unix_millis() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Completes after `duration`. Dropping it cancels it.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that starts timers"
)]
pub(crate) fn sleep(duration: Duration) -> tokio::time::Sleep {
    tokio::time::sleep(duration)
}

/// Runs `future` for at most `limit`; `None` when the limit came first and the future was dropped.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}
