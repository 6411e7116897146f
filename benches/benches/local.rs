//! akt inside one process: `cargo bench -p akt-benches --bench local [-- --quick] [part of a workload's name …]`.
//!
//! Two workers, release build, the system's allocator; the median of five runs (three with `--quick`). Prints a
//! table and writes `target/akt-bench/local.json`.

#![allow(
    missing_docs,
    unreachable_pub,
    reason = "a bench has no public interface; handlers are `pub` by their meaning"
)]
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench reports on stdout and stops at the first failure"
)]

use std::time::Duration;

use akt::prelude::*;
use akt_benches::{Row, median, now, per_second, percentile, resident_bytes, table, write_json};
use tokio::sync::oneshot;

const WORKERS: usize = 2;

/// Counts to a number, then says so.
#[actor]
struct Counter {
    left: u64,
    done: Option<oneshot::Sender<()>>,
}

#[handlers]
impl Counter {
    #[handler]
    pub fn hit(&mut self, _value: u64) {
        self.left -= 1;
        if self.left == 0 {
            let _ = self.done.take().unwrap().send(());
        }
    }

    #[handler]
    pub fn get(&self) -> u64 {
        self.left
    }
}

/// Plays a ball back until it is worn out.
#[actor]
struct Player {
    done: Option<oneshot::Sender<()>>,
}

#[handlers]
impl Player {
    #[handler]
    pub fn ball(&mut self, back: PlayerRef, hops: u64, ctx: &mut Ctx<Self>) {
        if hops == 0 {
            if let Some(done) = self.done.take() {
                let _ = done.send(());
            }
            back.over().tell().unwrap();
            return;
        }
        back.ball(ctx.this(), hops - 1).tell().unwrap();
    }

    #[handler]
    pub fn over(&mut self) {
        if let Some(done) = self.done.take() {
            let _ = done.send(());
        }
    }
}

#[actor]
struct Idle {
    _state: u64,
}

#[handlers]
impl Idle {
    #[handler]
    pub fn get(&self) -> u64 {
        self._state
    }
}

fn on_runtime<T>(work: impl AsyncFnOnce(ActorSystem) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let system = ActorSystem::new("bench").unwrap();
        let result = work(system.clone()).await;
        system.shutdown().await;
        result
    })
}

/// `senders` threads outside the runtime tell one actor `messages` messages in all.
fn tell_threads(senders: u64, messages: u64) -> f64 {
    on_runtime(async |system| {
        let (done, finished) = oneshot::channel();
        let counter = system
            .spawn(Counter {
                left: messages,
                done: Some(done),
            })
            .await
            .unwrap();
        let start = now();
        for _ in 0..senders {
            let counter = counter.clone();
            std::thread::Builder::new()
                .spawn(move || {
                    for value in 0..messages / senders {
                        counter.hit(value).tell().unwrap();
                    }
                })
                .unwrap();
        }
        finished.await.unwrap();
        per_second(messages, start.elapsed())
    })
}

/// `senders` tasks of the runtime tell one actor `messages` messages in all.
#[allow(
    clippy::disallowed_methods,
    reason = "foreign tasks are what is measured"
)]
fn tell_tasks(senders: u64, messages: u64) -> f64 {
    on_runtime(async |system| {
        let (done, finished) = oneshot::channel();
        let counter = system
            .spawn(Counter {
                left: messages,
                done: Some(done),
            })
            .await
            .unwrap();
        let start = now();
        for _ in 0..senders {
            let counter = counter.clone();
            tokio::spawn(async move {
                for value in 0..messages / senders {
                    counter.hit(value).tell().unwrap();
                }
            });
        }
        finished.await.unwrap();
        per_second(messages, start.elapsed())
    })
}

fn ping_pong(pairs: u64, hops: u64) -> f64 {
    on_runtime(async |system| {
        let mut ends = Vec::new();
        let mut players = Vec::new();
        for _ in 0..pairs {
            let (one_done, one_end) = oneshot::channel();
            let (other_done, other_end) = oneshot::channel();
            ends.extend([one_end, other_end]);
            let one = Player {
                done: Some(one_done),
            };
            let other = Player {
                done: Some(other_done),
            };
            players.push((
                system.spawn(one).await.unwrap(),
                system.spawn(other).await.unwrap(),
            ));
        }
        let start = now();
        for (one, other) in &players {
            one.ball(other.clone(), hops / pairs).tell().unwrap();
        }
        for end in ends {
            end.await.unwrap();
        }
        per_second(hops, start.elapsed())
    })
}

/// A task asks one actor in sequence: rate, and the latency of each ask.
#[allow(
    clippy::disallowed_methods,
    reason = "a foreign task is what is measured"
)]
fn ask_sequential(asks: u64) -> (f64, f64, f64) {
    on_runtime(async |system| {
        let counter = system
            .spawn(Counter {
                left: 7,
                done: None,
            })
            .await
            .unwrap();
        let asker = tokio::spawn(async move {
            for _ in 0..asks / 10 {
                counter.get().await.unwrap();
            }
            let start = now();
            for _ in 0..asks {
                counter.get().await.unwrap();
            }
            let rate = per_second(asks, start.elapsed());
            let mut latencies = Vec::with_capacity(usize::try_from(asks).unwrap());
            for _ in 0..asks {
                let start = now();
                counter.get().await.unwrap();
                latencies.push(start.elapsed().as_nanos() as f64);
            }
            (rate, percentile(&latencies, 50), percentile(&latencies, 99))
        });
        asker.await.unwrap()
    })
}

/// Spawns idle actors: rate of spawn, bytes of each, rate of stop.
fn spawn_and_stop(actors: u64) -> (f64, f64, f64) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let system = ActorSystem::builder("bench")
            .shutdown_timeout(Duration::from_secs(60))
            .start()
            .unwrap();
        let mut refs = Vec::with_capacity(usize::try_from(actors).unwrap());
        let before = resident_bytes();
        let start = now();
        for state in 0..actors {
            refs.push(system.spawn(Idle { _state: state }).await.unwrap());
        }
        let rate = per_second(actors, start.elapsed());
        let own = actors * u64::try_from(size_of::<IdleRef>()).unwrap();
        let bytes =
            resident_bytes().saturating_sub(before).saturating_sub(own) as f64 / actors as f64;
        let start = now();
        system.shutdown().await;
        let stopped = per_second(actors, start.elapsed());
        (rate, bytes, stopped)
    })
}

/// A message is set for in an hour and cancelled, again and again.
fn timer_set_cancel(timers: u64) -> f64 {
    on_runtime(async |system| {
        let idle = system.spawn(Idle { _state: 0 }).await.unwrap();
        let scheduler = system.scheduler();
        let start = now();
        for _ in 0..timers {
            let set = scheduler.once(Duration::from_secs(3600), idle.get());
            set.start().unwrap().cancel();
        }
        per_second(timers, start.elapsed())
    })
}

/// Messages that wait for the same moment: rate at which they are set, bytes of each, rate at which they are handled when
/// it has come.
fn timer_pending(timers: u64) -> (f64, f64, f64) {
    on_runtime(async |system| {
        let (done, finished) = oneshot::channel();
        let counter = Counter {
            left: timers,
            done: Some(done),
        };
        let counter = system.spawn(counter).await.unwrap();
        let scheduler = system.scheduler();
        let before = resident_bytes();
        let start = now();
        // Far enough for all of them to be set before.
        let due = start + Duration::from_secs(5);
        for value in 0..timers {
            let delay = due.saturating_duration_since(now());
            scheduler.once(delay, counter.hit(value)).start().unwrap();
        }
        let rate = per_second(timers, start.elapsed());
        let bytes = resident_bytes().saturating_sub(before) as f64 / timers as f64;
        assert!(now() < due, "the machine is too slow for this measurement");
        finished.await.unwrap();
        (rate, bytes, per_second(timers, due.elapsed()))
    })
}

/// What was asked for on the command line.
struct Plan {
    runs: usize,
    scale: u64,
    filters: Vec<String>,
}

impl Plan {
    fn from_arguments() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let quick = arguments.iter().any(|argument| argument == "--quick");
        let filters = arguments
            .into_iter()
            .filter(|argument| !argument.starts_with("--"))
            .collect();
        Self {
            runs: if quick { 3 } else { 5 },
            scale: if quick { 1 } else { 4 },
            filters,
        }
    }

    fn wants(&self, workload: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|filter| workload.contains(filter))
    }

    /// The row of a workload that is measured by its rate alone.
    fn rate(&self, rows: &mut Vec<Row>, workload: &str, run: impl Fn(u64) -> f64) {
        if self.wants(workload) {
            let rates: Vec<f64> = (0..self.runs).map(|_| run(self.scale)).collect();
            rows.push(Row::new(workload, "akt").rate(&rates));
        }
    }
}

fn asks(plan: &Plan, rows: &mut Vec<Row>) {
    if !plan.wants("ask sequential") {
        return;
    }
    let runs: Vec<_> = (0..plan.runs)
        .map(|_| ask_sequential(250_000 * plan.scale))
        .collect();
    let column = |pick: fn(&(f64, f64, f64)) -> f64| runs.iter().map(pick).collect::<Vec<_>>();
    let mut row = Row::new("ask sequential", "akt").rate(&column(|run| run.0));
    row.p50_ns = Some(median(&column(|run| run.1)));
    row.p99_ns = Some(median(&column(|run| run.2)));
    rows.push(row);
}

/// Rate at which named actors are spawned, and bytes of each.
fn spawn_named(actors: u64) -> (f64, f64) {
    on_runtime(async |system| {
        let before = resident_bytes();
        let start = now();
        for state in 0..actors {
            let name = format!("idle-{state}");
            let named = system.spawn(Idle { _state: state }).name(name);
            named.await.unwrap();
        }
        let rate = per_second(actors, start.elapsed());
        let bytes = resident_bytes().saturating_sub(before) as f64 / actors as f64;
        (rate, bytes)
    })
}

fn spawns(plan: &Plan, rows: &mut Vec<Row>) {
    if !plan.wants("spawn 1 M idle") {
        return;
    }
    let runs: Vec<_> = (0..plan.runs).map(|_| spawn_and_stop(1_000_000)).collect();
    let column = |pick: fn(&(f64, f64, f64)) -> f64| runs.iter().map(pick).collect::<Vec<_>>();
    let mut row = Row::new("spawn 1 M idle", "akt").rate(&column(|run| run.0));
    // The first run has fresh memory; later ones find what the pools kept.
    row.bytes_per_actor = runs.first().map(|run| run.1);
    rows.push(row);
    rows.push(Row::new("stop 1 M", "akt").rate(&column(|run| run.2)));
    if plan.wants("spawn 1 M named") {
        let runs: Vec<_> = (0..plan.runs).map(|_| spawn_named(1_000_000)).collect();
        let rates: Vec<_> = runs.iter().map(|run| run.0).collect();
        let mut row = Row::new("spawn 1 M named", "akt").rate(&rates);
        row.bytes_per_actor = runs.first().map(|run| run.1);
        rows.push(row);
    }
}

fn timers(plan: &Plan, rows: &mut Vec<Row>) {
    plan.rate(rows, "timer: set + cancel", |scale| {
        timer_set_cancel(250_000 * scale)
    });
    if !plan.wants("timer: 1 M pending") {
        return;
    }
    let runs: Vec<_> = (0..plan.runs).map(|_| timer_pending(1_000_000)).collect();
    let column = |pick: fn(&(f64, f64, f64)) -> f64| runs.iter().map(pick).collect::<Vec<_>>();
    let mut row = Row::new("timer: 1 M pending", "akt").rate(&column(|run| run.0));
    // As with actors: the first run has fresh memory.
    row.bytes_per_actor = runs.first().map(|run| run.1);
    rows.push(row);
    rows.push(Row::new("timer: fire 1 M", "akt").rate(&column(|run| run.2)));
}

fn main() {
    let plan = Plan::from_arguments();
    let mut rows = Vec::new();
    // First, while the pools are empty: it measures memory as well.
    spawns(&plan, &mut rows);
    plan.rate(&mut rows, "tell 1→1", |scale| {
        tell_threads(1, 2_500_000 * scale)
    });
    plan.rate(&mut rows, "tell 1→1, task", |scale| {
        tell_tasks(1, 2_500_000 * scale)
    });
    plan.rate(&mut rows, "tell 8→1", |scale| {
        tell_threads(8, 2_000_000 * scale)
    });
    plan.rate(&mut rows, "tell 8→1, tasks", |scale| {
        tell_tasks(8, 2_000_000 * scale)
    });
    plan.rate(&mut rows, "ping-pong, 1 pair", |scale| {
        ping_pong(1, 1_000_000 * scale)
    });
    plan.rate(&mut rows, "ping-pong, 8 pairs", |scale| {
        ping_pong(8, 2_000_000 * scale)
    });
    asks(&plan, &mut rows);
    timers(&plan, &mut rows);
    println!("{}", table(&rows));
    match write_json("local", &rows) {
        Ok(file) => println!("written to {}", file.display()),
        Err(error) => println!("the figures could not be written: {error}"),
    }
}
