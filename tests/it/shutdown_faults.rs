//! A shutdown that meets code of users which panics where nothing may panic: it goes on, and says that it was not clean.

use std::fmt;
use std::time::Duration;

use akt::pattern::delivery::Delivery;
use akt::prelude::*;
use akt::system::{HookOutcome, Phase, PhaseSpec, ShutdownHook, ShutdownReport};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::support::{Bomb, Log, in_virtual_time, quiet_planned_panics, soon, virtual_time};

#[actor]
struct Guest;

#[handlers]
impl Guest {
    #[handler]
    pub fn greet(&self) -> u32 {
        7
    }

    #[handler(message)]
    fn take(&mut self, number: Delivery<u64>) {
        drop(number);
    }

    #[handler(message)]
    fn hear(&mut self, number: u64) {
        let _ = number;
    }
}

/// An error that cannot say what it is.
#[derive(Debug)]
struct Speechless;

impl fmt::Display for Speechless {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("planned: speechless");
    }
}

impl std::error::Error for Speechless {}

/// An error whose drop panics.
#[derive(Debug)]
struct Explosive;

impl fmt::Display for Explosive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("explosive")
    }
}

impl Drop for Explosive {
    fn drop(&mut self) {
        drop(Bomb);
    }
}

impl std::error::Error for Explosive {}

fn outcomes(report: &ShutdownReport, phase: &Phase) -> Vec<HookOutcome> {
    let phase = report.phase(phase).expect("there is such a phase");
    let hooks = phase.hooks.iter();
    hooks.map(|hook| hook.outcome.clone()).collect()
}

/// Shuts a system down whose shutdown has one flaw: its actor stops and its last hook runs in spite of that.
async fn with_flaw(system: &ActorSystem, flaw: impl FnOnce(&ActorSystem)) -> ShutdownReport {
    let log = Log::default();
    let guest = system.spawn(Guest).await.unwrap();
    flaw(system);
    let last = log.clone();
    let last = move || async move { last.add("flushed") };
    system.on_shutdown(Phase::FLUSH, "last", last).unwrap();
    let report = soon(system.shutdown()).await;
    assert_eq!(guest.greet().await, Err(AskError::Stopped));
    assert_eq!(log.all(), ["flushed"]);
    assert!(report.phases.len() >= 6);
    report
}

#[test]
fn an_error_whose_text_or_drop_panics_is_the_failure_of_its_hook() {
    in_virtual_time(|system| async move {
        let report = with_flaw(&system, |system| {
            let speechless = ShutdownHook::new("speechless", || async { Err::<(), _>(Speechless) });
            let explosive = ShutdownHook::new("explosive", || async { Err::<(), _>(Explosive) });
            for hook in [explosive, speechless] {
                system.add_shutdown_hook(Phase::BEFORE_STOP, hook).unwrap();
            }
        });
        let report = report.await;
        let speechless = HookOutcome::Panicked("planned: speechless".to_owned());
        let explosive = HookOutcome::Failed("explosive".to_owned());
        assert_eq!(
            outcomes(&report, &Phase::BEFORE_STOP),
            [speechless, explosive]
        );
        assert!(report.is_complete && !report.is_clean());
    });
}

/// A hook that holds what panics when it is dropped.
fn armed(name: &'static str) -> ShutdownHook {
    let bomb = Bomb;
    ShutdownHook::new(name, move || {
        let _holds = &bomb;
        async {}
    })
}

#[test]
fn a_hook_whose_drop_panics_stops_nothing_whether_it_was_run_or_not() {
    in_virtual_time(|system| async move {
        let past = Phase::named("past");
        let report = with_flaw(&system, |system| {
            let spec = PhaseSpec::new(past.clone()).deadline(Duration::ZERO);
            system.add_shutdown_phase(spec).unwrap();
            for phase in [past.clone(), Phase::DRAIN] {
                system.add_shutdown_hook(phase, armed("armed")).unwrap();
            }
            let refused = system.add_shutdown_hook(Phase::ACTORS, armed("refused"));
            assert!(refused.is_err());
        });
        let report = report.await;
        assert_eq!(outcomes(&report, &past), [HookOutcome::NotRun]);
        assert_eq!(outcomes(&report, &Phase::DRAIN), [HookOutcome::Done]);
    });
}

/// Panics when an error is logged about a hook, as a subscriber of a program may.
struct Touchy;

impl Subscriber for Touchy {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() == Level::ERROR
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        panic!("planned: a subscriber");
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_phase_that_panics_is_the_only_one_that_is_cut_short() {
    let _guard = tracing::subscriber::set_default(Touchy);
    in_virtual_time(|system| async move {
        let report = with_flaw(&system, |system| {
            let fails = ShutdownHook::new("fails", || async { Err(fmt::Error) });
            system.add_shutdown_hook(Phase::DRAIN, fails).unwrap();
        });
        let report = report.await;
        assert!(outcomes(&report, &Phase::DRAIN).is_empty());
        assert!(!report.is_complete && !report.is_clean());
    });
}

#[test]
fn deadlines_without_end_end_nothing() {
    quiet_planned_panics();
    virtual_time().block_on(async {
        let endless = ActorSystem::builder("test").shutdown_timeout(Duration::MAX);
        let endless = endless.phase_deadline(Phase::DRAIN, Duration::MAX);
        let system = endless.start().unwrap();
        let report = with_flaw(&system, |_| ()).await;
        assert!(report.is_clean(), "{report}");
    });
}

#[test]
fn a_shutdown_that_its_runtime_cuts_off_is_not_clean() {
    let runtime = virtual_time();
    let system = runtime.block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let hangs = std::future::pending::<()>;
        system.on_shutdown(Phase::DRAIN, "hangs", hangs).unwrap();
        let begun = system.shutdown();
        assert!(tokio::time::timeout(Duration::ZERO, begun).await.is_err());
        system
    });
    drop(runtime);
    let report = virtual_time().block_on(soon(system.terminated()));
    assert!(!report.is_complete && !report.is_clean(), "{report}");
}

#[test]
fn as_many_hooks_as_there_may_be_leave_room_for_the_systems_own() {
    in_virtual_time(|system| async move {
        let full = std::iter::repeat_with(|| {
            let hook = ShutdownHook::new("one of many", || async {});
            system.add_shutdown_hook(Phase::DRAIN, hook)
        });
        let added = full.take_while(Result::is_ok).count();
        assert_eq!(added, akt::base::limits::SHUTDOWN_HOOKS);
        let guest = system.spawn(Guest).await.unwrap();
        let delivery = Delivery::<u64>::to(&guest).named("it").start(&system);
        let delivery = delivery.await.unwrap();
        soon(delivery.send_confirmed(1)).await.unwrap();
        let topic = system.topic::<u64>("news").unwrap();
        topic.subscribe_recipient(guest.recipient()).unwrap();
        assert_eq!(topic.publish(1).taken, 1);
    });
}
