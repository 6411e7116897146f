//! The atomics of the lock-free parts: the ones of `std`, or loom's under `--cfg akt_loom`.
//!
//! Nobody else in the lock-free files names `std::sync::atomic`, so that a loom run sees every step. The cfg is
//! our own, since `cfg(loom)` would switch tokio and crossbeam as well.

#[cfg(not(akt_loom))]
pub(crate) use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicUsize, Ordering, fence};

#[cfg(akt_loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicU8, AtomicUsize, Ordering, fence};

/// One step of waiting for another thread that is between two instructions.
pub(crate) fn spin(step: &mut u32) {
    #[cfg(akt_loom)]
    loom::thread::yield_now();
    #[cfg(not(akt_loom))]
    {
        // The other thread is a few instructions from done unless it was preempted: then give it the core.
        if *step < 64 {
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
    *step = step.wrapping_add(1);
}
