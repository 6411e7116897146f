//! Start, failure, restart, stop, end.
//!
//! ```text
//!  New ── start hook ──▶ Running ── stop / drain ──▶ Stopping ── children ended, stop hook ──▶ Ended
//!   │                      │  ▲                         ▲
//!   │ hook failed          │  └── fresh state ◀──┐      │ no restart left
//!   └──────────────────────┴── failure ──▶ Restarting ──┘
//! ```

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::future::{HookSlot, Outcome};
use super::turn::Turn;
use super::{Activity, Base, Body, Phase, SystemMessage, Watcher, waker};
use crate::actor::port::{DeadLetter, DeadLetterReason, Heir};
use crate::actor::reply::unhandled;
use crate::actor::{
    Actor, AnyRef, Protocol, Signal, SpawnError, StartError, StopKind, StopReason, Terminated,
};
use crate::base::time;
use crate::supervision::{Directive, Failure};

#[allow(unsafe_code)]
impl<A: Actor> Turn<A> {
    /// Runs the start hook of a new or restarted actor.
    pub(super) fn begin(&mut self) {
        if self.stop_is_due() {
            self.enter(Phase::Stopping);
            return;
        }
        if let Some(outcome) = self.hook(Activity::StartHook) {
            self.started(outcome);
        }
    }

    /// Runs a hook; its outcome, if it is through at once.
    fn hook(&mut self, activity: Activity) -> Option<Outcome> {
        self.engine().activity = activity;
        let waker = waker(self.base_ptr());
        let mut result = None;
        // SAFETY: as in `Turn::handle`: no future is parked.
        let Body {
            actor,
            ctx,
            pending: place,
            ..
        } = unsafe { &mut *self.body() };
        let Some(actor) = actor else {
            return Some(Ok(()));
        };
        let slot = HookSlot::new(place, &waker, &mut result);
        let step = match activity {
            Activity::StopHook => actor.stop(ctx, slot),
            Activity::StartHook | Activity::Message => actor.start(ctx, slot),
        };
        drop(step);
        if self.pending().is_some() {
            None
        } else {
            Some(result.unwrap_or(Ok(())))
        }
    }

    /// The start hook is through.
    pub(super) fn started(&mut self, outcome: Outcome) {
        match outcome {
            Ok(()) => {
                self.engine().phase = Phase::Running;
                self.announce();
            }
            Err(error) => {
                let first = self.rare_if_any().and_then(|rare| rare.started.take());
                match first {
                    Some(started) => {
                        started.send(Err(SpawnError::Start(error)));
                        self.engine().failed = true;
                        self.enter(Phase::Stopping);
                    }
                    None => self.failed(Failure::Start(error.shared())),
                }
            }
        }
    }

    /// Makes a started actor visible, and tells the one who spawned it.
    fn announce(&mut self) {
        let Some(started) = self.rare_if_any().and_then(|rare| rare.started.take()) else {
            return;
        };
        let base = self.base();
        if let Some(path) = &base.named {
            base.services.publish(path, AnyRef::borrow(self.base_ptr()));
        }
        started.send(Ok(()));
    }

    /// Somebody asked the actor to end.
    pub(super) fn stop_asked(&mut self, kind: StopKind) {
        let stronger = |kind| match kind {
            StopKind::Drain => 0,
            StopKind::Stop => 1,
            StopKind::Kill => 2,
        };
        let engine = self.engine();
        if engine
            .stop
            .is_none_or(|before| stronger(before) < stronger(kind))
        {
            engine.stop = Some(kind);
        }
        if kind == StopKind::Kill {
            let parked = self.pending().take();
            // The future is a user's value: its drop may panic, and the actor ends anyway.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(parked)));
            self.finish_deferred();
            match self.engine().phase {
                Phase::New | Phase::Running | Phase::Restarting => self.enter(Phase::Stopping),
                // A stop that is under way goes on, without its hook and with its children killed.
                Phase::Stopping => self.enter(Phase::Stopping),
                Phase::Ended => {}
            }
        }
    }

    /// Handles the system messages that waited for the context.
    pub(super) fn finish_deferred(&mut self) {
        let Some(rare) = self.rare_if_any() else {
            return;
        };
        for message in std::mem::take(&mut rare.deferred) {
            if let SystemMessage::ChildEnded { uid } = message {
                // SAFETY: no future is parked.
                unsafe { &mut (*self.body()).ctx }.forget_child(uid);
            }
        }
    }

    /// Whether to stop now: a drain waits for the mailbox.
    pub(super) fn stop_is_due(&mut self) -> bool {
        // SAFETY: the context is free whenever a phase is decided.
        let own = unsafe { &mut (*self.body()).ctx }.take_stop();
        if let Some(kind) = own {
            self.stop_asked(kind);
        }
        matches!(self.engine().stop, Some(StopKind::Stop | StopKind::Kill))
    }

    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        // SAFETY: no future is parked.
        unsafe { &mut (*self.body()).ctx }.take_failure()
    }

    pub(super) fn enter(&mut self, phase: Phase) {
        let engine = self.engine();
        engine.phase = phase;
        engine.children_told = false;
    }

    /// The actor failed: restart it within its budget, or stop it.
    pub(super) fn failed(&mut self, failure: Failure) {
        let path = self.base().path();
        if matches!(self.engine().phase, Phase::Stopping | Phase::Ended) {
            tracing::error!(actor.path = %path, %failure, "an actor failed while it stopped");
            // A panicking stop hook is not run again.
            self.engine().phase = Phase::Ended;
            return;
        }
        if let Some(started) = self.rare_if_any().and_then(|rare| rare.started.take()) {
            started.send(Err(SpawnError::Ended(failure.to_string())));
            self.engine().failed = true;
            self.enter(Phase::Stopping);
            return;
        }
        let directive = self
            .rare_if_any()
            .filter(|rare| rare.factory.is_some())
            .and_then(|rare| rare.supervisor.as_mut())
            .map_or(Directive::Stop, |supervisor| supervisor.decide(time::now()));
        match directive {
            Directive::Restart => {
                tracing::warn!(actor.path = %path, %failure, "an actor failed and is restarted");
                self.enter(Phase::Restarting);
            }
            Directive::Stop => {
                tracing::error!(actor.path = %path, %failure, "an actor failed and is stopped");
                self.engine().failed = true;
                self.enter(Phase::Stopping);
            }
        }
    }

    /// Tells the children to stop, and goes on when the last one has ended. Some: the turn must end.
    pub(super) fn wait_for_children(&mut self) -> Option<super::turn::Exit> {
        let kind = match self.engine().stop {
            Some(StopKind::Kill) => StopKind::Kill,
            _ => StopKind::Stop,
        };
        // SAFETY: no future is parked.
        let children = unsafe { &mut (*self.body()).ctx }.children_refs();
        if !self.engine().children_told {
            self.engine().children_told = true;
            for child in &children {
                child.stop(kind);
            }
        }
        if !children.is_empty() {
            self.give_back();
            if self.base().gate.suspend() {
                return Some(super::turn::Exit::Released);
            }
            self.look_again();
            return None;
        }
        match self.engine().phase {
            Phase::Restarting => self.restart(),
            _ => self.finish(),
        }
        None
    }

    /// Builds fresh state. The mailbox, the references and the watchers are as they were.
    fn restart(&mut self) {
        if self.stop_is_due() {
            self.enter(Phase::Stopping);
            return;
        }
        // SAFETY: no future is parked.
        let old = unsafe { &mut (*self.body()).actor }.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(old)));
        let built = catch_unwind(AssertUnwindSafe(|| {
            self.rare_if_any()
                .and_then(|rare| rare.factory.as_ref())
                .map(|factory| factory())
        }));
        match built {
            Ok(Some(fresh)) => {
                // SAFETY: no future is parked.
                unsafe { (*self.body()).actor = Some(fresh) };
                self.enter(if A::HAS_START {
                    Phase::New
                } else {
                    Phase::Running
                });
            }
            Ok(None) => self.enter(Phase::Stopping),
            Err(payload) => {
                let failure = Failure::from_panic(&*payload);
                let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
                self.failed(failure);
            }
        }
    }

    /// Every child has ended: the stop hook, unless the actor was killed or failed.
    fn finish(&mut self) {
        let hook =
            A::HAS_STOP && self.engine().stop != Some(StopKind::Kill) && !self.engine().failed;
        // SAFETY: no future is parked.
        unsafe { &mut (*self.body()).ctx }.close();
        // The phase is set first: a hook that panics is not run again.
        self.engine().phase = Phase::Ended;
        if hook && let Some(outcome) = self.hook(Activity::StopHook) {
            self.stopped(&outcome);
        }
    }

    /// The stop hook is through.
    pub(super) fn stopped(&mut self, outcome: &Outcome) {
        if let Err(error) = outcome {
            self.log_stop_error(error);
        }
        self.engine().phase = Phase::Ended;
    }

    fn log_stop_error(&self, error: &StartError) {
        tracing::error!(actor.path = %self.base().path(), %error, "a stop hook failed");
    }

    pub(super) fn forget_watcher(&mut self, uid: u64) {
        if let Some(rare) = self.rare_if_any() {
            rare.watchers.retain(|watcher| match watcher {
                Watcher::Actor(actor) => actor.uid() != uid,
                Watcher::Future(_) => true,
            });
        }
    }

    /// The last thing that an actor does: closes its mailbox, drops its state, tells everyone.
    pub(super) fn end(&mut self) {
        let reason = if self.engine().failed {
            StopReason::Failed
        } else if self.engine().stop == Some(StopKind::Kill) {
            StopReason::Killed
        } else {
            StopReason::Stopped
        };
        let heir = self.rare_if_any().and_then(|rare| rare.heir.take());
        self.close_mailbox(reason, heir.as_deref());
        // SAFETY: no future is parked.
        let actor = unsafe { &mut (*self.body()).actor }.take();
        if catch_unwind(AssertUnwindSafe(|| drop(actor))).is_err() {
            tracing::error!(actor.path = %self.base().path(), "the state of an actor panicked when it was dropped");
        }
        if let Some(started) = self.rare_if_any().and_then(|rare| rare.started.take()) {
            started.send(Err(SpawnError::Ended(reason.to_string())));
        }
        // SAFETY: no future is parked.
        unsafe { &mut (*self.body()).ctx }.unwatch_all();
        self.tell_everyone(reason);
        if let Some(heir) = heir {
            heir.ended();
        }
        // SAFETY: the actor's own count; this turn does not touch the cell again.
        unsafe { Base::release(self.base_ptr()) };
    }

    /// Hands what is left in the mailbox to the heir; without one to the dead letters, and asks in it fail with
    /// `Stopped`.
    fn close_mailbox(&mut self, reason: StopReason, heir: Option<&dyn Heir<A::Protocol>>) {
        let path = self.base().path();
        let (uid, services) = (
            self.base().uid,
            std::sync::Arc::clone(&self.base().services),
        );
        let head = self.head();
        if let Some(bound) = &head.bound {
            bound.close();
        }
        let leftover = |message: A::Protocol| {
            if message.signal().is_none() {
                if let Some(heir) = heir {
                    return heir.inherit(message, reason);
                }
                let method = message.method();
                services.dead_letter(DeadLetter::new(
                    path.clone(),
                    uid,
                    method,
                    DeadLetterReason::LeftInMailbox,
                ));
            }
            // A message is a user's value: its drop may panic, and the others are to be answered all the same.
            let _ = catch_unwind(AssertUnwindSafe(|| unhandled(|| drop(message))));
        };
        // SAFETY: this turn owns the actor and keeps it.
        unsafe { head.lane.close(&head.base.gate, leftover) };
    }

    /// Frees the name, then tells watchers and the parent.
    fn tell_everyone(&mut self, reason: StopReason) {
        let base = self.base();
        let terminated = Terminated::new(base.path(), base.uid, reason);
        if let Some(path) = &base.named {
            base.services.release(path);
        }
        let late = base.system.close();
        let mut watchers = self
            .rare_if_any()
            .map(|rare| std::mem::take(&mut rare.watchers))
            .unwrap_or_default();
        for message in late {
            match message {
                SystemMessage::Watch(watcher) => watchers.push(watcher),
                SystemMessage::Unwatch { watcher } => {
                    watchers.retain(
                        |known| !matches!(known, Watcher::Actor(actor) if actor.uid() == watcher),
                    );
                }
                SystemMessage::Stop(_) | SystemMessage::ChildEnded { .. } => {}
            }
        }
        for watcher in watchers {
            notify(watcher, terminated.clone());
        }
        let base = self.base();
        match &base.parent {
            Some(parent) => parent.child_ended(base.uid),
            None => base
                .services
                .orphan(base.place.load(std::sync::atomic::Ordering::Relaxed)),
        }
    }
}

/// Tells one watcher that an actor has ended.
pub(crate) fn notify(watcher: Watcher, terminated: Terminated) {
    match watcher {
        Watcher::Actor(actor) => {
            actor.signal(Signal::Terminated(Box::new(terminated)));
        }
        Watcher::Future(reply) => reply.send(Ok(terminated)),
    }
}
