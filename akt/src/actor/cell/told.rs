//! What an actor is told on its system lane, and what it does about it: before the next message, or while it waits in a
//! handler.

use std::any::Any;

use super::turn::Turn;
use super::{Phase, SystemMessage};
use crate::actor::Actor;
use crate::base::panic::{catch, discard};

impl<A: Actor> Turn<A> {
    /// Takes the nudge off, if there is one, and reads the system lane.
    pub(super) fn look_again(&mut self) {
        if self.base().gate.begin() {
            self.system_lane();
        }
    }

    /// Reads the system lane. It does not unwind: what was taken from the lane is nowhere else, so one message that
    /// panics, in code of users that it runs or drops, must not take the others with it.
    #[inline(never)]
    pub(super) fn system_lane(&mut self) {
        for message in self.base().system.take() {
            if let Err(payload) = catch(|| self.system_message(message)) {
                self.lane_panicked(payload);
            }
        }
    }

    #[cold]
    fn lane_panicked(&mut self, payload: Box<dyn Any + Send>) {
        match self.engine().phase {
            Phase::New | Phase::Started | Phase::Running => self.panicked(payload),
            // Its state is gone already, or going.
            Phase::Restarting | Phase::Stopping | Phase::Ended => {
                tracing::error!(actor.path = %self.base().path(), "what an actor was told panicked while it ended its state");
                discard(payload);
            }
        }
    }

    fn system_message(&mut self, message: SystemMessage) {
        match message {
            SystemMessage::Stop(kind) => self.stop_asked(kind),
            SystemMessage::Watch(watcher) => self.rare().watchers.add(watcher),
            SystemMessage::Unwatch { watcher } => {
                if let Some(rare) = self.rare_if_any() {
                    rare.watchers.forget(watcher);
                }
            }
            SystemMessage::Suspend => self.suspend(),
            SystemMessage::Reinstate => self.reinstate(),
            SystemMessage::Restart => self.restart_asked(),
            SystemMessage::Follow(order) => self.follow(order),
            SystemMessage::Escalated(child) => self.child_escalated(child),
            SystemMessage::Answer { id, answer } => self.answered(id, Some(answer)),
            SystemMessage::Room => self.engine().attention = true,
            SystemMessage::Late { id } => self.answered(id, None),
            SystemMessage::Leave(what) => self.leave(what),
        }
    }
}
