//! Start, failure, restart, stop.
//!
//! ```text
//!  New ── start hook ──▶ Running ── stop / drain ──▶ Stopping ── children ended, stop hook ──▶ Ended
//!   │                      │  ▲                         ▲
//!   │ hook failed          │  └── fresh state ◀──┐      │ no restart left
//!   └──────────────────────┴── failure ──▶ Restarting ──┘
//! ```

use std::fmt;

use super::future::{HookSlot, Outcome};
use super::turn::Turn;
use super::waker::waker;
use super::{Activity, Body, Phase, SystemMessage};
use crate::actor::{Actor, AnyRef, SpawnError, StartError, StopKind};
use crate::base::panic::{catch, contain, discard};
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
            Ok(()) => match self.take_failure() {
                Some(failure) => self.failed(failure),
                None => {
                    let engine = self.engine();
                    engine.phase = Phase::Running;
                    engine.started = true;
                    // SAFETY: the hook is through, and the context is free.
                    if unsafe { &(*self.body()).ctx }.stops_at_once() {
                        // Who inherits its messages must not start the next one for them, and so on for ever.
                        self.tell_heir(&"its start hook stopped it");
                    }
                    self.announce();
                }
            },
            Err(error) => {
                let first = self.rare_if_any().and_then(|rare| rare.started.take());
                match first {
                    Some(started) => {
                        self.tell_heir(&error);
                        started.send(Err(SpawnError::Start(error)));
                        self.engine().failed = true;
                        self.enter(Phase::Stopping);
                    }
                    None => self.failed(Failure::Start(error.shared())),
                }
            }
        }
    }

    /// Tells the heir why the actor did not start, so that it can tell those whose messages it inherits.
    fn tell_heir(&mut self, why: &dyn fmt::Display) {
        if let Some(heir) = self.rare_if_any().and_then(|rare| rare.heir.as_mut()) {
            heir.not_started(&why.to_string());
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
            if kind == StopKind::Drain {
                let head = self.head();
                let end = head.lane.end(&head.base.gate);
                self.rare().drain = Some(end);
            }
        }
        if kind == StopKind::Kill {
            let parked = self.pending().take();
            // The future is a user's value: its drop may panic, and the actor ends anyway.
            contain(|| drop(parked));
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

    /// Whether to stop now: a drain waits until everything was handled that was in the mailbox when it was asked.
    pub(super) fn stop_is_due(&mut self) -> bool {
        // SAFETY: the context is free whenever a phase is decided.
        let own = unsafe { &mut (*self.body()).ctx }.take_stop();
        if let Some(kind) = own {
            self.stop_asked(kind);
        }
        match self.engine().stop {
            None => false,
            Some(StopKind::Stop | StopKind::Kill) => true,
            Some(StopKind::Drain) => {
                let end = self.rare().drain;
                // SAFETY: this turn owns the actor.
                end.is_none_or(|end| unsafe { self.head().lane.is_past(end) })
            }
        }
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
        // Two failures of one message are one; the next state does not inherit it.
        drop(self.take_failure());
        self.engine().started = false;
        if matches!(self.engine().phase, Phase::Stopping | Phase::Ended) {
            tracing::error!(actor.path = %path, %failure, "an actor failed while it stopped");
            // A panicking stop hook is not run again.
            self.engine().phase = Phase::Ended;
            return;
        }
        if let Some(started) = self.rare_if_any().and_then(|rare| rare.started.take()) {
            self.tell_heir(&failure);
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
                if self.engine().phase == Phase::New {
                    self.tell_heir(&failure);
                }
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
        if !self.engine().children_told {
            self.engine().children_told = true;
            // SAFETY: no future is parked.
            for child in unsafe { &(*self.body()).ctx }.children() {
                child.stop(kind);
            }
        }
        // SAFETY: no future is parked.
        if unsafe { &(*self.body()).ctx }.children().next().is_some() {
            self.give_back();
            if self.base().gate.suspend() {
                return Some(super::turn::Exit::Released);
            }
            self.look_again();
            return None;
        }
        if self.engine().phase != Phase::Restarting {
            self.finish();
            return None;
        }
        // A restart costs as a message does: an actor that fails again and again keeps its worker from nobody.
        if self.budget == 0 {
            return Some(super::turn::Exit::Again);
        }
        self.budget -= 1;
        self.restart();
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
        contain(|| drop(old));
        let built = catch(|| {
            self.rare_if_any()
                .and_then(|rare| rare.factory.as_ref())
                .map(|factory| factory())
        });
        match built {
            Ok(Some(fresh)) => {
                // SAFETY: no future is parked.
                unsafe { (*self.body()).actor = Some(fresh) };
                self.engine().started = !A::HAS_START;
                self.enter(if A::HAS_START {
                    Phase::New
                } else {
                    Phase::Running
                });
            }
            Ok(None) => self.enter(Phase::Stopping),
            Err(payload) => {
                let failure = Failure::from_panic(&*payload);
                discard(payload);
                self.failed(failure);
            }
        }
    }

    /// Every child has ended: the stop hook, unless the actor was killed, has failed or never started.
    fn finish(&mut self) {
        let engine = self.engine();
        let hook = A::HAS_STOP && engine.started && engine.stop != Some(StopKind::Kill);
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
}
