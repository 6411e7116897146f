//! Bounded mailboxes: refusing, waiting, order, and signals that need no room.

use std::time::Duration;

use akt::actor::{MailboxKind, SendFault};
use akt::prelude::*;

use crate::support::{Latch, Log, in_virtual_time, on_every_runtime, settle, soon, task, until};

/// Its mailbox holds two.
#[actor(mailbox = bounded(2))]
struct Narrow {
    latch: Latch,
    log: Log,
}

#[handlers]
impl Narrow {
    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn note(&mut self, number: u64) -> u64 {
        self.log.add(number.to_string());
        number
    }

    #[handler]
    pub fn watch(&mut self, other: NarrowRef, ctx: &mut Ctx) -> Result<(), akt::actor::NotLocal> {
        ctx.watch(&other)
    }

    #[on(terminated)]
    fn terminated(&mut self, terminated: Terminated) {
        self.log.add(format!("terminated {}", terminated.reason));
    }
}

fn narrow() -> (Narrow, Latch, Log) {
    let (latch, log) = (Latch::default(), Log::default());
    let actor = Narrow {
        latch: latch.clone(),
        log: log.clone(),
    };
    (actor, latch, log)
}

fn numbers(log: &Log) -> Vec<u64> {
    let all = log.all();
    all.iter().filter_map(|entry| entry.parse().ok()).collect()
}

#[test]
fn a_tell_to_a_full_mailbox_gives_the_message_back() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = narrow();
        let actor = system.spawn(actor).await.unwrap();
        actor.wait().tell().unwrap();
        latch.reached().await;
        // The message that is handled needs no room any more.
        actor.note(1).tell().unwrap();
        actor.note(2).tell().unwrap();
        let full = actor.note(3).tell().unwrap_err();
        assert_eq!(*full.fault(), SendFault::MailboxFull);
        assert_eq!(system.dead_letter_count(), 0, "it is no dead letter");
        let message = full.into_message();
        assert!(matches!(&message, NarrowProtocol::Note { number: 3, .. }));
        latch.open(1);
        until("there is room", || numbers(&log).len() == 2).await;
        while actor.note(4).tell().is_err() {
            tokio::task::yield_now().await;
        }
        soon(actor.deliver_waiting(message)).await.unwrap();
        assert_eq!(soon(actor.note(5)).await, Ok(5));
        assert_eq!(numbers(&log), [1, 2, 4, 3, 5]);
    });
}

#[test]
fn sends_and_asks_wait_for_room_in_their_order() {
    in_virtual_time(|system| async move {
        let (actor, latch, log) = narrow();
        let actor = system.spawn(actor).await.unwrap();
        actor.wait().tell().unwrap();
        latch.reached().await;
        actor.note(0).tell().unwrap();
        actor.note(1).tell().unwrap();
        let mut waiters = Vec::new();
        for number in 2..20 {
            let actor = actor.clone();
            waiters.push(task(async move {
                if number % 2 == 0 {
                    actor.note(number).send().await.unwrap();
                } else {
                    assert_eq!(actor.note(number).await, Ok(number));
                }
            }));
            settle().await;
        }
        assert!(log.all().is_empty());
        latch.open(1);
        for waiter in waiters {
            soon(waiter).await;
        }
        soon(actor.note(20)).await.unwrap();
        assert_eq!(numbers(&log), (0..21).collect::<Vec<_>>());
    });
}

#[test]
fn an_ask_that_waits_for_room_can_time_out_or_be_dropped_and_sends_nothing() {
    in_virtual_time(|system| async move {
        let (actor, latch, log) = narrow();
        let actor = system.spawn(actor).await.unwrap();
        actor.wait().tell().unwrap();
        latch.reached().await;
        actor.note(1).tell().unwrap();
        actor.note(2).tell().unwrap();
        let timed = actor.note(3).timeout(Duration::from_millis(10)).await;
        assert_eq!(timed, Err(AskError::Timeout));
        let mut dropped = Box::pin(actor.note(4).into_future());
        tokio::select! {
            biased;
            _ = &mut dropped => panic!("there is no room"),
            () = settle() => drop(dropped),
        }
        let mut send = Box::pin(actor.note(5).send());
        tokio::select! {
            biased;
            _ = &mut send => panic!("there is no room"),
            () = settle() => drop(send),
        }
        latch.open(1);
        assert_eq!(soon(actor.note(6)).await, Ok(6));
        assert_eq!(numbers(&log), [1, 2, 6]);
    });
}

#[test]
fn waiting_senders_are_told_when_the_actor_ends() {
    on_every_runtime(|system| async move {
        for kill in [false, true] {
            let (actor, latch, log) = narrow();
            let actor = system.spawn(actor).await.unwrap();
            actor.wait().tell().unwrap();
            latch.reached().await;
            actor.note(1).tell().unwrap();
            let queued = actor.note(2).into_future();
            let send = task({
                let actor = actor.clone();
                async move { actor.note(3).send().await }
            });
            let ask = task(actor.note(4).into_future());
            settle().await;
            if kill {
                actor.kill();
            } else {
                actor.stop();
                latch.open(1);
            }
            let unsent = soon(send).await.unwrap_err();
            assert_eq!(*unsent.fault(), SendFault::Stopped);
            assert!(matches!(
                unsent.into_message(),
                NarrowProtocol::Note { number: 3, .. }
            ));
            assert_eq!(soon(ask).await, Err(AskError::Stopped));
            assert_eq!(soon(queued).await, Err(AskError::Stopped));
            assert!(log.all().is_empty());
        }
    });
}

#[test]
fn signals_need_no_room() {
    on_every_runtime(|system| async move {
        let (watcher, latch, log) = narrow();
        let watcher = system.spawn(watcher).await.unwrap();
        let watched = system.spawn(narrow().0).await.unwrap();
        watcher.watch(watched.clone()).await.unwrap();
        watcher.wait().tell().unwrap();
        latch.reached().await;
        watcher.note(1).tell().unwrap();
        watcher.note(2).tell().unwrap();
        watched.stop();
        soon(watched.stopped()).await;
        assert_eq!(
            *watcher.note(3).tell().unwrap_err().fault(),
            SendFault::MailboxFull
        );
        latch.open(1);
        assert_eq!(soon(watcher.note(4)).await, Ok(4));
        assert_eq!(log.all(), ["1", "2", "terminated stopped", "4"]);
        watcher.kill();
        assert_eq!(soon(watcher.stopped()).await.reason, StopReason::Killed);
    });
}

#[test]
fn a_mailbox_for_one_serves_many() {
    on_every_runtime(|system| async move {
        let messages: u64 = if cfg!(akt_sanitize) { 50 } else { 300 };
        let (actor, _, log) = narrow();
        let actor = system
            .spawn(actor)
            .mailbox(MailboxKind::bounded(1))
            .await
            .unwrap();
        let senders: Vec<_> = (0..8)
            .map(|sender| {
                let actor = actor.clone();
                task(async move {
                    for number in 0..messages {
                        let number = sender * messages + number;
                        if number.is_multiple_of(3) {
                            assert_eq!(actor.note(number).await, Ok(number));
                        } else {
                            actor.note(number).send().await.unwrap();
                        }
                    }
                })
            })
            .collect();
        for sender in senders {
            soon(sender).await;
        }
        soon(actor.note(u64::MAX)).await.unwrap();
        let handled = numbers(&log);
        for sender in 0..8 {
            let range = sender * messages..(sender + 1) * messages;
            let of: Vec<u64> = handled
                .iter()
                .copied()
                .filter(|n| range.contains(n))
                .collect();
            assert_eq!(of, range.collect::<Vec<_>>(), "order of sender {sender}");
        }
    });
}

#[test]
fn the_bound_is_exact_while_the_handler_waits() {
    on_every_runtime(|system| async move {
        for capacity in [1, 2, 7, 64, 1000] {
            let (actor, latch, log) = narrow();
            let actor = system
                .spawn(actor)
                .mailbox(MailboxKind::bounded(capacity))
                .await
                .unwrap();
            for _ in 0..3 {
                // Messages before it, so that permits of a batch are on their way back.
                for number in 0..5 {
                    soon(actor.note(number).send()).await.unwrap();
                }
                soon(actor.wait().send()).await.unwrap();
                latch.reached().await;
                // Room that a batch still holds comes back when the handler waits.
                for _ in 0..capacity {
                    while actor.note(0).tell().is_err() {
                        tokio::task::yield_now().await;
                    }
                }
                for _ in 0..100 {
                    assert!(actor.note(0).tell().is_err(), "more than {capacity}");
                    tokio::task::yield_now().await;
                }
                latch.open(1);
                soon(actor.note(1)).await.unwrap();
            }
            assert_eq!(numbers(&log).len(), 3 * (capacity + 6));
        }
    });
}

#[test]
fn a_restart_gives_no_room_away() {
    #[actor(mailbox = bounded(4))]
    struct Fragile {
        latch: Latch,
    }
    #[handlers]
    impl Fragile {
        #[handler]
        pub fn burst(&self) {
            panic!("planned: burst")
        }
        #[handler]
        pub async fn wait(&self) {
            self.latch.wait().await;
        }
        #[handler]
        pub fn nothing(&self) {}
    }
    on_every_runtime(|system| async move {
        let latch = Latch::default();
        let fragile = {
            let latch = latch.clone();
            system
                .spawn_with(move || Fragile {
                    latch: latch.clone(),
                })
                .restart(akt::supervision::Restart::limit(
                    100,
                    Duration::from_secs(60),
                ))
                .await
                .unwrap()
        };
        for _ in 0..20 {
            assert_eq!(soon(fragile.burst()).await, Err(AskError::Panicked));
        }
        soon(fragile.wait().send()).await.unwrap();
        latch.reached().await;
        for _ in 0..4 {
            soon(fragile.nothing().send()).await.unwrap();
        }
        settle().await;
        assert!(fragile.nothing().tell().is_err(), "no more than four");
        latch.open(1);
        soon(fragile.nothing()).await.unwrap();
    });
}
