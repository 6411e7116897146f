//! Aggregates: the first so many replies, or what came in time.

use std::future::{Future, ready};
use std::pin::Pin;
use std::time::Duration;

use akt::pattern::aggregate::{Ended, aggregate};
use akt::pattern::batch::ask_all;
use akt::prelude::*;
use tokio::time::Instant;

use super::{MS, MoodyRef, SECOND, gone, moody, since};
use crate::support::{Log, OnDrop, in_virtual_time, task};

async fn three(system: &ActorSystem) -> Vec<MoodyRef> {
    let mut actors = Vec::new();
    for _ in 0..3 {
        actors.push(moody(system).await.0);
    }
    actors
}

#[test]
fn ends_with_the_first_replies_in_the_order_of_asking() {
    in_virtual_time(|system| async move {
        let actors = three(&system).await;
        let start = Instant::now();
        let calls = actors.iter().zip([20, 90, 10]);
        let calls = calls.map(|(actor, by)| actor.late(u64::from(by), by * MS));
        let all = aggregate(calls).first(2).await;
        assert_eq!(since(start), 20);
        assert_eq!(all.replies, [(0, 20), (2, 10)]);
        assert_eq!(
            (all.missing.as_slice(), all.ended),
            (&[1][..], Ended::Enough)
        );
        assert!(!all.is_complete() && all.failures.is_empty());
        assert_eq!(all.into_replies(), [20, 10]);
    });
}

#[test]
fn ends_at_the_deadline_and_names_what_is_missing() {
    in_virtual_time(|system| async move {
        let mut actors = three(&system).await;
        actors.push(gone(&system).await);
        let start = Instant::now();
        let calls = actors.iter().zip([900, 10, 800, 0]);
        let calls = calls.map(|(actor, by)| actor.late(u64::from(by), by * MS));
        let all = aggregate(calls).first(3).within(100 * MS).await;
        assert_eq!(since(start), 100);
        assert_eq!(all.replies, [(1, 10)]);
        assert_eq!(all.failures, [(3, AskError::Stopped)]);
        assert_eq!(
            (all.missing.as_slice(), all.ended),
            (&[0, 2][..], Ended::Deadline)
        );
    });
}

#[test]
fn failures_are_no_replies_and_all_that_ended_is_the_end() {
    in_virtual_time(|system| async move {
        let (actor, gone) = (moody(&system).await.0, gone(&system).await);
        let calls = || [gone.double(1), actor.double(2), gone.double(3)];
        let all = aggregate(calls()).await;
        assert_eq!(
            (all.replies.as_slice(), all.ended),
            (&[(1, 4)][..], Ended::All)
        );
        let all = aggregate(calls()).first(4).await;
        assert_eq!((all.replies.len(), all.ended), (1, Ended::All));
        let places: Vec<_> = all.failures.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [0, 2]);
        let all = aggregate([actor.double(1), actor.double(2)])
            .first(usize::MAX)
            .await;
        assert!(all.is_complete() && all.ended == Ended::All);
    });
}

#[test]
fn ends_as_soon_as_what_is_wanted_cannot_come_any_more() {
    in_virtual_time(|system| async move {
        let (actor, gone) = (moody(&system).await.0, gone(&system).await);
        let start = Instant::now();
        let slow = || actor.late(1, 900 * MS);
        let calls = [gone.late(1, MS), slow(), gone.late(1, MS), slow()];
        let all = aggregate(calls).first(3).await;
        assert_eq!((since(start), all.ended), (0, Ended::Unreachable));
        assert_eq!((all.failures.len(), all.missing.len()), (2, 2));
        // Two are left of which two are wanted.
        let calls = [gone.late(1, MS), slow(), gone.late(1, MS), slow()];
        let all = aggregate(calls).first(2).await;
        assert_eq!((all.replies.len(), all.ended), (2, Ended::Enough));
        // What fails last leaves nothing to be without.
        let all = aggregate([ready(Ok(1)), ready(Err("no"))]).first(2).await;
        assert_eq!((all.replies.len(), all.ended), (1, Ended::All));
    });
}

/// More than are taken before the task gives way to others.
#[test]
fn what_is_ready_at_the_deadline_is_not_missing() {
    in_virtual_time(|_| async move {
        let count = 1000;
        let calls = (0..count).map(|number| ready(Ok::<_, ()>(number)));
        let all = aggregate(calls).within(Duration::ZERO).await;
        assert_eq!((all.replies.len(), all.ended), (count, Ended::All));
        type Call = Pin<Box<dyn Future<Output = Result<usize, ()>>>>;
        let endless: Call = Box::pin(std::future::pending());
        let calls = (0..count).map(|number| -> Call { Box::pin(ready(Ok(number))) });
        let all = aggregate(calls.chain([endless]))
            .within(Duration::ZERO)
            .await;
        assert_eq!((all.replies.len(), all.ended), (count, Ended::Deadline));
        assert_eq!(all.missing, [count]);
        // What was not begun by then is.
        let calls = (0..count).map(|number| ready(Ok::<_, ()>(number)));
        let all = aggregate(calls).at_most(1).within(Duration::ZERO).await;
        assert_eq!(all.ended, Ended::Deadline);
        assert_eq!(all.replies.len() + all.missing.len(), count);
        assert!(!all.missing.is_empty());
        let asks = (0..count).map(|number| ready(Ok::<_, AskError>(number)));
        let answers = ask_all(asks).timeout(Duration::ZERO).await;
        assert!(answers.iter().all(Result::is_ok));
    });
}

#[test]
fn without_more_it_ends_within_its_default() {
    in_virtual_time(|_| async move {
        let start = Instant::now();
        let endless = std::future::pending::<Result<(), ()>>();
        let all = aggregate([endless]).await;
        assert_eq!(
            (all.missing.as_slice(), all.ended),
            (&[0][..], Ended::Deadline)
        );
        assert_eq!(start.elapsed(), akt::base::limits::AGGREGATE_WITHIN);
    });
}

#[test]
fn the_edges_of_its_numbers_have_a_meaning() {
    in_virtual_time(|_| async move {
        let log = Log::default();
        let call = |number: u64| {
            let log = log.clone();
            async move {
                log.add(number.to_string());
                Ok::<_, ()>(number)
            }
        };
        let none = aggregate([call(1)]).first(0).await;
        assert_eq!(
            (none.missing.as_slice(), none.ended),
            (&[0][..], Ended::Enough)
        );
        assert!(log.all().is_empty(), "nobody was called");
        let ready = aggregate([call(2)]).within(Duration::ZERO).await;
        assert_eq!(
            ready.replies,
            [(0, 2)],
            "what is ready at the first look counts"
        );
        let long = aggregate([call(3), call(4)])
            .within(Duration::MAX)
            .at_most(0)
            .await;
        assert_eq!(long.replies, [(0, 3), (1, 4)]);
        let empty = aggregate([call(5)].into_iter().skip(1)).await;
        assert!(empty.is_complete() && empty.replies.is_empty() && empty.ended == Ended::All);
    });
}

#[test]
fn the_rest_is_dropped_at_the_end_and_with_the_aggregate() {
    in_virtual_time(|_| async move {
        let log = Log::default();
        let call = |after: Duration| {
            let guard = OnDrop(log.clone(), "dropped");
            async move {
                let _guard = guard;
                tokio::time::timeout(after, std::future::pending::<()>())
                    .await
                    .ok();
                Ok::<_, ()>(())
            }
        };
        let mut collecting = Box::pin(aggregate([call(SECOND), call(40 * SECOND)]).first(1));
        assert_eq!((&mut collecting).await.missing, [1]);
        assert_eq!(
            log.count("dropped"),
            2,
            "although the aggregate itself still is"
        );
        drop(collecting);
        let given_up = aggregate([call(9 * SECOND), call(9 * SECOND)]);
        assert!(tokio::time::timeout(SECOND, given_up).await.is_err());
        assert_eq!(log.count("dropped"), 4);
    });
}

#[test]
fn an_aggregate_may_move_to_another_task() {
    in_virtual_time(|system| async move {
        let actors = three(&system).await;
        let asking = async move { aggregate(actors.iter().map(|actor| actor.double(2))).await };
        assert_eq!(task(asking).await.into_replies(), [4, 4, 4]);
    });
}
