//! Which actor runs on this thread, and the context of the message that it handles.
//!
//! # Soundness
//!
//! `ACTOR` points to the cell whose turn runs on this thread. It is set for the length of a turn, in which the cell is
//! alive, and reset when the turn ends, also by unwinding.

use std::cell::{Cell, RefCell};
use std::ptr::{self, NonNull};

use crate::actor::cell::Base;
use crate::actor::message_context::is_set;
use crate::actor::{ActorPath, AnyRef};

thread_local! {
    static ACTOR: Cell<*const Base> = const { Cell::new(ptr::null()) };
    /// On whose behalf something is sent on this thread that is not of the actor itself.
    static UNWRITTEN: Cell<Option<u32>> = const { Cell::new(None) };
    static SENDER: RefCell<Option<Sender>> = const { RefCell::new(None) };
}

/// Counts, in its scope, the letters that were not made on this thread.
struct Unwritten(Option<u32>);

impl Drop for Unwritten {
    fn drop(&mut self) {
        UNWRITTEN.set(self.0);
    }
}

/// Sends something of which no dead letter is made when the mailbox has no room and drops it, or drops another one for
/// it: events that are sent to an actor, which may be dead letters themselves. With how many were not made.
pub(crate) fn without_letters<R>(send: impl FnOnce() -> R) -> (R, u32) {
    let _before = Unwritten(UNWRITTEN.replace(Some(0)));
    let sent = send();
    (sent, UNWRITTEN.get().unwrap_or_default())
}

/// Whether a dead letter is not to be made; it is counted if so.
pub(crate) fn is_unwritten() -> bool {
    let count = UNWRITTEN.get();
    UNWRITTEN.set(count.map(|count| count.saturating_add(1)));
    count.is_some()
}

/// An actor as the sender of a message.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    uid: u64,
    pub(crate) path: ActorPath,
}

/// What is sent on this thread is sent by that actor, until this is dropped.
pub(crate) struct Acting(Option<Sender>);

impl Sender {
    pub(crate) fn act(self) -> Acting {
        Acting(SENDER.replace(Some(self)))
    }
}

impl Drop for Acting {
    fn drop(&mut self) {
        SENDER.set(self.0.take());
    }
}

/// The actor by which is sent what is sent on this thread.
pub(crate) fn sender() -> Option<Sender> {
    SENDER.with_borrow(Clone::clone).or_else(|| {
        let (uid, path) = actor().map(|actor| (actor.uid(), actor.path()))?;
        Some(Sender { uid, path })
    })
}

/// The incarnation of [`sender`]; 0 if it is none.
pub(crate) fn sender_uid() -> u64 {
    let behalf = SENDER.with_borrow(|sender| sender.as_ref().map(|sender| sender.uid));
    behalf.unwrap_or_else(uid)
}

/// The turn of an actor on this thread. When it ends, the actor is the one before: a handler may block on a runtime of
/// its own, on which other actors have their turns.
pub(crate) struct Entered(*const Base);

impl Entered {
    /// Begins the turn of an actor, which is alive for as long as this is.
    pub(crate) fn new(actor: NonNull<Base>) -> Self {
        Self(ACTOR.replace(actor.as_ptr()))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        ACTOR.set(self.0);
    }
}

/// Whether what runs on this thread is an actor, or has a context.
#[inline]
pub(crate) fn is_inside() -> bool {
    !ACTOR.get().is_null() || is_set()
}

/// The incarnation of the actor that runs on this thread; 0 outside of actors.
#[allow(unsafe_code)]
pub(crate) fn uid() -> u64 {
    NonNull::new(ACTOR.get().cast_mut())
        // SAFETY: see the head of this file.
        .map_or(0, |base| unsafe { base.as_ref() }.uid)
}

/// The actor that runs on this thread.
pub(crate) fn actor() -> Option<AnyRef> {
    NonNull::new(ACTOR.get().cast_mut()).map(AnyRef::borrow)
}
