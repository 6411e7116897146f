//! The circuit breaker around asks and futures.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use akt::actor::{AskError, SendFault};
use akt::pattern::breaker::{Breaker, BreakerError, BreakerState, Verdict};
use akt::prelude::*;

use super::{MS, SECOND, gone, moody};
use crate::support::{Log, OnDrop, in_virtual_time, pass, settle, soon, task, threads};

/// Opens at the first failure, for ten seconds; its changes are in the log.
fn nervous() -> (Breaker, Log) {
    let log = Log::default();
    let changes = log.clone();
    let breaker = Breaker::builder("nervous")
        .consecutive_failures(1)
        .open_for(10 * SECOND)
        .on_change(move |change| changes.add(format!("{} > {}", change.from, change.to)))
        .build()
        .unwrap();
    (breaker, log)
}

async fn fail(breaker: &Breaker) {
    let failed = breaker.call(async { Err::<(), _>("broken") }).await;
    assert_eq!(failed, Err(BreakerError::Failed("broken")));
}

#[test]
fn a_handlers_own_error_is_an_answer_and_opens_nothing() {
    in_virtual_time(|system| async move {
        let (actor, _) = moody(&system).await;
        let (breaker, changes) = nervous();
        for _ in 0..20 {
            let refused = breaker.ask(actor.refuse()).await;
            let error = AskError::Handler("no".to_owned());
            assert_eq!(refused, Err(BreakerError::Failed(error)));
        }
        assert_eq!(breaker.ask(actor.double(4)).await, Ok(8));
        let metrics = breaker.metrics();
        assert_eq!((metrics.successes, metrics.failures), (21, 0));
        assert!(changes.all().is_empty());
    });
}

#[test]
fn faults_open_it_an_open_one_sends_nothing_and_one_probe_closes_it() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        let gone = gone(&system).await;
        let (breaker, changes) = nervous();
        let failed = breaker.ask(gone.double(1)).await;
        assert_eq!(failed, Err(BreakerError::Failed(AskError::Stopped)));
        pass(4 * SECOND).await;
        let refused = breaker.ask(actor.double(2)).await;
        assert_eq!(
            refused,
            Err(BreakerError::Open {
                retry_after: 6 * SECOND
            })
        );
        assert!(log.all().is_empty(), "the message was not sent");
        pass(6 * SECOND).await;
        assert_eq!(breaker.ask(actor.double(3)).await, Ok(6));
        assert_eq!(breaker.state(), BreakerState::Closed);
        let all = ["closed > open", "open > half-open", "half-open > closed"];
        assert_eq!(changes.all(), all);
        assert_eq!(
            (breaker.metrics().refused, breaker.metrics().opened),
            (1, 1)
        );
    });
}

#[test]
fn a_timeout_and_a_panic_of_the_handler_are_failures() {
    in_virtual_time(|system| async move {
        let (actor, _) = moody(&system).await;
        let breaker = Breaker::new("default");
        let late = breaker.ask(actor.late(1, 9 * SECOND).timeout(SECOND)).await;
        assert_eq!(late, Err(BreakerError::Failed(AskError::Timeout)));
        let burst = breaker.ask(actor.burst()).await;
        assert_eq!(burst, Err(BreakerError::Failed(AskError::Panicked)));
        assert_eq!(
            (breaker.metrics().failures, breaker.state()),
            (2, BreakerState::Closed)
        );
    });
}

#[test]
fn a_call_that_is_given_up_is_not_counted_and_frees_the_place_of_its_probe() {
    in_virtual_time(|_| async move {
        let (breaker, _) = nervous();
        let never = breaker.call(pending::<Result<(), ()>>());
        assert!(tokio::time::timeout(SECOND, never).await.is_err());
        assert_eq!(breaker.metrics().failures, 0);
        fail(&breaker).await;
        pass(10 * SECOND).await;
        let probe = breaker.call(pending::<Result<(), ()>>());
        assert!(tokio::time::timeout(SECOND, probe).await.is_err());
        assert_eq!(
            (breaker.state(), breaker.metrics().probes),
            (BreakerState::HalfOpen, 0)
        );
        assert_eq!(breaker.call(async { Ok::<_, ()>(7) }).await, Ok(7));
        assert_eq!(breaker.state(), BreakerState::Closed);
    });
}

#[test]
fn the_half_open_circuit_lets_one_probe_through_at_a_time() {
    in_virtual_time(|_| async move {
        let (breaker, _) = nervous();
        fail(&breaker).await;
        pass(10 * SECOND).await;
        let probing = breaker.clone();
        let slow = async {
            settle().await;
            Ok::<_, ()>(())
        };
        let probe = task(async move { probing.call(slow).await });
        tokio::task::yield_now().await;
        let second = breaker.call(async { Ok::<_, ()>(()) }).await;
        assert_eq!(
            second,
            Err(BreakerError::Open {
                retry_after: 10 * SECOND
            })
        );
        assert_eq!(probe.await, Ok(()));
        assert_eq!(breaker.call(async { Ok::<_, ()>(1) }).await, Ok(1));
    });
}

#[test]
fn a_panic_counts_as_a_failure_and_goes_on() {
    in_virtual_time(|_| async move {
        let (breaker, _) = nervous();
        let panicking = breaker.clone();
        let call = async move {
            let call = async {
                tokio::task::yield_now().await;
                panic!("planned: call")
            };
            panicking.call::<_, (), ()>(call).await
        };
        assert!(tokio::spawn(call).await.unwrap_err().is_panic());
        assert_eq!(
            (breaker.state(), breaker.metrics().failures),
            (BreakerState::Open, 1)
        );
        breaker.reset();
        let dropped = breaker.clone();
        let elsewhere = async move {
            let mut call = Box::pin(dropped.call(pending::<Result<(), ()>>()));
            tokio::select! {
                biased;
                _ = &mut call => (),
                () = tokio::task::yield_now() => panic!("planned: beside the call"),
            }
        };
        assert!(tokio::spawn(elsewhere).await.unwrap_err().is_panic());
        assert_eq!(
            breaker.state(),
            BreakerState::Closed,
            "the call itself did not panic"
        );
    });
}

#[test]
fn a_slow_call_is_a_failure_and_its_result_is_kept() {
    in_virtual_time(|system| async move {
        let (actor, _) = moody(&system).await;
        let slow = Breaker::builder("slow").slow_after(SECOND).build().unwrap();
        assert_eq!(slow.ask(actor.late(1, SECOND)).await, Ok(1));
        assert_eq!(slow.ask(actor.late(2, SECOND - MS)).await, Ok(2));
        let metrics = slow.metrics();
        assert_eq!((metrics.successes, metrics.failures), (1, 1));
        assert!((metrics.failure_rate - 0.5).abs() < 1e-9);
    });
}

#[test]
fn the_caller_says_what_a_result_means() {
    in_virtual_time(|_| async move {
        let breaker = Breaker::new("judged");
        let judge = |result: &Result<u32, &str>| match result {
            Ok(0) => Verdict::Failure,
            Err("not found") => Verdict::Neutral,
            _ => Verdict::Success,
        };
        for result in [Ok(0), Ok(1), Err("not found"), Err("refused")] {
            let given = breaker.call_with(async move { result }, judge).await;
            assert_eq!(given, result.map_err(BreakerError::Failed));
        }
        let metrics = breaker.metrics();
        assert_eq!((metrics.successes, metrics.failures), (2, 1));
    });
}

#[test]
fn what_says_nothing_of_the_actor_is_not_counted() {
    let verdict = |error: AskError<u32>| Verdict::of_answer(&Err::<(), _>(error));
    for error in [
        AskError::NotSent(SendFault::LocalOnly),
        AskError::NotSent(SendFault::NotRemote),
        AskError::NotSent(SendFault::TooLarge { bytes: 2, limit: 1 }),
        AskError::Rejected("closed".into()),
        AskError::Deadlock("a, b, a".into()),
    ] {
        assert_eq!(verdict(error), Verdict::Neutral);
    }
    let moving = AskError::NotSent(SendFault::GrainMoving);
    for error in [AskError::Timeout, AskError::MailboxFull, moving] {
        assert_eq!(verdict(error), Verdict::Failure);
    }
    assert_eq!(verdict(AskError::Handler(1)), Verdict::Success);
}

#[test]
fn opened_by_hand_it_stays_open_until_it_is_reset() {
    in_virtual_time(|_| async move {
        let (breaker, changes) = nervous();
        let clone = breaker.clone();
        breaker.force_open();
        pass(30 * SECOND).await;
        assert!(
            clone
                .call(async { Ok::<_, ()>(()) })
                .await
                .unwrap_err()
                .is_open()
        );
        assert!(breaker.metrics().held_open);
        breaker.reset();
        assert_eq!(clone.call(async { Ok::<_, ()>(1) }).await, Ok(1));
        assert_eq!(changes.all(), ["closed > open", "open > closed"]);
    });
}

#[test]
fn a_fallback_gets_the_error_and_gives_the_result() {
    in_virtual_time(|_| async move {
        let (breaker, _) = nervous();
        let broken = || async { Err::<u32, _>("broken") };
        let stale = |error: BreakerError<&'static str>| async move {
            if error.is_open() {
                Ok(1)
            } else {
                Err(error.to_string())
            }
        };
        let first = breaker.call_or_else(broken(), stale).await;
        assert_eq!(first, Err("broken".to_owned()));
        assert_eq!(breaker.call_or_else(broken(), stale).await, Ok(1));
    });
}

#[test]
fn a_listener_may_use_the_breaker_and_its_panic_goes_no_further() {
    in_virtual_time(|_| async move {
        let breaker = Arc::new(std::sync::OnceLock::<Breaker>::new());
        let inside = Arc::clone(&breaker);
        let log = Log::default();
        let seen = log.clone();
        let built = Breaker::builder("heard")
            .consecutive_failures(1)
            .on_change(move |change| {
                let state = inside.get().map(Breaker::state);
                seen.add(format!("{state:?}"));
                if change.to == BreakerState::Open {
                    panic!("planned: listener");
                }
            })
            .build();
        let built = breaker.get_or_init(|| built.unwrap());
        fail(built).await;
        assert_eq!(built.state(), BreakerState::Open);
        assert_eq!(log.all(), ["Some(Open)"]);
    });
}

#[test]
fn a_call_that_is_refused_is_never_begun() {
    in_virtual_time(|_| async move {
        let (breaker, _) = nervous();
        breaker.force_open();
        let log = Log::default();
        let guard = OnDrop(log.clone(), "dropped unpolled");
        let call = async move {
            guard.0.add("begun");
            Ok::<_, ()>(())
        };
        assert!(breaker.call(call).await.is_err());
        assert_eq!(log.all(), ["dropped unpolled"]);
    });
}

#[test]
fn calls_from_many_threads_are_all_counted() {
    const CALLS: u64 = 2000;
    threads(3).block_on(async {
        let breaker = Breaker::builder("shared")
            .failure_rate(1.0)
            .build()
            .unwrap();
        let failed = Arc::new(AtomicU64::new(0));
        let tasks: Vec<_> = (0..4_u64)
            .map(|worker| {
                let (breaker, failed) = (breaker.clone(), Arc::clone(&failed));
                task(async move {
                    for call in 0..CALLS {
                        let fails = (call + worker) % 3 == 0;
                        let result = async move { if fails { Err(()) } else { Ok(()) } };
                        if breaker.call(result).await.is_err() {
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await;
        }
        let metrics = breaker.metrics();
        assert_eq!(metrics.successes + metrics.failures, 4 * CALLS);
        assert_eq!(metrics.failures, failed.load(Ordering::Relaxed));
    });
}

/// Pipes what it calls through a breaker.
#[actor]
struct Piper {
    breaker: Breaker,
    log: Log,
}

#[handlers]
impl Piper {
    #[handler]
    pub fn call(&mut self, works: bool, ctx: &mut Ctx<Self>) {
        let breaker = self.breaker.clone();
        let call = async move { if works { Ok("fine") } else { Err("broken") } };
        ctx.pipe(async move { breaker.call(call).await })
            .then(|this: &mut Self, _, outcome| {
                let outcome = outcome.expect("the pipe itself neither ends early nor panics");
                this.log.add(match outcome {
                    Ok(value) => value.to_owned(),
                    Err(BreakerError::Open { .. }) => "open".into(),
                    Err(error) => error.to_string(),
                });
            });
    }
}

#[test]
fn a_piped_call_through_a_breaker_is_refused_while_it_is_open() {
    in_virtual_time(|system| async move {
        let (log, (breaker, changes)) = (Log::default(), nervous());
        let piper = Piper {
            breaker,
            log: log.clone(),
        };
        let piper = system.spawn(piper).await.unwrap();
        for works in [true, false, true] {
            soon(piper.call(works)).await.unwrap();
            settle().await;
        }
        pass(10 * SECOND).await;
        soon(piper.call(true)).await.unwrap();
        settle().await;
        let all = log.all();
        assert_eq!(
            (all.len(), &*all[0], &*all[2], &*all[3]),
            (4, "fine", "open", "fine")
        );
        assert!(all[1].contains("broken"), "{all:?}");
        let all = ["closed > open", "open > half-open", "half-open > closed"];
        assert_eq!(changes.all(), all);
    });
}
