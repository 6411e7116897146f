//! Where a handler's future lives: a pooled block, only while it is pending.
//!
//! A synchronous handler never makes a future. An asynchronous one is put into pooled memory, polled at once, and
//! most often ready: then its memory goes straight back. If it is pending, the block is parked in the cell and the
//! actor is suspended. An idle actor owns no such block.
//!
//! # Soundness
//!
//! A parked future has the lifetime `'a` of the actor and the context that it borrows, erased. The cell keeps the
//! promise that made it valid: while a future is parked, nobody else touches actor and context, and the future is
//! dropped before either is. The block does not move while the future is in it, so the future is pinned.
//!
//! `Slot` and `HookSlot` are invariant in `'a`. Otherwise safe code could shorten the lifetime of a slot, put a future
//! into it that borrows a local variable, and panic: the future would outlive what it borrows. With the one `'a` that
//! `dispatch` is called with, which is any lifetime to whoever implements it, a future can borrow the actor, the context
//! and what lives for ever, and nothing else.

use std::alloc::Layout;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::ptr::NonNull;
use std::task::{Context, Poll, Waker};

use crate::actor::StartError;
use crate::queue::pool;

/// What a parked future gives: the result of a hook; handlers give `Ok`.
pub(crate) type Outcome = Result<(), StartError>;

struct FutureVTable {
    poll: unsafe fn(NonNull<u8>, &mut Context<'_>) -> Poll<Outcome>,
    drop: unsafe fn(NonNull<u8>),
    layout: Layout,
}

/// A pending future in pooled memory.
pub(crate) struct Parked {
    block: NonNull<u8>,
    vtable: &'static FutureVTable,
}

// SAFETY: only futures that are Send are parked.
#[allow(unsafe_code)]
unsafe impl Send for Parked {}

#[allow(unsafe_code)]
impl Parked {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        // SAFETY: the block holds the future that the vtable is for, until `self` is dropped.
        unsafe { (self.vtable.poll)(self.block, cx) }
    }
}

impl Drop for Parked {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        /// Frees the block even if the future's drop panics.
        struct Free(NonNull<u8>, Layout);
        impl Drop for Free {
            fn drop(&mut self) {
                // SAFETY: `park` took it from there with this layout, and the future in it is gone.
                unsafe { pool::raw_free(self.0, self.1) };
            }
        }
        let _free = Free(self.block, self.vtable.layout);
        // SAFETY: the block holds the future that the vtable is for, and it is dropped once.
        unsafe { (self.vtable.drop)(self.block) };
    }
}

/// Turns the output of a future into an [`Outcome`].
trait IntoOutcome {
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Outcome {
        Ok(())
    }
}

impl IntoOutcome for Outcome {
    fn into_outcome(self) -> Outcome {
        self
    }
}

/// How to treat a block that holds an `F`.
struct VTableOf<F>(PhantomData<F>);

#[allow(unsafe_code)]
impl<F: Future<Output: IntoOutcome>> VTableOf<F> {
    const VTABLE: FutureVTable = FutureVTable {
        poll: |block, cx| {
            // SAFETY: `park` wrote an F there.
            let future = unsafe { block.cast::<F>().as_mut() };
            // SAFETY: the block does not move while the future is in it.
            let future = unsafe { Pin::new_unchecked(future) };
            future.poll(cx).map(IntoOutcome::into_outcome)
        },
        drop: |block| {
            // SAFETY: `park` wrote an F there, and the caller drops it once.
            unsafe { block.cast::<F>().drop_in_place() };
        },
        layout: {
            let of = Layout::new::<F>();
            if of.size() == 0 {
                Layout::new::<usize>()
            } else {
                of
            }
        },
    };
}

/// Puts a future into pooled memory. The lifetime is erased: see the head of this file.
#[allow(unsafe_code)]
#[inline]
fn park<F: Future<Output: IntoOutcome> + Send>(future: F) -> Parked {
    let vtable: &'static FutureVTable = const { &VTableOf::<F>::VTABLE };
    let block = pool::raw_alloc(vtable.layout);
    // SAFETY: fresh memory of the layout of F.
    unsafe { block.cast::<F>().write(future) };
    Parked { block, vtable }
}

/// Proof that a handler was run: made by a slot, so that no path of a dispatch can forget to use it.
#[must_use]
#[derive(Debug)]
pub struct Step<'a>(PhantomData<&'a mut ()>);

/// Makes a type invariant in `'a`: see the head of this file. So this is refused:
///
/// ```compile_fail
/// # use akt::actor::Slot;
/// fn shorten<'short, 'long: 'short>(slot: Slot<'long>) -> Slot<'short> {
///     slot
/// }
/// ```
///
/// ```compile_fail
/// # use akt::actor::HookSlot;
/// fn shorten<'short, 'long: 'short>(slot: HookSlot<'long>) -> HookSlot<'short> {
///     slot
/// }
/// ```
///
/// while the slot as it is may go anywhere:
///
/// ```
/// # use akt::actor::{HookSlot, Slot};
/// fn pass<'a>(slot: Slot<'a>, hook: HookSlot<'a>) -> (Slot<'a>, HookSlot<'a>) {
///     (slot, hook)
/// }
/// ```
type Exactly<'a> = PhantomData<fn(&'a ()) -> &'a ()>;

/// Where a handler's future goes.
pub struct Slot<'a> {
    place: &'a mut Option<Parked>,
    waker: &'a Waker,
    exact: Exactly<'a>,
}

impl<'a> Slot<'a> {
    pub(crate) fn new(place: &'a mut Option<Parked>, waker: &'a Waker) -> Self {
        Self {
            place,
            waker,
            exact: PhantomData,
        }
    }

    /// The message was handled.
    #[inline]
    pub fn done(self) -> Step<'a> {
        Step(PhantomData)
    }

    /// The message is handled by `future`, which is polled at once; if it is pending the actor waits for it.
    #[inline]
    pub fn run<F: Future<Output = ()> + Send + 'a>(self, future: F) -> Step<'a> {
        let mut parked = park(future);
        if parked
            .poll(&mut Context::from_waker(self.waker))
            .is_pending()
        {
            *self.place = Some(parked);
        }
        Step(PhantomData)
    }
}

impl std::fmt::Debug for Slot<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slot")
    }
}

/// Where a hook's future and result go.
pub struct HookSlot<'a> {
    place: &'a mut Option<Parked>,
    waker: &'a Waker,
    result: &'a mut Option<Outcome>,
    exact: Exactly<'a>,
}

impl<'a> HookSlot<'a> {
    pub(crate) fn new(
        place: &'a mut Option<Parked>,
        waker: &'a Waker,
        result: &'a mut Option<Outcome>,
    ) -> Self {
        Self {
            place,
            waker,
            result,
            exact: PhantomData,
        }
    }

    /// The hook is through.
    pub fn done(self, result: Result<(), StartError>) -> Step<'a> {
        *self.result = Some(result);
        Step(PhantomData)
    }

    /// The hook is `future`, which is polled at once; if it is pending the actor waits for it.
    pub fn run<F: Future<Output = Result<(), StartError>> + Send + 'a>(
        self,
        future: F,
    ) -> Step<'a> {
        let mut parked = park(future);
        match parked.poll(&mut Context::from_waker(self.waker)) {
            Poll::Ready(result) => *self.result = Some(result),
            Poll::Pending => *self.place = Some(parked),
        }
        Step(PhantomData)
    }
}

impl std::fmt::Debug for HookSlot<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HookSlot")
    }
}
