//! Pools: their tree, their size, and what becomes of routees that fail or end.

use std::time::Duration;

use akt::actor::{Passivation, SendFault};
use akt::base::backoff::Backoff;
use akt::base::limits::ROUTER_ROUTEES;
use akt::pattern::router::{RouteeEnd, Router, RouterError};
use akt::prelude::*;
use akt::supervision::{Directive, Failure, Restart};

use super::{Shop, Worker, events, hold_all, name_taken, next, pool, routed};
use crate::support::{in_virtual_time, on_every_runtime, settle, soon, until};

fn names<K>(router: &Router<Worker, K>) -> Vec<String> {
    let routees = router.routees().into_iter();
    routees
        .map(|routee| routee.path().name().to_owned())
        .collect()
}

#[test]
fn routees_are_children_of_one_supervisor_with_names_that_do_not_come_again() {
    on_every_runtime(|system| async move {
        let shop = Shop::default();
        let workers = pool(&system, 2).spawn_with(shop.factory()).await.unwrap();
        assert_eq!(names(&workers), ["workers-0", "workers-1"]);
        assert_eq!(system.top_level_actors(), 1);
        let supervisor = system.find_any("workers").unwrap();
        assert_eq!(supervisor.children().len(), 2);
        assert!(system.find::<Worker>("/user/workers/workers-1").is_some());
        workers.resize(1).await.unwrap();
        workers.resize(3).await.unwrap();
        assert_eq!(names(&workers), ["workers-0", "workers-2", "workers-3"]);
        let taken = pool(&system, 1).spawn_with(shop.factory()).await;
        assert!(name_taken(&taken.unwrap_err()));
        let error = workers.resize(ROUTER_ROUTEES + 1).await.unwrap_err();
        assert!(matches!(error, RouterError::TooMany(ROUTER_ROUTEES)));
        assert_eq!(names(&workers).len(), 3);
    });
}

#[test]
fn a_smaller_pool_drains_those_that_leave() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let workers = pool(&system, 4).spawn_with(shop.factory()).await.unwrap();
        let leaving = workers.routees()[3].clone();
        hold_all(&workers, &shop).await;
        for number in 0..40 {
            workers.work(number).tell().unwrap();
        }
        workers.resize(2).await.unwrap();
        assert_eq!(routed(&workers.stats()), [10, 10]);
        workers.work(40).tell().unwrap();
        assert!(!leaving.is_stopped(), "it has work");
        shop.latch.open(4);
        soon(leaving.stopped()).await;
        shop.has_done(41).await;
        assert_eq!(system.dead_letter_count(), 0);
        workers.resize(0).await.unwrap();
        assert!(workers.work(0).tell().is_err());
        workers.resize(1).await.unwrap();
        assert_eq!(workers.work(0).await.unwrap(), 4);
    });
}

#[test]
fn a_routee_that_fails_is_restarted_in_its_place() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let workers = pool(&system, 2).spawn_with(shop.factory()).await.unwrap();
        let events = events(&system);
        let uid = workers.stats().routees[0].uid;
        assert_eq!(workers.break_down().await, Err(AskError::Panicked));
        for me in [1, 2, 1, 2] {
            assert_eq!(
                workers.work(0).await.unwrap(),
                me,
                "2 is 0 with fresh state"
            );
        }
        assert_eq!(workers.stats().routees[0].uid, uid);
        assert_eq!(events.waiting(), 0, "a restart is no end");
    });
}

#[test]
fn a_routee_that_ends_is_replaced_and_the_router_loses_nothing() {
    on_every_runtime(|system| async move {
        let shop = Shop::default();
        let workers = pool(&system, 3).spawn_with(shop.factory()).await.unwrap();
        let events = events(&system);
        let dead = workers.routees()[1].clone();
        dead.kill();
        soon(dead.stopped()).await;
        // The router may or may not know it already.
        for number in 0..30 {
            let me = soon(workers.work(number)).await.unwrap();
            assert_ne!(me, 1);
        }
        assert_eq!(
            next(&events).await,
            "/user/workers/workers-1 of /user/workers ended: killed"
        );
        let replaced =
            "/user/workers has /user/workers/workers-3 instead of /user/workers/workers-1";
        assert_eq!(next(&events).await, replaced);
        assert_eq!(names(&workers), ["workers-0", "workers-2", "workers-3"]);
        assert_eq!(system.dead_letter_count(), 0);
    });
}

#[test]
fn who_keeps_ending_is_replaced_more_and_more_slowly_and_then_given_up() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let pauses = Backoff::fixed(Duration::from_millis(100));
        let builder = pool(&system, 1).replacements(3, pauses);
        let builder = builder.routees(|spawn| spawn.restart(Restart::never()));
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let events = events(&system);
        let start = tokio::time::Instant::now();
        for _ in 0..3 {
            assert_eq!(workers.break_down().await, Err(AskError::Panicked));
            assert!(next(&events).await.ends_with("ended: failed"));
            assert!(next(&events).await.contains("instead of"));
        }
        let took = start.elapsed().as_millis();
        assert!(
            (200..=210).contains(&took),
            "the first was replaced at once: {took}"
        );
        assert_eq!(workers.break_down().await, Err(AskError::Panicked));
        assert!(next(&events).await.ends_with("ended: failed"));
        assert!(next(&events).await.contains("gave up the place"));
        assert!(workers.stats().routees.is_empty());
        workers.resize(1).await.unwrap();
        assert_eq!(
            workers.work(0).await.unwrap(),
            4,
            "a new size is a new beginning"
        );
    });
}

#[test]
fn a_pool_may_shrink_or_stop_when_a_routee_ends() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 2).on_end(RouteeEnd::Remove);
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let events = events(&system);
        workers.routees()[0].stop();
        assert!(next(&events).await.ends_with("ended: stopped"));
        assert_eq!(names(&workers), ["workers-1"]);
        settle().await;
        assert_eq!(workers.work(0).await.unwrap(), 1);

        let builder = Router::<Worker>::pool(&system).size(2);
        let builder = builder.on_end(RouteeEnd::StopRouter);
        let strict = builder.spawn_with(shop.factory()).await.unwrap();
        strict.routees()[0].kill();
        soon(strict.stopped()).await;
        let letters = system.dead_letters(8);
        let back = strict.work(0).tell().unwrap_err();
        assert_eq!(back.fault(), &SendFault::Stopped);
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!((letter.path, letter.method), (strict.path(), "work"));
        assert!(matches!(strict.resize(1).await, Err(RouterError::Stopped)));
        assert_eq!(system.top_level_actors(), 1, "of the first pool");
    });
}

#[test]
fn a_failure_that_is_escalated_stops_the_router() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder =
            pool(&system, 2).routees(|spawn| spawn.decide(|_: &Failure<_>| Directive::Escalate));
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        assert_eq!(workers.break_down().await, Err(AskError::Panicked));
        soon(workers.stopped()).await;
        assert_eq!(workers.work(0).await, Err(AskError::Stopped));
        assert_eq!(system.top_level_actors(), 0);
    });
}

#[test]
fn a_routee_that_was_to_end_is_replaced_without_counting() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 1).replacements(1, Backoff::none());
        let builder = builder.routees(|spawn| spawn.passivate(Passivation::Messages(2)));
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let events = events(&system);
        for me in 0..5 {
            for _ in 0..2 {
                assert_eq!(workers.work(0).await.unwrap(), me);
            }
            assert!(next(&events).await.ends_with("ended: passivated"));
            assert!(next(&events).await.contains("instead of"));
        }
    });
}

#[test]
fn a_pool_that_is_drained_finishes_what_it_has() {
    on_every_runtime(|system| async move {
        let shop = Shop::default();
        let workers = pool(&system, 3).spawn_with(shop.factory()).await.unwrap();
        let events = events(&system);
        hold_all(&workers, &shop).await;
        for number in 0..30 {
            workers.work(number).tell().unwrap();
        }
        // By the reference as well as by the handle.
        workers.reference().drain();
        let closed = || workers.stats().routees.is_empty();
        until("it takes nothing more", closed).await;
        shop.latch.open(3);
        soon(workers.stopped()).await;
        assert_eq!(next(&events).await, "/user/workers stopped");
        assert_eq!(system.top_level_actors(), 0);
        assert_eq!(shop.done(), 30);
        assert_eq!(system.dead_letter_count(), 0);
    });
}

#[test]
fn a_pool_that_is_stopped_or_whose_system_ends_takes_nothing_more() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let stopped = pool(&system, 2).spawn_with(shop.factory()).await.unwrap();
        stopped.stop();
        soon(stopped.stopped()).await;
        assert!(system.find_any("workers").is_none());
        let workers = pool(&system, 2).spawn_with(shop.factory()).await.unwrap();
        system
            .find_any("workers")
            .unwrap()
            .stop(akt::actor::StopKind::Kill);
        soon(workers.stopped()).await;
        assert_eq!(workers.work(0).await, Err(AskError::Stopped));
        let last = pool(&system, 2).spawn_with(shop.factory()).await.unwrap();
        soon(system.shutdown()).await;
        soon(last.stopped()).await;
        assert_eq!(last.work(0).await, Err(AskError::Stopped));
        assert!(pool(&system, 1).spawn_with(shop.factory()).await.is_err());
    });
}

#[actor]
struct Fussy;

#[handlers]
impl Fussy {
    #[on(start)]
    async fn start(&mut self) -> Result<(), StartError> {
        Err(StartError::new("no coffee"))
    }
}

#[test]
fn a_pool_whose_routees_do_not_start_is_none() {
    in_virtual_time(|system| async move {
        let builder = Router::<Fussy>::pool(&system).name("fussy").size(2);
        let error = builder.spawn_with(|| Fussy).await.unwrap_err();
        assert!(error.to_string().contains("no coffee"), "{error}");
        assert_eq!(system.top_level_actors(), 0);
        assert!(system.find_any("fussy").is_none());
    });
}
