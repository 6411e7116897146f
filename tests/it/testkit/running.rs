//! How a test runs: its clock, its end, and what it says when it is stuck.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::prelude::*;
use akt::testkit::{self, TestKit};

use super::{assert_says, failure, failure_with, later};
use crate::support::{Log, task};

const SECOND: Duration = Duration::from_secs(1);

/// Waits, as it is told, and notes when it has.
#[actor]
struct Waiter {
    log: Log,
}

#[handlers]
impl Waiter {
    #[handler]
    pub async fn rest(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
        self.log.add(format!("rested {duration:?}"));
    }

    #[handler]
    pub async fn forever(&self) {
        std::future::pending().await
    }

    #[handler]
    pub fn round(&self, ctx: &mut Ctx<Self>) {
        self.log.add("round");
        let _ = ctx.this().round().tell();
    }

    #[handler]
    pub async fn chain(&mut self, left: u32, ctx: &mut Ctx<Self>) {
        self.log
            .add(format!("{left} at {:?}", tokio::time::Instant::now()));
        if left > 0 {
            tokio::time::sleep(SECOND).await;
            let _ = ctx.this().chain(left - 1).tell();
        }
    }

    #[handler]
    pub fn nothing(&self) {}
}

fn waiter() -> (Waiter, Log) {
    let log = Log::default();
    (Waiter { log: log.clone() }, log)
}

#[test]
fn a_test_gives_back_what_it_returns_and_shuts_its_system_down() {
    let system = testkit::run(async |kit| {
        kit.spawn(waiter().0).await?;
        Ok::<_, SpawnError>(kit.system().clone())
    });
    assert_eq!(system.unwrap().top_level_actors(), 0);
}

#[test]
fn time_jumps_when_nothing_can_run() {
    testkit::run(async |kit| {
        let (actor, log) = waiter();
        let actor = kit.spawn(actor).await.unwrap();
        let start = kit.now();
        actor.rest(SECOND * 3600).await.unwrap();
        assert_eq!(kit.now() - start, SECOND * 3600);
        assert_eq!(log.all(), ["rested 3600s"]);
    });
}

#[test]
fn settling_runs_all_that_can_run_and_lets_no_time_pass() {
    testkit::run(async |kit| {
        const ROUNDS: u32 = 100_000;
        let (actor, log) = waiter();
        let actor = kit.spawn(actor).await.unwrap();
        actor.rest(SECOND).tell().unwrap();
        let yields = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&yields);
        let yielding = task(async move {
            for _ in 0..ROUNDS {
                tokio::task::yield_now().await;
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        kit.settle().await;
        assert_eq!(yields.load(Ordering::Relaxed), ROUNDS);
        assert_eq!(kit.time().elapsed(), Duration::ZERO);
        assert_eq!(log.all(), [""; 0]);
        yielding.await;
        // What is due now can run now.
        let due = later(Duration::ZERO);
        let noted = log.clone();
        let waiting = task(async move {
            due.await;
            noted.add("due");
        });
        kit.settle().await;
        assert_eq!(log.all(), ["due"]);
        waiting.await;
        assert_eq!(kit.time().elapsed(), Duration::ZERO);
    });
}

#[test]
fn advancing_runs_each_thing_at_its_own_time() {
    testkit::run(async |kit| {
        let (actor, log) = waiter();
        let actor = kit.spawn(actor).await.unwrap();
        let start = kit.now();
        actor.chain(3).tell().unwrap();
        kit.time().advance(SECOND * 2).await;
        let expected: Vec<_> = (0..3)
            .map(|step| format!("{} at {:?}", 3 - step, start + SECOND * step))
            .collect();
        assert_eq!(log.all(), expected, "what is due at the end has run");
        assert_eq!(kit.time().elapsed(), SECOND * 2);
        kit.time().advance(Duration::from_micros(1500)).await;
        assert_eq!(
            kit.time().elapsed(),
            SECOND * 2 + Duration::from_micros(1500)
        );
        kit.time().advance(SECOND * 3600 * 24 * 365 * 3).await;
        assert_eq!(log.all().len(), 4);
    });
}

#[test]
fn a_jump_makes_what_was_due_late() {
    testkit::run(async |kit| {
        let (actor, log) = waiter();
        let actor = kit.spawn(actor).await.unwrap();
        let start = kit.now();
        actor.chain(3).tell().unwrap();
        kit.time().jump(SECOND * 10).await;
        let late = start + SECOND * 10;
        assert_eq!(
            log.all(),
            [format!("3 at {start:?}"), format!("2 at {late:?}")]
        );
    });
}

#[test]
fn timers_of_actors_ring_at_the_end_of_an_advance() {
    testkit::run(async |kit| {
        let (actor, log) = waiter();
        let actor = kit.spawn(actor).await.unwrap();
        let scheduler = kit.system().scheduler();
        let at = Duration::from_millis(100);
        scheduler
            .once(at, actor.rest(Duration::ZERO))
            .start()
            .unwrap();
        kit.time().advance(at - Duration::from_millis(1)).await;
        assert_eq!(log.all(), [""; 0]);
        kit.time().advance(Duration::from_millis(1)).await;
        assert_eq!(log.all(), ["rested 0ns"]);
    });
}

#[test]
fn a_stuck_test_fails_at_once_and_says_who_waits() {
    let text = failure_with(&TestKit::builder().seed(11), async |kit| {
        kit.spawn(waiter().0).name("idle").await.unwrap();
        let stuck = kit.spawn(waiter().0).name("stuck").await.unwrap();
        let held = kit.spawn(waiter().0).name("held").await.unwrap();
        held.suspend().unwrap();
        stuck.forever().await.unwrap();
    });
    assert_says(&text, &["the test is stuck", "not idle", "(AKT_SEED=11)"]);
    assert_says(&text, &["/user/stuck waits in a handler"]);
    assert_says(&text, &["/user/held is suspended"]);
    assert!(!text.contains("/user/idle"), "{text}");
    let text = failure(async |_| std::future::pending().await);
    assert_says(&text, &["the test is stuck", "all actors are idle"]);
}

#[test]
fn a_test_that_goes_round_in_circles_ends_at_its_limit() {
    let brief = TestKit::builder().limit(Duration::from_millis(50));
    let text = failure_with(&brief, async |kit| {
        let busy = kit.spawn(waiter().0).name("busy").await.unwrap();
        busy.round().tell().unwrap();
        std::future::pending().await
    });
    assert_says(&text, &["takes longer than 50ms", "/user/busy"]);
    let text = failure_with(&brief.real_time(), async |_| std::future::pending().await);
    assert_says(&text, &["takes longer than 50ms", "all actors are idle"]);
}

#[test]
fn in_real_time_the_clock_is_the_machines() {
    TestKit::builder().real_time().run(async |kit| {
        let (actor, log) = waiter();
        let actor = kit.spawn(actor).await.unwrap();
        let start = std::time::Instant::now();
        actor.rest(Duration::from_millis(5)).tell().unwrap();
        kit.settle().await;
        assert_eq!(log.all(), [""; 0], "settling waits for no timer");
        actor.nothing().await.unwrap();
        assert!(start.elapsed() >= Duration::from_millis(5));
    });
    let text = failure_with(&TestKit::builder().real_time(), async |kit| {
        kit.time().advance(SECOND).await;
    });
    assert_says(&text, &["real time cannot move the clock"]);
}

#[test]
fn the_options_reach_the_system() {
    let builder = TestKit::builder()
        .name("bank")
        .seed(99)
        .workers(3)
        .system(|system| system.extension(7_u8));
    builder.run(async |kit| {
        assert_eq!(kit.seed(), 99);
        assert_eq!(kit.system().name(), "bank");
        assert_eq!(kit.system().workers(), 3);
        assert_eq!(kit.system().extension::<u8>().as_deref(), Some(&7));
    });
    let text = failure_with(&TestKit::builder().name("a/b"), async |_| ());
    assert_says(&text, &["could not start", "`a/b` is no name"]);
}

#[test]
fn exploring_stops_at_the_first_seed_that_fails() {
    let run = AtomicU32::new(0);
    let text = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        testkit::explore(5..10, async |kit| {
            run.fetch_add(1, Ordering::Relaxed);
            assert!(kit.seed() < 7, "planned");
        });
    }));
    let text = *text.unwrap_err().downcast::<String>().unwrap();
    assert_says(&text, &["planned", "(AKT_SEED=7)"]);
    assert_eq!(run.load(Ordering::Relaxed), 3);
}

#[test]
fn a_seed_comes_from_the_environment() {
    const CHILD: &str = "AKT_TESTKIT_CHILD";
    let seeds = || {
        let mut seeds = vec![testkit::run(async |kit| kit.seed())];
        seeds.push(TestKit::builder().seed(3).run(async |kit| kit.seed()));
        let explored = std::sync::Mutex::new(Vec::new());
        testkit::explore(0..2, async |kit| {
            explored.lock().unwrap().push(kit.seed());
        });
        seeds.extend(explored.into_inner().unwrap());
        seeds
    };
    if std::env::var(CHILD).is_ok() {
        assert_eq!(seeds(), [12345, 3, 12345], "what the code says comes first");
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "testkit::running::a_seed_comes_from_the_environment",
        ])
        .env("AKT_SEED", "12345")
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert_says(&said, &["1 passed"]);
}
