//! Alarms against tokio's paused clock, and from many threads against the real one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::runtime::Handle;

use super::{AlarmId, Alarms, Ring};
use crate::base::rng::Rng;
use crate::base::time::{Instant, cpu_now, now, sleep};
use crate::dispatch::task;

type Job = Box<dyn FnOnce() + Send>;

impl Ring for Job {
    fn ring(self) {
        self();
    }
}

/// What has rung, and after how many milliseconds.
#[derive(Clone)]
struct Rung {
    begin: Instant,
    log: Arc<Mutex<Vec<(u32, u128)>>>,
}

impl Rung {
    fn new() -> Self {
        Self {
            begin: now(),
            log: Arc::default(),
        }
    }

    fn job(&self, number: u32) -> Job {
        let me = self.clone();
        Box::new(move || {
            let after = now().duration_since(me.begin).as_millis();
            me.log.lock().push((number, after));
        })
    }

    fn all(&self) -> Vec<(u32, u128)> {
        self.log.lock().clone()
    }
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn alarms() -> Alarms<Job> {
    Alarms::new(&Handle::current())
}

#[test]
fn an_id_is_small() {
    assert_eq!(size_of::<AlarmId>(), 16);
    assert_eq!(size_of::<Option<AlarmId>>(), 16);
}

#[tokio::test(start_paused = true)]
async fn alarms_ring_at_their_time_in_its_order() {
    let (alarms, rung) = (alarms(), Rung::new());
    for (number, after) in [(1, 5000), (2, 3), (3, 70), (4, 3), (5, 0)] {
        alarms.set(now() + ms(after), rung.job(number));
    }
    assert_eq!(alarms.pending(), 5);
    sleep(ms(10_000)).await;
    let expected = [(5, 0), (2, 3), (4, 3), (3, 70), (1, 5000)];
    assert_eq!(rung.all(), expected);
    assert_eq!(alarms.pending(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_alarm_is_never_early_by_a_part_of_a_millisecond() {
    let (alarms, rung) = (alarms(), Rung::new());
    alarms.set(now() + Duration::from_micros(2_001), rung.job(1));
    sleep(ms(2)).await;
    assert_eq!(rung.all(), []);
    sleep(ms(2)).await;
    assert_eq!(rung.all(), [(1, 3)]);
}

#[tokio::test(start_paused = true)]
async fn an_earlier_alarm_shortens_the_sleep_and_a_cancelled_one_does_not_ring() {
    let (alarms, rung) = (alarms(), Rung::new());
    let late = alarms.set(now() + ms(1000), rung.job(1));
    sleep(ms(10)).await;
    alarms.set(now() + ms(10), rung.job(2));
    sleep(ms(20)).await;
    assert_eq!(rung.all(), [(2, 20)]);
    assert!(alarms.cancel(late).is_some());
    assert!(alarms.cancel(late).is_none());
    assert!(alarms.cancel(AlarmId::NONE).is_none());
    sleep(ms(5000)).await;
    assert_eq!(rung.all(), [(2, 20)]);
}

#[tokio::test(start_paused = true)]
async fn an_alarm_that_panics_does_not_stop_the_others() {
    let (alarms, rung) = (alarms(), Rung::new());
    alarms.set(
        now() + ms(1),
        Box::new(|| std::panic::resume_unwind(Box::new(()))),
    );
    alarms.set(now() + ms(1), rung.job(1));
    sleep(ms(5)).await;
    alarms.set(now() + ms(1), rung.job(2));
    sleep(ms(5)).await;
    assert_eq!(rung.all(), [(1, 1), (2, 6)]);
}

#[tokio::test(start_paused = true)]
async fn an_alarm_may_set_and_cancel_others() {
    let (alarms, rung) = (Arc::new(alarms()), Rung::new());
    let victim = alarms.set(now() + ms(2), rung.job(1));
    let (inner, next) = (Arc::clone(&alarms), rung.job(2));
    let job = move || {
        assert!(inner.cancel(victim).is_some());
        inner.set(now() + ms(3), next);
    };
    alarms.set(now() + ms(1), Box::new(job));
    sleep(ms(10)).await;
    assert_eq!(rung.all(), [(2, 4)]);
}

#[tokio::test(start_paused = true)]
async fn more_alarms_at_once_than_a_batch_all_ring_in_order() {
    let (alarms, rung) = (alarms(), Rung::new());
    for number in 0..10_000 {
        alarms.set(now() + ms(u64::from(number / 1000)), rung.job(number));
    }
    tokio::time::advance(ms(100)).await;
    sleep(ms(1)).await;
    let order: Vec<u32> = rung.all().iter().map(|(number, _)| *number).collect();
    assert_eq!(order, (0..10_000).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_closed_clock_drops_what_it_has_and_what_comes() {
    let (alarms, rung) = (alarms(), Rung::new());
    let held = Arc::new(());
    let holding = |held: &Arc<()>| {
        let held = Arc::clone(held);
        Box::new(move || drop(held)) as Job
    };
    alarms.set(now() + ms(1), rung.job(1));
    alarms.set(now() + ms(2), holding(&held));
    alarms.close();
    assert_eq!(Arc::strong_count(&held), 1);
    assert_eq!(alarms.set(now(), holding(&held)), AlarmId::NONE);
    assert_eq!((Arc::strong_count(&held), alarms.pending()), (1, 0));
    sleep(ms(10)).await;
    assert_eq!(rung.all(), []);
}

#[test]
fn a_runtime_that_goes_takes_the_alarms_with_it() {
    let held = Arc::new(());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let alarms = Alarms::<Job>::new(runtime.handle());
    // The alarms hold themselves, as an alarm for an actor of the system does.
    let alarms = Arc::new(alarms);
    let (inner, inside) = (Arc::clone(&alarms), Arc::clone(&held));
    let job = move || drop((inner, inside));
    alarms.set(now() + ms(3_600_000), Box::new(job));
    drop(runtime);
    assert_eq!(
        (Arc::strong_count(&held), Arc::strong_count(&alarms)),
        (1, 1)
    );
}

/// What each of a million alarms costs: bytes beside what the alarm holds, and nanoseconds to set, to cancel and to ring
/// it. The times are printed; only the bytes are the same everywhere.
#[tokio::test(start_paused = true)]
async fn a_million_alarms_cost_little() {
    const MANY: u32 = 1_000_000;
    static RUNG: AtomicUsize = AtomicUsize::new(0);
    let alarms = alarms();
    let bytes = || {
        let shards = alarms.shared.shards.iter();
        shards
            .map(|shard| shard.0.lock().wheel.bytes())
            .sum::<usize>()
    };
    let each = |what: &str, count: u32, took: Duration| {
        println!("{what}: {} ns each", took.as_nanos() / u128::from(count));
    };
    let seed = 7;
    let mut rng = Rng::seeded(seed);
    let start = cpu_now();
    let ids: Vec<_> = (0..MANY)
        .map(|_| {
            // A job without anything to hold: its box takes no memory.
            let ring: Job = Box::new(|| {
                RUNG.fetch_add(1, Ordering::Relaxed);
            });
            alarms.set(now() + ms(1 + rng.next_u64() % 3_600_000), ring)
        })
        .collect();
    each("set", MANY, start.elapsed());
    println!("{} bytes each", bytes() / 1_000_000);
    assert!(bytes() / 1_000_000 <= 48, "{} bytes", bytes());
    let start = cpu_now();
    for id in ids.iter().step_by(2) {
        assert!(alarms.cancel(*id).is_some(), "seed {seed}");
    }
    each("cancel", MANY / 2, start.elapsed());
    assert_eq!(alarms.pending(), 500_000);
    let start = cpu_now();
    tokio::time::advance(ms(3_600_001)).await;
    sleep(ms(1)).await;
    each("ring", MANY / 2, start.elapsed());
    assert_eq!(RUNG.load(Ordering::Relaxed), 500_000);
    assert_eq!(alarms.pending(), 0);
    assert!(
        bytes() < 100_000,
        "the memory is given back: {} bytes",
        bytes()
    );
}

#[tokio::test]
async fn a_driver_without_alarms_does_not_wake_up() {
    let alarms = alarms();
    let rung = Rung::new();
    alarms.set(now(), rung.job(1));
    let metrics = Handle::current().metrics();
    while rung.all().is_empty() {
        tokio::task::yield_now().await;
    }
    // The driver goes to sleep in the same turn in which it has rung the last alarm.
    assert_eq!(alarms.shared.wake.load(Ordering::Acquire), super::NEVER);
    assert_eq!(metrics.num_alive_tasks(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_threads_set_and_cancel_and_each_alarm_rings_once_or_is_taken_back() {
    const THREADS: usize = 4;
    const EACH: usize = 5_000;
    let alarms = Arc::new(alarms());
    let rung = Arc::new(AtomicUsize::new(0));
    let threads = (0..THREADS).map(|number| {
        let (alarms, rung) = (Arc::clone(&alarms), Arc::clone(&rung));
        let body = move || {
            let mut taken = 0;
            for count in 0..EACH {
                let (due, rung) = (now(), Arc::clone(&rung));
                let due = due + Duration::from_micros((count as u64 * 37 + number as u64) % 5_000);
                let job = move || {
                    assert!(now() >= due, "rung early");
                    rung.fetch_add(1, Ordering::Relaxed);
                };
                let id = alarms.set(due, Box::new(job));
                if count % 3 == 0 && alarms.cancel(id).is_some() {
                    taken += 1;
                }
            }
            taken
        };
        task::spawn_thread("setter", body).expect("a thread")
    });
    let threads: Vec<_> = threads.collect();
    let taken: usize = threads
        .into_iter()
        .map(|thread| thread.join().expect("no panic"))
        .sum();
    let deadline = now() + Duration::from_secs(60);
    while rung.load(Ordering::Relaxed) + taken < THREADS * EACH {
        assert!(now() < deadline, "an alarm was overslept");
        tokio::task::yield_now().await;
    }
    assert_eq!(rung.load(Ordering::Relaxed) + taken, THREADS * EACH);
    assert_eq!(alarms.pending(), 0);
}
