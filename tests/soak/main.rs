//! The soak: everything that can happen to actors, at random and for long, with a count of everything that must not
//! get lost.
//!
//! Up to 100,000 members are spawned, told, asked, flooded, suspended, restarted, stopped and killed, with stashes, timers
//! and pipes, while witnesses watch them; once in virtual time, in an order that is drawn from a seed, and once on several
//! threads. In the end every ask has ended, every watch was told once, every accepted message was handled or is a dead
//! letter, no timer rang that was cancelled or belonged to a state that is gone, no state is left, and memory did not grow.
//!
//! | variable | says | default |
//! |---|---|---|
//! | `AKT_SOAK_SECONDS` | how long each of the two takes | 2 |
//! | `AKT_SOAK_STEPS` | how many steps each driver makes, instead of a time | none |
//! | `AKT_SOAK_ACTORS` | how many members live at once | 100,000 optimised, else 5,000 |
//! | `AKT_SEED` | the seed | random, printed |
//!
//! In virtual time the same seed does the same again, step by step: a failure on the way comes back with its seed, one at
//! the end with the number of steps besides, which is printed.
//!
//! A process of its own, since the measure of memory is what the operating system says of the whole process.

#![allow(
    clippy::disallowed_methods,
    reason = "the soak lasts for a real time, and uses tasks and clocks that are not akt's"
)]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers and handlers that fail a test, or are there to fail, are tests as well"
)]

mod actors;
mod ledger;
mod weather;

use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use akt::prelude::*;
use akt::system::DeadLetterLog;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use crate::actors::{Witness, WitnessRef};
use crate::ledger::Ledger;
use crate::weather::{Dice, End, Field, Gust, soon};

/// Drivers and witnesses.
const GUSTS: u64 = 4;
const WITNESSES: usize = 16;
/// How long the end of it may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often memory is measured.
const SAMPLES: u32 = 60;

/// One soak at a time: memory is that of the whole process.
static ALONE: Mutex<()> = Mutex::new(());

fn number_from(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable} must be a number, not `{text}`")))
}

/// A seed from the environment, or a new one; printed.
fn seed() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let random = || RandomState::new().build_hasher().finish();
    let seed = number_from("AKT_SEED").unwrap_or_else(random);
    println!("AKT_SEED={seed}");
    seed
}

/// Keeps planned panics out of the output.
fn quiet_planned_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let text = info.payload().downcast_ref::<&'static str>();
            if !text.is_some_and(|text| text.starts_with("planned")) {
                usual(info);
            }
        }));
    });
}

/// Resident memory of this process in bytes, where the operating system tells.
pub(crate) fn resident() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

fn median(samples: &[u64]) -> u64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// Memory in the last third is that in the middle one, but for what an allocator moves by.
fn check_memory(samples: &[u64]) {
    assert!(
        samples.len() > 2 || resident().is_none(),
        "too few samples to say anything"
    );
    let third = samples.len() / 3;
    let (middle, last) = (
        median(&samples[third..2 * third]),
        median(&samples[2 * third..]),
    );
    println!("  {} MB, then {} MB", middle / 1_000_000, last / 1_000_000);
    let allowed = middle + middle / 10 + 16_000_000;
    // A sanitizer keeps what was freed for a while.
    assert!(
        last <= allowed || cfg!(akt_sanitize),
        "{middle} grew to {last}"
    );
}

/// Waits until it is so. Virtual time goes on meanwhile.
async fn until(what: &str, virtual_time: bool, so: impl AsyncFn() -> bool) {
    let begin = Instant::now();
    while !so().await {
        assert!(begin.elapsed() < PATIENCE, "still not so: {what}");
        if virtual_time {
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        tokio::task::yield_now().await;
    }
}

/// Ends everybody, and waits until it is quiet.
async fn calm(virtual_time: bool, system: &ActorSystem, field: &Field, witnesses: &[WitnessRef]) {
    for place in field.iter() {
        let member = place.lock().unwrap().take();
        member.inspect(|member| member.kill());
    }
    let all_ended = async || system.top_level_actors() == witnesses.len();
    until("all members have ended", virtual_time, all_ended).await;
    for witness in witnesses {
        let all_told = async || witness.waits_for().await == Ok(0);
        until("a witness is told of every end", virtual_time, all_told).await;
    }
}

/// One soak.
#[derive(Clone, Copy)]
struct Plan {
    seed: u64,
    /// In an order that is drawn from the seed.
    virtual_time: bool,
    places: u64,
    /// How many steps each driver makes; none: the time counts.
    steps: Option<u64>,
}

impl Plan {
    /// What the environment says.
    fn given(virtual_time: bool) -> Self {
        let optimised = !cfg!(debug_assertions) && !cfg!(akt_sanitize);
        let usual = if optimised { 100_000 } else { 5_000 };
        Self {
            seed: seed(),
            virtual_time,
            places: number_from("AKT_SOAK_ACTORS").unwrap_or(usual),
            steps: number_from("AKT_SOAK_STEPS"),
        }
    }
}

/// What came of it, for comparing.
async fn soak(plan: Plan) -> String {
    let Plan {
        virtual_time,
        places,
        ..
    } = plan;
    let begin = Instant::now();
    let seconds = number_from("AKT_SOAK_SECONDS").unwrap_or(2);
    let mut dice = Dice::new(plan.seed);
    let mut system = ActorSystem::builder("soak").dead_letter_log(DeadLetterLog::off());
    if virtual_time {
        system = system.seed(plan.seed);
    }
    let system = system.start().expect("a system");
    let ledger = Arc::<Ledger>::default();
    let letters = ledger.reads(&system);
    let mut witnesses = Vec::new();
    for _ in 0..WITNESSES {
        let witness = system.spawn(Witness::new(&ledger)).await;
        witnesses.push(witness.expect("a witness"));
    }
    let field: Field = Arc::new((0..places).map(|_| Mutex::default()).collect());
    let mut gust = || Gust {
        system: system.clone(),
        field: Arc::clone(&field),
        witnesses: witnesses.clone(),
        ledger: Arc::clone(&ledger),
        dice: Dice::new(dice.next()),
        virtual_time,
        asks: JoinSet::new(),
        suspended: Vec::new(),
    };
    let mut first = gust();
    for place in 0..field.len() {
        first.sow(place).await;
    }
    let filled = Instant::now();
    let time = Duration::from_secs(seconds);
    let end = || plan.steps.map_or(End::Time(time), End::Steps);
    let mut gusts = JoinSet::new();
    for number in 0..GUSTS {
        // One of them looks at the memory now and then.
        let samples = if number == 0 { SAMPLES } else { 0 };
        gusts.spawn(gust().blow(end(), samples));
    }
    let (mut steps, mut samples) = (0, Vec::new());
    while let Some(done) = gusts.join_next().await {
        let (made, seen) = done.expect("no driver fails");
        steps += made;
        samples = if seen.is_empty() { samples } else { seen };
    }
    calm(virtual_time, &system, &field, &witnesses).await;
    let all_counted = async || ledger.messages_add_up();
    until("every message is accounted for", virtual_time, all_counted).await;
    let summary = format!("{steps} steps by {GUSTS} drivers\n  {}", ledger.summary());
    let (fill, soak) = (filled - begin, filled.elapsed());
    println!("{places} places, filled in {fill:?}; {soak:?}: {summary}");
    if plan.steps.is_none() {
        check_memory(&samples);
    }
    let report = soon("the shutdown", system.shutdown()).await;
    assert_eq!((report.killed, report.stuck), (0, 0));
    drop(letters);
    ledger.check();
    summary
}

fn run(runtime: std::io::Result<Runtime>, plan: Plan) -> String {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    quiet_planned_panics();
    runtime.expect("a runtime").block_on(soak(plan))
}

fn run_in_virtual_time(plan: Plan) -> String {
    let mut builder = Builder::new_current_thread();
    run(builder.enable_all().start_paused(true).build(), plan)
}

#[test]
fn nothing_is_lost_or_kept_in_virtual_time() {
    run_in_virtual_time(Plan::given(true));
}

#[test]
fn nothing_is_lost_or_kept_on_several_threads() {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(4).enable_all().build();
    run(runtime, Plan::given(false));
}

#[test]
fn the_same_seed_does_the_same_again() {
    let plan = |seed| Plan {
        seed,
        virtual_time: true,
        places: 200,
        steps: Some(5_000),
    };
    let seed = seed();
    let first = run_in_virtual_time(plan(seed));
    assert_eq!(run_in_virtual_time(plan(seed)), first);
    assert_ne!(run_in_virtual_time(plan(seed ^ 1)), first);
}
