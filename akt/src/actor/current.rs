//! Which actor runs on this thread, and the context of the message that it handles.
//!
//! # Soundness
//!
//! `ACTOR` points to the cell whose turn runs on this thread. It is set for the length of a turn, in which the cell is
//! alive, and reset when the turn ends, also by unwinding.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use crate::actor::AnyRef;
use crate::actor::cell::Base;
use crate::actor::message_context::is_set;

thread_local! {
    static ACTOR: Cell<*const Base> = const { Cell::new(ptr::null()) };
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
