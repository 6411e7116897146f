//! References that do not even keep the memory of an actor.
//!
//! # Soundness
//!
//! The cell and its weak references share a place with the address of the cell, made with the first of them. A weak
//! reference becomes a counted one under the lock of that place, and only from a count that is not zero. Who brings the
//! count to zero clears the place, under the lock, before it frees the cell: so an address that is found there is that of a
//! cell which is not freed before the lock is given up.

use std::ptr::NonNull;
use std::sync::Arc;

use super::Base;
use crate::base::sync::{Mutex, Ordering};

/// Where the weak references of a cell find it.
#[derive(Default)]
pub(crate) struct WeakPlace(Mutex<Option<Address>>);

struct Address(NonNull<Base>);

// SAFETY: the address is used only as the head of this file says, on any thread.
#[allow(unsafe_code)]
unsafe impl Send for Address {}

#[allow(unsafe_code)]
impl WeakPlace {
    /// The place of the cell at `base`, which is alive.
    pub(crate) fn of(base: NonNull<Base>) -> Arc<Self> {
        // SAFETY: as the caller says.
        let shared = unsafe { base.as_ref() };
        let place = shared.weak_place();
        *place.0.lock() = Some(Address(base));
        Arc::clone(place)
    }

    /// Takes a count of the cell, if it is not being freed.
    pub(crate) fn upgrade(&self) -> Option<NonNull<Base>> {
        let address = self.0.lock();
        let base = address.as_ref()?.0;
        // SAFETY: see the head of this file; the lock is held.
        let refs = &unsafe { base.as_ref() }.refs;
        let mut count = refs.load(Ordering::Relaxed);
        while count > 0 {
            match refs.compare_exchange(count, count + 1, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return Some(base),
                Err(now) => count = now,
            }
        }
        None
    }

    /// The cell is being freed.
    pub(super) fn clear(&self) {
        *self.0.lock() = None;
    }
}
