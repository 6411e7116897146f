//! Strategies that hash: whose a key is, and how little moves.

use std::collections::BTreeMap;

use akt::actor::SendFault;
use akt::pattern::router::Router;
use akt::prelude::*;

use super::{Shop, Worker, events, hold_all, next, pool, routed};
use crate::support::{in_virtual_time, soon};

const KEYS: u64 = 600;

async fn owners<K>(router: &Router<Worker, K>) -> BTreeMap<u64, usize> {
    let mut owners = BTreeMap::new();
    for key in 0..KEYS {
        owners.insert(key, router.keyed(&key).count().await.unwrap());
    }
    owners
}

#[test]
fn a_key_stays_and_few_move_when_the_pool_changes() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 4).consistent_hash();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let before = owners(&workers).await;
        assert_eq!(owners(&workers).await, before);
        workers.resize(5).await.unwrap();
        let after = owners(&workers).await;
        let moved: Vec<u64> = (0..KEYS).filter(|key| before[key] != after[key]).collect();
        assert!(
            moved.iter().all(|key| after[key] == 4),
            "they move to the new one"
        );
        // A fifth is its share.
        assert!((60..=180).contains(&moved.len()), "{}", moved.len());
        workers.resize(4).await.unwrap();
        assert_eq!(owners(&workers).await, before, "and back");
    });
}

#[test]
fn a_replacement_has_the_keys_of_the_one_before() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 3).consistent_hash();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let before = owners(&workers).await;
        let events = events(&system);
        workers.routees()[1].kill();
        assert!(next(&events).await.contains("ended: killed"));
        assert!(next(&events).await.contains("instead of"));
        let after = owners(&workers).await;
        for key in 0..KEYS {
            let expected = if before[&key] == 1 { 3 } else { before[&key] };
            assert_eq!(after[&key], expected);
        }
    });
}

#[test]
fn a_key_of_one_that_ended_goes_to_the_next_and_the_others_stay() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = Router::<Worker, _>::group(&system).consistent_hash();
        let group = builder.build();
        for name in ["anna", "berta", "carla"] {
            let worker = system.spawn(shop.worker()).name(name).await.unwrap();
            group.add(&worker).unwrap();
        }
        let before = owners(&group).await;
        let gone = group.routees()[0].clone();
        gone.kill();
        soon(gone.stopped()).await;
        for (key, owner) in owners(&group).await {
            assert_ne!(owner, 0);
            assert!(owner == before[&key] || before[&key] == 0);
        }
        let back = system.spawn(shop.worker()).name("anna").await.unwrap();
        group.add(&back).unwrap();
        for (key, owner) in owners(&group).await {
            let expected = if before[&key] == 0 { 3 } else { before[&key] };
            assert_eq!(
                owner, expected,
                "who comes back by its name has its keys again"
            );
        }
    });
}

#[test]
fn messages_of_one_key_keep_their_order_and_wait_for_their_routee() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 3).consistent_hash();
        let builder = builder.routees(|spawn| spawn.mailbox(MailboxKind::bounded(5)));
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        hold_all(&workers, &shop).await;
        let keyed = workers.keyed("customer-7");
        for number in 0..5 {
            keyed.work(number).tell().unwrap();
        }
        let full = keyed.work(5).tell().unwrap_err();
        assert_eq!(
            full.fault(),
            &SendFault::MailboxFull,
            "it stays where it is"
        );
        let last = crate::support::task(async move { keyed.work(5).await });
        crate::support::settle().await;
        shop.latch.open(3);
        let owner = soon(last).await.unwrap();
        let order: Vec<String> = (0..6).map(|number| format!("{owner}:{number}")).collect();
        assert_eq!(shop.log.all(), order);
    });
}

#[test]
fn without_a_key_messages_go_one_after_the_other() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 3).consistent_hash();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        for me in [0, 1, 2, 0, 1, 2] {
            assert_eq!(workers.count().await.unwrap(), me);
        }
    });
}

#[test]
fn bounded_loads_hold_for_a_key_that_everybody_wants() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 4).bounded_hash();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let keyed = workers.keyed("famous");
        let owner = keyed.count().await.unwrap();
        for _ in 0..10 {
            assert_eq!(keyed.count().await.unwrap(), owner, "it has time");
        }
        hold_all(&workers, &shop).await;
        for number in 0..400 {
            keyed.work(number).tell().unwrap();
            let stats = workers.stats().routees;
            let loads: Vec<usize> = stats.iter().map(|routee| routee.load.unwrap()).collect();
            let total: usize = loads.iter().sum();
            let bound = (total * 125).div_ceil(400).max(16);
            assert!(
                loads.iter().all(|&load| load <= bound),
                "{loads:?} over {bound}"
            );
        }
        let stats = workers.stats();
        assert!(
            stats.routees[owner].load > Some(100),
            "its own has most of it: {stats:?}"
        );
        shop.latch.open(4);
        shop.has_done(411).await;
    });
}

#[test]
fn without_bounds_a_famous_key_has_one_routee() {
    in_virtual_time(|system| async move {
        let shop = Shop::default();
        let builder = pool(&system, 4).consistent_hash();
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        for number in 0..400 {
            workers.keyed("famous").work(number).tell().unwrap();
        }
        let mut routed = routed(&workers.stats());
        routed.sort_unstable();
        assert_eq!(routed, [0, 0, 0, 400]);
    });
}
