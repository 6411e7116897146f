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

use super::pool::{Dispatcher, Handle};
use super::worker;
use crate::base::panic::{catch, discard};

/// What a turn left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// The actor is idle, suspended or dead: the claim is used up.
    Released,
    /// The budget is spent: the claim goes to the back of the queue.
    Again,
    /// The mailbox is empty after many messages, and more are likely to come: as `Again`, but there is no hurry.
    Lull,
    /// The next message is handled on a thread that may block.
    Blocking,
}

/// On what kind of thread a turn runs, and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// On a worker, up to the budget of messages.
    Budget,
    /// On a worker that says itself up to how many messages.
    Messages(u32),
    /// On a worker whose last turns were long: also up to a budget of time.
    Timed,
    /// On a thread that may block.
    Blocking,
}

/// What is left of a claim after a turn.
pub(crate) enum Rest {
    /// Nothing: see [`After::Released`].
    Released,
    /// The actor wants another turn.
    Again(Runnable),
    /// The actor wants another turn, better later than now.
    Lull(Runnable),
    /// The actor wants a turn on a thread that may block.
    Blocking(Runnable),
}

impl Rest {
    /// The claim, if there is one left.
    pub(crate) fn claim(self) -> Option<Runnable> {
        match self {
            Self::Released => None,
            Self::Again(claim) | Self::Lull(claim) | Self::Blocking(claim) => Some(claim),
        }
    }
}

/// How to run an actor whose type the dispatcher does not know.
pub(crate) struct RunVTable {
    /// Runs one turn.
    ///
    /// # Safety
    /// The caller holds the claim, and passes it on: to the actor, if the answer is [`After::Released`].
    pub(crate) run: unsafe fn(NonNull<TaskHead>, Pace) -> After,
}

/// Where actors live: who runs them, and whose they are. All actors of one dispatcher share one, so that each of them
/// needs a single word for both.
pub(crate) struct Home {
    pub(crate) dispatcher: Handle,
    /// Messages that an actor may handle in one turn.
    pub(crate) throughput: u32,
    /// The thread of the one actor that lives here and has it for itself, with where its children live.
    pub(crate) pinned: Option<Pinned>,
    /// What the floor of the actors keeps here; the dispatcher does not know it.
    pub(crate) tenant: Box<dyn Any + Send + Sync>,
}

/// A home of one actor, on a thread of its own.
pub(crate) struct Pinned {
    pub(crate) thread: Dispatcher,
    pub(crate) around: Arc<Home>,
}

/// The first bytes of every actor: what the dispatcher must know of it.
#[repr(C)]
pub(crate) struct TaskHead {
    /// The table is the first part of a larger one, which others find by the same pointer: hence no reference.
    pub(crate) vtable: NonNull<RunVTable>,
    pub(crate) home: Arc<Home>,
}

/// A turn unwound, which no code of users can bring about.
#[cold]
pub(super) fn turn_lost(payload: Box<dyn Any + Send>) {
    tracing::error!(
        "a turn of an actor ended by a panic outside of its code; that actor hangs, the others go on"
    );
    discard(payload);
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
    pub(crate) fn run(self, pace: Pace) -> Rest {
        // SAFETY: the claim keeps the actor alive until its turn ends.
        let vtable = unsafe { self.0.as_ref() }.vtable;
        // SAFETY: the table of an actor is a constant.
        let run = unsafe { vtable.as_ref() }.run;
        // SAFETY: we hold the claim and give it to the actor.
        match unsafe { run(self.0, pace) } {
            After::Released => Rest::Released,
            After::Again => Rest::Again(self),
            After::Lull => Rest::Lull(self),
            After::Blocking => Rest::Blocking(self),
        }
    }

    /// As [`Runnable::run`], for threads that nothing below would bring back. A turn contains every panic of users' code;
    /// if one unwinds all the same, the claim is lost and its actor with it, and that is told.
    pub(super) fn run_guarded(self, pace: Pace) -> Rest {
        catch(|| self.run(pace)).unwrap_or_else(|payload| {
            turn_lost(payload);
            Rest::Released
        })
    }

    /// Where the actor lies: for comparing, not for reaching it.
    pub(super) fn address(&self) -> usize {
        self.0.as_ptr().addr()
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

/// An actor and an owner for tests of the dispatcher.
#[cfg(all(test, not(akt_loom)))]
pub(super) mod dummy {
    use std::ptr::NonNull;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::{After, Home, Pace, RunVTable, Runnable, TaskHead};
    use crate::dispatch::pool::{Handle, Owner, Shared};

    /// Counts how often it is told that nobody runs its actors any more.
    #[derive(Default)]
    pub(in crate::dispatch) struct Witness {
        pub(in crate::dispatch) abandoned: AtomicU32,
    }

    impl Owner for Witness {
        fn abandon(&self) {
            self.abandoned.fetch_add(1, Ordering::Relaxed);
        }

        fn is_deserted(&self) -> bool {
            true
        }

        fn blocked(&self, _: usize, _: usize, _: Duration) {}
    }

    /// Counts its turns; each but the first one unwinds.
    #[repr(C)]
    struct Cell {
        head: TaskHead,
        turns: AtomicU32,
    }

    #[allow(unsafe_code)]
    fn turn(head: NonNull<TaskHead>, _pace: Pace) -> After {
        // SAFETY: it is the head of such a cell.
        let cell = unsafe { head.cast::<Cell>().as_ref() };
        let before = cell.turns.fetch_add(1, Ordering::Relaxed);
        assert_eq!(before, 0, "planned: a turn that unwinds");
        After::Released
    }

    /// An actor without a gate: whoever has it may claim it, one at a time.
    pub(in crate::dispatch) struct Dummy(Box<Cell>);

    impl Dummy {
        pub(in crate::dispatch) fn new(shared: &Arc<Shared>) -> Self {
            static TABLE: RunVTable = RunVTable { run: turn };
            let home = Home {
                dispatcher: Handle(Arc::clone(shared)),
                throughput: 1,
                pinned: None,
                tenant: Box::new(()),
            };
            Self(Box::new(Cell {
                head: TaskHead {
                    vtable: NonNull::from(&TABLE),
                    home: Arc::new(home),
                },
                turns: AtomicU32::new(0),
            }))
        }

        pub(in crate::dispatch) fn turns(&self) -> u32 {
            self.0.turns.load(Ordering::Relaxed)
        }

        #[allow(unsafe_code)]
        pub(in crate::dispatch) fn claim(&self) -> Runnable {
            // SAFETY: the cell lives for as long as the test, which has one claim at a time.
            unsafe { Runnable::claim(NonNull::from(self.0.as_ref()).cast()) }
        }
    }
}
