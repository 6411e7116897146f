//! Dispatchers with names, threads of their own, handlers that may block, and those that should not.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use akt::prelude::*;
use akt::system::{HandlerBlocks, Subscribe, Threads};

use crate::support::{Log, one_thread, outside, soon, thread, threads, until};

/// Blocks a thread until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn pass(&self) {
        let open = self.0.0.lock().unwrap();
        let open = self.0.1.wait_while(open, |open| !*open);
        drop(open.unwrap());
    }

    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
}

#[actor]
struct Worker {
    log: Log,
}

fn this_thread() -> String {
    std::thread::current().name().unwrap_or_default().to_owned()
}

#[handlers]
impl Worker {
    #[handler]
    pub fn thread(&self) -> String {
        this_thread()
    }

    #[handler]
    pub fn same_thread(&self) -> std::thread::ThreadId {
        std::thread::current().id()
    }

    #[handler]
    pub async fn child(&mut self, ctx: &mut Ctx) -> WorkerRef {
        let log = self.log.clone();
        ctx.spawn(Self { log }).await.expect("a child")
    }

    #[handler]
    pub async fn relative(&mut self, ctx: &mut Ctx) -> WorkerRef {
        let log = self.log.clone();
        ctx.system().spawn(Self { log }).await.expect("an actor")
    }

    #[handler]
    pub async fn sleeps(&self) -> String {
        tokio::time::sleep(Duration::from_millis(1)).await;
        this_thread()
    }

    #[handler]
    pub fn passes(&self, gate: Gate) {
        gate.pass();
    }

    #[handler(blocking)]
    pub fn blocks(&mut self, gate: Gate) {
        self.log.add("blocks");
        gate.pass();
        self.log.add("passed");
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }

    #[handler]
    pub fn tell_both(&self, one: WorkerRef, two: WorkerRef) {
        for number in 0..3 {
            one.note(format!("one {number}")).tell().expect("alive");
            two.note(format!("two {number}")).tell().expect("alive");
        }
    }

    #[handler]
    pub fn slow(&mut self) {
        let end = Instant::now() + Duration::from_micros(200);
        while Instant::now() < end {
            std::hint::spin_loop();
        }
    }
}

fn worker() -> (Worker, Log) {
    let log = Log::default();
    (Worker { log: log.clone() }, log)
}

fn in_system(
    threads_: usize,
    test: impl AsyncFnOnce(ActorSystem),
    build: impl FnOnce(akt::system::ActorSystemBuilder) -> akt::system::ActorSystemBuilder,
) {
    threads(threads_).block_on(async {
        let system = build(ActorSystem::builder("test")).start().unwrap();
        soon(test(system.clone())).await;
        assert_eq!(soon(system.shutdown()).await.stuck, 0);
    });
}

#[test]
fn a_named_dispatcher_runs_its_actors_on_its_own_threads() {
    let test = async |system: ActorSystem| {
        let io = system.spawn(worker().0).dispatcher("io").await.unwrap();
        let other = system.spawn(worker().0).await.unwrap();
        assert_eq!(soon(io.thread()).await.unwrap(), "io");
        assert_ne!(soon(other.thread()).await.unwrap(), "io");
        assert_eq!(soon(io.sleeps()).await.unwrap(), "io", "also after a wait");
        let child = soon(io.child()).await.unwrap();
        assert_eq!(soon(child.thread()).await.unwrap(), "io");
        let error = system
            .spawn(worker().0)
            .dispatcher("nobody")
            .await
            .unwrap_err();
        assert!(matches!(error, SpawnError::NoSuchDispatcher(_)), "{error}");
    };
    in_system(2, test, |builder| builder.dispatcher("io", Threads::new(2)));
}

#[test]
fn blocked_threads_of_one_dispatcher_keep_no_other_waiting() {
    let test = async |system: ActorSystem| {
        let gate = Gate::default();
        let io = system.spawn(worker().0).dispatcher("io").await.unwrap();
        let other = system.spawn(worker().0).await.unwrap();
        io.passes(gate.clone()).tell().unwrap();
        for _ in 0..100 {
            soon(other.thread()).await.unwrap();
        }
        gate.open();
        assert_eq!(soon(io.thread()).await.unwrap(), "io");
    };
    in_system(1, test, |builder| builder.dispatcher("io", Threads::new(1)));
}

#[test]
fn a_pinned_actor_has_a_thread_for_itself_which_ends_with_it() {
    let test = async |system: ActorSystem| {
        let pinned = system.spawn(worker().0).pinned().await.unwrap();
        let first = soon(pinned.same_thread()).await.unwrap();
        let name = soon(pinned.thread()).await.unwrap();
        assert_eq!(name, "akt-pinned");
        for _ in 0..20 {
            soon(pinned.sleeps()).await.unwrap();
            assert_eq!(soon(pinned.same_thread()).await.unwrap(), first);
        }
        let child = soon(pinned.child()).await.unwrap();
        assert_ne!(soon(child.same_thread()).await.unwrap(), first);
        let relative = soon(pinned.relative()).await.unwrap();
        assert_ne!(soon(relative.same_thread()).await.unwrap(), first);
        let gate = Gate::default();
        pinned.passes(gate.clone()).tell().unwrap();
        soon(child.thread()).await.unwrap();
        gate.open();
        pinned.stop();
        assert_eq!(soon(pinned.stopped()).await.reason, StopReason::Stopped);
        assert!(pinned.note(String::new()).tell().is_err());
    };
    in_system(2, test, |builder| builder);
}

#[test]
fn a_blocking_handler_keeps_no_worker_and_the_order_of_its_actor() {
    let test = async |system: ActorSystem| {
        let (worker_, log) = worker();
        let blocker = system.spawn(worker_).await.unwrap();
        let other = system.spawn(worker().0).await.unwrap();
        let gate = Gate::default();
        blocker.note("before".into()).tell().unwrap();
        blocker.blocks(gate.clone()).tell().unwrap();
        blocker.note("after".into()).tell().unwrap();
        until("it blocks", || log.count("blocks") == 1).await;
        for _ in 0..100 {
            soon(other.thread()).await.unwrap();
        }
        assert_eq!(log.all(), ["before", "blocks"]);
        gate.open();
        soon(blocker.thread()).await.unwrap();
        assert_eq!(log.all(), ["before", "blocks", "passed", "after"]);
        let open = Gate::default();
        open.open();
        for _ in 0..50 {
            soon(blocker.blocks(open.clone())).await.unwrap();
        }
        assert_eq!(log.count("passed"), 51);
    };
    // One worker: a blocked one would be noticed.
    in_system(1, test, |builder| builder.workers(1));
}

#[test]
fn an_actor_in_a_blocking_handler_can_be_stopped() {
    let test = async |system: ActorSystem| {
        let (worker_, log) = worker();
        let blocker = system.spawn(worker_).await.unwrap();
        let gate = Gate::default();
        blocker.blocks(gate.clone()).tell().unwrap();
        let mut left = blocker.blocks(gate.clone()).into_future();
        left.sent().await;
        until("it blocks", || log.count("blocks") == 1).await;
        blocker.stop();
        gate.open();
        assert_eq!(soon(blocker.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(soon(left).await, Err(AskError::Stopped));
        assert_eq!(log.count("passed"), 1);
    };
    in_system(1, test, |builder| builder.workers(1));
}

#[test]
fn the_watchdog_tells_once_which_handler_blocks() {
    let limit = Duration::from_millis(50);
    let test = async |system: ActorSystem| {
        let events = system.events();
        let told = events.subscribe::<HandlerBlocks>(Subscribe::lossless(16));
        let gate = Gate::default();
        let blocker = system.spawn(worker().0).name("blocker").await.unwrap();
        let quick = system.spawn(worker().0).await.unwrap();
        blocker.passes(gate.clone()).tell().unwrap();
        let event = soon(told.recv()).await.expect("an event");
        assert_eq!(
            event.path.map(|path| path.to_string()).as_deref(),
            Some("/user/blocker")
        );
        assert_eq!(event.uid, blocker.uid());
        assert!(event.since >= limit);
        gate.open();
        soon(blocker.thread()).await.unwrap();
        soon(quick.thread()).await.unwrap();
        assert!(told.try_recv().is_err() || told.waiting() == 0);
    };
    in_system(3, test, move |builder| builder.watchdog(limit));
}

#[test]
fn slow_handlers_of_one_actor_leave_others_their_turn() {
    let test = async |system: ActorSystem| {
        let flooded = system.spawn(worker().0).await.unwrap();
        let other = system.spawn(worker().0).await.unwrap();
        for _ in 0..3000 {
            flooded.slow().tell().unwrap();
        }
        // From a thread of its own, so that the asker does not wait for a worker.
        let latencies = thread(move || {
            let mut latencies = Vec::new();
            for _ in 0..50 {
                let before = Instant::now();
                outside(other.thread()).unwrap();
                latencies.push(before.elapsed());
            }
            latencies.sort();
            latencies
        });
        let latencies = tokio::task::spawn_blocking(move || latencies.join().unwrap());
        let latencies = soon(latencies).await.unwrap();
        // A turn of the usual 32 messages would keep the worker for more than 6 ms.
        let median = latencies[latencies.len() / 2];
        assert!(median < Duration::from_millis(6), "{median:?}");
        flooded.kill();
        soon(flooded.stopped()).await;
    };
    in_system(1, test, |builder| builder.workers(1));
}

/// Computes for as long as it is told to.
#[actor]
struct Busy {
    handled: Arc<AtomicU32>,
}

#[handlers]
impl Busy {
    #[handler]
    pub fn compute(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            std::hint::spin_loop();
        }
        self.handled.fetch_add(1, Ordering::Relaxed);
    }
}

/// How many handlers ran at most between two moments at which another task of the only thread had its turn.
async fn most_in_a_row(busy: &[BusyRef], handled: &AtomicU32, each: u32, time: Duration) -> u32 {
    handled.store(0, Ordering::Relaxed);
    for actor in busy {
        for _ in 0..each {
            actor.compute(time).tell().unwrap();
        }
    }
    let all = each * u32::try_from(busy.len()).unwrap();
    let (mut before, mut most) = (0, 0);
    while before < all {
        tokio::task::yield_now().await;
        let now = handled.load(Ordering::Relaxed);
        most = most.max(now - before);
        before = now;
    }
    most
}

#[test]
fn slow_handlers_leave_other_tasks_their_turn_from_the_first_slice_on() {
    one_thread().block_on(soon(async {
        let system = ActorSystem::new("test").unwrap();
        let handled = Arc::new(AtomicU32::new(0));
        let mut busy = Vec::new();
        for _ in 0..16 {
            let handled = Arc::clone(&handled);
            busy.push(system.spawn(Busy { handled }).await.unwrap());
        }
        let slow = Duration::from_millis(1);
        let most = most_in_a_row(&busy, &handled, 16, slow).await;
        assert!(most <= 2, "{most} ms without a turn, in the first slice");
        // A worker that has become used to quick handlers learns within a few turns that they are not any more.
        most_in_a_row(&busy, &handled, 2000, Duration::ZERO).await;
        let most = most_in_a_row(&busy, &handled, 16, slow).await;
        assert!(most <= 4 * 16, "{most} ms without a turn, after quick ones");
        system.shutdown().await;
    }));
}

#[test]
fn a_turn_may_be_as_short_as_one_message() {
    let test = async |system: ActorSystem| {
        let log = Log::default();
        let one = system.spawn(Worker { log: log.clone() }).await.unwrap();
        let two = system.spawn(Worker { log: log.clone() }).await.unwrap();
        let first = system.spawn(worker().0).await.unwrap();
        soon(first.tell_both(one, two)).await.unwrap();
        until("all were handled", || log.all().len() == 6).await;
        let all = log.all();
        let first_of_two = log.position("two 0");
        assert!(
            first_of_two < 3,
            "they take turns at every message: {all:?}"
        );
    };
    in_system(2, test, |builder| builder.workers(1).throughput(1));
}

#[test]
fn a_blocking_handler_that_never_got_its_thread_ends_with_the_runtime() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let gate = Gate::default();
    let (first, second) = runtime.block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let (blocks, log) = worker();
        let first = system.spawn(blocks).await.unwrap();
        let second = system.spawn(worker().0).await.unwrap();
        first.blocks(gate.clone()).tell().unwrap();
        until("the only thread is taken", || log.count("blocks") == 1).await;
        second.blocks(gate.clone()).tell().unwrap();
        // Time to hand its turn over; whether it has done so, the end is the same.
        crate::support::settle().await;
        (first, second)
    });
    runtime.shutdown_background();
    gate.open();
    for actor in [first, second] {
        assert_eq!(outside(actor.stopped()).reason, StopReason::Killed);
    }
}
