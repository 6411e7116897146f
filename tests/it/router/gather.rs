//! Strategies that send copies: broadcast, scatter-gather-first, tail-chopping.

use std::time::Duration;

use akt::actor::{DeadLetterReason, NotRouted, SendFault};
use akt::pattern::router::Router;
use akt::prelude::*;
use tokio::time::Instant;

use super::Answer::{Fail, Never, Ok as Answers};
use super::{Answer, Parcel, Shop, Worker, hold_all, pool, routed};
use crate::support::{in_virtual_time, pass, settle, soon, task};

const MS: Duration = Duration::from_millis(1);

fn shop(answers: &[Answer]) -> Shop {
    Shop {
        answers: answers.to_vec(),
        ..Shop::default()
    }
}

/// What is asked of a scatter-gather router over these, and how long it takes in milliseconds.
async fn scattered(
    system: &ActorSystem,
    answers: &[Answer],
) -> (Result<usize, AskError<String>>, u128) {
    let builder = Router::<Worker>::pool(system).size(answers.len());
    let builder = builder.scatter_gather(MS * 100);
    let workers = builder.spawn_with(shop(answers).factory()).await.unwrap();
    let start = Instant::now();
    let answer = workers.question().await;
    let took = start.elapsed().as_millis();
    workers.kill();
    workers.stopped().await;
    (answer, took)
}

#[test]
fn the_first_answer_of_those_asked_wins() {
    in_virtual_time(|system| async move {
        let (answer, took) = scattered(&system, &[Answers(50), Answers(20), Answers(80)]).await;
        assert_eq!(answer, Ok(1));
        assert!((20..=22).contains(&took), "{took}");
    });
}

#[test]
fn failures_are_told_only_when_all_have_failed() {
    in_virtual_time(|system| async move {
        let (answer, took) = scattered(&system, &[Fail(5), Answers(30), Fail(10), Never]).await;
        assert_eq!(answer, Ok(1));
        assert!((30..=32).contains(&took), "{took}");
        let (answer, took) = scattered(&system, &[Fail(5), Fail(30), Fail(10)]).await;
        assert_eq!(
            answer,
            Err(AskError::Handler("1 failed".to_owned())),
            "the last one"
        );
        assert!((30..=32).contains(&took), "{took}");
    });
}

#[test]
fn without_an_answer_in_time_the_ask_times_out() {
    in_virtual_time(|system| async move {
        let (answer, took) = scattered(&system, &[Fail(5), Never, Answers(300)]).await;
        assert_eq!(answer, Err(AskError::Timeout));
        assert!((100..=102).contains(&took), "{took}");
        let (answer, took) = scattered(&system, &[Never]).await;
        assert_eq!(answer, Err(AskError::Timeout));
        assert!((100..=102).contains(&took), "{took}");
    });
}

#[test]
fn who_ends_while_it_is_asked_is_one_that_failed() {
    in_virtual_time(|system| async move {
        let workers = pool(&system, 2).scatter_gather(MS * 100);
        let shop = shop(&[Never, Answers(30)]);
        let workers = workers.spawn_with(shop.factory()).await.unwrap();
        let asking = task({
            let workers = workers.reference();
            async move { workers.question().await }
        });
        settle().await;
        workers.routees()[0].kill();
        assert_eq!(soon(asking).await, Ok(1));
    });
}

#[test]
fn what_cannot_be_copied_comes_back_however_many_there_are() {
    in_virtual_time(|system| async move {
        for size in [1, 2] {
            let pool = || Router::<Worker>::pool(&system).size(size);
            let builders = [
                pool().broadcast(),
                pool().scatter_gather(MS),
                pool().tail_chopping(MS, MS),
            ];
            for builder in builders {
                let workers = builder.spawn_with(Shop::default().factory()).await.unwrap();
                let back = workers.carry(Parcel(7)).tell().unwrap_err();
                let fault = SendFault::NotRouted(NotRouted::NotCloneable);
                assert_eq!(back.fault(), &fault);
                assert!(!fault.is_transient());
                let error = workers.carry(Parcel(7)).await.unwrap_err();
                assert_eq!(error, AskError::NotSent(fault));
                assert_eq!(routed(&workers.stats()), vec![0; size]);
            }
        }
    });
}

#[test]
fn a_broadcast_reaches_each_and_is_answered_by_one() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 3).broadcast();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        for number in 0..10 {
            workers.work(number).tell().unwrap();
        }
        shop.has_done(30).await;
        for me in 0..3 {
            let own = shop.log.all().into_iter();
            let own = own.filter(|entry| entry.starts_with(&format!("{me}:")));
            let order: Vec<String> = (0..10).map(|number| format!("{me}:{number}")).collect();
            assert_eq!(own.collect::<Vec<_>>(), order);
        }
        assert!(workers.work(10).await.unwrap() < 3);
        shop.has_done(33).await;
        assert_eq!(routed(&workers.stats()), [11, 11, 11]);
    });
}

#[test]
fn who_has_no_room_misses_a_broadcast_and_that_is_told() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 2).broadcast();
        let builder = builder.routees(|spawn| spawn.mailbox(MailboxKind::bounded(1)));
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let letters = system.dead_letters(8);
        hold_all(&workers, &shop).await;
        let full = workers.routees()[0].clone();
        full.work(100).tell().unwrap();
        workers.work(0).tell().unwrap();
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(letter.reason, DeadLetterReason::MailboxFull);
        assert_eq!(letter.path, full.path());
        assert_eq!(workers.stats().missed, 1);
        // Now nobody has room, and it comes back.
        let back = workers.work(1).tell().unwrap_err();
        assert_eq!(back.fault(), &SendFault::MailboxFull);
        let waiting = task({
            let workers = workers.reference();
            async move { workers.work(2).send().await }
        });
        settle().await;
        assert_eq!(workers.stats().missed, 1);
        shop.latch.open(2);
        soon(waiting).await.unwrap();
        shop.has_done(4).await;
        assert_eq!((shop.log.count("0:2"), shop.log.count("1:2")), (1, 1));
    });
}

#[test]
fn a_tail_is_chopped_by_asking_the_next_one_after_each_interval() {
    in_virtual_time(|system| async move {
        let builder = pool(&system, 4).tail_chopping(MS * 10, MS * 100);
        let shop = shop(&[Never, Never, Answers(5), Answers(0)]);
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let start = Instant::now();
        assert_eq!(workers.question().await, Ok(2));
        let took = start.elapsed().as_millis();
        assert!((25..=28).contains(&took), "{took}");
        assert_eq!(shop.log.all(), ["asked 0", "asked 1", "asked 2"]);
        pass(MS * 200).await;
        assert_eq!(shop.log.all().len(), 3, "nobody is asked after the answer");
        assert_eq!(workers.question().await, Ok(2), "0 and 1 are busy for ever");
        assert_eq!(routed(&workers.stats()), [1, 2, 2, 0]);
    });
}

#[test]
fn a_quick_answer_chops_nothing() {
    in_virtual_time(|system| async move {
        let builder = pool(&system, 3).tail_chopping(MS * 10, MS * 100);
        let shop = shop(&[Answers(1); 3]);
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        for me in [0, 1, 2, 0] {
            assert_eq!(workers.question().await, Ok(me));
        }
        pass(MS * 200).await;
        assert_eq!(shop.log.all().len(), 4);
    });
}

#[test]
fn a_tail_without_an_answer_times_out_and_one_that_fails_as_a_whole_fails_early() {
    in_virtual_time(|system| async move {
        let builder = pool(&system, 2).tail_chopping(MS * 10, MS * 100);
        let silent = shop(&[Never, Fail(1)]);
        let workers = builder.spawn_with(silent.factory()).await.unwrap();
        let start = Instant::now();
        assert_eq!(workers.question().await, Err(AskError::Timeout));
        let took = start.elapsed().as_millis();
        assert!((100..=102).contains(&took), "{took}");

        let builder = Router::<Worker>::pool(&system).size(2);
        let builder = builder.tail_chopping(MS * 10, MS * 100);
        let failing = shop(&[Fail(2), Fail(2)]);
        let workers = builder.spawn_with(failing.factory()).await.unwrap();
        let start = Instant::now();
        let failure = workers.question().await.unwrap_err();
        assert_eq!(failure, AskError::Handler("1 failed".to_owned()));
        let took = start.elapsed().as_millis();
        assert!((12..=15).contains(&took), "{took}");
    });
}

#[test]
fn what_is_told_to_a_tail_goes_to_one_and_an_ask_that_is_given_up_goes_no_further() {
    in_virtual_time(|system| async move {
        let builder = pool(&system, 3).tail_chopping(MS * 10, MS * 100);
        let shop = shop(&[Never; 3]);
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        workers.work(7).tell().unwrap();
        pass(MS * 200).await;
        assert_eq!(shop.done(), 1);
        let given_up = workers.question().timeout(MS * 15).await;
        assert_eq!(given_up, Err(AskError::Timeout));
        pass(MS * 200).await;
        assert_eq!(shop.log.all(), ["0:7", "asked 1", "asked 2"]);
    });
}
