//! Panics of users' code: caught, and made harmless.
//!
//! Whatever a program hands to an actor is a value of its own, and so is what it panics with: dropping either may
//! panic again. A worker that unwinds takes every actor with it, so each place that runs or drops such a value
//! goes through here.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `body`. A panic in it goes no further; its payload is given back, to be [`discard`]ed.
pub(crate) fn catch<R>(body: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    catch_unwind(AssertUnwindSafe(body))
}

/// Runs `body`; false if it panicked.
pub(crate) fn contain(body: impl FnOnce()) -> bool {
    match catch(body) {
        Ok(()) => true,
        Err(payload) => {
            discard(payload);
            false
        }
    }
}

/// Drops the payload of a panic. If that panics as well, the second payload is leaked: its drop is the one thing
/// that is known to be dangerous by now.
pub(crate) fn discard(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch(|| drop(payload)) {
        std::mem::forget(second);
    }
}

#[cfg(test)]
mod tests {
    use super::contain;

    struct Chain(u32);

    impl Drop for Chain {
        fn drop(&mut self) {
            if self.0 > 0 && !std::thread::panicking() {
                std::panic::panic_any(Self(self.0 - 1));
            }
        }
    }

    #[test]
    fn a_payload_that_panics_when_dropped_goes_no_further() {
        assert!(contain(|| ()));
        for depth in 0..4 {
            assert!(!contain(|| std::panic::panic_any(Chain(depth))));
        }
    }
}
