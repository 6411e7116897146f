//! Batches of asks and tells.

use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use akt::actor::SendFault;
use akt::pattern::batch::{ask_all, send_all, tell_all, tell_each};
use akt::prelude::*;
use tokio::time::Instant;

use super::{MS, Parcel, SECOND, gone, moody, since};
use crate::support::{Log, OnDrop, in_virtual_time, on_every_runtime, settle, task};

#[test]
fn answers_come_in_the_order_of_the_calls_whoever_is_first() {
    in_virtual_time(|system| async move {
        let mut actors = Vec::new();
        for _ in 0..3 {
            actors.push(moody(&system).await.0);
        }
        let start = Instant::now();
        let calls = actors.iter().zip([30, 10, 20]);
        let answers = ask_all(calls.map(|(actor, by)| actor.late(u64::from(by), by * MS))).await;
        assert_eq!(answers, [Ok(30), Ok(10), Ok(20)]);
        assert_eq!(since(start), 30, "at the same time");
    });
}

#[test]
fn each_failure_stands_in_its_place() {
    in_virtual_time(|system| async move {
        let ((actor, _), gone) = (moody(&system).await, gone(&system).await);
        let answers = ask_all([actor.double(1), gone.double(2), actor.double(3)]).await;
        assert_eq!(answers, [Ok(2), Err(AskError::Stopped), Ok(6)]);
        assert!(ask_all(Vec::<akt::actor::Ask<u64>>::new()).await.is_empty());
    });
}

#[test]
fn a_large_batch_to_a_small_mailbox_is_answered() {
    on_every_runtime(|system| async move {
        let (actor, log) = moody(&system).await;
        let answers = ask_all((0..3000).map(|number| actor.double(number))).await;
        let wanted: Vec<_> = (0..3000).map(|number| Ok(number * 2)).collect();
        assert_eq!(answers, wanted);
        assert_eq!(log.all().len(), 3000);
    });
}

#[test]
fn no_more_than_so_many_run_and_they_begin_in_order() {
    in_virtual_time(|_| async move {
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let log = Log::default();
        let calls = (0..10_u64).map(|call| {
            let (running, most, log) = (&running, &most, &log);
            async move {
                log.add(call.to_string());
                let now = running.fetch_add(1, Ordering::Relaxed) + 1;
                most.fetch_max(now, Ordering::Relaxed);
                settle().await;
                running.fetch_sub(1, Ordering::Relaxed);
                Ok::<_, AskError>(call)
            }
        });
        let answers = ask_all(calls).at_most(3).await;
        assert_eq!(answers, (0..10).map(Ok).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::Relaxed), 3);
        let wanted: Vec<_> = (0..10).map(|call: u64| call.to_string()).collect();
        assert_eq!(log.all(), wanted);
    });
}

#[test]
fn calls_that_are_ready_at_once_do_not_keep_the_thread() {
    in_virtual_time(|_| async move {
        let calls = (0..10_000_u64).map(|call| std::future::ready(Ok::<_, AskError>(call)));
        let (mut batch, mut polls) = (ask_all(calls), 0);
        let answers = poll_fn(|cx| {
            polls += 1;
            Pin::new(&mut batch).poll(cx)
        });
        assert_eq!(answers.await.len(), 10_000);
        assert!(polls > 50, "{polls}");
    });
}

#[test]
fn a_common_timeout_ends_what_has_no_answer_and_keeps_the_rest() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        let start = Instant::now();
        let calls = [50, 500, 50].map(|by| actor.late(u64::from(by), by * MS));
        let answers = ask_all(calls).at_most(2).timeout(100 * MS).await;
        assert_eq!(
            answers,
            [Ok(50), Err(AskError::Timeout), Err(AskError::Timeout)]
        );
        assert_eq!(since(start), 100);
        assert_eq!(log.count("late 500"), 1);
        let answers = ask_all([actor.double(1)]).at_most(0).timeout(SECOND).await;
        assert_eq!(answers, [Ok(2)], "0 at a time count as 1");
    });
}

#[test]
fn dropping_a_batch_drops_its_calls_and_so_does_a_panic() {
    in_virtual_time(|_| async move {
        let log = Log::default();
        let guarded = |panics: bool| {
            let guard = OnDrop(log.clone(), "dropped");
            async move {
                let _guard = guard;
                if panics {
                    tokio::task::yield_now().await;
                    panic!("planned: one of a batch");
                }
                pending::<Result<(), AskError>>().await
            }
        };
        let batch = ask_all([guarded(false), guarded(false)]);
        assert!(tokio::time::timeout(SECOND, batch).await.is_err());
        assert_eq!(log.count("dropped"), 2);
        let batch = ask_all([guarded(false), guarded(true), guarded(false)]);
        assert!(tokio::spawn(batch).await.unwrap_err().is_panic());
        assert_eq!(log.count("dropped"), 5);
    });
}

#[test]
fn tells_stop_at_the_first_that_is_not_taken_and_give_back_the_rest() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        let error = tell_all((0..5).map(|number| actor.double(number))).unwrap_err();
        assert_eq!((error.sent, error.unsent(), error.rest.len()), (2, 3, 2));
        assert_eq!(*error.fault(), SendFault::MailboxFull);
        let text = "3 messages of a batch were not sent, from number 2 on: \
            the mailbox is full; wait for room with `send()`";
        assert_eq!(error.to_string(), text);
        settle().await;
        actor.deliver(error.first.into_message()).unwrap();
        settle().await;
        tell_all(error.rest).unwrap();
        settle().await;
        assert_eq!(log.all(), ["0", "1", "2", "3", "4"]);
    });
}

#[test]
fn messages_to_a_recipient_come_back_in_their_order() {
    in_virtual_time(|system| async move {
        let (actor, log) = moody(&system).await;
        let recipient: Recipient<Parcel> = actor.recipient();
        let error = tell_each(&recipient, (0..4).map(|number| Parcel { number })).unwrap_err();
        let left = error.into_messages();
        assert_eq!(left, [Parcel { number: 2 }, Parcel { number: 3 }]);
        settle().await;
        tell_each(&recipient, left).unwrap();
        settle().await;
        assert_eq!(log.all(), ["parcel 0", "parcel 1", "parcel 2", "parcel 3"]);
    });
}

#[test]
fn a_batch_that_waits_for_room_sends_everything_in_order() {
    on_every_runtime(|system| async move {
        let (actor, log) = moody(&system).await;
        let sending = actor.clone();
        task(async move {
            send_all((0..100).map(|number| sending.double(number)))
                .await
                .is_ok()
        })
        .await;
        assert_eq!(actor.double(100).await, Ok(200));
        let wanted: Vec<_> = (0..=100).map(|number: u64| number.to_string()).collect();
        assert_eq!(log.all(), wanted);
        let gone = gone(&system).await;
        let calls = [actor.double(1), gone.double(2), actor.double(3)];
        let error = send_all(calls).await.unwrap_err();
        assert_eq!((error.sent, error.unsent()), (1, 2));
        assert_eq!(*error.fault(), SendFault::Stopped);
    });
}

#[test]
fn a_batch_may_move_to_another_task() {
    in_virtual_time(|system| async move {
        let (actor, _) = moody(&system).await;
        let actor = Arc::new(actor);
        let asking = async move { ask_all([actor.double(1), actor.double(2)]).await };
        assert_eq!(task(asking).await, [Ok(2), Ok(4)]);
    });
}
