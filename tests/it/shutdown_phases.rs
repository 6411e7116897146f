//! The phases of a shutdown: their order, their deadlines, what a failing hook does, and what the report says.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::prelude::*;
use akt::system::{
    ActorSystemBuilder, HookOutcome, OnFailure, Phase, PhaseError, PhaseSpec, ShutdownHook,
    ShutdownReport, SystemError,
};
use akt_tests::is_pending;

use crate::support::{Latch, Log, quiet_planned_panics, settle, soon, task, virtual_time};

const CACHE: Phase = Phase::named("cache");
const INDEX: Phase = Phase::named("index");
const SECOND: Duration = Duration::from_secs(1);

#[actor]
struct Guest {
    latch: Latch,
}

#[handlers]
impl Guest {
    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn greet(&self) -> u32 {
        7
    }

    #[handler]
    pub async fn raise(&mut self, name: String, ctx: &mut Ctx) -> GuestRef {
        let child = Self {
            latch: self.latch.clone(),
        };
        ctx.spawn(child).name(name).await.unwrap()
    }
}

/// Runs a test in a system of its own, under virtual time, with a shutdown timeout of 10 seconds.
fn with<F: Future<Output = ()>>(
    options: impl FnOnce(ActorSystemBuilder) -> ActorSystemBuilder,
    test: impl FnOnce(ActorSystem) -> F,
) {
    quiet_planned_panics();
    virtual_time().block_on(async {
        let builder = ActorSystem::builder("test").shutdown_timeout(10 * SECOND);
        let system = options(builder).start().unwrap();
        soon(test(system)).await;
    });
}

fn outcomes(report: &ShutdownReport, phase: Phase) -> Vec<(&str, HookOutcome)> {
    let phase = report.phase(&phase).expect("there is such a phase");
    let hooks = phase.hooks.iter();
    hooks
        .map(|hook| (hook.name.as_str(), hook.outcome.clone()))
        .collect()
}

/// A hook's work, in virtual time.
async fn takes_a_second() {
    let _ = tokio::time::timeout(SECOND, std::future::pending::<()>()).await;
}

/// Adds a hook that notes its name.
fn note(system: &ActorSystem, phase: Phase, name: &'static str, log: &Log) {
    let log = log.clone();
    let hook = move || async move { log.add(name) };
    system.on_shutdown(phase, name, hook).unwrap();
}

fn fails(name: &'static str) -> ShutdownHook {
    ShutdownHook::new(name, || async { Err(std::io::Error::other("no luck")) })
}

fn failed() -> HookOutcome {
    HookOutcome::Failed("no luck".to_owned())
}

#[test]
fn phases_run_in_the_order_of_their_dependencies() {
    let phases = |builder: ActorSystemBuilder| {
        let cache = PhaseSpec::new(CACHE).after(INDEX).before(Phase::ACTORS);
        builder
            .shutdown_phase(cache)
            .shutdown_phase(PhaseSpec::new(INDEX).after(Phase::DRAIN))
    };
    with(phases, |system| async move {
        let late = Phase::new("late".to_owned());
        let spec = PhaseSpec::new(late.clone()).after(Phase::CLOSE);
        system.add_shutdown_phase(spec).unwrap();
        let log = Log::default();
        for (phase, name) in [
            (Phase::FLUSH, "flush"),
            (late, "late"),
            (CACHE, "cache"),
            (Phase::CLOSE, "close"),
            (INDEX, "index"),
            (Phase::DRAIN, "drain"),
            (Phase::BEFORE_STOP, "before"),
        ] {
            note(&system, phase, name, &log);
        }
        let report = system.shutdown().await;
        let order = [
            "before", "drain", "index", "cache", "close", "late", "flush",
        ];
        assert_eq!(log.all(), order);
        let phases: Vec<_> = report
            .phases
            .iter()
            .map(|phase| phase.phase.name())
            .collect();
        assert_eq!(
            phases,
            [
                "before-stop",
                "leave",
                "drain",
                "index",
                "cache",
                "actors",
                "close",
                "late",
                "flush"
            ]
        );
        assert!(report.is_clean(), "{report}");
    });
}

#[test]
fn what_does_not_fit_together_is_refused() {
    with(std::convert::identity, |system| async move {
        let circle = ActorSystem::builder("test")
            .shutdown_phase(PhaseSpec::new(CACHE).after(INDEX))
            .shutdown_phase(PhaseSpec::new(INDEX).after(CACHE))
            .start();
        let Err(SystemError::Phases(PhaseError::Cycle(circle))) = circle else {
            panic!("{circle:?}");
        };
        assert_eq!(circle.len(), 2);
        let unknown = ActorSystem::builder("test").phase_deadline(CACHE, SECOND);
        let unknown = unknown.start().map(drop);
        assert_eq!(
            unknown,
            Err(SystemError::Phases(PhaseError::Unknown(CACHE)))
        );
        let spec = PhaseSpec::new(CACHE)
            .after(Phase::CLOSE)
            .before(Phase::ACTORS);
        let circle = system.add_shutdown_phase(spec);
        assert!(matches!(circle, Err(PhaseError::Cycle(_))), "{circle:?}");
        let twice = system.add_shutdown_phase(PhaseSpec::new(Phase::DRAIN));
        assert_eq!(twice, Err(PhaseError::Duplicate(Phase::DRAIN)));
        let unknown = system.on_shutdown(CACHE, "hook", || async {});
        assert_eq!(unknown, Err(PhaseError::Unknown(CACHE)));
        let none = system.on_shutdown(Phase::ACTORS, "hook", || async {});
        assert_eq!(none, Err(PhaseError::NoHooks(Phase::ACTORS)));
        assert_eq!(system.shutdown().await.phases.len(), 6);
        let late = system.on_shutdown(Phase::FLUSH, "hook", || async {});
        assert_eq!(late, Err(PhaseError::TooLate(Phase::FLUSH)));
        let late = system.add_shutdown_phase(PhaseSpec::new(CACHE));
        assert_eq!(late, Err(PhaseError::TooLate(CACHE)));
    });
}

#[test]
fn hooks_before_the_actors_phase_spawn_and_message_actors() {
    with(std::convert::identity, |system| async move {
        let log = Log::default();
        for phase in [Phase::BEFORE_STOP, Phase::LEAVE, Phase::DRAIN, Phase::CLOSE] {
            let (log, inner, name) = (log.clone(), system.clone(), phase.to_string());
            let hook = move || async move {
                let latch = Latch::default();
                let answer = match inner.spawn(Guest { latch }).await {
                    Ok(guest) => guest.greet().await.is_ok(),
                    Err(_) => false,
                };
                log.add(format!("{name} {answer}"));
            };
            system.on_shutdown(phase, "spawn", hook).unwrap();
        }
        system.shutdown().await;
        let expected = [
            "before-stop true",
            "leave true",
            "drain true",
            "close false",
        ];
        assert_eq!(log.all(), expected);
    });
}

#[test]
fn a_failure_that_is_skipped_stops_nothing() {
    with(std::convert::identity, |system| async move {
        let log = Log::default();
        note(&system, Phase::DRAIN, "after", &log);
        system
            .add_shutdown_hook(Phase::DRAIN, fails("bad"))
            .unwrap();
        let report = system.shutdown().await;
        let expected = [("bad", failed()), ("after", HookOutcome::Done)];
        assert_eq!(outcomes(&report, Phase::DRAIN), expected);
        assert!(!report.is_clean());
    });
}

#[test]
fn a_failure_that_counts_stops_the_programs_own_hooks_and_no_others() {
    let phases = |builder: ActorSystemBuilder| {
        builder.shutdown_phase(PhaseSpec::new(CACHE).after(Phase::CLOSE))
    };
    with(phases, |system| async move {
        let log = Log::default();
        let guest = system
            .spawn(Guest {
                latch: Latch::default(),
            })
            .await
            .unwrap();
        for (phase, name) in [
            (Phase::BEFORE_STOP, "same phase"),
            (Phase::LEAVE, "leave"),
            (Phase::DRAIN, "drain"),
            (Phase::CLOSE, "close"),
            (CACHE, "cache"),
            (Phase::FLUSH, "flush"),
        ] {
            note(&system, phase, name, &log);
        }
        let bad = fails("bad").on_failure(OnFailure::Fail);
        system.add_shutdown_hook(Phase::BEFORE_STOP, bad).unwrap();
        let report = system.shutdown().await;
        assert_eq!(log.all(), ["leave", "close", "flush"]);
        assert!(guest.is_stopped());
        let expected = [("bad", failed()), ("same phase", HookOutcome::NotRun)];
        assert_eq!(outcomes(&report, Phase::BEFORE_STOP), expected);
        assert_eq!(outcomes(&report, CACHE), [("cache", HookOutcome::NotRun)]);
    });
}

#[test]
fn a_hook_is_tried_again_with_growing_pauses() {
    with(std::convert::identity, |system| async move {
        let tries = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&tries);
        let hook = ShutdownHook::new("flaky", move || {
            let number = counter.fetch_add(1, Ordering::Relaxed);
            async move {
                match number {
                    0 => panic!("planned: first try"),
                    1 => Err(std::io::Error::other("second try")),
                    _ => Ok(()),
                }
            }
        });
        let hook = hook.retry(5, Duration::from_millis(100));
        system.add_shutdown_hook(Phase::DRAIN, hook).unwrap();
        let worn_out = fails("worn out").retry(1, SECOND);
        system.add_shutdown_hook(Phase::CLOSE, worn_out).unwrap();
        let report = system.shutdown().await;
        let hook = &report.phase(&Phase::DRAIN).unwrap().hooks[0];
        assert_eq!((&hook.outcome, hook.attempts), (&HookOutcome::Done, 3));
        assert_eq!(hook.took.as_millis() / 10, 30, "100 and 200 ms of pause");
        let hook = &report.phase(&Phase::CLOSE).unwrap().hooks[0];
        assert_eq!((&hook.outcome, hook.attempts), (&failed(), 2));
        assert!(
            report.to_string().contains("failed: no luck (2 attempts)"),
            "{report}"
        );
    });
}

#[test]
fn a_hook_that_takes_too_long_is_dropped_and_the_next_one_runs() {
    with(std::convert::identity, |system| async move {
        let log = Log::default();
        note(&system, Phase::DRAIN, "after", &log);
        let dropped = log.clone();
        let hangs = ShutdownHook::new("hangs", move || {
            let dropped = crate::support::OnDrop(dropped.clone(), "dropped");
            async move {
                let _dropped = dropped;
                std::future::pending::<()>().await;
            }
        });
        let hangs = hangs.deadline(2 * SECOND);
        system.add_shutdown_hook(Phase::DRAIN, hangs).unwrap();
        let report = system.shutdown().await;
        let expected = [
            ("hangs", HookOutcome::TimedOut),
            ("after", HookOutcome::Done),
        ];
        assert_eq!(outcomes(&report, Phase::DRAIN), expected);
        assert_eq!(report.took.as_secs(), 2);
        assert_eq!(log.count("dropped"), 1);
    });
}

#[test]
fn a_phase_that_takes_too_long_runs_no_more_hooks() {
    let limit = |builder: ActorSystemBuilder| builder.phase_deadline(Phase::DRAIN, 3 * SECOND);
    with(limit, |system| async move {
        let log = Log::default();
        note(&system, Phase::CLOSE, "close", &log);
        note(&system, Phase::DRAIN, "last", &log);
        system
            .on_shutdown(Phase::DRAIN, "hangs", std::future::pending)
            .unwrap();
        let pause = takes_a_second;
        system.on_shutdown(Phase::DRAIN, "pause", pause).unwrap();
        let report = system.shutdown().await;
        let expected = [
            ("pause", HookOutcome::Done),
            ("hangs", HookOutcome::TimedOut),
            ("last", HookOutcome::NotRun),
        ];
        assert_eq!(outcomes(&report, Phase::DRAIN), expected);
        assert_eq!(report.phase(&Phase::DRAIN).unwrap().took.as_secs(), 3);
        assert_eq!(log.all(), ["close"]);
    });
}

#[test]
fn hooks_of_a_concurrent_phase_run_at_once() {
    let phases =
        |builder: ActorSystemBuilder| builder.shutdown_phase(PhaseSpec::new(CACHE).concurrent());
    with(phases, |system| async move {
        for name in ["one", "two", "three"] {
            let pause = takes_a_second;
            system.on_shutdown(CACHE, name, pause).unwrap();
        }
        let panics = || async { panic!("planned: hook") };
        system.on_shutdown(CACHE, "bad", panics).unwrap();
        let report = system.shutdown().await;
        let cache = report.phase(&CACHE).unwrap();
        assert_eq!((cache.hooks.len(), cache.took.as_secs()), (4, 1));
        let bad = HookOutcome::Panicked("planned: hook".to_owned());
        assert_eq!(cache.hooks[0].outcome, bad);
    });
}

#[test]
fn hooks_may_be_added_until_their_phase_begins() {
    with(std::convert::identity, |system| async move {
        let log = Log::default();
        let (inner, inner_log) = (system.clone(), log.clone());
        let hook = move || async move {
            note(&inner, Phase::CLOSE, "added in time", &inner_log);
            let late = inner.on_shutdown(Phase::DRAIN, "too late", || async {});
            inner_log.add(format!("{}", late.unwrap_err()));
        };
        system.on_shutdown(Phase::DRAIN, "adds", hook).unwrap();
        system.shutdown().await;
        assert_eq!(
            log.all(),
            [
                "the shutdown is past the phase `drain`; add to it before the shutdown begins",
                "added in time",
            ]
        );
    });
}

#[test]
fn the_report_names_the_actors_that_did_not_stop_in_time() {
    let limit = |builder: ActorSystemBuilder| builder.phase_deadline(Phase::ACTORS, 4 * SECOND);
    with(limit, |system| async move {
        let latch = Latch::default();
        let parent = Guest {
            latch: latch.clone(),
        };
        let parent = system.spawn(parent).name("parent").await.unwrap();
        let child = parent.raise("child".to_owned()).await.unwrap();
        let quick = Guest {
            latch: latch.clone(),
        };
        system.spawn(quick).name("quick").await.unwrap();
        let wait = task(child.wait().into_future());
        latch.reached().await;
        let report = system.shutdown().await;
        let late: Vec<_> = report
            .not_stopped
            .iter()
            .map(|path| path.as_str())
            .collect();
        assert_eq!(late, ["/user/parent", "/user/parent/child"]);
        assert_eq!((report.killed, report.stuck), (1, 0));
        assert_eq!(report.took.as_secs(), 4);
        assert_eq!(wait.await, Err(AskError::NoReply));
        let table = report.to_string();
        assert!(
            table.contains("not stopped in time: /user/parent/child"),
            "{table}"
        );
    });
}

#[test]
fn the_end_can_be_awaited_without_asking_for_it() {
    with(std::convert::identity, |system| async move {
        let mut terminated = Box::pin(system.terminated());
        settle().await;
        assert!(is_pending(&mut terminated).await);
        let guest = system
            .spawn(Guest {
                latch: Latch::default(),
            })
            .await;
        assert!(guest.is_ok(), "nobody has asked");
        let report = system.shutdown().await;
        assert_eq!(terminated.await, report);
        assert_eq!(system.terminated().await, report);
    });
}

#[test]
fn a_hurried_shutdown_waits_for_nobody() {
    with(std::convert::identity, |system| async move {
        let latch = Latch::default();
        let guest = Guest {
            latch: latch.clone(),
        };
        let guest = system.spawn(guest).await.unwrap();
        let wait = task(guest.wait().into_future());
        latch.reached().await;
        let log = Log::default();
        note(&system, Phase::CLOSE, "close", &log);
        system
            .on_shutdown(Phase::DRAIN, "hangs", std::future::pending)
            .unwrap();
        let orderly = task({
            let system = system.clone();
            async move { system.shutdown().await }
        });
        settle().await;
        let report = system.shutdown_now().await;
        assert_eq!(orderly.await, report);
        assert_eq!(report.took, Duration::ZERO);
        assert_eq!((report.killed, report.stuck), (1, 0));
        assert_eq!(wait.await, Err(AskError::NoReply));
        assert_eq!(
            outcomes(&report, Phase::DRAIN),
            [("hangs", HookOutcome::Abandoned)]
        );
        assert_eq!(
            outcomes(&report, Phase::CLOSE),
            [("close", HookOutcome::NotRun)]
        );
        assert_eq!(log.all().len(), 0);
    });
}
