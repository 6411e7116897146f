//! What a system offers of its end: hooks and phases, asking for it, waiting for it.

use std::borrow::Cow;
use std::future::{Future, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use crate::system::ActorSystem;
use crate::system::shutdown::hook::ShutdownHook;
use crate::system::shutdown::phase::{Phase, PhaseError, PhaseSpec};
use crate::system::shutdown::report::ShutdownReport;
use crate::system::shutdown::run;
use crate::system::shutdown::signals::{self, SignalShutdown};

/// A hook that runs once, and cannot fail.
fn once<F>(
    name: impl Into<Cow<'static, str>>,
    hook: impl FnOnce() -> F + Send + 'static,
) -> ShutdownHook
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut hook = Some(hook);
    ShutdownHook::new(name, move || -> Pin<Box<dyn Future<Output = ()> + Send>> {
        match hook.take() {
            Some(hook) => Box::pin(hook()),
            None => Box::pin(ready(())),
        }
    })
}

impl ActorSystem {
    /// Calls `hook` once when the system shuts down, in that phase, and awaits what it returns. The short form of
    /// [`add_shutdown_hook`](Self::add_shutdown_hook) for hooks that cannot fail, or whose panic is only reported.
    ///
    /// # Errors
    /// As [`add_shutdown_hook`](Self::add_shutdown_hook).
    pub fn on_shutdown<F>(
        &self,
        phase: Phase,
        name: impl Into<Cow<'static, str>>,
        hook: impl FnOnce() -> F + Send + 'static,
    ) -> Result<(), PhaseError>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.add_shutdown_hook(phase, once(name, hook))
    }

    /// [`on_shutdown`](Self::on_shutdown) for a part of akt that a system has once. There is always room for it, so that an
    /// error says one thing: the system is past that phase.
    pub(crate) fn on_shutdown_of_part<F>(
        &self,
        phase: Phase,
        name: &'static str,
        hook: impl FnOnce() -> F + Send + 'static,
    ) -> Result<(), PhaseError>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut hook = once(name, hook);
        hook.is_own = true;
        self.add_shutdown_hook(phase, hook)
    }

    /// Adds a hook to a phase of the shutdown, at any time before that phase begins. Hooks of a phase run one after
    /// another, the one that was added last first, unless the phase is [concurrent](PhaseSpec::concurrent).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use akt::prelude::*;
    /// use akt::system::{OnFailure, Phase, ShutdownHook};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let system = ActorSystem::new("shop")?;
    /// let deregister = ShutdownHook::new("deregister", || async { Err(std::io::Error::other("refused")) })
    ///     .retry(2, Duration::from_millis(1))
    ///     .on_failure(OnFailure::Skip);
    /// system.add_shutdown_hook(Phase::BEFORE_STOP, deregister)?;
    /// let report = system.shutdown().await;
    /// let hook = &report.phases[0].hooks[0];
    /// assert_eq!((hook.outcome.to_string().as_str(), hook.attempts), ("failed: refused", 3));
    /// # Ok(()) }) }
    /// ```
    ///
    /// # Errors
    /// There is no such phase, it has begun or takes no hooks, or there are
    /// [too many](crate::base::limits::SHUTDOWN_HOOKS).
    pub fn add_shutdown_hook(&self, phase: Phase, hook: ShutdownHook) -> Result<(), PhaseError> {
        self.core.shutdown.add_hook(phase, hook)
    }

    /// Adds a phase to the shutdown, at any time before the shutdown begins. See
    /// [`ActorSystemBuilder::shutdown_phase`](crate::system::ActorSystemBuilder::shutdown_phase) for phases that name
    /// each other.
    ///
    /// # Errors
    /// The name is taken, a phase that it names does not exist, they would come before each other in a circle, there are
    /// [too many](crate::base::limits::SHUTDOWN_PHASES), or the shutdown has begun.
    pub fn add_shutdown_phase(&self, spec: PhaseSpec) -> Result<(), PhaseError> {
        self.core.shutdown.add_phase(spec)
    }

    /// Shuts the system down, [phase](Phase) by phase: services leave the cluster while messaging works, then all actors
    /// stop (children before their parents, siblings at once), then connections close. What has not stopped after the
    /// shutdown timeout is killed. Each hook and each phase has its deadline, so the whole comes to an end.
    ///
    /// Later calls wait for the first one, and get the same report. New top-level actors are refused when the actors are
    /// told to stop. An actor that awaits the shutdown holds it up until it is killed. When it is over, subscriptions to
    /// events end, after what they hold has been read.
    ///
    /// # Cancellation
    /// The shutdown goes on when the future is dropped.
    pub async fn shutdown(&self) -> ShutdownReport {
        run::begin(&self.core);
        self.core.shutdown.over().await
    }

    /// Shuts the system down without waiting for anybody: hooks that run are dropped, those that have not begun are not
    /// run, and all actors are killed. Also cuts short a shutdown that has begun. It takes at most
    /// [a second](crate::base::limits::SHUTDOWN_KILL_GRACE), which only handlers that compute without end use up.
    ///
    /// # Cancellation
    /// The shutdown goes on when the future is dropped.
    pub async fn shutdown_now(&self) -> ShutdownReport {
        self.core.shutdown.hurry();
        self.shutdown().await
    }

    /// Waits until the system has shut down, whoever asks for it. Does not ask for it itself.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn terminated(&self) -> ShutdownReport {
        self.core.shutdown.over().await
    }

    /// Shuts the system down when the process is asked to end: by SIGTERM or Ctrl-C (SIGINT) on Unix, by Ctrl-C, closing
    /// of the console or a shutdown of the machine on Windows. A second one [hurries](Self::shutdown_now) the shutdown.
    ///
    /// The signals are wired when this returns, and stay so for the rest of the process: they no longer end it by
    /// themselves, `main` does by returning. The future waits until the system has shut down, by a signal or otherwise.
    /// Dropping it leaves the signals wired. Calling this twice is as calling it once.
    ///
    /// ```no_run
    /// use akt::prelude::*;
    ///
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let system = ActorSystem::new("shop")?;
    /// let down = system.shutdown_on_signals()?;
    /// println!("{}", down.await);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The operating system refuses, or the tokio runtime has no I/O (`enable_all` brings it).
    pub fn shutdown_on_signals(&self) -> io::Result<SignalShutdown> {
        signals::wire(Arc::clone(&self.core))
    }
}
