//! The stages of the end: leave, actors, close.
//!
//! Messaging works until the last actor has stopped: services that must say goodbye to others do so in the first
//! stage, connections close in the last.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OnceCell, watch};

use crate::actor::StopKind;
use crate::base::time;
use crate::dispatch::task;
use crate::system::core::Core;

/// How long killed actors may take to be gone. Only a handler that computes without end takes longer.
const KILL_GRACE: Duration = Duration::from_secs(1);

/// When a shutdown hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Before the actors stop, with messaging alive: leave the cluster, hand over grains.
    Leave,
    /// After the actors have stopped: flush and close connections.
    Close,
}

/// What a shutdown did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Top-level actors that did not stop in time and were killed.
    pub killed: usize,
    /// Top-level actors that did not even react to the kill: a handler of theirs computes without end.
    pub stuck: usize,
    /// How long it took.
    pub took: Duration,
}

type Hook = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

struct Participant {
    stage: Stage,
    name: &'static str,
    hook: Hook,
}

/// Hooks, and the one run of the shutdown.
#[derive(Default)]
pub(super) struct Shutdown {
    participants: Mutex<Vec<Participant>>,
    run: OnceCell<watch::Receiver<Option<ShutdownReport>>>,
}

impl Shutdown {
    pub(super) fn add(&self, stage: Stage, name: &'static str, hook: Hook) {
        self.participants
            .lock()
            .push(Participant { stage, name, hook });
    }

    fn take(&self, stage: Stage) -> Vec<Participant> {
        let mut participants = self.participants.lock();
        let (taken, left) = std::mem::take(&mut *participants)
            .into_iter()
            .partition(|part| part.stage == stage);
        *participants = left;
        taken
    }
}

/// Starts the shutdown, or joins the one that runs, and waits for its end.
pub(super) async fn run(core: Arc<Core>) -> ShutdownReport {
    let start = async {
        let (done, report) = watch::channel(None);
        let core = Arc::clone(&core);
        // A task of its own, so that a caller who gives up does not leave the shutdown half done; on the system's
        // runtime, so that the caller needs none.
        let runtime = core.runtime.clone();
        task::spawn_on(
            &runtime,
            async move { done.send(Some(stages(&core).await)) },
        );
        report
    };
    let mut report = core.shutdown.run.get_or_init(|| start).await.clone();
    let nothing = ShutdownReport {
        killed: 0,
        stuck: 0,
        took: Duration::ZERO,
    };
    match report.wait_for(Option::is_some).await {
        Ok(report) => report.unwrap_or(nothing),
        Err(_) => nothing,
    }
}

async fn stages(core: &Core) -> ShutdownReport {
    let started = time::now();
    hooks(core, Stage::Leave).await;
    core.schedules.close();
    core.tops.close();
    stop_all(core, StopKind::Stop);
    let mut killed = 0;
    if !empty_within(core, core.shutdown_timeout).await {
        killed = core.tops.count();
        tracing::warn!(
            actors = killed,
            "actors did not stop in time and are killed"
        );
        stop_all(core, StopKind::Kill);
        empty_within(core, KILL_GRACE).await;
    }
    let stuck = core.tops.count();
    core.alarms.close();
    hooks(core, Stage::Close).await;
    ShutdownReport {
        killed,
        stuck,
        took: time::now() - started,
    }
}

async fn hooks(core: &Core, stage: Stage) {
    for participant in core.shutdown.take(stage).into_iter().rev() {
        // Each hook is a task, so that its panic is its own; it gets as long as the actors do.
        let hook = task::spawn(async move { (participant.hook)().await });
        match time::within(core.shutdown_timeout, hook).await {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                tracing::error!(hook = participant.name, %error, "a shutdown hook panicked")
            }
            None => tracing::error!(
                hook = participant.name,
                "a shutdown hook took too long and is left behind"
            ),
        }
    }
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
