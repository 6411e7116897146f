//! One answer on its way: the reply that a handler holds, and the receiver that the asker awaits.
//!
//! Both share one pooled cell; there is no allocator traffic per ask on the steady path, and dropping either side
//! ends the other at once.
//!
//! # The cell
//!
//! ```text
//!            receiver polls                    sender answers
//!   EMPTY ───────────────────▶ WAITING ──────────────────────▶ LOCKED ──▶ DONE
//!     │ ◀───────────────────────┘ receiver polls again           (sender takes the waker out)
//!     ├── sender answers ──▶ DONE      the receiver takes the value and frees the cell
//!     └── receiver drops ──▶ GONE      the sender drops its value and frees the cell
//! ```
//!
//! # Soundness
//!
//! - `value` belongs to the sender until it stores DONE (Release), then to the receiver (Acquire).
//! - `waker` belongs to the receiver in EMPTY, to nobody in WAITING, to the sender in LOCKED. The receiver takes
//!   it back by the compare-exchange WAITING → EMPTY, the sender takes it by WAITING → LOCKED: one of them wins.
//! - The sender's last access to the cell is the store of DONE; it wakes with a waker that it has moved out.
//!   The receiver's last access is the compare-exchange to GONE. Whoever comes second frees the cell.

use std::alloc::Layout;
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::task::{Context, Poll, Waker};

use crate::actor::{AskError, AskFault};
use crate::base::panic::contain;
use crate::base::sync::{AtomicU8, Ordering, spin};
use crate::dispatch::woke_foreign;
use crate::queue::{Place, pool};

const EMPTY: u8 = 0;
const WAITING: u8 = 1;
const LOCKED: u8 = 2;
const DONE: u8 = 3;
const GONE: u8 = 4;

/// What an asker gets.
pub(crate) type Outcome<T, E> = Result<T, AskError<E>>;

/// Where an answer goes that is not awaited in this process: onto a wire, or to a hand-written receiver.
pub trait ReplyPort<T, E>: Send + Sync {
    /// Takes the answer, or why there is none.
    fn complete(self: Box<Self>, outcome: Result<T, AskError<E>>);

    /// Whether it is known that nobody waits for the answer any more, for [`Reply::is_abandoned`]; by default it is not.
    fn is_abandoned(&self) -> bool {
        false
    }

    /// Another port to the same asker, if this one is made to be shared; by default it is not.
    #[doc(hidden)]
    fn share(&self) -> Option<Box<dyn ReplyPort<T, E>>> {
        None
    }
}

struct ReplyCell<T, E> {
    state: AtomicU8,
    waker: Place<Waker>,
    value: Place<Outcome<T, E>>,
}

#[allow(unsafe_code)]
impl<T, E> ReplyCell<T, E> {
    fn alloc() -> NonNull<Self> {
        let cell = pool::raw_alloc(Layout::new::<Self>()).cast::<Self>();
        // SAFETY: fresh memory of this layout.
        unsafe {
            cell.write(Self {
                state: AtomicU8::new(EMPTY),
                waker: Place::VACANT(),
                value: Place::VACANT(),
            });
        }
        cell
    }

    /// # Safety
    /// The caller has the last access, and waker and value are moved out or were never there.
    unsafe fn free(cell: NonNull<Self>) {
        // SAFETY: as the caller promises.
        let last = unsafe { cell.as_ref() };
        last.waker.retire();
        last.value.retire();
        // SAFETY: as the caller promises; this drops the atomic, the rest is MaybeUninit.
        unsafe { cell.drop_in_place() };
        // SAFETY: `alloc` took it from there with this layout.
        unsafe { pool::raw_free(cell.cast(), Layout::new::<Self>()) };
    }
}

/// The way back to the asker. A handler's return value is sent through it.
///
/// A message that was told, not asked, carries an empty one, and what is sent through it is dropped. Dropping a
/// reply that was not sent fails the ask at once: with `Panicked` while unwinding, with `Stopped` when the
/// message was never handled, else with `NoReply`.
pub struct Reply<T, E = Infallible> {
    /// Null: nobody asked. Even: a `ReplyCell`. Odd: a `Box<Box<dyn ReplyPort>>`, plus one.
    target: *mut (),
    types: PhantomData<fn(T, E)>,
}

// SAFETY: the cell is shared between two threads by the protocol above; values move through it.
#[allow(unsafe_code)]
unsafe impl<T: Send, E: Send> Send for Reply<T, E> {}
// SAFETY: a shared reply offers nothing but `is_some` and `is_abandoned`, and what those read is atomic or a port, which
// is `Sync`.
#[allow(unsafe_code)]
unsafe impl<T: Send, E: Send> Sync for Reply<T, E> {}

/// A reply's target as a value.
enum Target<T, E> {
    Nobody,
    Cell(NonNull<ReplyCell<T, E>>),
    Port(Box<dyn ReplyPort<T, E>>),
}

#[allow(unsafe_code)]
impl<T, E> Reply<T, E> {
    /// The reply of a message that nobody asked for.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            target: ptr::null_mut(),
            types: PhantomData,
        }
    }

    /// The reply whose answer goes into `cell`, as it was taken out of another.
    fn to_cell(cell: NonNull<ReplyCell<T, E>>) -> Self {
        Self {
            target: cell.as_ptr().cast(),
            types: PhantomData,
        }
    }

    /// A reply whose answer goes to `port`.
    #[must_use]
    pub fn to_port(port: Box<dyn ReplyPort<T, E>>) -> Self {
        let boxed = Box::into_raw(Box::new(port)).cast::<()>();
        Self {
            target: boxed.map_addr(|address| address | 1),
            types: PhantomData,
        }
    }

    /// A reply and the receiver of what is sent through it.
    #[inline]
    pub(crate) fn pair() -> (Self, Receiver<T, E>) {
        let cell = ReplyCell::alloc();
        (
            Self {
                target: cell.as_ptr().cast(),
                types: PhantomData,
            },
            Receiver { cell: Some(cell) },
        )
    }

    /// Whether somebody asked.
    #[must_use]
    pub fn is_some(&self) -> bool {
        !self.target.is_null()
    }

    /// Whether the asker is known to wait no more: it has dropped its ask, cancelled its request, or its time was over; or
    /// another one of those to whom the message was sent has answered. Work for the answer is in vain then. False for askers
    /// on other nodes, of which that is not known; true when nobody asked.
    #[must_use]
    #[allow(unsafe_code)]
    pub fn is_abandoned(&self) -> bool {
        if self.target.addr() & 1 == 1 {
            let boxed = self
                .target
                .map_addr(|address| address & !1)
                .cast::<Box<dyn ReplyPort<T, E>>>();
            // SAFETY: `to_port` leaked this box, which is taken by whoever owns the reply alone; a port is `Sync`.
            return unsafe { &*boxed }.is_abandoned();
        }
        NonNull::new(self.target.cast::<ReplyCell<T, E>>()).is_none_or(|cell| {
            // SAFETY: an even target is a cell, which lives until both sides are through.
            unsafe { cell.as_ref() }.state.load(Ordering::Acquire) == GONE
        })
    }

    /// Sends the handler's result.
    #[inline]
    pub fn send(self, result: Result<T, E>) {
        self.complete(result.map_err(AskError::Handler));
    }

    /// Sends an answer that is no error.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # #[actor]
    /// # struct Desk { waiting: Vec<Reply<u64>> }
    /// #[handlers]
    /// impl Desk {
    ///     /// The reply is an argument that is not sent: who asks waits until it is answered.
    ///     #[handler]
    ///     fn next(&mut self, reply: Reply<u64>) {
    ///         self.waiting.push(reply);
    ///     }
    ///
    ///     #[handler]
    ///     fn call(&mut self, number: u64) {
    ///         for reply in self.waiting.drain(..) {
    ///             reply.ok(number);
    ///         }
    ///     }
    /// }
    /// ```
    #[inline]
    pub fn ok(self, value: T) {
        self.send(Ok(value));
    }

    /// Sends an answer, or why there is none.
    #[inline(always)]
    pub(crate) fn complete(self, outcome: Outcome<T, E>) {
        if self.target.is_null() {
            // Nobody asked: most messages are told.
            std::mem::forget(self);
            drop(outcome);
            return;
        }
        self.answer(outcome);
    }

    fn answer(self, outcome: Outcome<T, E>) {
        match self.into_target() {
            Target::Nobody => drop(outcome),
            // SAFETY: this side has not sent yet.
            Target::Cell(cell) => unsafe { send(cell, outcome) },
            Target::Port(port) => port.complete(outcome),
        }
    }

    /// Where the answer goes; whoever takes it answers, or makes a reply of it again.
    #[inline]
    fn into_target(self) -> Target<T, E> {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is not used or dropped again.
        unsafe { this.take() }
    }

    /// # Safety
    /// The reply is not used again.
    #[inline]
    unsafe fn take(&self) -> Target<T, E> {
        if self.target.addr() & 1 == 1 {
            let boxed = self
                .target
                .map_addr(|address| address & !1)
                .cast::<Box<dyn ReplyPort<T, E>>>();
            // SAFETY: `to_port` leaked this box, and it is taken once.
            return Target::Port(*unsafe { Box::from_raw(boxed) });
        }
        NonNull::new(self.target.cast()).map_or(Target::Nobody, Target::Cell)
    }
}

/// # Safety
/// The caller is the sending side, which sends once.
#[allow(unsafe_code)]
#[inline]
unsafe fn send<T, E>(cell: NonNull<ReplyCell<T, E>>, outcome: Outcome<T, E>) {
    // SAFETY: the cell lives until both sides are through.
    let place = unsafe { cell.as_ref() };
    // SAFETY: the value is the sender's until DONE.
    unsafe { place.value.put(outcome) };
    match place
        .state
        .compare_exchange(EMPTY, DONE, Ordering::AcqRel, Ordering::Acquire)
    {
        Ok(_) => return,
        Err(GONE) => {
            // SAFETY: we are second, so the cell is ours, with the value that was just written.
            let outcome = unsafe { place.value.take() };
            // SAFETY: the receiver has done its last access.
            unsafe { ReplyCell::free(cell) };
            drop(outcome);
            return;
        }
        Err(_) => {}
    }
    // A waker is there, unless the receiver takes it back at this moment to poll again or to leave.
    let mut step = 0;
    loop {
        match place
            .state
            .compare_exchange(WAITING, LOCKED, Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => {
                // SAFETY: LOCKED makes the waker ours.
                let waker = unsafe { place.waker.take() };
                place.state.store(DONE, Ordering::Release);
                woke_foreign();
                waker.wake();
                return;
            }
            Err(EMPTY) => {
                if place
                    .state
                    .compare_exchange(EMPTY, DONE, Ordering::AcqRel, Ordering::Acquire)
                    .is_ok()
                {
                    return;
                }
            }
            Err(GONE) => {
                // SAFETY: as above: we are second.
                let outcome = unsafe { place.value.take() };
                // SAFETY: the receiver has done its last access.
                unsafe { ReplyCell::free(cell) };
                drop(outcome);
                return;
            }
            Err(_) => spin(&mut step),
        }
    }
}

impl<T, E> Drop for Reply<T, E> {
    fn drop(&mut self) {
        if !self.target.is_null() {
            let unsent = std::mem::replace(self, Self::none());
            unsent.complete(Err(dropped()));
        }
    }
}

impl<T, E> fmt::Debug for Reply<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("asked", &self.is_some())
            .finish()
    }
}

thread_local! {
    /// Why the messages that this thread drops now were not handled; `None` while they are.
    static UNHANDLED: RefCell<Option<AskFault>> = const { RefCell::new(None) };
    /// Whether this thread has dropped a reply that somebody waits for.
    static DROPPED: Cell<bool> = const { Cell::new(false) };
}

#[cold]
fn dropped<E>() -> AskError<E> {
    let _ = DROPPED.try_with(|dropped| dropped.set(true));
    if std::thread::panicking() {
        AskError::Panicked
    } else {
        // A thread that ends drops its own variables in any order.
        let why = UNHANDLED.try_with(|why| why.borrow().clone());
        why.ok().flatten().unwrap_or(AskFault::NoReply).widen()
    }
}

/// Runs `drop_messages`, in which replies that are dropped mean that their message was never handled, since the actor
/// has stopped.
pub(crate) fn unhandled<R>(drop_messages: impl FnOnce() -> R) -> R {
    unhandled_since(AskFault::Stopped, drop_messages)
}

/// [`unhandled_since`], that also says whether somebody was waiting for an answer. A panic of a drop is contained.
pub(crate) fn refused(why: AskFault, drop_messages: impl FnOnce()) -> bool {
    let before = DROPPED.replace(false);
    unhandled_since(why, || contain(drop_messages));
    DROPPED.replace(before)
}

/// [`unhandled`], for another reason.
pub(crate) fn unhandled_since<R>(why: AskFault, drop_messages: impl FnOnce() -> R) -> R {
    struct Reset(Option<AskFault>);
    impl Drop for Reset {
        fn drop(&mut self) {
            UNHANDLED.set(self.0.take());
        }
    }
    let _reset = Reset(UNHANDLED.replace(Some(why)));
    drop_messages()
}

/// The asker's side. A future; dropping it tells the handler's side that nobody waits.
pub(crate) struct Receiver<T, E> {
    /// None once the outcome was taken.
    cell: Option<NonNull<ReplyCell<T, E>>>,
}

// SAFETY: as for Reply.
#[allow(unsafe_code)]
unsafe impl<T: Send, E: Send> Send for Receiver<T, E> {}
// SAFETY: a shared receiver offers nothing.
#[allow(unsafe_code)]
unsafe impl<T: Send, E: Send> Sync for Receiver<T, E> {}

impl<T, E> Unpin for Receiver<T, E> {}

impl<T, E> Future for Receiver<T, E> {
    type Output = Outcome<T, E>;

    #[allow(unsafe_code)]
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(cell) = self.cell else {
            return Poll::Pending;
        };
        // SAFETY: the cell lives until both sides are through.
        let place = unsafe { cell.as_ref() };
        let mut step = 0;
        loop {
            match place.state.load(Ordering::Acquire) {
                DONE => {
                    self.cell = None;
                    // SAFETY: DONE makes the value ours.
                    let outcome = unsafe { place.value.take() };
                    // SAFETY: the sender has done its last access.
                    unsafe { ReplyCell::free(cell) };
                    return Poll::Ready(outcome);
                }
                WAITING => {
                    if place
                        .state
                        .compare_exchange(WAITING, EMPTY, Ordering::AcqRel, Ordering::Acquire)
                        .is_ok()
                    {
                        // SAFETY: EMPTY makes the waker ours.
                        drop(unsafe { place.waker.take() });
                    }
                }
                EMPTY => {
                    // SAFETY: EMPTY makes the waker ours.
                    unsafe { place.waker.put(cx.waker().clone()) };
                    if place
                        .state
                        .compare_exchange(EMPTY, WAITING, Ordering::AcqRel, Ordering::Acquire)
                        .is_ok()
                    {
                        return Poll::Pending;
                    }
                    // SAFETY: the state did not become WAITING, so the sender never saw this waker.
                    drop(unsafe { place.waker.take() });
                }
                _ => spin(&mut step),
            }
        }
    }
}

impl<T, E> Drop for Receiver<T, E> {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        // SAFETY: the cell lives until both sides are through.
        let place = unsafe { cell.as_ref() };
        let mut step = 0;
        loop {
            match place.state.load(Ordering::Acquire) {
                EMPTY => {
                    if place
                        .state
                        .compare_exchange(EMPTY, GONE, Ordering::AcqRel, Ordering::Acquire)
                        .is_ok()
                    {
                        return;
                    }
                }
                WAITING => {
                    if place
                        .state
                        .compare_exchange(WAITING, EMPTY, Ordering::AcqRel, Ordering::Acquire)
                        .is_ok()
                    {
                        // SAFETY: EMPTY makes the waker ours.
                        drop(unsafe { place.waker.take() });
                    }
                }
                DONE => {
                    // SAFETY: DONE makes the value ours.
                    let outcome = unsafe { place.value.take() };
                    // SAFETY: the sender has done its last access.
                    unsafe { ReplyCell::free(cell) };
                    drop(outcome);
                    return;
                }
                _ => spin(&mut step),
            }
        }
    }
}

mod split;
pub(crate) use split::{Uncopied, Whole, onlooker};
#[cfg(test)]
mod tests;
