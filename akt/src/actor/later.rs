//! How many futures an actor has left behind its mailbox, and who is told when one is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::actor::AnyRef;
use crate::actor::cell::SystemMessage;

/// Counts the futures of one actor.
#[derive(Debug, Default)]
pub(crate) struct Later {
    count: AtomicUsize,
    /// Whether the actor wants to be told when one is over.
    waits: AtomicBool,
}

/// One future that goes on; it is over when this is dropped.
pub(crate) struct Open {
    later: Arc<Later>,
    actor: AnyRef,
}

impl Later {
    /// One more goes on.
    pub(crate) fn begin(self: &Arc<Self>, actor: AnyRef) -> Open {
        self.count.fetch_add(1, Ordering::Relaxed);
        Open {
            later: Arc::clone(self),
            actor,
        }
    }

    /// How many go on.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// The actor is told when one is over. Returns how many go on after it was noted that it waits: of this and the end of
    /// one, one sees the other.
    pub(crate) fn wait(&self) -> usize {
        self.waits.store(true, Ordering::SeqCst);
        self.count()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.later.count.fetch_sub(1, Ordering::SeqCst);
        if self.later.waits.swap(false, Ordering::SeqCst) {
            self.actor.send_system(SystemMessage::Room);
        }
    }
}
