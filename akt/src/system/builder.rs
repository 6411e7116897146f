//! Options of a system, and its start.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::actor::cell::Observation;
use crate::actor::{Metrics, TopFailure};
use crate::base::limits::SHUTDOWN_TIMEOUT;
use crate::supervision::Supervision;
use crate::system::ActorSystem;
use crate::system::core::Core;
use crate::system::dead_letters::DeadLetterLog;
use crate::system::eviction::{Eviction, Sweeper};
use crate::system::shutdown::{Phase, PhaseError, PhaseSpec, Phases};

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
    /// The phases of the shutdown do not fit together.
    #[error("the shutdown cannot be put in order: {0}")]
    Phases(#[from] PhaseError),
}

/// Puts one extension into a system.
type Extend = Arc<dyn Fn(&ActorSystem) + Send + Sync>;

/// Options of a system; made by [`ActorSystem::builder`].
#[derive(Clone)]
#[must_use = "nothing is started until `.start()`"]
pub struct ActorSystemBuilder {
    name: String,
    workers: Option<usize>,
    settings: Settings,
    phases: Vec<PhaseSpec>,
    deadlines: Vec<(Phase, Duration)>,
    extensions: Vec<Extend>,
    eviction: Option<Eviction>,
}

/// What the builder passes on.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) shutdown_timeout: Duration,
    pub(super) phases: Phases,
    pub(super) dead_letter_log: DeadLetterLog,
    pub(super) supervision: Supervision,
    pub(super) top_failure: TopFailure,
    /// What is observed of messages.
    pub(super) observation: Observation,
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
                phases: Phases::predefined(),
                dead_letter_log: DeadLetterLog::default(),
                supervision: Supervision::new(),
                top_failure: TopFailure::default(),
                observation: Observation::default(),
                wall_start: None,
            },
            phases: Vec::new(),
            deadlines: Vec::new(),
            extensions: Vec::new(),
            eviction: None,
        }
    }

    /// How many workers run actors; by default one for each worker thread of the tokio runtime. 1 to 64.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// How long a shutdown waits for the actors before it kills what is left; by default 10 seconds. Also how long a hook
    /// of the shutdown may take unless it says otherwise.
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

    /// Takes idle actors out of memory when there are too many; by default none.
    pub fn eviction(mut self, eviction: Eviction) -> Self {
        self.eviction = Some(eviction);
        self
    }

    /// What is measured of each actor beside its counters, unless its spawn says otherwise; by default nothing.
    pub fn metrics(mut self, metrics: Metrics) -> Self {
        self.settings.observation.metrics = metrics;
        self
    }

    /// Whether each handler runs in a `tracing` span: `akt.message`, at the level `info`, with the fields `actor.path`,
    /// `method` and `uid`. It is entered whenever the handler is polled, and closed when that is through. By default not,
    /// and then nothing is spent on it.
    pub fn message_spans(mut self, on: bool) -> Self {
        self.settings.observation.spans = on;
        self
    }

    /// Lets the system take it that the time of day is `start` now, and that it goes on with tokio's clock: for tests, where
    /// that one stands and jumps. By default the time of day is the machine's, and goes on with a paused clock as well.
    pub fn wall_clock_from(mut self, start: SystemTime) -> Self {
        self.settings.wall_start = Some(start);
        self
    }

    /// Adds a phase to the shutdown. Phases may name each other, in whatever order they are added.
    ///
    /// ```
    /// use akt::system::{ActorSystem, Phase, PhaseSpec};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// const CACHE: Phase = Phase::named("write-back-cache");
    /// let system = ActorSystem::builder("shop")
    ///     .shutdown_phase(PhaseSpec::new(CACHE).after(Phase::DRAIN).before(Phase::ACTORS))
    ///     .start()?;
    /// system.on_shutdown(CACHE, "pages", || async { /* actors still answer */ })?;
    /// let report = system.shutdown().await;
    /// let order: Vec<_> = report.phases.iter().map(|phase| phase.phase.name()).collect();
    /// assert_eq!(order[2..5], ["drain", "write-back-cache", "actors"]);
    /// # Ok(()) }) }
    /// ```
    pub fn shutdown_phase(mut self, spec: PhaseSpec) -> Self {
        self.phases.push(spec);
        self
    }

    /// How long a phase of the shutdown may take, its hooks together; by default three times the shutdown timeout. For
    /// [`Phase::ACTORS`] it is how long actors may take to stop, by default the shutdown timeout itself.
    pub fn phase_deadline(mut self, phase: Phase, deadline: Duration) -> Self {
        self.deadlines.push((phase, deadline));
        self
    }

    /// Whether and how dead letters are logged; by default at `warn`, at most 10 a second.
    pub fn dead_letter_log(mut self, log: DeadLetterLog) -> Self {
        self.settings.dead_letter_log = log;
        self
    }

    /// Keeps a value in the system by its type, before the first actor can start. Another of the same type replaces it.
    ///
    /// Systems that are started from clones of the builder share the value.
    ///
    /// ```
    /// use akt::system::ActorSystem;
    ///
    /// struct Currency(&'static str);
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let system = ActorSystem::builder("bank").extension(Currency("EUR")).start()?;
    /// // In an actor: `ctx.extension::<Currency>()`.
    /// assert_eq!(system.extension::<Currency>().map(|currency| currency.0), Some("EUR"));
    /// # Ok(()) }) }
    /// ```
    pub fn extension<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        let value = Arc::new(value);
        self.extensions.push(Arc::new(move |system| {
            system.insert_extension(Arc::clone(&value));
        }));
        self
    }

    /// As [`extension`](Self::extension), for a value that needs the system: `make` is called when the system starts,
    /// after the extensions before it, so that it finds them. It may add hooks to the shutdown and subscribe to events.
    ///
    /// When it panics, so does [`start`](Self::start).
    pub fn extension_with<T: Send + Sync + 'static>(
        mut self,
        make: impl Fn(&ActorSystem) -> T + Send + Sync + 'static,
    ) -> Self {
        self.extensions.push(Arc::new(move |system| {
            system.insert_extension(Arc::new(make(system)));
        }));
        self
    }

    /// Starts the system on the current tokio runtime.
    ///
    /// # Errors
    /// When there is no runtime, the name is not valid, or the phases of the shutdown do not fit together.
    pub fn start(self) -> Result<ActorSystem, SystemError> {
        if !crate::actor::ActorPath::is_valid_name(&self.name) {
            return Err(SystemError::NameInvalid(self.name));
        }
        let mut settings = self.settings;
        settings.phases.add(self.phases)?;
        for (phase, deadline) in &self.deadlines {
            settings.phases.set_deadline(phase, *deadline)?;
        }
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| SystemError::NoRuntime)?;
        let workers = self
            .workers
            .unwrap_or_else(|| runtime.metrics().num_workers());
        let core = Core::start(self.name, runtime, workers, settings);
        if let Some(eviction) = self.eviction {
            Sweeper::start(eviction, &core);
        }
        let system = ActorSystem::from_core(core);
        for extend in self.extensions {
            extend(&system);
        }
        Ok(system)
    }
}

impl fmt::Debug for ActorSystemBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActorSystemBuilder")
            .field("name", &self.name)
            .field("workers", &self.workers)
            .field("settings", &self.settings)
            .field("phases", &self.phases)
            .field("extensions", &self.extensions.len())
            .finish_non_exhaustive()
    }
}
