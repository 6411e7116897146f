//! What the tests of the local runtime share: deadlines, runtimes, latches, logs, and quiet planned panics.

use std::future::{Future, IntoFuture};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use akt::system::ActorSystem;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

/// Far longer than anything here takes, also on a loaded machine: what takes longer is lost.
const DEADLINE: Duration = Duration::from_secs(60);

/// The future's output; a wake-up that is lost fails the test instead of hanging it.
pub fn soon<F: IntoFuture>(future: F) -> impl Future<Output = F::Output> {
    let future = future.into_future();
    async {
        match tokio::time::timeout(DEADLINE, future).await {
            Ok(output) => output,
            Err(_) => panic!("nothing happened for {DEADLINE:?}: a wake-up was lost"),
        }
    }
}

/// A runtime with one thread.
pub fn one_thread() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

/// A runtime with one thread whose clock goes on by itself when nothing else is left to do. Not for tests with
/// threads of their own: it does not wait for those.
pub fn virtual_time() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime")
}

/// A runtime with `threads` worker threads.
pub fn threads(threads: usize) -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .expect("a runtime")
}

/// Runs a future on a runtime of this thread's own, as a program without akt would.
pub fn outside<F: IntoFuture>(future: F) -> F::Output {
    one_thread().block_on(soon(future))
}

/// Runs a test on each kind of runtime, in a system of its own.
pub fn on_every_runtime<F: Future<Output = ()>>(test: impl Fn(ActorSystem) -> F) {
    quiet_planned_panics();
    for runtime in [one_thread(), threads(1), threads(3)] {
        runtime.block_on(async {
            let system = ActorSystem::new("test").expect("a system");
            soon(test(system.clone())).await;
            let report = soon(system.shutdown()).await;
            assert_eq!(report.stuck, 0, "an actor did not react to the kill");
        });
    }
}

/// Runs a test on a runtime with one thread and virtual time.
pub fn in_virtual_time<F: Future<Output = ()>>(test: impl FnOnce(ActorSystem) -> F) {
    quiet_planned_panics();
    virtual_time().block_on(async {
        let system = ActorSystem::new("test").expect("a system");
        soon(test(system.clone())).await;
        soon(system.shutdown()).await;
    });
}

/// Starts a tokio task that is joined by awaiting it.
#[allow(clippy::disallowed_methods, reason = "tests start tasks of their own")]
pub fn task<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> impl Future<Output = T> {
    let task = tokio::spawn(future);
    async move { task.await.expect("the task does not panic") }
}

/// Starts a thread outside every runtime.
#[allow(
    clippy::disallowed_methods,
    reason = "tests start threads of their own"
)]
pub fn thread<T: Send + 'static>(
    body: impl FnOnce() -> T + Send + 'static,
) -> std::thread::JoinHandle<T> {
    std::thread::spawn(body)
}

/// Waits until `condition` holds, without virtual time going on.
#[allow(clippy::disallowed_methods, reason = "a deadline in real time")]
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    while !condition() {
        assert!(start.elapsed() < DEADLINE, "still not so: {what}");
        tokio::task::yield_now().await;
    }
}

/// Lets everything run that can run without virtual time going on.
pub async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

/// Virtual time goes on by `duration`.
pub async fn pass(duration: Duration) {
    tokio::time::advance(duration).await;
    settle().await;
}

/// Something that handlers wait for and the test opens.
#[derive(Clone, Default)]
pub struct Latch(Arc<Inner>);

struct Inner {
    passes: Semaphore,
    waiting: Semaphore,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            passes: Semaphore::new(0),
            waiting: Semaphore::new(0),
        }
    }
}

impl Latch {
    /// Waits for one opening. The waiter is suspended once before it counts as waiting, so that what is asked of it
    /// then comes while it is suspended.
    pub async fn wait(&self) {
        tokio::task::yield_now().await;
        self.0.waiting.add_permits(1);
        let pass = self.0.passes.acquire().await.expect("never closed");
        pass.forget();
    }

    /// Lets `count` waiters pass, now or later.
    pub fn open(&self, count: usize) {
        self.0.passes.add_permits(count);
    }

    /// Returns when somebody has come to wait: once for each.
    pub async fn reached(&self) {
        let one = soon(self.0.waiting.acquire()).await.expect("never closed");
        one.forget();
    }
}

/// What happened, in order.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub fn add(&self, entry: impl Into<String>) {
        self.0.lock().expect("no panic inside").push(entry.into());
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().expect("no panic inside").clone()
    }

    pub fn position(&self, entry: &str) -> usize {
        let found = self.all().iter().position(|known| known == entry);
        found.unwrap_or_else(|| panic!("`{entry}` is not in {:?}", self.all()))
    }

    pub fn count(&self, entry: &str) -> usize {
        self.all().iter().filter(|known| *known == entry).count()
    }
}

/// Adds an entry to a log when it is dropped.
pub struct OnDrop(pub Log, pub &'static str);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.add(self.1);
    }
}

/// Panics when it is dropped, unless that would abort.
pub struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("planned: dropped a bomb");
        }
    }
}

/// The payload of a panic that panics when it is dropped, with a payload that does so too.
pub struct Chain(pub u32);

impl Drop for Chain {
    fn drop(&mut self) {
        if self.0 > 0 && !std::thread::panicking() {
            std::panic::panic_any(Self(self.0 - 1));
        }
    }
}

/// Keeps planned panics out of the output.
pub fn quiet_planned_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let payload = info.payload();
            let text = payload
                .downcast_ref::<&'static str>()
                .copied()
                .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            if payload.is::<Chain>() || text.is_some_and(|text| text.starts_with("planned")) {
                return;
            }
            usual(info);
        }));
    });
}

/// A small seeded generator, for schedules that are printed and can be run again.
pub struct Seeded(u64);

impl Seeded {
    /// A seed from the environment variable `AKT_SEED`, or a new one; printed, which the test harness shows when
    /// the test fails.
    pub fn new() -> Self {
        use std::hash::{BuildHasher, Hasher, RandomState};
        let seed = std::env::var("AKT_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("AKT_SEED={seed}");
        Self(seed)
    }

    /// A generator whose sequence depends on `seed` alone.
    pub fn from(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}
