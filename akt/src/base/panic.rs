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

/// Payloads whose drop panics with another payload, in a row, before one is leaked: an endless chain must end.
const CHAIN_MAX: u32 = 16;

/// Drops the payload of a panic, and the payload of the panic in that, and so on.
pub(crate) fn discard(mut payload: Box<dyn Any + Send>) {
    for _ in 0..CHAIN_MAX {
        match catch(|| drop(payload)) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    std::mem::forget(payload);
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
