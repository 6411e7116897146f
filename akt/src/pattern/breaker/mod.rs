//! Circuit breaker: stops calling what keeps failing, and finds out by a probe when it works again.
//!
//! The pattern is Michael Nygard's (*Release It!*, 2007): a call to something that is broken costs the caller a wait,
//! and what is broken a chance to recover. The failure rate is measured over a sliding window of time, cut into buckets
//! that are forgotten one at a time.
//!
//! ```text
//!            failure rate ≥ limit, with enough calls; or too many failures in a row
//!   ┌────────┐ ───────────────────────────────────────────────────▶ ┌──────┐
//!   │ Closed │                                                      │ Open │ refuses every call
//!   └────────┘                                                      └──────┘
//!       ▲                                          a call after     │      ▲
//!       │ enough probes                            `open_for`       ▼      │ one probe fails
//!       │ succeed                                            ┌──────────┐  │
//!       └─────────────────────────────────────────────────── │ HalfOpen │ ─┘
//!                                                            └──────────┘
//! ```
//!
//! A closed breaker costs an atomic load before the call, and a short lock and a look at the clock after it. What a call
//! started before a change of the state is not counted after it.

mod circuit;
mod config;
mod error;
mod state;
#[cfg(test)]
mod tests;
mod window;

pub use circuit::{Breaker, BreakerMetrics, Change, Verdict};
pub use config::{BreakerBuilder, BreakerConfigError};
pub use error::BreakerError;
pub use state::BreakerState;
