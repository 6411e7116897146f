//! One hook of a shutdown: what it does, how often it is tried, how long it may take, and what its failure means.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::actor::{HookResult, StartError};
use crate::base::limits::{SHUTDOWN_BACKOFF_MAX, SHUTDOWN_RETRIES};
use crate::base::panic::{catch, contain, discard};
use crate::base::time;
use crate::dispatch::task;
use crate::system::shutdown::report::HookOutcome;

/// What follows when a hook fails, panics or takes too long, after its last repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OnFailure {
    /// The next hook runs, as if nothing had happened. The report and the log say what did.
    #[default]
    Skip,
    /// The hooks that are left in the program's own phases, in `before-stop` and in `drain` are not run. The others
    /// are: actors still stop, the node still leaves its cluster, connections still close.
    Fail,
}

type Running = Pin<Box<dyn Future<Output = Result<(), StartError>> + Send>>;

/// What a hook does. Whatever the closure has captured is dropped with it, wherever that is, and its panic goes no further.
struct Act(Option<Box<dyn FnMut() -> Running + Send>>);

impl Drop for Act {
    fn drop(&mut self) {
        let act = self.0.take();
        contain(|| drop(act));
    }
}

/// Something that is done when the system shuts down; added by
/// [`ActorSystem::add_shutdown_hook`](crate::system::ActorSystem::add_shutdown_hook).
///
/// It runs in a task of its own: its panic is its own, and when it takes too long it is dropped where it waits.
#[must_use = "hand it to `ActorSystem::add_shutdown_hook`"]
pub struct ShutdownHook {
    pub(super) name: Cow<'static, str>,
    pub(super) on_failure: OnFailure,
    pub(super) deadline: Option<Duration>,
    retries: u32,
    backoff: Duration,
    act: Act,
    /// Whether it belongs to akt, of whose hooks there are few: it does not count as one of the program's.
    pub(super) is_own: bool,
}

impl ShutdownHook {
    /// A hook that calls `act` and awaits what it returns: nothing, or a `Result<(), E>` with any error type.
    ///
    /// Unless told otherwise it is tried once, may take as long as the shutdown timeout says, and its failure is
    /// [skipped](OnFailure::Skip).
    pub fn new<F>(
        name: impl Into<Cow<'static, str>>,
        mut act: impl FnMut() -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output: HookResult> + Send + 'static,
    {
        Self {
            name: name.into(),
            on_failure: OnFailure::default(),
            deadline: None,
            retries: 0,
            backoff: Duration::ZERO,
            act: Act(Some(Box::new(move || {
                let running = act();
                Box::pin(async move { running.await.into_result() })
            }))),
            is_own: false,
        }
    }

    /// What follows when it fails.
    pub fn on_failure(mut self, on_failure: OnFailure) -> Self {
        self.on_failure = on_failure;
        self
    }

    /// Tries it again when it fails or panics, up to `times` times (at most
    /// [`SHUTDOWN_RETRIES`]). The first pause is `backoff`; it doubles each time, up to [`SHUTDOWN_BACKOFF_MAX`].
    pub fn retry(mut self, times: u32, backoff: Duration) -> Self {
        self.retries = times.min(SHUTDOWN_RETRIES);
        self.backoff = backoff;
        self
    }

    /// How long it may take, repetitions and pauses included; by default as long as the shutdown timeout.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Runs it, again and again as it says; `attempts` counts how often it was begun.
    pub(super) async fn run(self, attempts: &mut u32) -> HookOutcome {
        let act = Arc::new(Mutex::new(self.act));
        let mut backoff = self.backoff.min(SHUTDOWN_BACKOFF_MAX);
        loop {
            *attempts += 1;
            let outcome = attempt(Arc::clone(&act)).await;
            if outcome == HookOutcome::Done || *attempts > self.retries {
                return outcome;
            }
            time::sleep(backoff).await;
            backoff = backoff.saturating_mul(2).min(SHUTDOWN_BACKOFF_MAX);
        }
    }
}

impl fmt::Debug for ShutdownHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShutdownHook")
            .field("name", &self.name)
            .field("on_failure", &self.on_failure)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

/// Aborts its task when it is dropped.
struct Aborting<T>(task::JoinHandle<T>);

impl<T> Drop for Aborting<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn attempt(act: Arc<Mutex<Act>>) -> HookOutcome {
    // A task, so that a panic, or a call that blocks, is the hook's own.
    let mut task = Aborting(task::spawn(async move {
        // The lock guards the call only: nobody else has it, and the next attempt comes after this one.
        let running = act.lock().0.as_mut().map(|act| act());
        let Some(running) = running else {
            return HookOutcome::Done;
        };
        running.await.map_or_else(failed, |()| HookOutcome::Done)
    }));
    match (&mut task.0).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(payload) => HookOutcome::Panicked(text(payload)),
            Err(_) => HookOutcome::Abandoned,
        },
    }
}

/// What an error says, by code of a user, which may panic, as its drop may.
fn failed(error: StartError) -> HookOutcome {
    let outcome = match catch(|| error.to_string()) {
        Ok(text) => HookOutcome::Failed(text),
        Err(payload) => HookOutcome::Panicked(text(payload)),
    };
    contain(|| drop(error));
    outcome
}

/// What a panic said, if it said anything.
fn text(payload: Box<dyn Any + Send>) -> String {
    let text = payload
        .downcast_ref::<&'static str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    discard(payload);
    text.unwrap_or_else(|| "no text".to_owned())
}
