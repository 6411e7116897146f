//! Room for one value that two threads hand over by an atomic beside it.
//!
//! # Soundness
//!
//! A place knows nothing of who may touch it; its methods are unsafe, and the protocol of the atomic beside it
//! is the argument. Under `--cfg akt_loom` loom checks every access.

use std::mem::MaybeUninit;

use crate::base::sync::UnsafeCell;

/// A value that may be there.
pub(crate) struct Place<T>(UnsafeCell<MaybeUninit<T>>);

#[allow(unsafe_code)]
impl<T> Place<T> {
    pub(crate) const VACANT: fn() -> Self = || Self(UnsafeCell::new(MaybeUninit::uninit()));

    /// Puts a value here.
    ///
    /// # Safety
    /// Nobody else touches the place now, and no value is lost here that was to be dropped.
    #[inline(always)]
    pub(crate) unsafe fn put(&self, value: T) {
        self.0.with_mut(|place| {
            // SAFETY: as the caller promises.
            let place = unsafe { &mut *place };
            place.write(value);
        });
    }

    /// Tells loom that the place is about to be freed: nobody may touch it at the same time, or later.
    #[inline(always)]
    pub(crate) fn retire(&self) {
        self.0.with_mut(|_| ());
    }

    /// The value.
    ///
    /// # Safety
    /// A value was put here, and nobody takes it or touches the place otherwise as long as the result is used.
    #[inline(always)]
    pub(crate) unsafe fn peek(&self) -> &T {
        self.0.with_mut(|place| {
            // SAFETY: as the caller promises.
            let place = unsafe { &*place };
            // SAFETY: as the caller promises.
            unsafe { place.assume_init_ref() }
        })
    }

    /// Takes the value out.
    ///
    /// # Safety
    /// A value was put here, was not taken since, and nobody else touches the place now.
    #[inline(always)]
    pub(crate) unsafe fn take(&self) -> T {
        self.0.with_mut(|place| {
            // SAFETY: as the caller promises.
            let place = unsafe { &*place };
            // SAFETY: as the caller promises.
            unsafe { place.assume_init_read() }
        })
    }
}
