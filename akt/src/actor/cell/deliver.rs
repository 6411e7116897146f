//! How a message reaches the actor that is a value already: a signal, a call from another node, one with a context, or one
//! that was kept back. What comes straight from the mailbox is handled in `turn.rs`, without being moved in between.

use std::sync::atomic::Ordering::Relaxed;

use super::future::Slot;
use super::kept::{Kept, Origin};
use super::turn::Turn;
use super::waker::waker;
use super::{Activity, Body};
use crate::actor::glue::decode_inbound;
use crate::actor::message_context::Scope;
use crate::actor::port::{DeadLetter, DeadLetterReason};
use crate::actor::reply::unhandled;
use crate::actor::{Actor, Ctx, Protocol, Signal};
use crate::base::panic::contain;

#[allow(unsafe_code)]
impl<A: Actor> Turn<A> {
    /// Handles what is more, or less, than a call of a method from this process.
    #[inline(never)]
    pub(super) fn special(&mut self, message: A::Protocol, room: Option<u64>) {
        let Some(signal) = message.signal() else {
            self.deliver(message, Origin::mailbox(room));
            return;
        };
        if let Signal::Timer(number) = signal {
            let number = *number;
            self.timer_rang(number);
            return;
        }
        // SAFETY: the context is free: no future is parked.
        if unsafe { &mut (*self.body()).ctx }.admits(signal) {
            self.dispatch(message);
        }
    }

    /// Handles a message that was kept back, if it is to be handled now. A tick of a timer that was cancelled since is
    /// not heard.
    pub(super) fn deliver_kept(&mut self, kept: Kept<A::Protocol>) {
        let Kept { message, origin } = kept;
        if origin.timer != 0 && !self.still_rings(origin.timer) {
            // A user's value: its drop may panic.
            contain(|| drop(message));
            return;
        }
        self.deliver(message, origin);
    }

    /// Handles a message that is a value already, if it is to be handled now.
    pub(super) fn deliver(&mut self, message: A::Protocol, origin: Origin) {
        let mut message = match message.uncarry() {
            Ok((message, context)) => {
                self.rare().context = Some(*context);
                self.engine().carries = true;
                message
            }
            Err(message) => message,
        };
        if A::Protocol::MANNERS {
            // What came from another node is decoded first: only then it has a manner.
            message = match message.into_inbound() {
                Ok(call) => {
                    // SAFETY: the context is free: no future is parked.
                    let ctx = unsafe { &mut (*self.body()).ctx };
                    let Some(decoded) = decode_inbound::<A>(*call, ctx) else {
                        self.give_room(origin.room);
                        return self.drop_context();
                    };
                    decoded
                }
                Err(message) => message,
            };
            let manner = message.manner();
            if !self.admits(manner) {
                if let Some(context) = self.rare().context.take() {
                    message = message.carry(Box::new(context));
                }
                self.drop_context();
                self.put_aside(message, manner, origin);
                return;
            }
        }
        self.give_room(origin.room);
        if origin.timer != 0 {
            self.tick_begins(origin.timer);
        }
        let scope = self.scope();
        self.dispatch(message);
        drop(scope);
        if self.pending().is_none() {
            self.drop_context();
        }
    }

    /// Sets the context of the message that is handled, if it carries one.
    pub(super) fn scope(&mut self) -> Option<Scope> {
        if !self.engine().carries {
            return None;
        }
        let context = self.rare_if_any().and_then(|rare| rare.context.clone());
        Some(Scope::enter(context))
    }

    /// The message is handled.
    pub(super) fn drop_context(&mut self) {
        if std::mem::take(&mut self.engine().carries) {
            self.rare().context = None;
        }
    }

    /// Lets the actor handle a message.
    fn dispatch(&mut self, message: A::Protocol) {
        self.engine().activity = Activity::Message;
        let observed = self.engine().observed;
        let entered = observed.then(|| self.observe(message.method()));
        let base = self.base();
        base.processed.store(base.processed() + 1, Relaxed);
        let waker = waker(self.base_ptr());
        // SAFETY: as in `handle`.
        let Body {
            actor,
            ctx,
            pending: place,
            ..
        } = unsafe { &mut *self.body() };
        let Some(actor) = actor else {
            drop(entered);
            return self.without_state(message);
        };
        let step = actor.dispatch(message, ctx, Slot::new(place, &waker));
        drop(step);
        drop(entered);
        if observed && self.pending().is_none() {
            self.observed();
        }
    }

    /// A message for an actor that has no state. Nothing is handled in such a phase; if it comes to it all the same, the
    /// one who sent the message is told.
    #[cold]
    #[inline(never)]
    pub(super) fn without_state(&self, message: A::Protocol) {
        let base = self.base();
        tracing::error!(actor.path = %base.path(), "a message came to an actor between two states and is not handled");
        let reason = DeadLetterReason::LeftInMailbox;
        let letter = DeadLetter::new(base.path(), base.uid, message.method(), reason);
        unhandled(|| drop(message));
        base.services().dead_letter(letter);
    }

    /// Runs a callback in the actor.
    pub(super) fn call(&mut self, run: impl FnOnce(&mut A, &mut Ctx<A>)) {
        // SAFETY: as in `handle`: no future is parked, and a callback parks none.
        let Body { actor, ctx, .. } = unsafe { &mut *self.body() };
        if let Some(actor) = actor {
            run(actor, ctx);
        }
    }
}
