//! Retries of asks, tells and futures.

use std::error::Error;
use std::future::pending;
use std::time::Duration;

use akt::actor::SendFault;
use akt::base::backoff::Backoff;
use akt::pattern::breaker::Breaker;
use akt::pattern::retry::{GaveUp, RetryError, RetryPolicy, retry};
use akt::pattern::throttle::Throttle;
use akt::prelude::*;
use tokio::time::Instant;

use super::{MS, SECOND, gone, moody, since};
use crate::support::{Log, OnDrop, in_virtual_time, settle, task};

const POLICY: RetryPolicy = RetryPolicy::new()
    .attempts(3)
    .backoff(Backoff::exponential(Duration::from_millis(100), SECOND));

#[test]
fn an_ask_that_may_have_been_handled_is_not_repeated_unless_that_does_no_harm() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        let ask = || actor.late(1, 300 * MS).timeout(200 * MS);
        let error = retry(POLICY, ask).await.unwrap_err();
        assert_eq!((error.attempts, error.why), (1, GaveUp::Refused));
        assert_eq!(error.last, Some(AskError::Timeout));
        let error = retry(POLICY, ask).even_if_delivered().await.unwrap_err();
        assert_eq!((error.attempts, error.why), (3, GaveUp::Attempts));
        settle().await;
        assert!(log.count("late 1") >= 3, "{:?}", log.all());
    });
}

#[test]
fn an_ask_that_surely_was_not_handled_is_repeated() {
    in_virtual_time(|system| async move {
        let gone = gone(&system).await;
        let error = retry(POLICY, || gone.double(1)).await.unwrap_err();
        assert_eq!((error.attempts, error.why), (3, GaveUp::Attempts));
        assert_eq!(error.last, Some(AskError::Stopped));
        assert_eq!(error.to_string(), "none of 3 attempts succeeded");
        let source = error.source().map(ToString::to_string);
        assert_eq!(source, error.last.map(|last| last.to_string()));
    });
}

#[test]
fn a_handlers_own_error_is_never_repeated_by_itself() {
    in_virtual_time(|system| async move {
        let (actor, _) = moody(&system).await;
        let error = retry(POLICY, || actor.refuse()).await.unwrap_err();
        assert_eq!((error.attempts, error.why), (1, GaveUp::Refused));
        let error = retry(POLICY, || actor.refuse()).even_if_delivered().await;
        assert_eq!(error.unwrap_err().attempts, 1);
        let wanted = |error: &AskError<String>| error.handler().is_some();
        let error = retry(POLICY, || actor.refuse()).only_if(wanted).await;
        assert_eq!(error.unwrap_err().attempts, 3);
    });
}

#[test]
fn the_waits_grow_and_the_first_success_is_the_result() {
    in_virtual_time(|_| async move {
        let (start, mut times) = (Instant::now(), Vec::new());
        let result = retry(POLICY, || {
            times.push(since(start));
            let works = times.len() == 3;
            async move { if works { Ok("done") } else { Err("not yet") } }
        });
        assert_eq!(result.only_if(|_| true).await, Ok("done"));
        assert_eq!(times, [0, 100, 300]);
    });
}

#[test]
fn equal_seeds_wait_equally_long() {
    in_virtual_time(|_| async move {
        let mut taken = Vec::new();
        for seed in [1, 1, 2] {
            let start = Instant::now();
            let policy = RetryPolicy::new().seed(seed);
            let error = retry(policy, || async { Err::<(), _>(()) }).only_if(|()| true);
            assert_eq!(error.await.unwrap_err().attempts, 4);
            taken.push(since(start));
        }
        assert!(taken[0] == taken[1] && taken[1] != taken[2], "{taken:?}");
    });
}

#[test]
fn the_time_is_over_in_the_middle_of_an_attempt() {
    in_virtual_time(|_| async move {
        let start = Instant::now();
        let policy = POLICY.within(2 * SECOND);
        let endless = retry(policy, pending::<Result<(), String>>).only_if(|_| true);
        let error = endless.await.unwrap_err();
        let wanted = (1, None, GaveUp::Deadline);
        assert_eq!((error.attempts, error.last, error.why), wanted);
        assert_eq!(since(start), 2000);
        let nothing = retry(POLICY.within(Duration::ZERO), || async { Ok::<_, ()>(5) });
        assert_eq!(
            nothing.only_if(|()| true).await,
            Ok(5),
            "ready at the first look"
        );
    });
}

#[test]
fn a_wait_beyond_the_time_is_not_begun() {
    in_virtual_time(|_| async move {
        let start = Instant::now();
        let policy = POLICY.within(250 * MS);
        let failing = retry(policy, || async { Err::<(), _>("broken") }).only_if(|_| true);
        let error = failing.await.unwrap_err();
        let wanted = (2, Some("broken"), GaveUp::Deadline);
        assert_eq!((error.attempts, error.last, error.why), wanted);
        assert_eq!(since(start), 100, "the second wait would have ended at 300");
    });
}

#[test]
fn the_longest_times_overflow_nothing() {
    in_virtual_time(|_| async move {
        let policy = RetryPolicy::new()
            .attempts(0)
            .backoff(Backoff::fixed(Duration::MAX))
            .within(Duration::MAX);
        let error = retry(policy, || async { Err::<(), _>(()) }).only_if(|()| true);
        assert_eq!(
            error.await.unwrap_err().attempts,
            1,
            "0 attempts count as 1"
        );
        let error = retry(policy.attempts(2), || async { Err::<(), _>(()) }).only_if(|()| true);
        assert_eq!(error.await.unwrap_err().why, GaveUp::Deadline);
    });
}

#[test]
fn a_tell_to_a_full_mailbox_is_repeated_until_there_is_room() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        actor.late(1, 250 * MS).tell().unwrap();
        settle().await;
        actor.double(2).tell().unwrap();
        actor.double(3).tell().unwrap();
        assert!(actor.double(4).tell().is_err(), "it is full");
        let told = retry(POLICY, || async { actor.double(5).tell() }).await;
        told.unwrap();
        settle().await;
        assert_eq!(log.all(), ["late 1", "2", "3", "5"]);
    });
}

#[test]
fn an_open_circuit_and_a_throttle_say_how_long_to_wait() {
    in_virtual_time(|system| async move {
        let (actor, _) = moody(&system).await;
        let policy = POLICY.backoff(Backoff::none());
        let breaker = Breaker::builder("x")
            .consecutive_failures(1)
            .open_for(5 * SECOND)
            .build();
        let breaker = breaker.unwrap();
        assert!(breaker.call(async { Err::<(), _>(()) }).await.is_err());
        let start = Instant::now();
        assert_eq!(
            retry(policy, || breaker.ask(actor.double(2)))
                .await
                .unwrap(),
            4
        );
        assert_eq!(since(start), 5000);
        let throttle = Throttle::new(1, SECOND, 1).unwrap().enforcing();
        throttle.try_acquire().unwrap();
        assert_eq!(
            retry(policy, || throttle.ask(actor.double(3)))
                .await
                .unwrap(),
            6
        );
        assert_eq!(since(start), 6000);
        breaker.force_open();
        let error = retry(policy, || breaker.ask(actor.double(2)))
            .await
            .unwrap_err();
        assert_eq!((error.attempts, error.why), (1, GaveUp::Deadline));
    });
}

#[test]
fn dropping_a_retry_drops_its_attempt_and_a_panic_ends_it() {
    in_virtual_time(|_| async move {
        let log = Log::default();
        let attempt = || {
            let guard = OnDrop(log.clone(), "dropped");
            async move {
                let _guard = guard;
                pending::<Result<(), ()>>().await
            }
        };
        let retrying = retry(POLICY, attempt).only_if(|()| true);
        assert!(tokio::time::timeout(SECOND, retrying).await.is_err());
        assert_eq!(log.all(), ["dropped"]);
        let begun = log.clone();
        let panicking = async move {
            let attempt = || {
                begun.add("begun");
                async { panic!("planned: attempt") }
            };
            retry(POLICY, attempt).only_if::<(), (), _>(|()| true).await
        };
        assert!(tokio::spawn(panicking).await.unwrap_err().is_panic());
        assert_eq!(log.count("begun"), 1);
    });
}

#[test]
fn a_retry_may_move_to_another_task() {
    in_virtual_time(|system| async move {
        let (actor, _) = moody(&system).await;
        let retrying = async move { retry(POLICY, || actor.double(4)).await };
        assert_eq!(task(retrying).await, Ok::<u64, RetryError<AskError>>(8));
    });
}

#[test]
fn what_is_transient_is_what_may_be_answered_later() {
    let why = || "x".into();
    let yes: [AskError<()>; 9] = [
        AskError::Timeout,
        AskError::Stopped,
        AskError::NoReply,
        AskError::Panicked,
        AskError::MailboxFull,
        AskError::Unreachable(why()),
        AskError::Lost(why()),
        AskError::NotSent(SendFault::GrainMoving),
        AskError::Rejected(why()),
    ];
    assert!(yes.iter().all(AskError::is_transient));
    let no: [AskError<()>; 6] = [
        AskError::Handler(()),
        AskError::Decode(why()),
        AskError::Refused(why()),
        AskError::Deadlock(why()),
        AskError::Incompatible {
            method: why(),
            ours: 1,
            theirs: 2,
        },
        AskError::NotSent(SendFault::LocalOnly),
    ];
    assert!(!no.iter().any(AskError::is_transient));
    let faults = [
        SendFault::Stopped,
        SendFault::NoSuchActor,
        SendFault::Backpressure,
    ];
    assert!(faults.iter().all(SendFault::is_transient));
    let faults = [
        SendFault::NotRemote,
        SendFault::NoGrains,
        SendFault::NoSuchGrainKind,
    ];
    assert!(!faults.iter().any(SendFault::is_transient));
}
