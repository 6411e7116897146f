//! The throttle: its rate, its line, and the calls behind it.

use std::time::Duration;

use akt::pattern::throttle::{Throttle, ThrottleConfigError, ThrottleError};
use tokio::time::Instant;

use super::{MS, SECOND, gone, moody, since};
use crate::support::{Log, in_virtual_time, pass, settle, task};

#[test]
fn callers_get_the_burst_at_once_and_then_the_rate() {
    in_virtual_time(|_| async move {
        let throttle = Throttle::new(10, SECOND, 2).unwrap();
        let (start, mut times) = (Instant::now(), Vec::new());
        for _ in 0..5 {
            throttle.acquire().await.unwrap();
            times.push(since(start));
        }
        assert_eq!(times, [0, 0, 100, 200, 300]);
    });
}

#[test]
fn a_rate_above_the_steps_of_the_timer_is_kept() {
    in_virtual_time(|_| async move {
        let throttle = Throttle::new(5000, SECOND, 1).unwrap();
        let start = Instant::now();
        for _ in 0..=5000 {
            throttle.acquire().await.unwrap();
        }
        let taken = start.elapsed();
        assert!(taken.abs_diff(SECOND) <= 2 * MS, "{taken:?}");
    });
}

#[test]
fn who_waits_is_served_in_order_and_overtaken_by_nobody() {
    in_virtual_time(|_| async move {
        let throttle = Throttle::new(1, SECOND, 1).unwrap();
        throttle.try_acquire().unwrap();
        let log = Log::default();
        let mut tasks = Vec::new();
        for caller in 0..5 {
            let (throttle, log) = (throttle.clone(), log.clone());
            tasks.push(task(async move {
                throttle.acquire().await.unwrap();
                log.add(caller.to_string());
            }));
            settle().await;
        }
        assert_eq!(throttle.waiting(), 5);
        // A token is due, but not for those who come now.
        tokio::time::advance(SECOND).await;
        assert!(throttle.try_acquire().is_err());
        for task in tasks {
            task.await;
        }
        assert_eq!(log.all(), ["0", "1", "2", "3", "4"]);
        assert_eq!(throttle.waiting(), 0);
    });
}

#[test]
fn who_gives_up_takes_no_token_and_keeps_nobody_waiting() {
    in_virtual_time(|_| async move {
        let throttle = Throttle::new(1, SECOND, 1).unwrap();
        throttle.try_acquire().unwrap();
        let start = Instant::now();
        let first = throttle.clone();
        let first = task(async move { tokio::time::timeout(500 * MS, first.acquire()).await });
        settle().await;
        let second = throttle.clone();
        let second = task(async move { tokio::time::timeout(700 * MS, second.acquire()).await });
        settle().await;
        throttle.acquire().await.unwrap();
        assert_eq!(since(start), 1000);
        assert!(first.await.is_err() && second.await.is_err());
        assert_eq!(throttle.waiting(), 0);
    });
}

#[test]
fn no_more_callers_wait_than_may() {
    in_virtual_time(|_| async move {
        let throttle = Throttle::new(1, SECOND, 1).unwrap().waiting_max(2);
        throttle.acquire().await.unwrap();
        let waiting: Vec<_> = (0..2)
            .map(|_| {
                let throttle = throttle.clone();
                task(async move { throttle.acquire().await })
            })
            .collect();
        settle().await;
        let rejected = throttle.acquire().await.unwrap_err();
        assert_eq!(rejected.retry_after, SECOND);
        for caller in waiting {
            assert_eq!(caller.await, Ok(()));
        }
    });
}

#[test]
fn a_stall_is_not_followed_by_a_burst() {
    in_virtual_time(|_| async move {
        let throttle = Throttle::new(1000, SECOND, 1).unwrap();
        let log = Log::default();
        for _ in 0..100 {
            let (throttle, log) = (throttle.clone(), log.clone());
            drop(task(async move {
                throttle.acquire().await.unwrap();
                log.add("passed");
            }));
        }
        settle().await;
        assert_eq!(log.count("passed"), 1);
        tokio::time::advance(10 * SECOND).await;
        settle().await;
        let passed = log.count("passed");
        // The one that was due, and those of two milliseconds.
        assert!((2..=4).contains(&passed), "{passed}");
    });
}

#[test]
fn an_enforcing_throttle_gives_the_call_back() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        let shaping = Throttle::new(2, SECOND, 1).unwrap();
        let throttle = shaping.enforcing();
        assert_eq!(throttle.ask(actor.double(1)).await.unwrap(), 2);
        let error = throttle.ask(actor.double(2)).await.unwrap_err();
        let text = "the throttle lets nothing more pass now; try again in 500ms";
        assert_eq!(error.to_string(), text);
        let ThrottleError::Rejected { retry_after, call } = error else {
            panic!("it was asked");
        };
        assert_eq!((retry_after, log.all().len()), (500 * MS, 1));
        assert_eq!(
            shaping.ask(call).await.unwrap(),
            4,
            "the same bucket, with waiting"
        );
        let error = throttle.tell(actor.double(3)).await.unwrap_err();
        assert!(error.is_rejected());
    });
}

#[test]
fn tells_and_asks_wait_for_their_token_and_keep_their_own_errors() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        let throttle = Throttle::new(1, SECOND, 1).unwrap();
        let start = Instant::now();
        for number in 0..3 {
            throttle.tell(actor.double(number)).await.unwrap();
        }
        assert_eq!(since(start), 2000);
        settle().await;
        assert_eq!(log.all(), ["0", "1", "2"]);
        let refused = throttle.ask(actor.refuse()).await.unwrap_err();
        assert_eq!(refused.to_string(), "no");
        let gone = gone(&system).await;
        let unsent = throttle.tell(gone.double(1)).await.unwrap_err();
        let unsent = unsent.into_failed().expect("it was tried");
        assert_eq!(*unsent.fault(), akt::actor::SendFault::Stopped);
    });
}

#[test]
fn an_idle_bucket_holds_no_more_than_its_burst() {
    in_virtual_time(|_| async move {
        let throttle = Throttle::new(100, SECOND, 3).unwrap().enforcing();
        pass(30 * SECOND).await;
        let taken = (0..10).filter(|_| throttle.try_acquire().is_ok()).count();
        assert_eq!(taken, 3);
    });
}

#[test]
fn settings_without_sense_are_refused() {
    let error = |rate, per, burst| Throttle::new(rate, per, burst).unwrap_err();
    assert_eq!(error(0, SECOND, 1), ThrottleConfigError::Rate);
    assert_eq!(error(1, Duration::ZERO, 1), ThrottleConfigError::Period);
    assert_eq!(error(1, SECOND, 0), ThrottleConfigError::Burst);
    assert!(Throttle::new(u32::MAX, Duration::MAX, u32::MAX).is_ok());
}
