//! What a router that gathers answers holds while it does, and for how long.

use std::sync::Arc;
use std::time::Duration;

use akt::actor::{DeadLetterReason, SendFault};
use akt::base::limits::{ROUTER_HELD, ROUTER_LOOK};
use akt::pattern::router::{PoolBuilder, Router};
use akt::prelude::*;
use tokio::time::Instant;

use super::Answer::{Never, Ok as Answers};
use super::{Shop, Worker, hold_all};
use crate::support::{in_virtual_time, pass, settle, soon, task};

const MS: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(3600);

/// Both strategies that give an ask a time.
fn gathering(system: &ActorSystem, size: usize, within: Duration) -> [PoolBuilder<Worker>; 2] {
    let pool = || Router::<Worker>::pool(system).size(size);
    [
        pool().scatter_gather(within),
        pool().tail_chopping(MS * 10, within),
    ]
}

#[test]
fn an_answered_ask_holds_neither_a_place_nor_a_copy() {
    in_virtual_time(|system| async move {
        for builder in gathering(&system, 2, HOUR) {
            let workers = builder.spawn_with(Shop::default().factory()).await.unwrap();
            let load = Arc::new(());
            assert!(workers.weigh(Arc::clone(&load)).await.is_ok());
            settle().await;
            assert_eq!(Arc::strong_count(&load), 1);
            let start = Instant::now();
            for _ in 0..=ROUTER_HELD {
                workers.count().await.unwrap();
            }
            assert_eq!(start.elapsed(), Duration::ZERO, "none waited for a place");
        }
    });
}

#[test]
fn an_ask_that_was_given_up_gives_its_place_back() {
    in_virtual_time(|system| async move {
        let shop = Shop {
            answers: vec![Never],
            ..Shop::default()
        };
        let builder = Router::<Worker>::pool(&system).scatter_gather(HOUR);
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let asks: Vec<_> = (0..ROUTER_HELD)
            .map(|_| workers.question().into_future())
            .collect();
        let full = workers.question().tell();
        assert!(full.is_ok(), "what is told needs no place");
        let start = Instant::now();
        let waiting = workers.question().into_future();
        let waiting = task(async move {
            let mut waiting = waiting;
            let held = tokio::time::timeout(ROUTER_LOOK * 2, waiting.sent()).await;
            (held.is_ok(), start.elapsed())
        });
        settle().await;
        drop(asks);
        let (sent, took) = waiting.await;
        assert!(sent && took <= ROUTER_LOOK + MS, "{took:?}");
    });
}

#[test]
fn the_time_of_an_ask_is_for_its_wait_for_a_place_as_well() {
    in_virtual_time(|system| async move {
        let shop = Shop {
            answers: vec![Never],
            ..Shop::default()
        };
        let builder = Router::<Worker>::pool(&system).scatter_gather(MS * 100);
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let asks: Vec<_> = (0..ROUTER_HELD)
            .map(|_| workers.question().into_future())
            .collect();
        settle().await;
        pass(MS * 50).await;
        let start = Instant::now();
        assert_eq!(workers.question().await, Err(AskError::Timeout));
        let took = start.elapsed();
        assert!((MS * 100..=MS * 103).contains(&took), "{took:?}");
        drop(asks);
    });
}

#[test]
fn the_time_of_an_ask_is_for_its_wait_for_room_as_well() {
    in_virtual_time(|system| async move {
        for builder in gathering(&system, 2, MS * 100) {
            let shop = Shop {
                answers: vec![Answers(0); 2],
                ..Shop::default()
            };
            let builder = builder.routees(|spawn| spawn.mailbox(MailboxKind::bounded(1)));
            let workers = builder.spawn_with(shop.factory()).await.unwrap();
            hold_all(&workers, &shop).await;
            for routee in workers.routees() {
                routee.count().tell().unwrap();
            }
            let start = Instant::now();
            assert_eq!(workers.question().await, Err(AskError::Timeout));
            let took = start.elapsed();
            assert!((MS * 100..=MS * 103).contains(&took), "{took:?}");
            shop.latch.open(2);
            shop.has_done(2).await;
            assert!(workers.question().await.is_ok());
        }
    });
}

#[test]
fn a_routee_that_cannot_be_sent_to_misses_a_copy_and_that_is_told() {
    in_virtual_time(|system| async move {
        let empty = Router::<Worker, _>::group(&system).name("empty").build();
        let clerk = system.spawn(Shop::default().worker()).await.unwrap();
        let group = Router::<Worker, _>::group(&system).broadcast().build();
        group.add(&clerk).unwrap();
        group.add(&empty.reference()).unwrap();
        let letters = system.dead_letters(4);
        assert_eq!(group.count().await, Ok(0));
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(letter.reason, DeadLetterReason::Undeliverable);
        assert_eq!(letter.path.as_str(), "/router/empty");
        let fault = empty.count().tell().unwrap_err();
        assert!(matches!(fault.fault(), SendFault::NotRouted(_)));
    });
}
