//! The waker of an actor: a pointer to its base; clones count.

use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::task::{RawWaker, RawWakerVTable, Waker};

use super::Base;

/// A static, so that two wakers of one actor have the same table and know that they would wake the same.
static WAKER: RawWakerVTable =
    RawWakerVTable::new(waker_clone, waker_wake, waker_wake_by_ref, waker_drop);

/// # Safety
/// Of this and the next three: `base` is what `waker` or `waker_clone` put there, which keeps the cell alive.
#[allow(unsafe_code)]
unsafe fn waker_clone(base: *const ()) -> RawWaker {
    // SAFETY: as above.
    unsafe { &*base.cast::<Base>() }.retain();
    RawWaker::new(base, &WAKER)
}

#[allow(unsafe_code)]
unsafe fn waker_wake(base: *const ()) {
    // SAFETY: as above.
    unsafe { waker_wake_by_ref(base) };
    // SAFETY: waking by value drops the waker.
    unsafe { waker_drop(base) };
}

#[allow(unsafe_code)]
unsafe fn waker_wake_by_ref(base: *const ()) {
    if let Some(base) = NonNull::new(base.cast_mut().cast::<Base>()) {
        // SAFETY: as above.
        unsafe { Base::wake(base) };
    }
}

#[allow(unsafe_code)]
unsafe fn waker_drop(base: *const ()) {
    if let Some(base) = NonNull::new(base.cast_mut().cast::<Base>()) {
        // SAFETY: a waker that is dropped owns a count; the one of a turn is never dropped.
        unsafe { Base::release(base) };
    }
}

/// The waker of a turn. It owns no count, so it must not be dropped, only borrowed and cloned.
#[allow(unsafe_code)]
pub(super) fn waker(base: NonNull<Base>) -> ManuallyDrop<Waker> {
    let raw = RawWaker::new(base.as_ptr().cast_const().cast(), &WAKER);
    // SAFETY: the vtable keeps the contract of wakers: its functions are thread-safe and count.
    ManuallyDrop::new(unsafe { Waker::from_raw(raw) })
}
