//! Documentation, `deprecated` and lints reach the reference; other attributes stay on the user's method.
#![deny(warnings, missing_docs)]
#![allow(clippy::deprecated_semver)]
use akt::prelude::*;

/// Tells the time.
///
/// In whole seconds.
#[actor]
#[derive(Debug, Default)]
pub struct Clock {
    seconds: u64,
}

#[handlers]
impl Clock {
    /// The time.
    #[handler]
    #[must_use]
    #[inline]
    pub fn now(&self) -> u64 {
        self.seconds
    }

    /// The time, in the old way.
    #[handler]
    #[deprecated = "use `now`"]
    pub fn time(&self) -> u64 {
        self.seconds
    }

    #[handler]
    #[allow(non_snake_case)]
    pub(crate) fn setTime(&mut self, Seconds: u64) {
        self.seconds = Seconds;
    }

    /// Not a handler.
    pub fn helper(&self) -> u64 {
        self.seconds
    }

    /// Nor this.
    pub const ZERO: u64 = { 0 };
}

fn main() {
    let _ = |clock: &ClockRef| {
        let _call = clock.now();
        let _call = clock.setTime(Clock::ZERO);
    };
    assert_eq!(Clock::default().helper(), 0);
}
