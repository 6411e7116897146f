//! The last thing that an actor does: it closes its mailbox, drops its state, tells everyone.
//!
//! This runs outside the turn's guard against panics, since nothing may keep it from being finished: so every
//! value of a user that is dropped or called here has a guard of its own.

use super::kept::Row;
use super::turn::Turn;
use super::{Base, SystemMessage};
use crate::actor::current::Entered;
use crate::actor::port::{DeadLetter, DeadLetterReason, Heir, Remains, Tally};
use crate::actor::reply::unhandled;
use crate::actor::{
    Actor, ActorPath, Factory, Lifecycle, Protocol, SpawnError, StopKind, StopReason,
};
use crate::base::panic::contain;
use crate::base::sync::Ordering;

#[allow(unsafe_code)]
impl<A: Actor> Turn<A> {
    /// Ends the actor, and gives up that it runs on this thread. The turn must not touch it afterwards.
    pub(super) fn end(&mut self, entered: Entered) {
        let reason = if self.engine().failed {
            StopReason::Failed
        } else if self.engine().stop == Some(StopKind::Kill) {
            StopReason::Killed
        } else if self.engine().passivated {
            StopReason::Passivated
        } else {
            StopReason::Stopped
        };
        let mut heir = self.rare_if_any().and_then(|rare| rare.heir.take());
        let idle = A::HAS_START && self.base().processed() == 0;
        let mut inherits = false;
        contain(|| {
            let Some(heir) = &mut heir else { return };
            if idle {
                heir.idle();
            }
            inherits = heir.ends(reason);
        });
        self.forget_due();
        self.forget_idle();
        self.close_mailbox(reason, heir.as_deref().filter(|_| inherits));
        // SAFETY: no future is parked.
        let actor = unsafe { &mut (*self.body()).actor }.take();
        if !contain(|| drop(actor)) {
            tracing::error!(actor.path = %self.base().path(), "the state of an actor panicked when it was dropped");
        }
        if let Some(started) = self.rare_if_any().and_then(|rare| rare.started.take()) {
            contain(|| started.send(Err(SpawnError::Ended(reason.to_string()))));
        }
        // SAFETY: no future is parked.
        unsafe { &mut (*self.body()).ctx }.unwatch_all();
        self.tell_everyone(reason);
        if let Some(mut heir) = heir {
            contain(|| {
                if heir.keeps()
                    && let Some(remains) = self.take_remains()
                {
                    heir.remains(remains);
                }
                heir.ended();
            });
        }
        self.drop_rest();
        if let Some(pinned) = &self.base().home().pinned {
            pinned.thread.stop();
        }
        // What is freed now may be the cell, and with it the last of its system: extensions, values of users. Their drops
        // run on this thread, and must not find an actor on it that is gone.
        drop(entered);
        // SAFETY: the actor's own count; this turn does not touch the cell again.
        unsafe { Base::release(self.base_ptr()) };
    }

    /// Hands what is left in the mailbox to the heir; without one to the dead letters, and asks in it fail with
    /// `Stopped`.
    fn close_mailbox(&mut self, reason: StopReason, heir: Option<&dyn Heir<A::Protocol>>) {
        let kept = self.take_kept();
        let head = self.head();
        let base = &head.base;
        if let Some(bound) = &base.bound {
            bound.close();
        }
        // Most actors leave nothing, and need no path.
        let mut path: Option<ActorPath> = None;
        let mut leftover = |message: A::Protocol, why| {
            let is_signal = message.signal().is_some();
            if let Some(heir) = heir
                && !is_signal
            {
                contain(|| heir.inherit(message, reason));
                return;
            }
            if !is_signal {
                let path = path.get_or_insert_with(|| base.path()).clone();
                let letter = DeadLetter::new(path, base.uid, message.method(), why);
                contain(|| base.services().dead_letter(letter));
            }
            // A message is a user's value: its drop may panic, and the others are to be answered all the same.
            contain(|| unhandled(|| drop(message)));
        };
        for message in kept.into_messages() {
            leftover(message, DeadLetterReason::LeftInStash);
        }
        if let Some(side) = base.bound.as_ref().and_then(|bound| bound.side()) {
            side.close();
            while let Some((message, _)) = side.pop(false) {
                leftover(message, DeadLetterReason::LeftInMailbox);
            }
        }
        // SAFETY: this turn owns the actor and keeps it.
        unsafe {
            head.lane.close(&base.gate, |message| {
                leftover(message, DeadLetterReason::LeftInMailbox)
            })
        };
    }

    /// What the actor kept back, and takes back every alarm. What else waits inside is dropped.
    fn take_kept(&mut self) -> Row<A::Protocol> {
        let Some(mut work) = self.rare_if_any().and_then(|rare| rare.work.take()) else {
            return Row::default();
        };
        self.silence(&mut work);
        self.base().set_stashed(0);
        let mut kept = work.take_messages();
        kept.merge(std::mem::take(&mut work.late));
        // Callbacks and timers are values of users.
        contain(|| drop(work));
        kept
    }

    /// Frees the name, then tells watchers and the parent.
    fn tell_everyone(&mut self, reason: StopReason) {
        let mut watchers = self
            .rare_if_any()
            .map(|rare| std::mem::take(&mut rare.watchers))
            .unwrap_or_default();
        let base = self.base();
        if let Some(path) = base.named() {
            base.services().release(path, base.uid);
        }
        // Whoever finds the lane closed reads the reason.
        base.reason.store(reason.code(), Ordering::Relaxed);
        contain(|| base.event(|path, uid| Lifecycle::Stopped { path, uid, reason }));
        let processed = base.processed();
        base.services()
            .tally(base.uid, Tally::Ended { reason, processed });
        for message in base.system.close() {
            match message {
                SystemMessage::Watch(watcher) => watchers.add(watcher),
                SystemMessage::Unwatch { watcher } => watchers.forget(watcher),
                SystemMessage::Stop(_)
                | SystemMessage::Suspend
                | SystemMessage::Restart
                | SystemMessage::Reinstate
                | SystemMessage::Follow(_)
                | SystemMessage::Escalated(_)
                | SystemMessage::Room
                | SystemMessage::Late { .. }
                | SystemMessage::Leave(_) => {}
                // A value of a user: its drop may panic.
                SystemMessage::Answer { answer, .. } => drop(contain(|| drop(answer))),
            }
        }
        if !watchers.is_empty() {
            watchers.notify(&base.terminated());
        }
        match &base.parent {
            Some(parent) => parent.child_ended(base.uid),
            None => base.services().orphan(base.place()),
        }
    }

    /// What the actor was made by.
    fn take_remains(&mut self) -> Option<Remains> {
        let rare = self.rare_if_any()?;
        let factory = Factory(rare.factory.take()?);
        Some(Box::new((factory, rare.options.take())))
    }

    /// Drops what users gave to the actor, so that the cell, which the last reference anywhere frees, holds
    /// nothing of theirs.
    fn drop_rest(&mut self) {
        // SAFETY: no future is parked.
        let body = unsafe { &mut *self.body() };
        let rare = body.rare.take();
        let of_context = body.ctx.take_rare();
        contain(|| drop(rare));
        contain(|| drop(of_context));
    }
}
