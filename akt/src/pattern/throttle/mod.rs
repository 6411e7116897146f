//! Throttle: at most so many calls in so much time, with a bounded burst.
//!
//! The algorithm is the token bucket (Jonathan Turner, "New Directions in Communications", 1986): a bucket fills with
//! tokens at an even rate and holds at most `burst` of them; each call takes one. So in any stretch of time `t` at most
//! `burst + rate * t` calls pass. Tokens are counted in whole numbers, so that no rate drifts.
//!
//! A throttle *shapes* unless it is told to *enforce*: shaping makes the caller wait for a token, in the order of asking
//! and with a bounded number of callers; enforcing rejects at once what finds no token.

mod bucket;
mod limiter;

pub use limiter::{Rejected, Throttle, ThrottleConfigError, ThrottleError};
