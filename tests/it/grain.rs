//! Grains: activated by the first call, once; kept while used; gone when idle; moved when members change.

#![allow(
    clippy::disallowed_methods,
    reason = "the tests that sleep run in virtual time"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use akt::actor::SendFault;
use akt::cluster::Cluster;
use akt::grain::{Grains, GrainsBuilder, GrainsError};
use akt::prelude::*;
use akt_tests::nodes::PATIENCE;

use crate::support::quiet_planned_panics;

/// Remembers what it is told.
#[grain(key = u64, name = "it.Notebook")]
#[derive(Default)]
struct Notebook {
    notes: Vec<u32>,
}

#[handlers]
impl Notebook {
    #[handler]
    pub fn note(&mut self, note: u32) -> u32 {
        self.notes.push(note);
        u32::try_from(self.notes.len()).expect("few notes")
    }

    #[handler]
    pub fn notes(&self) -> Vec<u32> {
        self.notes.clone()
    }

    /// Which grain this is, where it lives, and which activation it is.
    #[handler]
    pub fn place(&self, ctx: &Ctx<Self>) -> (u64, String, u64) {
        (*ctx.key(), ctx.system().name().to_owned(), ctx.uid())
    }

    /// A note for another notebook, written by this one.
    #[handler]
    pub async fn dictate(
        &mut self,
        other: u64,
        note: u32,
        ctx: &Ctx<Self>,
    ) -> Result<u32, AskText> {
        let other = ctx.grain::<Self>(other);
        other
            .note(note)
            .await
            .map_err(|error| AskText(error.to_string()))
    }
}

#[message]
#[derive(Debug, Clone, PartialEq)]
pub struct AskText(pub String);

static ADDED: AtomicU64 = AtomicU64::new(0);
static ACTIVATIONS: AtomicU64 = AtomicU64::new(0);

/// Is made to leave memory all the time.
#[grain(key = u64, name = "it.Fleeting")]
#[derive(Default)]
struct Fleeting;

#[handlers]
impl Fleeting {
    #[on(start)]
    fn start(&mut self) {
        ACTIVATIONS.fetch_add(1, Ordering::Relaxed);
    }

    #[on(stop)]
    async fn stop(&mut self) {
        tokio::task::yield_now().await;
    }

    #[handler]
    pub fn add(&mut self, number: u64) -> u64 {
        ADDED.fetch_add(number, Ordering::Relaxed) + number
    }
}

/// Leaves memory soon.
#[grain(key = String, name = "it.Napper", idle = "80ms")]
#[derive(Default)]
struct Napper {
    calls: u32,
}

#[handlers]
impl Napper {
    #[handler]
    pub fn call(&mut self) -> u32 {
        self.calls += 1;
        self.calls
    }

    #[handler]
    pub async fn wait(&mut self, millis: u64) -> u32 {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        self.calls
    }
}

/// Panics before it is there.
#[grain(key = u64, name = "it.Stillborn")]
struct Stillborn;

impl Default for Stillborn {
    fn default() -> Self {
        panic!("planned: no default")
    }
}

#[handlers]
impl Stillborn {
    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

/// Stops itself in its start hook.
#[grain(key = u64, name = "it.Unwilling")]
#[derive(Default)]
struct Unwilling;

#[handlers]
impl Unwilling {
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx) {
        ctx.stop();
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

/// Is stopped by a message of its own in its start hook, which then waits.
#[grain(key = u64, name = "it.Reluctant")]
#[derive(Default)]
struct Reluctant;

#[handlers]
impl Reluctant {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx<Self>) {
        ctx.this().stop();
        tokio::task::yield_now().await;
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

/// Is stopped in its start hook, which then fails.
#[grain(key = u64, name = "it.Hopeless")]
#[derive(Default)]
struct Hopeless;

#[handlers]
impl Hopeless {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx<Self>) -> Result<(), StartError> {
        ctx.this().stop();
        tokio::task::yield_now().await;
        Err(StartError::new("planned: hopeless"))
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

/// Never ends a message.
#[grain(key = u64, name = "it.Stuck")]
#[derive(Default)]
struct Stuck;

#[handlers]
impl Stuck {
    #[handler]
    pub async fn hang(&self) {
        std::future::pending().await
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

/// Panics in its start hook.
#[grain(key = u64, name = "it.Fainter")]
#[derive(Default)]
struct Fainter;

#[handlers]
impl Fainter {
    #[on(start)]
    async fn start(&mut self) {
        tokio::task::yield_now().await;
        panic!("planned: at the start")
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

static BROKEN: AtomicBool = AtomicBool::new(true);

/// Does not start as long as it is broken.
#[grain(key = u64, name = "it.Stubborn")]
#[derive(Default)]
struct Stubborn;

#[handlers]
impl Stubborn {
    #[on(start)]
    fn start(&mut self) -> Result<(), StartError> {
        if BROKEN.load(Ordering::Relaxed) {
            Err(StartError::new("not today"))
        } else {
            Ok(())
        }
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

fn notebooks(grains: GrainsBuilder) -> GrainsBuilder {
    grains.register::<Notebook>()
}

pub(crate) fn solo(register: fn(GrainsBuilder) -> GrainsBuilder) -> (ActorSystem, Grains) {
    let system = ActorSystem::new("solo").expect("a system starts");
    let grains = register(Grains::builder(&Cluster::solo(&system)))
        .start()
        .expect("grains start");
    (system, grains)
}

#[tokio::test]
async fn a_grain_is_there_when_it_is_called_and_keeps_its_state() {
    let (system, grains) = solo(notebooks);
    assert_eq!(grains.count(), 0);
    let notebook = system.grain::<Notebook>(7);
    assert_eq!(grains.count(), 0, "a reference activates nothing");
    assert_eq!(notebook.note(1).await, Ok(1));
    notebook.note(2).tell().unwrap();
    assert_eq!(system.grain::<Notebook>(7).notes().await, Ok(vec![1, 2]));
    assert_eq!(system.grain::<Notebook>(8).notes().await, Ok(vec![]));
    assert_eq!(grains.count_by_kind(), BTreeMap::from([("it.Notebook", 2)]));
    assert_eq!(notebook.place().await.map(|(key, ..)| key), Ok(7));
    assert_eq!(notebook, system.grain::<Notebook>(7));
    assert_ne!(notebook, system.grain::<Notebook>(8));
    assert_eq!(notebook.path().as_str(), "/grain/it.Notebook/7");
}

#[tokio::test]
async fn grains_call_each_other() {
    let (system, _grains) = solo(notebooks);
    assert_eq!(system.grain::<Notebook>(1).dictate(2, 5).await, Ok(1));
    assert_eq!(system.grain::<Notebook>(2).notes().await, Ok(vec![5]));
}

#[tokio::test]
async fn calls_without_a_service_or_a_kind_say_so() {
    let system = ActorSystem::new("bare").unwrap();
    let error = system.grain::<Notebook>(1).notes().await.unwrap_err();
    assert_eq!(error, AskError::NotSent(SendFault::NoGrains));
    assert!(error.not_delivered());
    let _grains = Grains::builder(&Cluster::solo(&system)).start().unwrap();
    let error = system.grain::<Notebook>(1).notes().await.unwrap_err();
    assert_eq!(error, AskError::NotSent(SendFault::NoSuchGrainKind));
    let twice = Grains::builder(&Cluster::solo(&system))
        .start()
        .unwrap_err();
    assert_eq!(twice, GrainsError::AlreadyRunning);
    let other = ActorSystem::new("other").unwrap();
    let twice = notebooks(notebooks(Grains::builder(&Cluster::solo(&other))))
        .start()
        .unwrap_err();
    assert_eq!(
        twice,
        GrainsError::DuplicateKind {
            name: "it.Notebook"
        }
    );
}

#[tokio::test]
async fn a_key_that_is_too_long_fails_the_call() {
    let (system, _grains) = solo(|grains| grains.register::<Napper>());
    let error = system
        .grain::<Napper>("x".repeat(5000))
        .call()
        .await
        .unwrap_err();
    assert!(
        matches!(error, AskError::NotSent(SendFault::GrainKey(_))),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_first_calls_make_one_activation() {
    let (system, grains) = solo(notebooks);
    for key in 0..200 {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let system = system.clone();
                tokio::spawn(async move { system.grain::<Notebook>(key).place().await })
            })
            .collect();
        let mut activations = BTreeSet::new();
        for call in calls {
            activations.insert(call.await.unwrap().unwrap());
        }
        assert_eq!(activations.len(), 1);
    }
    assert_eq!(grains.count(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_callers_order_is_kept() {
    let (system, _grains) = solo(notebooks);
    let callers: Vec<_> = (0..4_u32)
        .map(|caller| {
            let notebook = system.grain::<Notebook>(1);
            tokio::spawn(async move {
                for number in 0..1000 {
                    notebook.note(caller * 1000 + number).tell().unwrap();
                }
                notebook.notes().await.unwrap()
            })
        })
        .collect();
    for (caller, notes) in (0..).zip(callers) {
        let notes = notes.await.unwrap();
        let own: Vec<_> = notes
            .iter()
            .filter(|note| **note / 1000 == caller)
            .collect();
        assert_eq!(own.len(), 1000);
        assert!(own.is_sorted());
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_grain_leaves_memory_and_comes_back_fresh() {
    let (system, grains) = solo(|grains| grains.register::<Napper>());
    let napper = system.grain::<Napper>("a".to_owned());
    assert_eq!(napper.call().await, Ok(1));
    for call in 2..10 {
        tokio::time::sleep(Duration::from_millis(40)).await;
        assert_eq!(napper.call().await, Ok(call), "used in time, it stays");
    }
    tokio::time::sleep(Duration::from_millis(130)).await;
    assert_eq!(grains.count(), 0);
    assert_eq!(napper.call().await, Ok(1));
    assert_eq!(grains.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_grain_in_the_middle_of_a_handler_is_not_idle() {
    let (system, grains) = solo(|grains| grains.register::<Napper>());
    let napper = system.grain::<Napper>("b".to_owned());
    assert_eq!(napper.call().await, Ok(1));
    assert_eq!(napper.wait(1000).await, Ok(1));
    assert_eq!(grains.count(), 1);
    assert_eq!(napper.call().await, Ok(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_memory_loses_no_message() {
    let (system, grains) = solo(|grains| grains.register::<Fleeting>());
    let callers: Vec<_> = (0..4_u64)
        .map(|caller| {
            let system = system.clone();
            tokio::spawn(async move {
                let kept = system.grain::<Fleeting>(caller % 2);
                for _ in 0..2000 {
                    kept.add(1).tell().unwrap();
                    kept.add(1).await.unwrap();
                    system.grain::<Fleeting>(caller % 2).add(1).await.unwrap();
                }
            })
        })
        .collect();
    let nuisance = tokio::spawn({
        let system = system.clone();
        async move {
            loop {
                for key in 0..2 {
                    system.grain::<Fleeting>(key).drain();
                    tokio::task::yield_now().await;
                }
            }
        }
    });
    for caller in callers {
        caller.await.unwrap();
    }
    nuisance.abort();
    let added = || ADDED.load(Ordering::Relaxed);
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while added() != 24_000 {
        assert!(
            tokio::time::Instant::now() < deadline,
            "{} of 24000",
            added()
        );
        tokio::task::yield_now().await;
    }
    let activations = ACTIVATIONS.load(Ordering::Relaxed);
    println!("24000 messages met {activations} activations");
    assert!(activations > 100, "{activations} activations");
    assert_eq!(system.dead_letter_count(), 0);
    system.grain::<Fleeting>(0).drain();
    system.grain::<Fleeting>(1).drain();
    assert_eq!(grains.drained(PATIENCE).await, 0);
}

#[tokio::test]
async fn a_grain_that_stops_hands_what_it_has_not_handled_to_the_next_activation() {
    let (system, _grains) = solo(notebooks);
    let notebook = system.grain::<Notebook>(3);
    for round in 0..50 {
        let (_, _, activation) = notebook.place().await.unwrap();
        notebook.stop();
        notebook.note(round).tell().unwrap();
        let (_, _, next) = notebook.place().await.unwrap();
        assert_ne!(activation, next);
        assert_eq!(notebook.notes().await, Ok(vec![round]));
    }
    assert_eq!(system.dead_letter_count(), 0);
}

#[tokio::test]
async fn a_failed_start_fails_the_calls_and_the_next_one_tries_again() {
    let (system, grains) = solo(|grains| grains.register::<Stubborn>());
    let stubborn = system.grain::<Stubborn>(1);
    for _ in 0..3 {
        let error = stubborn.answer().await.unwrap_err();
        let why = SendFault::GrainNotStarted("not today".into());
        assert_eq!(error, AskError::NotSent(why));
        assert!(error.not_delivered());
    }
    // More than an activation is handed at once: none is left waiting.
    let asks: Vec<_> = (0..200).map(|_| stubborn.answer().into_future()).collect();
    for ask in asks {
        let error = tokio::time::timeout(PATIENCE, ask).await.unwrap();
        assert!(matches!(
            error,
            Err(AskError::NotSent(SendFault::GrainNotStarted(_)))
        ));
    }
    BROKEN.store(false, Ordering::Relaxed);
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while stubborn.answer().await != Ok(42) {
        assert!(tokio::time::Instant::now() < deadline);
    }
    assert_eq!(grains.count(), 1);
}

#[tokio::test]
async fn a_grain_that_stops_itself_in_its_start_hook_is_not_started_for_ever() {
    let (system, grains) = solo(|grains| grains.register::<Unwilling>());
    let unwilling = system.grain::<Unwilling>(1);
    let asks: Vec<_> = (0..200).map(|_| unwilling.answer().into_future()).collect();
    for ask in asks {
        let outcome = tokio::time::timeout(PATIENCE, ask).await.unwrap();
        let Err(AskError::NotSent(SendFault::GrainNotStarted(why))) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(&*why, "its start hook stopped it");
    }
    assert_eq!(grains.drained(PATIENCE).await, 0);
}

#[tokio::test]
async fn a_grain_that_is_always_stopped_before_its_first_message_is_given_up() {
    let (system, grains) = solo(|grains| grains.register::<Reluctant>().register::<Hopeless>());
    let asks = [
        (
            system.grain::<Reluctant>(1).answer().into_future(),
            "before it had handled a message",
        ),
        (
            system.grain::<Hopeless>(1).answer().into_future(),
            "planned: hopeless",
        ),
    ];
    for (ask, reason) in asks {
        let outcome = tokio::time::timeout(PATIENCE, ask).await.unwrap();
        let Err(AskError::NotSent(SendFault::GrainNotStarted(why))) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(why.contains(reason), "{why}");
    }
    assert_eq!(grains.drained(PATIENCE).await, 0);
}

#[tokio::test]
async fn a_grain_that_does_not_end_can_be_killed() {
    let (system, grains) = solo(|grains| grains.register::<Stuck>());
    let stuck = system.grain::<Stuck>(1);
    let hung = stuck.hang().into_future();
    stuck.stop();
    let waiting = stuck.answer().into_future();
    stuck.kill();
    assert!(tokio::time::timeout(PATIENCE, hung).await.unwrap().is_err());
    let answer = tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    assert_eq!(answer, Ok(42), "the next activation has it");
    assert_eq!(grains.count(), 1);
}

#[tokio::test]
async fn a_panic_before_a_grain_has_started_is_told_to_its_callers() {
    quiet_planned_panics();
    let (system, grains) = solo(|grains| grains.register::<Stillborn>().register::<Fainter>());
    let outcomes = [
        system.grain::<Stillborn>(1).answer().await,
        system.grain::<Fainter>(1).answer().await,
    ];
    for outcome in outcomes {
        let Err(AskError::NotSent(SendFault::GrainNotStarted(why))) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(why.contains("planned"), "{why}");
    }
    assert_eq!(grains.drained(PATIENCE).await, 0);
}

#[tokio::test]
async fn a_shut_down_system_answers_calls() {
    let (system, grains) = solo(notebooks);
    let notebook = system.grain::<Notebook>(1);
    assert_eq!(notebook.note(1).await, Ok(1));
    system.shutdown().await;
    assert_eq!(notebook.note(2).await, Err(AskError::Stopped));
    assert_eq!(
        system.grain::<Notebook>(2).note(2).await,
        Err(AskError::NotSent(SendFault::NoGrains))
    );
    assert_eq!(grains.drained(PATIENCE).await, 0);
}
