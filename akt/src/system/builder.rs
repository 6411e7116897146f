//! Options of a system, and its start.

use std::time::{Duration, SystemTime};

use crate::actor::TopFailure;
use crate::base::limits::SHUTDOWN_TIMEOUT;
use crate::supervision::Supervision;
use crate::system::ActorSystem;
use crate::system::core::Core;

/// A system could not be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SystemError {
    /// There is no tokio runtime around the call.
    #[error(
        "a system needs a tokio runtime: start it inside `#[akt::main]`, `#[tokio::main]` or `Runtime::block_on`"
    )]
    NoRuntime,
    /// The name is empty or too long.
    #[error(
        "`{0}` is no name for a system: it must be 1 to 256 bytes without `/`, `$` and control characters"
    )]
    NameInvalid(String),
}

/// Options of a system; made by [`ActorSystem::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing is started until `.start()`"]
pub struct ActorSystemBuilder {
    name: String,
    workers: Option<usize>,
    settings: Settings,
}

/// What the builder passes on.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) shutdown_timeout: Duration,
    pub(super) supervision: Supervision,
    pub(super) top_failure: TopFailure,
    /// What the time of day is when the system starts; the machine's if not given.
    pub(super) wall_start: Option<SystemTime>,
}

impl ActorSystemBuilder {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            workers: None,
            settings: Settings {
                shutdown_timeout: SHUTDOWN_TIMEOUT,
                supervision: Supervision::new(),
                top_failure: TopFailure::default(),
                wall_start: None,
            },
        }
    }

    /// How many workers run actors; by default one for each worker thread of the tokio runtime. 1 to 64.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// How long a shutdown waits for the actors before it kills what is left; by default 10 seconds.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.settings.shutdown_timeout = timeout;
        self
    }

    /// The supervision of actors that are spawned without one of their own.
    pub fn supervision(mut self, supervision: Supervision) -> Self {
        self.settings.supervision = supervision;
        self
    }

    /// What is done when a failure is escalated by an actor at the top; by default that actor is stopped.
    pub fn on_top_failure(mut self, what: TopFailure) -> Self {
        self.settings.top_failure = what;
        self
    }

    /// Lets the system take it that the time of day is `start` now, and that it goes on with tokio's clock: for tests, where
    /// that one stands and jumps. By default the time of day is the machine's, and goes on with a paused clock as well.
    pub fn wall_clock_from(mut self, start: SystemTime) -> Self {
        self.settings.wall_start = Some(start);
        self
    }

    /// Starts the system on the current tokio runtime.
    ///
    /// # Errors
    /// When there is no runtime, or the name is not valid.
    pub fn start(self) -> Result<ActorSystem, SystemError> {
        if !crate::actor::ActorPath::is_valid_name(&self.name) {
            return Err(SystemError::NameInvalid(self.name));
        }
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| SystemError::NoRuntime)?;
        let workers = self
            .workers
            .unwrap_or_else(|| runtime.metrics().num_workers());
        Ok(ActorSystem::from_core(Core::start(
            self.name,
            runtime,
            workers,
            self.settings,
        )))
    }
}
