//! The one run of a shutdown: phase by phase, each within its time.

use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::actor::{ActorPath, AnyRef, StopKind};
use crate::base::limits::{SHUTDOWN_KILL_GRACE, SHUTDOWN_LISTED, SHUTDOWN_PHASE_FACTOR};
use crate::base::time::{self, Instant};
use crate::dispatch::task;
use crate::system::core::Core;
use crate::system::shutdown::hook::{OnFailure, ShutdownHook};
use crate::system::shutdown::phase::{Phase, PhaseError, PhaseSpec};
use crate::system::shutdown::plan::{Phases, Plan};
use crate::system::shutdown::report::{HookOutcome, HookReport, PhaseReport, ShutdownReport};

/// What is to be done, whether it is being done, and what was done.
pub(in crate::system) struct Shutdown {
    plan: Mutex<Plan>,
    begun: Mutex<bool>,
    /// Whether there is no time left for anybody.
    hurry: watch::Sender<bool>,
    report: watch::Sender<Option<Arc<ShutdownReport>>>,
}

impl Shutdown {
    pub(in crate::system) fn new(phases: Phases) -> Self {
        Self {
            plan: Mutex::new(Plan::new(phases)),
            begun: Mutex::new(false),
            hurry: watch::Sender::new(false),
            report: watch::Sender::new(None),
        }
    }

    pub(super) fn add_phase(&self, spec: PhaseSpec) -> Result<(), PhaseError> {
        self.plan.lock().add_phase(spec)
    }

    pub(super) fn add_hook(&self, phase: Phase, hook: ShutdownHook) -> Result<(), PhaseError> {
        let refused = self.plan.lock().add_hook(phase, hook);
        // A hook that is refused is dropped here, outside of the lock: it is a value of users.
        refused.map_err(|(error, _)| error)
    }

    /// From now on nothing is waited for.
    pub(super) fn hurry(&self) {
        self.hurry.send_replace(true);
    }

    /// Waits until the shutdown is over, whoever begins it.
    pub(super) async fn over(&self) -> ShutdownReport {
        let mut report = self.report.subscribe();
        let report = report.wait_for(Option::is_some).await;
        let report = report.ok().and_then(|report| report.clone());
        report.map(Arc::unwrap_or_clone).unwrap_or_default()
    }

    fn begin(&self) -> bool {
        !std::mem::replace(&mut *self.begun.lock(), true)
    }

    /// The future's output, or `None` when the shutdown is hurried before.
    async fn unless_hurried<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut hurry = self.hurry.subscribe();
        let mut hurried = pin!(hurry.wait_for(|hurry| *hurry));
        let mut future = pin!(future);
        poll_fn(|cx| match hurried.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(None),
            Poll::Pending => future.as_mut().poll(cx).map(Some),
        })
        .await
    }

    fn is_hurried(&self) -> bool {
        *self.hurry.borrow()
    }
}

/// Begins the shutdown, unless it has begun.
pub(in crate::system) fn begin(core: &Arc<Core>) {
    if core.shutdown.begin() {
        let finish = Finish(Arc::clone(core));
        // A task of its own, so that a caller who gives up does not leave the shutdown half done; on the system's
        // runtime, so that the caller needs none.
        task::spawn_on(&core.runtime, async move {
            let report = phases(&finish.0).await;
            finish.with(report);
        });
    }
}

/// Tells the report to those who wait; an empty one if the runtime ends in the middle of the shutdown.
struct Finish(Arc<Core>);

impl Finish {
    fn with(&self, report: ShutdownReport) {
        let core = &self.0;
        core.office.finish();
        core.events.close();
        core.shutdown.report.send_replace(Some(Arc::new(report)));
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        if self.0.shutdown.report.borrow().is_none() {
            self.with(ShutdownReport::default());
        }
    }
}

async fn phases(core: &Arc<Core>) -> ShutdownReport {
    let started = time::now();
    let mut report = ShutdownReport::default();
    let mut failed = false;
    let order = core.shutdown.plan.lock().begin();
    for spec in order {
        let begun = time::now();
        let hooks = core.shutdown.plan.lock().begin_phase(&spec.phase);
        let hooks = if spec.phase == Phase::ACTORS {
            actors(core, &spec, &mut report).await;
            Vec::new()
        } else if failed && !spec.phase.runs_after_failure() {
            hooks.into_iter().map(not_run).collect()
        } else {
            run_hooks(core, &spec, hooks, &mut failed).await
        };
        report.phases.push(PhaseReport {
            phase: spec.phase,
            hooks,
            took: time::now() - begun,
        });
    }
    report.took = time::now() - started;
    report
}

fn not_run(hook: ShutdownHook) -> HookReport {
    HookReport {
        name: hook.name.into_owned(),
        outcome: HookOutcome::NotRun,
        attempts: 0,
        took: Duration::ZERO,
    }
}

/// Runs the hooks of a phase, all at once or one after another. `failed` becomes true when one fails that stops others.
async fn run_hooks(
    core: &Arc<Core>,
    spec: &PhaseSpec,
    hooks: Vec<ShutdownHook>,
    failed: &mut bool,
) -> Vec<HookReport> {
    let usual = core.shutdown_timeout.saturating_mul(SHUTDOWN_PHASE_FACTOR);
    let end = time::later(time::now(), spec.deadline.unwrap_or(usual));
    let mut reports = Vec::new();
    if spec.concurrent {
        let run = |hook| task::spawn(run_hook(Arc::clone(core), hook, end));
        let running: Vec<_> = hooks.into_iter().map(run).collect();
        for hook in running {
            // A task that runs a hook does not panic: the hook has one of its own.
            if let Ok((report, stops)) = hook.await {
                *failed |= stops;
                reports.push(report);
            }
        }
    } else {
        for hook in hooks {
            if *failed && !spec.phase.runs_after_failure() {
                reports.push(not_run(hook));
                continue;
            }
            let (report, stops) = run_hook(Arc::clone(core), hook, end).await;
            *failed |= stops;
            reports.push(report);
        }
    }
    reports
}

/// Runs one hook; also whether its failure stops others.
async fn run_hook(core: Arc<Core>, hook: ShutdownHook, end: Instant) -> (HookReport, bool) {
    let left = end.saturating_duration_since(time::now());
    if left.is_zero() || core.shutdown.is_hurried() {
        tracing::error!(hook = %hook.name, "there was no time left for a shutdown hook");
        let fails = hook.on_failure == OnFailure::Fail;
        return (not_run(hook), fails);
    }
    let started = time::now();
    let limit = hook.deadline.unwrap_or(core.shutdown_timeout).min(left);
    let (name, on_failure) = (hook.name.clone(), hook.on_failure);
    let mut attempts = 0;
    let running = time::within(limit, hook.run(&mut attempts));
    let outcome = match core.shutdown.unless_hurried(running).await {
        Some(Some(outcome)) => outcome,
        Some(None) => HookOutcome::TimedOut,
        None => HookOutcome::Abandoned,
    };
    let fails = outcome != HookOutcome::Done;
    if fails {
        tracing::error!(hook = %name, %outcome, attempts, "a shutdown hook did not do its work");
    }
    let report = HookReport {
        name: name.into_owned(),
        outcome,
        attempts,
        took: time::now() - started,
    };
    (report, fails && on_failure == OnFailure::Fail)
}

/// Stops all actors, and kills those that do not stop in time.
async fn actors(core: &Core, spec: &PhaseSpec, report: &mut ShutdownReport) {
    core.schedules.close();
    core.office.expect();
    core.tops.close();
    stop_all(core, StopKind::Stop);
    let limit = spec.deadline.unwrap_or(core.shutdown_timeout);
    let stopped = core
        .shutdown
        .unless_hurried(empty_within(core, limit))
        .await;
    if stopped != Some(true) {
        report.killed = core.tops.count();
        report.not_stopped = left(core);
        tracing::warn!(
            actors = report.killed,
            "actors did not stop in time and are killed"
        );
        stop_all(core, StopKind::Kill);
        empty_within(core, SHUTDOWN_KILL_GRACE).await;
    }
    report.stuck = core.tops.count();
    core.names.forget_residents();
    core.alarms.close();
}

/// The actors that are still there: a parent waits for its children, so named children are listed beside it.
fn left(core: &Core) -> Vec<ActorPath> {
    let tops = core.tops.all();
    let named = core.names.actors();
    let alive = tops
        .iter()
        .chain(&named)
        .filter(|actor| !actor.is_stopped());
    let paths: BTreeSet<ActorPath> = alive.map(AnyRef::path).collect();
    paths.into_iter().take(SHUTDOWN_LISTED).collect()
}

fn stop_all(core: &Core, how: StopKind) {
    for actor in core.tops.all() {
        actor.stop(how);
    }
}

/// Waits until the last top-level actor has ended.
async fn empty_within(core: &Core, limit: Duration) -> bool {
    let empty = async {
        loop {
            let rung = core.empty.notified();
            tokio::pin!(rung);
            // Registered before the count is read, so that the bell cannot ring in between.
            rung.as_mut().enable();
            if core.tops.count() == 0 {
                return;
            }
            rung.await;
        }
    };
    time::within(limit, empty).await.is_some()
}
