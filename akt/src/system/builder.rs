//! Options of a system, and its start.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::actor::cell::Observation;
use crate::actor::{Metrics, TopFailure};
use crate::base::limits::{BLOCKED_AFTER, SHUTDOWN_TIMEOUT, THROUGHPUT};
use crate::dispatch::Order;
use crate::supervision::Supervision;
use crate::system::core::Core;
use crate::system::dead_letters::DeadLetterLog;
use crate::system::eviction::{Eviction, Sweeper};
use crate::system::shutdown::{Phase, PhaseError, PhaseSpec, Phases};
use crate::system::{ActorSystem, Threads};

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
    /// The operating system refused a thread.
    #[error("a thread could not be started; allow the process more threads, or ask for fewer: {0}")]
    Threads(String),
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
    pub(super) throughput: u32,
    /// How long a handler may keep a worker before that is told.
    pub(super) watchdog: Option<Duration>,
    pub(super) dispatchers: Vec<(String, Threads)>,
    /// What the time of day is when the system starts; the machine's if not given.
    pub(super) wall_start: Option<SystemTime>,
    /// What all random choices come from; the operating system's randomness if not given.
    pub(super) seed: Option<u64>,
    /// Whether actors run only when somebody says so.
    by_hand: bool,
    /// Whether messages of remote actors travel although they stay in the process.
    pub(super) always_serialise: bool,
}

impl Settings {
    /// The order in which actors run, if it is to be drawn.
    pub(super) fn order(&self) -> Option<Arc<Order>> {
        self.seed.map(|seed| Order::new(seed, self.by_hand))
    }
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
                throughput: THROUGHPUT,
                watchdog: Some(BLOCKED_AFTER),
                dispatchers: Vec::new(),
                wall_start: None,
                seed: None,
                by_hand: false,
                always_serialise: false,
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

    /// How many messages an actor handles before the next one has its turn; by default
    /// [32](crate::base::limits::THROUGHPUT), at least 1. More is faster, less is fairer.
    pub fn throughput(mut self, messages: u32) -> Self {
        self.settings.throughput = messages.max(1);
        self
    }

    /// Adds a dispatcher with threads of its own, for the actors that are [spawned](crate::actor::Spawn::dispatcher) on it.
    /// The last one of a name counts.
    pub fn dispatcher(mut self, name: impl Into<String>, threads: Threads) -> Self {
        self.settings.dispatchers.push((name.into(), threads));
        self
    }

    /// Tells when a handler keeps a worker for longer than `limit`, by a warning in the log and an event
    /// ([`HandlerBlocks`](crate::system::HandlerBlocks)); by default after [a second](crate::base::limits::BLOCKED_AFTER).
    /// `None` looks for nothing. The watchdog is a thread that wakes twice in that time.
    pub fn watchdog(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.watchdog = limit
            .into()
            .map(|limit| limit.max(Duration::from_millis(10)));
        self
    }

    /// Lets the system take it that the time of day is `start` now, and that it goes on with tokio's clock: for tests, where
    /// that one stands and jumps. By default the time of day is the machine's, and goes on with a paused clock as well.
    pub fn wall_clock_from(mut self, start: SystemTime) -> Self {
        self.settings.wall_start = Some(start);
        self
    }

    /// Makes the system's choices come from `seed`. For tests, and for runs that are to be repeated; not for production,
    /// since it is slower.
    ///
    /// These are its random choices, such as the jitter of pauses and random routers, and the order in which actors run:
    /// who is next, and how many messages it handles in its turn, is drawn anew for each turn. On a runtime with one thread
    /// the same seed then gives the same order, as long as the program takes no other source of chance: tokio's `select!`
    /// without `biased`, the hash maps of the standard library, the time of the machine, and threads are such sources.
    ///
    /// The order is drawn by one worker, which is the default here. With several [`workers`](Self::workers) only the random
    /// choices come from the seed. Dispatchers with threads of their own are not part of it.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// Puts each message of a remote actor, and its answer, onto the wire and takes it off again.
    #[cfg(feature = "testkit")]
    pub(crate) fn always_serialise(mut self) -> Self {
        self.settings.always_serialise = true;
        self
    }

    /// With a seed and one worker, lets actors run only when somebody says so.
    #[cfg(feature = "testkit")]
    pub(crate) fn by_hand(mut self) -> Self {
        self.settings.by_hand = true;
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
        let workers = self.workers.unwrap_or_else(|| match settings.seed {
            Some(_) => 1,
            None => runtime.metrics().num_workers(),
        });
        let (watchdog, dispatchers) = (settings.watchdog, settings.dispatchers.clone());
        let core = Core::start(self.name, runtime, workers, settings);
        core.start_dispatchers(watchdog, dispatchers)
            .map_err(|error| SystemError::Threads(error.to_string()))?;
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
