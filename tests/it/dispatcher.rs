//! Who runs when: fairness, other runtimes and threads, and the end of a runtime under living actors.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use akt::prelude::*;
use akt::system::{SystemError, block_on};

use crate::support::{
    Latch, Log, OnDrop, on_every_runtime, one_thread, outside, settle, soon, task, thread, threads,
    until,
};

/// An actor without hooks.
#[actor]
pub struct Plain {
    handled: Arc<AtomicU64>,
    latch: Latch,
    _dropped: Option<OnDrop>,
}

#[handlers]
impl Plain {
    #[handler]
    pub fn count(&mut self) -> u64 {
        self.handled.fetch_add(1, Ordering::Relaxed) + 1
    }

    #[handler]
    pub fn again(&mut self, ctx: &Ctx<Self>) {
        self.handled.fetch_add(1, Ordering::Relaxed);
        let _ = ctx.this().again().tell();
    }

    #[handler]
    pub fn to(&mut self, other: PlainRef, ctx: &Ctx<Self>) {
        self.handled.fetch_add(1, Ordering::Relaxed);
        let _ = other.to(ctx.this()).tell();
    }

    #[handler]
    pub async fn wait(&mut self) {
        self.latch.wait().await;
    }

    #[handler]
    pub async fn poll_until(&mut self, flag: Arc<AtomicBool>) {
        std::future::poll_fn(|cx| {
            self.handled.fetch_add(1, Ordering::Relaxed);
            cx.waker().wake_by_ref();
            if flag.load(Ordering::Acquire) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }

    #[handler]
    pub async fn pause(&mut self, long: Duration) {
        let never = std::future::pending::<()>();
        let _ = tokio::time::timeout(long, never).await;
    }

    #[handler]
    pub async fn child(&mut self, ctx: &mut Ctx) -> Option<PlainRef> {
        ctx.spawn(plain()).await.ok()
    }

    #[handler]
    pub async fn children(&mut self, count: usize, ctx: &mut Ctx) {
        for _ in 0..count {
            let child = plain();
            ctx.spawn(child).start().unwrap();
        }
    }

    #[handler]
    pub fn compute(&mut self, go: Arc<AtomicBool>) {
        while !go.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
    }
}

pub fn plain() -> Plain {
    Plain {
        handled: Arc::default(),
        latch: Latch::default(),
        _dropped: None,
    }
}

#[test]
fn flooded_actors_starve_neither_others_nor_foreign_tasks() {
    on_every_runtime(|system| async move {
        let mut floods = Vec::new();
        for _ in 0..4 {
            let flood = system.spawn(plain()).await.unwrap();
            flood.again().tell().unwrap();
            floods.push(flood);
        }
        // Pairs that wake each other live in the LIFO slots.
        for _ in 0..4 {
            let (ping, pong) = (
                system.spawn(plain()).await.unwrap(),
                system.spawn(plain()).await.unwrap(),
            );
            ping.to(pong.clone()).tell().unwrap();
            floods.extend([ping, pong]);
        }
        let foreign = task(async {
            for _ in 0..200 {
                tokio::task::yield_now().await;
            }
        });
        soon(foreign).await;
        let calm = system.spawn(plain()).await.unwrap();
        for number in 1..200 {
            assert_eq!(soon(calm.count()).await, Ok(number));
        }
        let outside = {
            let calm = calm.clone();
            thread(move || outside(calm.count()))
        };
        until("the outsider is answered", || outside.is_finished()).await;
        assert_eq!(outside.join().unwrap(), Ok(200));
        for flood in &floods {
            flood.stop();
        }
        for flood in floods {
            soon(flood.stopped()).await;
        }
    });
}

#[test]
fn timers_fire_while_actors_are_flooded() {
    for runtime in [threads(1), threads(2)] {
        runtime.block_on(async {
            let system = ActorSystem::new("flood").unwrap();
            let flood = system.spawn(plain()).await.unwrap();
            flood.again().tell().unwrap();
            let sleeper = system.spawn(plain()).await.unwrap();
            soon(sleeper.pause(Duration::from_millis(20)))
                .await
                .unwrap();
            let timed = sleeper.wait().timeout(Duration::from_millis(20)).await;
            assert_eq!(timed, Err(AskError::Timeout));
            flood.kill();
            soon(flood.stopped()).await;
            sleeper.kill();
            soon(system.shutdown()).await;
        });
    }
}

#[test]
fn a_long_queue_does_not_delay_a_short_one_until_its_end() {
    one_thread().block_on(async {
        const FLOOD: u64 = 200_000;
        let system = ActorSystem::new("fair").unwrap();
        let flooded = plain();
        let handled = Arc::clone(&flooded.handled);
        let flooded = system.spawn(flooded).await.unwrap();
        let calm = system.spawn(plain()).await.unwrap();
        for _ in 0..FLOOD {
            flooded.count().tell().unwrap();
        }
        assert_eq!(soon(calm.count()).await, Ok(1));
        let before = handled.load(Ordering::Relaxed);
        assert!(before < FLOOD / 2, "{before} messages came first");
        soon(flooded.count()).await.unwrap();
        soon(system.shutdown()).await;
    });
}

#[test]
fn a_computing_handler_holds_up_one_worker_only() {
    threads(2).block_on(async {
        let system = ActorSystem::new("busy").unwrap();
        let go = Arc::new(AtomicBool::new(false));
        let busy = system.spawn(plain()).await.unwrap();
        busy.compute(Arc::clone(&go)).tell().unwrap();
        for _ in 0..100 {
            let other = system.spawn(plain()).await.unwrap();
            assert_eq!(soon(other.count()).await, Ok(1));
        }
        go.store(true, Ordering::Release);
        soon(system.shutdown()).await;
    });
}

/// Takes a moment for each message, and notes how many take theirs at the same time.
#[actor]
struct Slow {
    now: Arc<AtomicU64>,
    most: Arc<AtomicU64>,
}

#[handlers]
impl Slow {
    #[handler]
    pub fn feed(&mut self, other: SlowRef, ctx: &Ctx<Self>) {
        let _ = other.work().tell();
        let _ = ctx.this().feed(other).tell();
        self.work();
    }

    #[handler]
    pub fn work(&mut self) {
        let now = self.now.fetch_add(1, Ordering::AcqRel) + 1;
        self.most.fetch_max(now, Ordering::AcqRel);
        for _ in 0..1000 {
            std::hint::spin_loop();
        }
        self.now.fetch_sub(1, Ordering::AcqRel);
    }
}

#[test]
fn a_worker_with_more_than_it_can_do_wakes_one_that_sleeps() {
    threads(2).block_on(async {
        let system = ActorSystem::new("pair").unwrap();
        let (now, most) = (Arc::default(), Arc::<AtomicU64>::default());
        let slow = || Slow {
            now: Arc::clone(&now),
            most: Arc::clone(&most),
        };
        let feeder = system.spawn(slow()).await.unwrap();
        let fed = system.spawn(slow()).await.unwrap();
        // The workers fall asleep. From here on nobody outside schedules anything: the one that runs the two actors
        // must ask for help.
        settle().await;
        most.store(0, Ordering::Release);
        feeder.feed(fed).tell().unwrap();
        until("both workers work", || most.load(Ordering::Acquire) == 2).await;
        feeder.kill();
        soon(system.shutdown()).await;
    });
}

#[test]
fn actors_are_spawned_and_asked_from_plain_threads() {
    on_every_runtime(|system| async move {
        let outsiders: Vec<_> = (0..3)
            .map(|_| {
                let system = system.clone();
                thread(move || {
                    for _ in 0..20 {
                        let actor = system.spawn(plain()).start().unwrap();
                        actor.count().tell().unwrap();
                        let count = outside(actor.count());
                        assert_eq!(count, Ok(2));
                        actor.stop();
                    }
                })
            })
            .collect();
        for outsider in outsiders {
            until("the outsider is through", || outsider.is_finished()).await;
            outsider.join().unwrap();
        }
        until("all have ended", || system.top_level_actors() == 0).await;
    });
}

#[test]
fn two_systems_share_a_runtime_and_talk() {
    on_every_runtime(|first| async move {
        let second = ActorSystem::new("second").unwrap();
        let one = first.spawn(plain()).name("it").await.unwrap();
        let two = second.spawn(plain()).name("it").await.unwrap();
        assert_ne!(one, two);
        one.to(two.clone()).tell().unwrap();
        assert!(soon(two.count()).await.is_ok());
        soon(second.shutdown()).await;
        assert!(soon(one.count()).await.is_ok(), "the first goes on");
        assert_eq!(soon(two.count()).await, Err(AskError::Stopped));
    });
}

#[test]
fn a_system_needs_a_runtime_and_a_name() {
    assert_eq!(ActorSystem::new("it").unwrap_err(), SystemError::NoRuntime);
    one_thread().block_on(async {
        for name in ["", "a/b", "$"] {
            let refused = ActorSystem::new(name).unwrap_err();
            assert_eq!(refused, SystemError::NameInvalid(name.to_owned()));
        }
        for (workers, expected) in [(0, 1), (1, 1), (5, 5), (1000, 64)] {
            let system = ActorSystem::builder("it").workers(workers).start().unwrap();
            assert_eq!(system.workers(), expected);
            let actor = system.spawn(plain()).await.unwrap();
            assert_eq!(soon(actor.count()).await, Ok(1));
            soon(system.shutdown()).await;
        }
    });
    let answer = block_on(async {
        let system = ActorSystem::new("main").unwrap();
        system.spawn(plain()).await.unwrap().count().await
    });
    assert_eq!(answer, Ok(1));
}

/// Everything an actor can be doing when its runtime goes away.
struct Castaways {
    system: ActorSystem,
    idle: PlainRef,
    queued: PlainRef,
    suspended: PlainRef,
    sleeping: PlainRef,
    child: PlainRef,
    log: Log,
}

async fn castaways() -> Castaways {
    let system = ActorSystem::new("island").unwrap();
    let log = Log::default();
    let spawn = async |name| {
        let mut actor = plain();
        actor._dropped = Some(OnDrop(log.clone(), name));
        system.spawn(actor).name(name).await.unwrap()
    };
    let idle = spawn("idle").await;
    let queued = spawn("queued").await;
    let suspended = spawn("suspended").await;
    let sleeping = spawn("sleeping").await;
    suspended.wait().tell().unwrap();
    sleeping.pause(Duration::from_secs(3600)).tell().unwrap();
    let child = soon(idle.child()).await.unwrap().unwrap();
    Castaways {
        idle,
        queued,
        suspended,
        sleeping,
        child,
        log,
        system,
    }
}

#[test]
fn when_a_runtime_goes_its_actors_end_and_askers_elsewhere_are_answered() {
    crate::support::quiet_planned_panics();
    for runtime in [one_thread(), threads(1), threads(2)] {
        let island = runtime.block_on(castaways());
        let asker = |actor: &PlainRef| {
            let ask = actor.count().into_future();
            thread(move || outside(ask))
        };
        // On the runtime with one thread nothing runs now, and these messages stay queued.
        let before: Vec<_> = [&island.suspended, &island.sleeping]
            .into_iter()
            .map(asker)
            .collect();
        let queued = asker(&island.queued);
        let stopped = {
            let idle = island.idle.clone();
            thread(move || outside(idle.stopped()))
        };
        drop(runtime);
        for asker in before {
            assert_eq!(asker.join().unwrap(), Err(AskError::Stopped));
        }
        let answer = queued.join().unwrap();
        assert!(
            answer == Ok(1) || answer == Err(AskError::Stopped),
            "{answer:?}"
        );
        assert_eq!(stopped.join().unwrap().reason, StopReason::Killed);
        for actor in [&island.idle, &island.queued, &island.child] {
            assert!(actor.is_stopped());
            assert_eq!(asker(actor).join().unwrap(), Err(AskError::Stopped));
            actor.count().tell().unwrap_err();
        }
        let mut dropped = island.log.all();
        dropped.sort();
        assert_eq!(dropped, ["idle", "queued", "sleeping", "suspended"]);
        let refused = island.system.spawn(plain()).start();
        assert!(matches!(refused, Err(SpawnError::Stopping)), "{refused:?}");
        assert!(island.system.find_any("idle").is_none());
        let report = outside(island.system.shutdown());
        assert_eq!((report.killed, report.stuck), (0, 0));
    }
}

#[test]
fn a_runtime_may_go_while_others_send_and_spawn() {
    let rounds = if cfg!(akt_sanitize) { 5 } else { 40 };
    for round in 0..rounds {
        let runtime = threads(1 + round % 2);
        let system = runtime.block_on(async { ActorSystem::new("short").unwrap() });
        let go = Arc::new(AtomicBool::new(true));
        let outsiders: Vec<_> = (0..2)
            .map(|_| {
                let (system, go) = (system.clone(), Arc::clone(&go));
                thread(move || {
                    outside(async {
                        let mut asked = 0;
                        while go.load(Ordering::Acquire) {
                            let Ok(actor) = system.spawn(plain()).start() else {
                                continue;
                            };
                            let answer = actor.count().await;
                            assert!(answer == Ok(1) || answer == Err(AskError::Stopped));
                            asked += 1;
                            actor.wait().tell().ok();
                        }
                        asked
                    })
                })
            })
            .collect();
        for _ in 0..round {
            std::thread::yield_now();
        }
        drop(runtime);
        go.store(false, Ordering::Release);
        for outsider in outsiders {
            outsider.join().unwrap();
        }
        assert_eq!(system.top_level_actors(), 0, "round {round}");
    }
}

#[test]
fn a_tree_may_be_as_deep_as_it_likes() {
    let depth = if cfg!(akt_sanitize) { 2_000 } else { 30_000 };
    for runtime in [one_thread(), threads(2)] {
        runtime.block_on(async {
            let system = ActorSystem::new("deep").unwrap();
            let root = system.spawn(plain()).await.unwrap();
            let mut last = root.clone();
            for _ in 0..depth {
                last = soon(last.child()).await.unwrap().unwrap();
            }
            assert!(last.path().as_str().len() > depth);
            drop(root);
            let report = soon(system.shutdown()).await;
            assert_eq!((report.killed, report.stuck), (0, 0));
            assert!(last.is_stopped());
            // The last reference holds the whole chain of parents.
            drop(last);
        });
    }
}

#[test]
fn a_parent_may_have_very_many_children() {
    let count = if cfg!(akt_sanitize) { 2_000 } else { 100_000 };
    for runtime in [one_thread(), threads(2)] {
        runtime.block_on(async {
            let system = ActorSystem::new("wide").unwrap();
            let root = system.spawn(plain()).await.unwrap();
            soon(root.children(count)).await.unwrap();
            let report = soon(system.shutdown()).await;
            assert_eq!((report.killed, report.stuck), (0, 0));
        });
    }
}

#[test]
fn a_future_that_wakes_itself_gives_the_thread_back() {
    let (done, ended) = std::sync::mpsc::channel();
    // In a thread of its own: on a thread that is never given back no deadline would fire.
    let polling = move || {
        one_thread().block_on(async {
            let system = ActorSystem::new("selfish").unwrap();
            let actor = system.spawn(plain()).await.unwrap();
            let flag = Arc::new(AtomicBool::new(false));
            let polled = actor.poll_until(Arc::clone(&flag)).into_future();
            let setter = task(async move {
                tokio::task::yield_now().await;
                flag.store(true, Ordering::Release);
            });
            polled.await.unwrap();
            setter.await;
        });
        done.send(()).unwrap();
    };
    std::thread::spawn(polling);
    ended
        .recv_timeout(Duration::from_secs(20))
        .expect("the only thread is given back to the task that sets the flag");
}
