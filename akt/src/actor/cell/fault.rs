//! Failure, restart, escalation: what is done when a turn goes wrong.
//!
//! The policy is in `supervision`; here it is asked and obeyed. An actor decides about its own failures, by the
//! supervision that it was spawned with, so that a restart needs no message to anyone. What concerns others is told to
//! them on the system lane: siblings, by the strategy of the parent, and the parent itself when a failure is escalated.
//! They obey between two messages; one that waits in a handler drops what it was doing.

use std::sync::Arc;
use std::time::Duration;

use super::cold::Order;
use super::turn::{Exit, Turn};
use super::{Phase, SystemMessage};
use crate::actor::options::Options;
use crate::actor::port::TopFailure;
use crate::actor::{Actor, ActorSpec, Lifecycle, SpawnError};
use crate::base::panic::{catch, contain, discard};
use crate::base::sync::Ordering;
use crate::base::time;
use crate::supervision::{ChildFailure, Directive, Failure, HookTimeout, Verdict};

/// The failure of an actor of type `A`.
type FailureOf<A> = Failure<<A as ActorSpec>::Fault>;

#[allow(unsafe_code)]
impl<A: Actor> Turn<A> {
    pub(super) fn options(&mut self) -> Option<&mut Options<A>> {
        self.rare_if_any()?.options.as_deref_mut()
    }

    /// What the handler or hook said by `ctx.fail(…)`.
    pub(super) fn take_failure(&mut self) -> Option<FailureOf<A>> {
        // SAFETY: no future is parked.
        let error = unsafe { &mut (*self.body()).ctx }.take_failure()?;
        Some(Failure::from_error(error))
    }

    /// The actor failed.
    pub(super) fn failed(&mut self, failure: FailureOf<A>) {
        // Two failures of one message are one; the next state does not inherit it.
        drop(self.take_failure());
        self.note_failure(&failure);
        let phase = self.engine().phase;
        if matches!(phase, Phase::Stopping | Phase::Ended) {
            tracing::error!(actor.path = %self.base().path(), %failure, "an actor failed while it stopped");
            self.engine().started = false;
            // A panicking stop hook is not run again.
            self.engine().phase = Phase::Ended;
            return;
        }
        if self
            .rare_if_any()
            .is_some_and(|rare| rare.started.is_some())
        {
            self.not_started(failure);
            return;
        }
        let mut verdict = self.verdict(&failure);
        if verdict == Verdict::Resume && phase != Phase::Running {
            // There is no state to go on with.
            verdict = Verdict::Stop;
        }
        self.obey(verdict, failure);
    }

    /// Counts a failure, and tells those who look on.
    fn note_failure(&self, failure: &FailureOf<A>) {
        let base = self.base();
        base.count_failure();
        base.event(|path, uid| Lifecycle::Failed {
            path,
            uid,
            text: failure.to_string().into(),
        });
    }

    /// The first start failed: it is tried again, or the one who spawned the actor is told.
    fn not_started(&mut self, failure: FailureOf<A>) {
        self.engine().started = false;
        let (has_factory, tried) = self.rare_if_any().map_or((false, 0), |rare| {
            (rare.factory.is_some(), rare.start_retries)
        });
        let again = self
            .options()
            .filter(|options| has_factory && tried < options.start_retries)
            .map(|options| options.start_backoff);
        if let Some(backoff) = again {
            self.rare().start_retries = tried + 1;
            let pause = backoff.delay(tried, self.base().services().random());
            tracing::warn!(actor.path = %self.base().path(), %failure, "an actor did not start, and tries again");
            self.restart_after(pause);
            return;
        }
        match &failure {
            Failure::Start(error) => self.tell_heir(error),
            other => self.tell_heir(other),
        }
        if let Some(started) = self.rare_if_any().and_then(|rare| rare.started.take()) {
            started.send(Err(start_error(&failure)));
        }
        self.fail_for_good(&failure);
    }

    /// Asks the supervision of this actor.
    fn verdict(&mut self, failure: &FailureOf<A>) -> Verdict {
        let (now, random) = (time::now(), self.base().services().random());
        let defaults = self.base().services().supervision().clone();
        let has_factory = self
            .rare_if_any()
            .is_some_and(|rare| rare.factory.is_some());
        let restart = self
            .options()
            .and_then(|options| options.restart.clone())
            .unwrap_or(defaults.restart);
        let own = self.options().and_then(|options| options.decide.as_ref());
        // A decider is a user's code.
        let directive = catch(|| match (own, &defaults.decide) {
            (Some(decide), _) => decide(failure),
            (None, Some(decide)) => decide(&failure.erased()),
            (None, None) => Directive::Restart,
        });
        let directive = directive.unwrap_or_else(|payload| {
            discard(payload);
            tracing::error!(actor.path = %self.base().path(), "a decider panicked; its actor is stopped");
            Directive::Stop
        });
        match directive {
            Directive::Restart if !has_factory => Verdict::Stop,
            directive => self.rare().budget.verdict(directive, &restart, now, random),
        }
    }

    fn obey(&mut self, verdict: Verdict, failure: FailureOf<A>) {
        let path = self.base().path();
        match verdict {
            Verdict::Resume => {
                tracing::warn!(actor.path = %path, %failure, "an actor failed and goes on");
                if let Failure::Child(child) = &failure {
                    self.reinstate_children(&[child.uid]);
                }
            }
            Verdict::Restart(pause) => {
                tracing::warn!(actor.path = %path, %failure, ?pause, "an actor failed and is restarted");
                self.order_siblings(Order::Restart(pause));
                self.restart_after(pause);
            }
            Verdict::Stop => {
                tracing::error!(actor.path = %path, %failure, "an actor failed and is stopped");
                self.order_siblings(Order::Stop);
                if self.engine().phase == Phase::New {
                    self.tell_heir(&failure);
                }
                self.fail_for_good(&failure);
            }
            Verdict::Suspend => {
                tracing::error!(actor.path = %path, %failure, "an actor failed too often and is suspended");
                self.hold_failed();
            }
            Verdict::Escalate => self.escalate(failure),
        }
    }

    fn order_siblings(&self, order: Order) {
        if let Some(parent) = &self.base().parent {
            parent.base().order_siblings(self.base().uid, order);
        }
    }

    /// Stops the actor because it failed.
    fn fail_for_good(&mut self, failure: &FailureOf<A>) {
        self.drop_pending();
        self.base().set_ended_by(failure.erased());
        let engine = self.engine();
        engine.started = false;
        engine.failed = true;
        self.enter(Phase::Stopping);
    }

    /// Suspends an actor that is not to go on with the state that it has.
    fn hold_failed(&mut self) {
        self.drop_pending();
        self.suspend();
        self.rare().suspended_by_failure = true;
        let engine = self.engine();
        engine.started = false;
        // Suspended is a state of an actor that runs.
        engine.phase = Phase::Running;
    }

    /// Leaves the decision to the parent, or to what the system does about failures at the top.
    fn escalate(&mut self, failure: FailureOf<A>) {
        let base = self.base();
        let (path, uid) = (base.path(), base.uid);
        if let Some(parent) = base.parent.clone() {
            tracing::warn!(actor.path = %path, %failure, "an actor failed and leaves the decision to its parent");
            if let Failure::Child(child) = &failure {
                let waiting = child.uid;
                self.rare().escalated.push(waiting);
            } else {
                // Between two states, or before it was up, there is nothing to go on with: it starts anew.
                self.rare().suspended_by_failure = self.engine().phase != Phase::Running;
                let engine = self.engine();
                engine.started = false;
                engine.phase = Phase::Running;
            }
            self.suspend();
            parent.send_system(SystemMessage::Escalated(Arc::new(ChildFailure {
                path: path.as_str().into(),
                uid,
                failure: failure.erased(),
            })));
            return;
        }
        tracing::error!(actor.path = %path, %failure, "a failure reached the top, and the actor is stopped");
        let what = base.services().top_failure();
        self.fail_for_good(&failure);
        if what == TopFailure::Shutdown {
            self.base().services().request_shutdown();
        }
    }

    /// A child escalated its failure: it counts as one of this actor.
    pub(super) fn child_escalated(&mut self, child: Arc<ChildFailure>) {
        match self.engine().phase {
            // It is going to be stopped anyway.
            Phase::Restarting | Phase::Stopping | Phase::Ended => {}
            Phase::New | Phase::Started | Phase::Running => {
                let failure = Failure::Child(child);
                self.note_failure(&failure);
                let verdict = self.verdict(&failure);
                let starting = self
                    .rare_if_any()
                    .is_some_and(|rare| rare.started.is_some());
                if starting && matches!(verdict, Verdict::Suspend | Verdict::Escalate) {
                    // Somebody waits for its start, who is not to wait for what may never be decided.
                    self.not_started(failure);
                    return;
                }
                // A handler that waits goes on, unless the actor does not.
                self.obey(verdict, failure);
            }
        }
    }

    /// A sibling failed, and the strategy of the parent concerns this actor.
    pub(super) fn follow(&mut self, order: Order) {
        let starting = self
            .rare_if_any()
            .is_some_and(|rare| rare.started.is_some());
        let phase = self.engine().phase;
        if starting || matches!(phase, Phase::Restarting | Phase::Stopping | Phase::Ended) {
            // It is fresh, or will be, or ends.
            return;
        }
        let has_factory = self
            .rare_if_any()
            .is_some_and(|rare| rare.factory.is_some());
        match order {
            Order::Restart(pause) if has_factory => self.restart_after(pause),
            Order::Restart(_) | Order::Stop => {
                self.drop_pending();
                self.engine().started &= phase == Phase::Running;
                self.enter(Phase::Stopping);
            }
        }
    }

    /// Somebody asked for fresh state: after the message that is handled now.
    pub(super) fn restart_asked(&mut self) {
        let has_factory = self
            .rare_if_any()
            .is_some_and(|rare| rare.factory.is_some());
        if !has_factory {
            tracing::warn!(
                actor.path = %self.base().path(),
                "an actor that was to be restarted has no factory and goes on; spawn it by `spawn_with`"
            );
            return;
        }
        self.rare().restart_asked = true;
        self.engine().attention = true;
    }

    /// Whether to start anew now.
    pub(super) fn take_restart(&mut self) -> bool {
        let rare = self.rare_if_any();
        rare.is_some_and(|rare| std::mem::take(&mut rare.restart_asked))
    }

    /// Restarts the actor, when its children have ended and `pause` is over.
    pub(super) fn restart_after(&mut self, pause: Duration) {
        self.drop_pending();
        let engine = self.engine();
        engine.started = false;
        if std::mem::take(&mut engine.held) {
            self.base().suspended.store(false, Ordering::Release);
        }
        if let Some(rare) = self.rare_if_any() {
            // What the old state was suspended for does not concern the new one.
            rare.suspended_by_failure = false;
            rare.escalated.clear();
        }
        self.enter(Phase::Restarting);
        if pause.is_zero() {
            self.forget_due();
        } else {
            self.wake_at(time::later(time::now(), pause));
        }
    }

    /// Every child has ended: builds fresh state, if the pause is over. Some: the turn must end.
    ///
    /// The mailbox, the references and the watchers are as they were.
    pub(super) fn rebuild(&mut self) -> Option<Exit> {
        if self.stop_is_due() {
            self.forget_due();
            self.enter(Phase::Stopping);
            return None;
        }
        if !self.is_due() {
            return self.wait();
        }
        // A restart costs as a message does: an actor that fails again and again keeps its worker from nobody.
        if self.budget == 0 {
            return Some(Exit::Again);
        }
        self.budget -= 1;
        self.drop_state();
        let built = catch(|| {
            self.rare_if_any()
                .and_then(|rare| rare.factory.as_ref())
                .map(|factory| factory())
        });
        match built {
            Ok(Some(fresh)) => {
                // SAFETY: no future is parked.
                unsafe { (*self.body()).actor = Some(fresh) };
                if self.rare_if_any().is_none_or(|rare| rare.started.is_none()) {
                    self.base().count_restart();
                }
                self.engine().started = !A::HAS_START;
                if !A::HAS_START {
                    self.tell_restart();
                }
                self.enter(if A::HAS_START {
                    Phase::New
                } else {
                    Phase::after_start::<A>()
                });
            }
            Ok(None) => self.enter(Phase::Stopping),
            Err(payload) => self.failed(Failure::from_panic(payload)),
        }
        None
    }

    /// Drops the state, and what goes on for it.
    fn drop_state(&mut self) {
        self.clear_work();
        // SAFETY: no future is parked.
        let tasks = unsafe { &mut (*self.body()).ctx }.take_tasks();
        drop(tasks);
        // SAFETY: as above.
        let old = unsafe { &mut (*self.body()).actor }.take();
        contain(|| drop(old));
    }
}

/// What the one is told who spawned an actor that did not start.
fn start_error<E: std::error::Error + Send + Sync + 'static>(failure: &Failure<E>) -> SpawnError {
    match failure {
        Failure::Start(error) => match error.downcast_ref::<HookTimeout>() {
            Some(HookTimeout(limit)) => SpawnError::TimedOut(*limit),
            None => SpawnError::Start(crate::actor::StartError::from_shared(Arc::clone(error))),
        },
        Failure::Error(_) | Failure::Other(_) | Failure::Panic(_) | Failure::Child(_) => {
            SpawnError::Ended(failure.to_string())
        }
    }
}
