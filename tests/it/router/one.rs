//! Strategies that choose one routee.

use akt::actor::{NotRouted, SendFault};
use akt::pattern::router::{Router, Routing};
use akt::prelude::*;

use super::{Parcel, Shop, Worker, hold_all, pool, routed};
use crate::support::{in_virtual_time, on_every_runtime, soon, task, threads};

#[test]
fn round_robin_goes_one_after_the_other() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let workers = pool(&system, 3).spawn_with(shop.factory()).await.unwrap();
        assert_eq!(workers.routing(), Routing::RoundRobin, "the default");
        for _ in 0..4 {
            for me in 0..3 {
                assert_eq!(workers.work(0).await.unwrap(), me);
            }
        }
        assert_eq!(routed(&workers.stats()), [4, 4, 4]);
    });
}

#[test]
fn round_robin_is_exact_when_many_send_at_once() {
    threads(4).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let shop = Shop::default();
        let workers = pool(&system, 5).spawn_with(shop.factory()).await.unwrap();
        let senders = (0..8).map(|_| {
            let workers = workers.reference();
            task(async move {
                for _ in 0..500 {
                    workers.count().tell().unwrap();
                }
            })
        });
        for sender in senders.collect::<Vec<_>>() {
            soon(sender).await;
        }
        assert_eq!(routed(&workers.stats()), [800; 5]);
        shop.has_done(4_000).await;
        soon(system.shutdown()).await;
    });
}

#[test]
fn random_gives_each_about_its_share() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 4).random();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        for _ in 0..4_000 {
            workers.count().await.unwrap();
        }
        let routed = routed(&workers.stats());
        assert_eq!(routed.iter().sum::<u64>(), 4_000);
        // Ten times the standard deviation.
        assert!(
            routed.iter().all(|count| count.abs_diff(1_000) < 300),
            "{routed:?}"
        );
    });
}

#[test]
fn least_mailbox_goes_to_whoever_has_nothing_to_do() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 3).least_mailbox();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        for busy in &workers.routees()[..2] {
            busy.hold().tell().unwrap();
            shop.latch.reached().await;
        }
        for _ in 0..20 {
            assert_eq!(workers.work(0).await.unwrap(), 2);
        }
        assert_eq!(routed(&workers.stats()), [0, 0, 20]);
        shop.latch.open(2);
    });
}

#[test]
fn least_mailbox_fills_all_evenly_whatever_they_had() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 3).least_mailbox();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        hold_all(&workers, &shop).await;
        for number in 0..30 {
            workers.work(number).tell().unwrap();
        }
        assert_eq!(routed(&workers.stats()), [10, 10, 10]);
        let loads = workers.stats().routees;
        assert!(
            loads.iter().all(|routee| routee.load == Some(11)),
            "{loads:?}"
        );
        shop.latch.open(3);
        shop.has_done(30).await;
        crate::support::settle().await;
        let loads = workers.stats().routees;
        assert!(
            loads.iter().all(|routee| routee.load == Some(0)),
            "{loads:?}"
        );
    });
}

#[test]
fn a_router_is_a_reference_with_the_methods_of_its_routees() {
    on_every_runtime(|system| async move {
        let shop = Shop::default();
        let workers = pool(&system, 2).spawn_with(shop.factory()).await.unwrap();
        let reference: WorkerRefAlias = workers.reference();
        assert_eq!(*reference, *workers.clone().reference());
        assert_eq!(reference.path().as_str(), "/user/workers");
        assert!(!reference.is_local());
        assert_eq!(
            reference.carry(Parcel(7)).await.unwrap(),
            7,
            "one needs no copy"
        );
        assert!(
            reference
                .work(1)
                .timeout(std::time::Duration::from_secs(5))
                .await
                .is_ok()
        );
    });
}

type WorkerRefAlias = <Worker as Actor>::Ref;

#[test]
fn a_message_for_nobody_comes_back_and_says_why() {
    in_virtual_time(|system| async move {
        let group = Router::<Worker, _>::group(&system).build();
        let back = group.carry(Parcel(7)).tell().unwrap_err();
        assert_eq!(back.fault(), &SendFault::NotRouted(NotRouted::NoRoutees));
        let error = group.work(1).await.unwrap_err();
        assert_eq!(error, AskError::NotSent(NotRouted::NoRoutees.into()));
        assert!(error.not_delivered() && error.is_transient());
        let shop = Shop::default();
        let worker = system.spawn(shop.worker()).await.unwrap();
        assert!(group.add(&worker).unwrap());
        group.tell_again(back.into_message());
        assert_eq!(group.work(1).await.unwrap(), 0);
    });
}

/// Sends a message that came back.
trait TellAgain<P> {
    fn tell_again(&self, message: P);
}

impl<P: Protocol> TellAgain<P> for ActorRef<P> {
    fn tell_again(&self, message: P) {
        self.deliver(message).unwrap();
    }
}

#[test]
fn a_full_routee_is_passed_over_and_senders_wait_only_when_all_are_full() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 2).routees(|spawn| spawn.mailbox(MailboxKind::bounded(2)));
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let first = workers.routees()[0].clone();
        hold_all(&workers, &shop).await;
        first.work(100).tell().unwrap();
        first.work(101).tell().unwrap();
        workers.work(0).tell().unwrap();
        workers.work(1).tell().unwrap();
        assert_eq!(routed(&workers.stats()), [0, 2]);
        let full = workers.work(2).tell().unwrap_err();
        assert_eq!(full.fault(), &SendFault::MailboxFull);
        assert_eq!(routed(&workers.stats()), [0, 2]);
        let waiting = task({
            let workers = workers.reference();
            async move { workers.work(3).send().await }
        });
        crate::support::settle().await;
        shop.latch.open(2);
        soon(waiting).await.unwrap();
        shop.has_done(5).await;
        assert_eq!(shop.log.count("0:3") + shop.log.count("1:3"), 1);
    });
}

#[test]
fn a_message_that_waits_at_a_routee_which_ends_goes_to_another() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let group = Router::<Worker, _>::group(&system).build();
        for _ in 0..2 {
            let spawn = system.spawn(shop.worker()).mailbox(MailboxKind::bounded(1));
            group.add(&spawn.await.unwrap()).unwrap();
        }
        hold_all(&group, &shop).await;
        group.work(0).tell().unwrap();
        group.work(1).tell().unwrap();
        // One waits at each.
        let waiting: Vec<_> = [2, 3]
            .map(|number| {
                let group = group.reference();
                task(async move { group.work(number).await })
            })
            .into();
        crate::support::settle().await;
        let dead = group.routees()[0].clone();
        dead.kill();
        soon(dead.stopped()).await;
        shop.latch.open(2);
        for answer in waiting {
            assert_eq!(
                soon(answer).await,
                Ok(1),
                "the one that is left has done both"
            );
        }
    });
}

#[test]
fn senders_that_wait_spread_over_all_routees() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 3).routees(|spawn| spawn.mailbox(MailboxKind::bounded(1)));
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        hold_all(&workers, &shop).await;
        for number in 0..3 {
            workers.work(number).tell().unwrap();
        }
        let mut waiting = Vec::new();
        for number in 3..9 {
            let workers = workers.reference();
            waiting.push(task(async move { workers.work(number).await }));
        }
        crate::support::settle().await;
        shop.latch.open(3);
        for answer in waiting {
            soon(answer).await.unwrap();
        }
        assert_eq!(routed(&workers.stats()), [3, 3, 3]);
    });
}
