//! The atomics of the lock-free parts: the ones of `std`, or loom's under `--cfg akt_loom`.
//!
//! Nobody else in the lock-free files names `std::sync::atomic`, so that a loom run sees every step. The cfg is
//! our own, since `cfg(loom)` would switch tokio and crossbeam as well.

use std::sync::atomic::AtomicUsize as Plain;
use std::sync::atomic::Ordering::Relaxed;

#[cfg(not(akt_loom))]
pub(crate) use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicUsize, Ordering, fence};

#[cfg(akt_loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicU8, AtomicUsize, Ordering, fence};

/// A number that one owner at a time writes and that others read as a hint.
///
/// It is none of the modelled atomics, so that models do not grow by it: the owner reads what it wrote, or what the owner
/// before it did, since ownership passes by an atomic that is modelled; and nothing may depend on what others read.
pub(crate) struct Gauge(Plain);

impl Gauge {
    pub(crate) const fn new(value: usize) -> Self {
        Self(Plain::new(value))
    }

    #[inline(always)]
    pub(crate) fn get(&self) -> usize {
        self.0.load(Relaxed)
    }

    #[inline(always)]
    pub(crate) fn set(&self, value: usize) {
        self.0.store(value, Relaxed);
    }
}

#[cfg(not(akt_loom))]
pub(crate) use parking_lot::Mutex;

/// loom's lock, with the interface of the real one.
#[cfg(akt_loom)]
pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

#[cfg(akt_loom)]
impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

#[cfg(akt_loom)]
impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(loom::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> loom::sync::MutexGuard<'_, T> {
        match self.0.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

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

/// A cell without checks in release, and with loom's access checks under `--cfg akt_loom`.
#[cfg(not(akt_loom))]
#[derive(Debug)]
pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(akt_loom))]
impl<T> UnsafeCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }

    pub(crate) fn into_inner(self) -> T {
        self.0.into_inner()
    }

    /// Passes a pointer to the value; what is done with it is the caller's argument to make.
    #[inline(always)]
    pub(crate) fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        access(self.0.get())
    }
}

#[cfg(akt_loom)]
pub(crate) use loom::cell::UnsafeCell;
