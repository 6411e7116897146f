//! Start, suspension, stop.
//!
//! ```text
//!  New ── start hook ──▶ Started ── started hook ──▶ Running ── stop / drain ──▶ Stopping ── children ended ──▶ Ended
//!   │ ▲                                              │  │ ▲                        ▲         and stop hook
//!   │ └── fresh state ◀── Restarting ◀── failure ────┘  │ └── reinstated ── held   │
//!   │                          ▲                        └──────── suspended ──▶┘   │ no restart left
//!   └── hook failed ───────────┴───────────────────────────────────────────────────┘
//! ```

use std::fmt;
use std::time::Duration;

use super::future::{HookSlot, Outcome};
use super::kept::Origin;
use super::turn::{Attend, Exit, Turn};
use super::waker::waker;
use super::{Activity, Body, Due, Phase, SystemMessage};
use crate::actor::port::Alarm;
use crate::actor::{Actor, AnyRef, Lifecycle, Protocol, StartError, StopKind};
use crate::base::limits::{START_TIMEOUT, STOP_TIMEOUT};
use crate::base::panic::contain;
use crate::base::sync::Ordering;
use crate::base::time;
use crate::supervision::{Failure, HookTimeout};

impl Phase {
    /// What comes when the start hook is through.
    pub(super) const fn after_start<A: Actor>() -> Self {
        if A::HAS_STARTED {
            Self::Started
        } else {
            Self::Running
        }
    }
}

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

    /// Runs the hook of an actor that others can find now.
    pub(super) fn greet(&mut self) {
        if self.stop_is_due() {
            self.enter(Phase::Stopping);
            return;
        }
        if let Some(outcome) = self.hook(Activity::StartedHook) {
            self.greeted(outcome);
        }
    }

    /// Runs a hook; its outcome, if it is through at once.
    pub(super) fn hook(&mut self, activity: Activity) -> Option<Outcome> {
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
            Activity::StartedHook => actor.started(ctx, slot),
            Activity::StartHook | Activity::Message => actor.start(ctx, slot),
        };
        drop(step);
        if self.pending().is_none() {
            return Some(result.unwrap_or(Ok(())));
        }
        let limit = self.hook_limit();
        self.wake_at(time::later(time::now(), limit));
        None
    }

    /// How long the hook that runs may take.
    fn hook_limit(&mut self) -> Duration {
        let stops = self.engine().activity == Activity::StopHook;
        let options = self.options();
        if stops {
            options
                .and_then(|options| options.stop_timeout)
                .unwrap_or(STOP_TIMEOUT)
        } else {
            options
                .and_then(|options| options.start_timeout)
                .unwrap_or(START_TIMEOUT)
        }
    }

    /// The hook that is pending is to be given up, if its time is over.
    pub(super) fn hook_is_over(&mut self) -> Option<Outcome> {
        if self.engine().activity == Activity::Message || !self.is_due() {
            return None;
        }
        let limit = self.hook_limit();
        let parked = self.pending().take();
        // The future is a user's value: its drop may panic, and the hook is over all the same.
        contain(|| drop(parked));
        Some(Err(StartError::new(HookTimeout(limit))))
    }

    /// The start hook is through.
    pub(super) fn started(&mut self, outcome: Outcome) {
        let failure = match outcome {
            Ok(()) => match self.take_failure() {
                None => {
                    let engine = self.engine();
                    engine.phase = Phase::after_start::<A>();
                    engine.started = true;
                    // SAFETY: the hook is through, and the context is free.
                    if unsafe { &(*self.body()).ctx }.stops_at_once() {
                        // Who inherits its messages must not start the next one for them, and so on for ever.
                        self.tell_heir("its start hook stopped it");
                    }
                    self.tell_restart();
                    self.announce();
                    return;
                }
                Some(failure) => failure,
            },
            Err(error) => Failure::Start(error.shared()),
        };
        self.failed(failure);
    }

    /// The hook after the start is through.
    pub(super) fn greeted(&mut self, outcome: Outcome) {
        match outcome {
            Ok(()) => self.engine().phase = Phase::Running,
            Err(error) => self.failed(Failure::Start(error.shared())),
        }
    }

    /// Tells those who look on that a restart is through.
    pub(super) fn tell_restart(&mut self) {
        let first = self
            .rare_if_any()
            .is_some_and(|rare| rare.started.is_some());
        let count = self.base().restarts();
        if !first && count > 0 {
            self.base()
                .event(|path, uid| Lifecycle::Restarted { path, uid, count });
        }
    }

    /// Tells the heir why the actor did not start, so that it can tell those whose messages it inherits.
    pub(super) fn tell_heir(&mut self, why: &(impl fmt::Display + ?Sized)) {
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
        if let Some(path) = base.named() {
            base.services()
                .publish(path, AnyRef::borrow(self.base_ptr()));
        }
        base.event(|path, uid| Lifecycle::Started { path, uid });
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
        engine.attention = true;
        if engine
            .stop
            .is_none_or(|before| stronger(before) < stronger(kind))
        {
            engine.stop = Some(kind);
            if kind == StopKind::Drain {
                let head = self.head();
                let end = head.lane.end(&head.base.gate);
                if let Some(side) = self.side() {
                    side.seal();
                }
                self.rare().drain = Some(end);
            }
        }
        if kind == StopKind::Kill {
            self.drop_pending();
            match self.engine().phase {
                // A stop that is under way goes on, without its hook and with its children killed.
                Phase::New
                | Phase::Started
                | Phase::Running
                | Phase::Restarting
                | Phase::Stopping => self.enter(Phase::Stopping),
                Phase::Ended => {}
            }
        }
    }

    /// Drops the pending future, whatever it was doing.
    pub(super) fn drop_pending(&mut self) {
        let parked = self.pending().take();
        // The future is a user's value: its drop may panic, and the actor goes on anyway.
        contain(|| drop(parked));
        self.drop_context();
        self.forget_observed();
    }

    /// Whether to stop now: a drain waits until everything was handled that was in the mailbox when it was asked.
    pub(super) fn stop_is_due(&mut self) -> bool {
        // SAFETY: the context is free whenever a phase is decided.
        let own = unsafe { &mut (*self.body()).ctx }.take_stop();
        if let Some(kind) = own {
            self.stop_asked(kind);
        }
        let engine = self.engine();
        match engine.stop {
            None => false,
            Some(StopKind::Stop | StopKind::Kill) => true,
            // One that is suspended would never come to the end of its mailbox.
            Some(StopKind::Drain) if engine.held => true,
            Some(StopKind::Drain) => {
                let end = self.rare().drain;
                // SAFETY: this turn owns the actor.
                if end.is_some_and(|end| unsafe { self.head().lane.is_past(end) }) {
                    // The lane can say so only until it goes on.
                    self.rare().drain = None;
                }
                self.rare().drain.is_none() && !self.has_messages_inside()
            }
        }
    }

    /// Whether the actor drains, and is past everything that was in its mailbox when it was asked to. What is in there now
    /// came later, unless the mailbox is one with a lock, which takes nothing later.
    pub(super) fn drains_past(&mut self) -> bool {
        let engine = self.engine();
        engine.stop == Some(StopKind::Drain) && !engine.side && self.rare().drain.is_none()
    }

    /// An actor that drains has handled everything from its mailbox but what an answer has to come for. Messages that came
    /// later are not handled, but for those of `reentrant` handlers: the answer may depend on them.
    pub(super) fn wait_to_drain(&mut self) -> Attend {
        if !A::Protocol::MANNERS {
            return match self.wait() {
                Some(exit) => Attend::Exit(exit),
                None => Attend::Phase,
            };
        }
        if self.budget == 0 {
            self.give_back();
            return Attend::Exit(Exit::Again);
        }
        // SAFETY: this turn owns the actor.
        let Some(message) = (unsafe { self.head().lane.pop_value() }) else {
            return match self.empty() {
                Some(exit) => Attend::Exit(exit),
                None => Attend::Again,
            };
        };
        self.budget -= 1;
        self.busy = 0;
        let room = self.room_of_lane();
        if message.is_special() || message.manner().reentrant {
            self.special(message, room);
        } else {
            let kept = self.keep(message, Origin::mailbox(room));
            let work = self.rare().work.get_or_insert_default();
            work.late.push(kept);
        }
        if self.pending().is_some() {
            Attend::Phase
        } else {
            Attend::Again
        }
    }

    /// Handles no messages until the actor is reinstated.
    pub(super) fn suspend(&mut self) {
        let engine = self.engine();
        engine.attention = true;
        if !std::mem::replace(&mut engine.held, true) {
            let base = self.base();
            base.suspended.store(true, Ordering::Release);
            base.event(|path, uid| Lifecycle::Suspended { path, uid });
        }
    }

    /// Goes on after a suspension. One that failed too often starts with fresh state and a fresh budget.
    pub(super) fn reinstate(&mut self) {
        let engine = self.engine();
        if !std::mem::take(&mut engine.held) {
            return;
        }
        if engine.phase == Phase::Running {
            // It goes on with its state, which so has earned its stop hook.
            engine.started = true;
        }
        let base = self.base();
        base.suspended.store(false, Ordering::Release);
        base.event(|path, uid| Lifecycle::Reinstated { path, uid });
        self.touch_idle();
        let Some(rare) = self.rare_if_any() else {
            return;
        };
        let failed = std::mem::take(&mut rare.suspended_by_failure);
        let waiting = std::mem::take(&mut rare.escalated);
        if failed {
            rare.budget.reset();
            self.restart_after(Duration::ZERO);
        }
        self.reinstate_children(&waiting);
    }

    /// What an actor above decided for a failure that these children escalated is to go on.
    pub(super) fn reinstate_children(&self, waiting: &[u64]) {
        for uid in waiting {
            if let Some(child) = self.base().child(*uid) {
                child.send_system(SystemMessage::Reinstate);
            }
        }
    }

    pub(super) fn enter(&mut self, phase: Phase) {
        let engine = self.engine();
        engine.phase = phase;
        engine.children_told = false;
    }

    /// Tells the children to stop, and goes on when the last one has ended. Some: the turn must end.
    pub(super) fn wait_for_children(&mut self) -> Option<Exit> {
        let kind = match self.engine().stop {
            Some(StopKind::Kill) => StopKind::Kill,
            _ => StopKind::Stop,
        };
        if !self.engine().children_told {
            self.engine().children_told = true;
            for child in self.base().children() {
                child.stop(kind);
            }
        }
        if self.base().await_children() {
            return self.wait();
        }
        if self.engine().phase == Phase::Stopping {
            self.finish();
            return None;
        }
        self.rebuild()
    }

    /// Waits for a nudge. None: there was one already.
    pub(super) fn wait(&mut self) -> Option<Exit> {
        self.give_back();
        if self.base().gate.suspend() {
            return Some(Exit::Released);
        }
        self.look_again();
        None
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
            tracing::error!(actor.path = %self.base().path(), %error, "a stop hook failed");
        }
        self.engine().phase = Phase::Ended;
    }

    /// Sees to it that the actor is woken at that moment, and forgets any earlier such wish.
    pub(super) fn wake_at(&mut self, at: time::Instant) {
        self.forget_due();
        let actor = AnyRef::borrow(self.base_ptr());
        let alarm = self.base().services().set_alarm(at, Alarm::Wake(actor));
        self.rare().due = Some(Due { at, alarm });
    }

    /// Whether the moment has come that the actor wanted to be woken at.
    pub(super) fn is_due(&mut self) -> bool {
        let due = self.rare_if_any().and_then(|rare| rare.due.as_ref());
        let is_due = due.is_none_or(|due| due.at <= time::now());
        if is_due {
            self.forget_due();
        }
        is_due
    }

    pub(super) fn forget_due(&mut self) {
        if let Some(due) = self.rare_if_any().and_then(|rare| rare.due.take()) {
            self.base().services().cancel_alarm(due.alarm);
        }
    }
}
