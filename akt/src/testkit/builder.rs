//! Options of a test, and the runtime around it.

use std::any::Any;
use std::fmt;
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::base::limits::{TEST_LIMIT, TEST_PATIENCE};
use crate::base::rng::Rng;
use crate::base::time;
use crate::system::{ActorSystem, ActorSystemBuilder};
use crate::testkit::events::Events;
use crate::testkit::idle::IdleBell;
use crate::testkit::inbox::Inbox;
use crate::testkit::kit::{Shared, TestKit};
use crate::testkit::logs::{Capture, Line};
use crate::testkit::watch::{Horizon, guarded};

/// Changes the options of the test's system.
type Configure = Arc<dyn Fn(ActorSystemBuilder) -> ActorSystemBuilder>;

/// Options of a test; made by [`TestKit::builder`].
///
/// ```
/// use std::time::Duration;
///
/// use akt::testkit::TestKit;
///
/// let elapsed = TestKit::builder()
///     .seed(7)
///     .name("bank")
///     .system(|system| system.shutdown_timeout(Duration::from_secs(1)))
///     .run(async |kit| {
///         assert_eq!(kit.system().name(), "bank");
///         kit.time().advance(Duration::from_secs(3600)).await; // takes no time
///         kit.time().elapsed()
///     });
/// assert_eq!(elapsed, Duration::from_secs(3600));
/// ```
#[derive(Clone)]
#[must_use = "nothing is run until `.run(…)`"]
pub struct TestKitBuilder {
    name: String,
    seed: Option<u64>,
    workers: usize,
    by_hand: bool,
    always_serialise: bool,
    real_time: bool,
    limit: Duration,
    patience: Duration,
    capture_logs: bool,
    configure: Vec<Configure>,
}

impl TestKitBuilder {
    pub(super) fn new() -> Self {
        Self {
            name: "test".into(),
            seed: None,
            workers: 1,
            by_hand: false,
            always_serialise: false,
            real_time: false,
            limit: TEST_LIMIT,
            patience: TEST_PATIENCE,
            capture_logs: false,
            configure: Vec::new(),
        }
    }

    /// The name of the system; by default `test`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What the random choices come from. By default the value of the environment variable `AKT_SEED`, or a new one for
    /// each run; a test that fails prints it.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// How many workers run actors, all on the one thread of the test; by default 1. With more than one, the order in which
    /// actors run is that of production, and not drawn from the seed.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// Lets actors run only when the test says so, one turn at a time: see [`TestKit::step`]. There is one worker then.
    pub fn by_hand(mut self) -> Self {
        self.by_hand = true;
        self
    }

    /// Lets each message of a `remote` actor or a grain be written as for another node and read again before it is handled,
    /// and its answer likewise, although both stay in the process: so a field that does not survive the way is found. What
    /// never leaves a process is not touched: messages of other actors, and those of private handlers.
    pub fn always_serialise(mut self) -> Self {
        self.always_serialise = true;
        self
    }

    /// Lets the test run by the machine's clock: for what waits for sockets, processes or threads. A test that is stuck then
    /// ends at the limit only.
    pub fn real_time(mut self) -> Self {
        self.real_time = true;
        self
    }

    /// How long the test may take in real time; by default a [minute](TEST_LIMIT).
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// How long an expectation waits for what is to come, by the clock of the test; by default
    /// [3 seconds](TEST_PATIENCE).
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Keeps what is logged on the thread of the test, for [`TestKit::expect_log`]. It is logged nowhere else then.
    pub fn capture_logs(mut self) -> Self {
        self.capture_logs = true;
        self
    }

    /// Options of the test's system. By default it has a seed, and no watchdog.
    pub fn system(
        mut self,
        configure: impl Fn(ActorSystemBuilder) -> ActorSystemBuilder + 'static,
    ) -> Self {
        self.configure.push(Arc::new(configure));
        self
    }

    /// Runs a test to its end, and shuts its system down.
    ///
    /// # Panics
    /// When the test does, is stuck, takes longer than the limit, or leaves an actor that does not end. The text names the
    /// seed.
    pub fn run<R>(&self, test: impl AsyncFnOnce(TestKit) -> R) -> R {
        let seed = self.seed.or_else(given_seed);
        self.run_seeded(seed.unwrap_or_else(|| Rng::from_os().next_u64()), test)
    }

    /// Runs a test once for each seed, or once with the value of `AKT_SEED` if that is set.
    ///
    /// # Panics
    /// As [`run`](Self::run), with the first seed with which the test fails; the others are not run then.
    pub fn explore(&self, seeds: Range<u64>, test: impl AsyncFn(TestKit)) {
        let seeds = given_seed().map_or(seeds, |seed| seed..seed.saturating_add(1));
        for seed in seeds {
            self.run_seeded(seed, async |kit| test(kit).await);
        }
    }

    fn run_seeded<R>(&self, seed: u64, test: impl AsyncFnOnce(TestKit) -> R) -> R {
        let idle = Arc::new(IdleBell::default());
        let runtime = self.runtime(&idle);
        let (capture, logs) = self.capture_logs.then(Capture::new).unzip();
        let _captured = capture.map(tracing::subscriber::set_default);
        let run = AssertUnwindSafe(|| runtime.block_on(self.run_inside(seed, idle, logs, test)));
        match catch_unwind(run) {
            Ok(output) => output,
            Err(payload) => {
                // A thread that a test left blocked must not hold its failure up.
                runtime.shutdown_background();
                tell_seed(seed);
                resume_unwind(with_seed(payload, seed))
            }
        }
    }

    #[allow(clippy::panic, reason = "this is how a test fails")]
    fn runtime(&self, idle: &Arc<IdleBell>) -> Runtime {
        let idle = Arc::clone(idle);
        let runtime: io::Result<Runtime> = Builder::new_current_thread()
            .enable_all()
            .start_paused(!self.real_time)
            .on_thread_park(move || idle.ring())
            .build();
        match runtime {
            Ok(runtime) => runtime,
            Err(error) => panic!("the runtime of the test could not start: {error}"),
        }
    }

    #[allow(clippy::panic, reason = "this is how a test fails")]
    async fn run_inside<R>(
        &self,
        seed: u64,
        idle: Arc<IdleBell>,
        logs: Option<Arc<Inbox<Line>>>,
        test: impl AsyncFnOnce(TestKit) -> R,
    ) -> R {
        let builder = ActorSystem::builder(self.name.clone())
            .workers(self.workers)
            .watchdog(None)
            .seed(seed);
        let builder = if self.by_hand {
            builder.workers(1).by_hand()
        } else {
            builder
        };
        let builder = if self.always_serialise {
            builder.always_serialise()
        } else {
            builder
        };
        let configured = self
            .configure
            .iter()
            .fold(builder, |builder, configure| configure(builder));
        let system = match configured.start() {
            Ok(system) => system,
            Err(error) => panic!("the system of the test could not start: {error}"),
        };
        let kit = TestKit {
            shared: Arc::new(Shared {
                system: system.clone(),
                seed,
                by_hand: self.by_hand,
                patience: self.patience,
                idle,
                horizon: (!self.real_time).then(Horizon::new),
                origin: time::now(),
                events: Events::new(&system),
                logs,
            }),
        };
        let through = async {
            let output = test(kit.clone()).await;
            kit.let_go();
            let report = system.shutdown().await;
            assert!(
                report.stuck == 0,
                "an actor did not react to the kill at the end of the test: {report:?}"
            );
            output
        };
        guarded(
            through,
            &system,
            kit.shared.horizon.as_ref(),
            self.limit,
            seed,
        )
        .await
    }
}

impl fmt::Debug for TestKitBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestKitBuilder")
            .field("name", &self.name)
            .field("seed", &self.seed)
            .field("workers", &self.workers)
            .field("real_time", &self.real_time)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// The seed that the environment gives.
#[allow(clippy::panic, reason = "this is how a test fails")]
fn given_seed() -> Option<u64> {
    let text = std::env::var("AKT_SEED").ok()?;
    match text.parse() {
        Ok(seed) => Some(seed),
        Err(error) => panic!("AKT_SEED={text} is no seed, which is a number: {error}"),
    }
}

#[allow(
    clippy::print_stderr,
    reason = "the harness shows it with the failure of the test"
)]
fn tell_seed(seed: u64) {
    eprintln!("this run can be repeated with AKT_SEED={seed}");
}

/// The payload of a failure, with the seed behind its text.
fn with_seed(payload: Box<dyn Any + Send>, seed: u64) -> Box<dyn Any + Send> {
    let text = payload
        .downcast_ref::<&'static str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    match text {
        Some(text) => Box::new(format!("{text}\n  (AKT_SEED={seed})")),
        None => payload,
    }
}
