//! Routers that change while many send: every message is handled, is a dead letter, or comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use akt::pattern::router::Router;
use akt::prelude::*;

use super::{Shop, Worker, pool};
use crate::support::{Seeded, soon, task, threads, until};

/// Sends from several tasks while `change` runs; gives back how many messages were taken.
async fn while_sending(
    reference: <Worker as Actor>::Ref,
    change: impl Future<Output = ()>,
) -> usize {
    let (over, taken) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let senders: Vec<_> = (0..3)
        .map(|_| {
            let (reference, over) = (reference.clone(), Arc::clone(&over));
            let taken = Arc::clone(&taken);
            task(async move {
                while !over.load(Ordering::Acquire) {
                    for _ in 0..20 {
                        if reference.count().tell().is_ok() {
                            taken.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    change.await;
    over.store(true, Ordering::Release);
    for sender in senders {
        soon(sender).await;
    }
    taken.load(Ordering::Relaxed)
}

#[test]
fn a_pool_that_grows_and_shrinks_under_load_loses_nothing() {
    threads(3).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let mut random = Seeded::new();
        let shop = Shop::default();
        let workers = pool(&system, 4).spawn_with(shop.factory()).await.unwrap();
        let change = async {
            for _ in 0..60 {
                let size = 1 + usize::try_from(random.below(6)).unwrap();
                soon(workers.resize(size)).await.unwrap();
                assert_eq!(workers.stats().routees.len(), size);
            }
        };
        let taken = while_sending(workers.reference(), change).await;
        assert!(taken > 0);
        shop.has_done(taken).await;
        assert_eq!(system.dead_letter_count(), 0);
        soon(system.shutdown()).await;
    });
}

#[test]
fn of_a_pool_whose_routees_are_killed_every_message_is_accounted_for() {
    threads(3).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let mut random = Seeded::new();
        let shop = Shop::default();
        let builder = pool(&system, 4).replacements(1_000, akt::base::backoff::Backoff::none());
        let workers = builder.spawn_with(shop.factory()).await.unwrap();
        let change = async {
            for _ in 0..40 {
                let routees = workers.routees();
                if routees.is_empty() {
                    tokio::task::yield_now().await;
                    continue;
                }
                let which = usize::try_from(random.below(routees.len() as u64)).unwrap();
                routees[which].kill();
                soon(routees[which].stopped()).await;
            }
        };
        let taken = while_sending(workers.reference(), change).await;
        let accounted =
            || shop.done() + usize::try_from(system.dead_letter_count()).unwrap() == taken;
        until("all are handled or dead letters", accounted).await;
        until("the pool is whole again", || {
            workers.stats().routees.len() == 4
        })
        .await;
        soon(system.shutdown()).await;
    });
}

#[test]
fn a_group_that_changes_under_load_loses_nothing() {
    threads(3).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let shop = Shop::default();
        let group = Router::<Worker, _>::group(&system).random().build();
        let mut clerks = Vec::new();
        for _ in 0..5 {
            let clerk = system.spawn(shop.worker()).await.unwrap();
            group.add(&clerk).unwrap();
            clerks.push(clerk);
        }
        let mut random = Seeded::new();
        let change = async {
            for _ in 0..200 {
                let which = usize::try_from(random.below(4)).unwrap();
                // The last one always stays, so that there is somebody.
                if !group.remove(&clerks[which]) {
                    assert!(group.add(&clerks[which]).unwrap());
                }
                tokio::task::yield_now().await;
            }
        };
        let taken = while_sending(group.reference(), change).await;
        shop.has_done(taken).await;
        assert_eq!(system.dead_letter_count(), 0);
        soon(system.shutdown()).await;
    });
}
