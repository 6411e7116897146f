//! What a run queue holds: a type-erased, unowned pointer to an actor.
//!
//! # Soundness
//!
//! A [`Runnable`] is a claim: it exists at most once per actor (the gate hands it out when it says "schedule"),
//! and whoever holds it owns the actor. It holds no reference count: an actor that is not dead keeps itself
//! alive, and only its owner, in a turn, can make it dead. So the pointer is valid as long as the claim exists.

use std::any::Any;
use std::ptr::NonNull;
use std::sync::Arc;

use super::pool::Handle;
use super::worker;

/// What a turn left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// The actor is idle, suspended or dead: the claim is used up.
    Released,
    /// The budget is spent: the claim goes to the back of the queue.
    Again,
    /// The mailbox is empty after many messages, and more are likely to come: as `Again`, but there is no hurry.
    Lull,
}

/// What is left of a claim after a turn.
pub(crate) enum Rest {
    /// Nothing: see [`After::Released`].
    Released,
    /// The actor wants another turn.
    Again(Runnable),
    /// The actor wants another turn, better later than now.
    Lull(Runnable),
}

impl Rest {
    /// The claim, if there is one left.
    pub(crate) fn claim(self) -> Option<Runnable> {
        match self {
            Self::Released => None,
            Self::Again(claim) | Self::Lull(claim) => Some(claim),
        }
    }
}

/// How to run an actor whose type the dispatcher does not know.
pub(crate) struct RunVTable {
    /// Runs one turn.
    ///
    /// # Safety
    /// The caller holds the claim, and passes it on: to the actor, if the answer is [`After::Released`].
    pub(crate) run: unsafe fn(NonNull<TaskHead>) -> After,
}

/// Where actors live: who runs them, and whose they are. All actors of one dispatcher share one, so that each of them
/// needs a single word for both.
pub(crate) struct Home {
    pub(crate) dispatcher: Handle,
    /// What the floor of the actors keeps here; the dispatcher does not know it.
    pub(crate) tenant: Box<dyn Any + Send + Sync>,
}

/// The first bytes of every actor: what the dispatcher must know of it.
#[repr(C)]
pub(crate) struct TaskHead {
    /// The table is the first part of a larger one, which others find by the same pointer: hence no reference.
    pub(crate) vtable: NonNull<RunVTable>,
    pub(crate) home: Arc<Home>,
}

/// A claim on one actor.
pub(crate) struct Runnable(NonNull<TaskHead>);

// SAFETY: the claim is exclusive, and actors are Send: ownership may pass from thread to thread.
#[allow(unsafe_code)]
unsafe impl Send for Runnable {}

#[allow(unsafe_code)]
impl Runnable {
    /// Takes the claim on the actor at `head`.
    ///
    /// # Safety
    /// The gate of the actor said that the caller must schedule it (or the actor is new), and `head` is the
    /// start of a live actor whose vtable fits it.
    pub(crate) unsafe fn claim(head: NonNull<TaskHead>) -> Self {
        Self(head)
    }

    /// Hands the claim to the actor's dispatcher.
    pub(crate) fn schedule(self) {
        // SAFETY: the claim keeps the actor alive until it is in a queue.
        let dispatcher = &unsafe { self.0.as_ref() }.home.dispatcher;
        let Err(runnable) = worker::schedule_here(Arc::as_ptr(&dispatcher.0), self) else {
            return;
        };
        // Cloned, since another worker may run and free the actor as soon as the claim is in the queue.
        dispatcher.clone().schedule(runnable);
    }

    /// Runs one turn. Gives the claim back if the actor wants another.
    pub(crate) fn run(self) -> Rest {
        // SAFETY: the claim keeps the actor alive until its turn ends.
        let vtable = unsafe { self.0.as_ref() }.vtable;
        // SAFETY: the table of an actor is a constant.
        let run = unsafe { vtable.as_ref() }.run;
        // SAFETY: we hold the claim and give it to the actor.
        match unsafe { run(self.0) } {
            After::Released => Rest::Released,
            After::Again => Rest::Again(self),
            After::Lull => Rest::Lull(self),
        }
    }

    pub(super) fn into_raw(self) -> *mut TaskHead {
        self.0.as_ptr()
    }

    /// # Safety
    /// `raw` came from `into_raw`, whose claim is taken over; null gives `None`.
    pub(super) unsafe fn from_raw(raw: *mut TaskHead) -> Option<Self> {
        NonNull::new(raw).map(Self)
    }
}
