//! What others can read of an actor while it goes on.

use std::ptr::NonNull;
use std::sync::atomic::Ordering::Relaxed;

use super::{Base, Head};
use crate::actor::{Actor, ActorStats, BehaviorState};
use crate::base::time;

/// How many messages wait in the mailbox.
///
/// # Safety
/// `base` is the start of a live `Cell<A>`.
#[allow(unsafe_code)]
pub(super) unsafe fn waiting<A: Actor>(base: NonNull<Base>) -> usize {
    // SAFETY: as the caller promises.
    let head = unsafe { base.cast::<Head<A::Protocol>>().as_ref() };
    let bound = head.base.bound.as_ref();
    match bound.and_then(|bound| bound.side::<A::Protocol>()) {
        Some(side) => side.len(),
        None => head.lane.len(&head.base.gate),
    }
}

/// The name of a state of behaviour.
pub(super) fn state_name<A: Actor>(state: u8) -> &'static str {
    let state = A::State::ALL.get(usize::from(state));
    state.map_or("", |state| state.name())
}

impl Base {
    /// Notes the state of behaviour, for those who ask.
    pub(super) fn set_state(&self, state: u8) {
        self.state.store(state, Relaxed);
    }

    /// Notes how many messages the actor keeps back, for those who ask.
    pub(super) fn set_stashed(&self, messages: usize) {
        if messages > 0 {
            let messages = u32::try_from(messages).unwrap_or(u32::MAX);
            self.cold.made().stashed.store(messages, Relaxed);
        } else if let Some(cold) = self.cold.get() {
            cold.stashed.store(0, Relaxed);
        }
    }

    /// How many messages wait in the mailbox.
    ///
    /// # Safety
    /// `base` is the start of a live cell.
    #[allow(unsafe_code)]
    pub(crate) unsafe fn mailbox_len(base: NonNull<Self>) -> usize {
        // SAFETY: as the caller promises.
        let vtable = unsafe { base.as_ref() }.vtable();
        // SAFETY: the vtable fits the cell.
        unsafe { (vtable.waiting)(base) }
    }

    /// The numbers of the actor.
    ///
    /// # Safety
    /// `base` is the start of a live cell.
    #[allow(unsafe_code)]
    pub(crate) unsafe fn stats(base: NonNull<Self>) -> ActorStats {
        // SAFETY: as the caller promises.
        let shared = unsafe { base.as_ref() };
        let vtable = shared.vtable();
        let cold = shared.cold.get();
        let now = time::now();
        let born = cold.and_then(|cold| cold.born);
        ActorStats {
            processed: shared.processed(),
            restarts: shared.restarts(),
            failures: shared.failures(),
            // SAFETY: as the caller promises.
            mailbox: unsafe { Self::mailbox_len(base) },
            stashed: cold.map_or(0, |cold| {
                usize::try_from(cold.stashed.load(Relaxed)).unwrap_or(usize::MAX)
            }),
            children: shared.child_count(),
            state: (vtable.state_name)(shared.state.load(Relaxed)),
            suspended: shared.is_suspended(),
            uptime: born.map(|born| born.until(now)),
            timing: shared.clocked().map(|clocked| Box::new(clocked.read(now))),
        }
    }
}
