//! One producer, one consumer, no queue.

use std::sync::Arc;
use std::time::Duration;

use akt::pattern::delivery::{Delivery, DeliveryFault, DeliveryStartError};
use akt::prelude::*;
use tokio::sync::mpsc;

use super::{Depot, DepotRef, Parcel, Plan, RETRY, depot, parcel};
use crate::support::{
    Latch, Log, in_virtual_time, on_every_runtime, one_thread, outside, settle, soon, task, thread,
    until,
};

#[test]
fn messages_are_handled_once_and_in_order() {
    on_every_runtime(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot)
            .named("p")
            .start(&system)
            .await
            .unwrap();
        for number in 1..=500 {
            let receipt = parcels.send(parcel(number)).await.unwrap();
            assert_eq!(receipt.seq(), number);
        }
        parcels.flush().await.unwrap();
        assert_eq!(plan.handled(), (1..=500).collect::<Vec<_>>());
        assert_eq!(parcels.unconfirmed(), 0);
        assert_eq!(plan.log.all().len(), 1000, "one attempt each");
    });
}

#[test]
fn a_confirmation_comes_after_the_handler_and_not_before() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let depot = depot(&system, &Plan::waiting(&latch)).await;
        let parcels = Delivery::to(&depot).start(&system).await.unwrap();
        let sent = parcels.clone();
        let confirmed = task(async move { sent.send_confirmed(parcel(1)).await });
        latch.reached().await;
        settle().await;
        assert_eq!(parcels.unconfirmed(), 1);
        latch.open(1);
        confirmed.await.unwrap();
        assert_eq!(parcels.unconfirmed(), 0);
    });
}

#[test]
fn a_consumer_that_panics_and_restarts_gets_the_message_again_before_the_next() {
    in_virtual_time(|system| async move {
        let plan = Plan::failing(2, 2, true);
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot)
            .retry(RETRY)
            .start(&system)
            .await
            .unwrap();
        for number in 1..=3 {
            parcels.send(parcel(number)).await.unwrap();
        }
        parcels.flush().await.unwrap();
        let expected = [
            "try 1.1", "ok 1", "try 2.1", "try 2.2", "try 2.3", "ok 2", "try 3.1", "ok 3",
        ];
        assert_eq!(plan.log.all(), expected);
    });
}

#[test]
fn a_poisonous_message_goes_to_the_hook_after_its_attempts_and_the_next_one_is_handled() {
    in_virtual_time(|system| async move {
        let plan = Plan::failing(1, usize::MAX, false);
        let depot = depot(&system, &plan).await;
        let (hook, mut given_up) = mpsc::unbounded_channel();
        let parcels = Delivery::to(&depot)
            .named("post")
            .attempts(3)
            .retry(RETRY)
            .on_rejected(move |rejected| hook.send(rejected).unwrap())
            .start(&system)
            .await
            .unwrap();
        let first = parcels.send(parcel(1)).await.unwrap();
        let second = parcels.send(parcel(2)).await.unwrap();
        let fault = first.confirmed().await.unwrap_err();
        let expected = DeliveryFault::Rejected {
            attempts: 3,
            reason: Arc::from("not now, 1"),
        };
        assert_eq!(fault, expected);
        second.confirmed().await.unwrap();
        let rejected = given_up.recv().await.unwrap();
        assert_eq!((&*rejected.message, rejected.attempts), (&parcel(1), 3));
        assert_eq!((&*rejected.id.producer, rejected.id.seq), ("post", 1));
        assert!(given_up.try_recv().is_err(), "once");
        assert_eq!(plan.log.count("try 1.3"), 1);
        assert_eq!(plan.handled(), [2]);
    });
}

#[test]
fn a_hook_that_panics_ends_nothing() {
    in_virtual_time(|system| async move {
        let plan = Plan::failing(1, usize::MAX, false);
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot)
            .attempts(1)
            .on_rejected(|_| panic!("planned: hook"))
            .start(&system)
            .await
            .unwrap();
        assert!(parcels.send_confirmed(parcel(1)).await.is_err());
        parcels.send_confirmed(parcel(2)).await.unwrap();
    });
}

#[test]
fn a_slow_consumer_holds_its_producer_back() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot).window(4).start(&system).await.unwrap();
        for number in 1..=4 {
            parcels.send(parcel(number)).await.unwrap();
        }
        let (sent, sender) = (Log::default(), parcels.clone());
        let noted = sent.clone();
        let fifth = task(async move {
            sender.send(parcel(5)).await.unwrap();
            noted.add("5");
        });
        latch.reached().await;
        settle().await;
        assert_eq!((sent.all().len(), parcels.unconfirmed()), (0, 4));
        latch.open(1);
        fifth.await;
        latch.open(10);
        parcels.flush().await.unwrap();
        assert_eq!(plan.handled(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn the_mailbox_holds_as_many_as_are_in_flight() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot)
            .in_flight(3)
            .start(&system)
            .await
            .unwrap();
        for number in 1..=9 {
            parcels.send(parcel(number)).await.unwrap();
        }
        latch.reached().await;
        let left = task({
            let depot = depot.clone();
            async move { depot.stopped().await }
        });
        settle().await;
        let dead = system.dead_letters(16);
        depot.kill();
        soon(left).await;
        settle().await;
        let mut letters = 0;
        while dead.try_recv().is_some() {
            letters += 1;
        }
        assert_eq!(letters, 2, "one was being handled, two were in the mailbox");
        assert_eq!(parcels.ended().await, DeliveryFault::ConsumerStopped);
    });
}

#[test]
fn a_consumer_that_stops_ends_the_delivery_and_gives_messages_back() {
    on_every_runtime(|system| async move {
        let latch = Latch::default();
        let depot = depot(&system, &Plan::waiting(&latch)).await;
        let parcels = Delivery::to(&depot).start(&system).await.unwrap();
        let receipt = parcels.send(parcel(1)).await.unwrap();
        latch.reached().await;
        depot.kill();
        let fault = soon(receipt.confirmed()).await.unwrap_err();
        assert_eq!(fault, DeliveryFault::ConsumerStopped);
        assert_eq!(soon(parcels.ended()).await, DeliveryFault::ConsumerStopped);
        assert_eq!(parcels.flush().await, Err(DeliveryFault::ConsumerStopped));
        let refused = parcels.send(parcel(2)).await.unwrap_err();
        assert_eq!(refused.fault(), &DeliveryFault::ConsumerStopped);
        assert_eq!(refused.into_message(), Some(parcel(2)));
        // It had stopped before the delivery begins.
        let late = Delivery::<Parcel>::to(&depot).start(&system).await.unwrap();
        assert_eq!(soon(late.ended()).await, DeliveryFault::ConsumerStopped);
    });
}

#[test]
fn a_later_run_of_the_same_name_fences_the_earlier_one() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let first = Delivery::to(&depot)
            .named("p")
            .start(&system)
            .await
            .unwrap();
        first.send_confirmed(parcel(1)).await.unwrap();
        let second = Delivery::to(&depot)
            .named("p")
            .start(&system)
            .await
            .unwrap();
        second.send_confirmed(parcel(2)).await.unwrap();
        let other = Delivery::to(&depot)
            .named("q")
            .start(&system)
            .await
            .unwrap();
        other.send_confirmed(parcel(3)).await.unwrap();
        assert!(second.epoch() > first.epoch());
        let refused = first.send_confirmed(parcel(4)).await.unwrap_err();
        let by = second.epoch();
        assert_eq!(refused.fault(), &DeliveryFault::Fenced { by });
        second.send_confirmed(parcel(5)).await.unwrap();
        assert_eq!(plan.handled(), [1, 2, 3, 5]);
    });
}

#[test]
fn what_was_accepted_is_delivered_when_the_last_handle_is_dropped() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot).start(&system).await.unwrap();
        let mut receipts = Vec::new();
        for number in 1..=5 {
            receipts.push(parcels.send(parcel(number)).await.unwrap());
        }
        drop(parcels);
        latch.open(5);
        for receipt in receipts {
            receipt.confirmed().await.unwrap();
        }
        assert_eq!(plan.handled(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn stopping_says_how_many_are_not_confirmed() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let depot = depot(&system, &Plan::waiting(&latch)).await;
        let parcels = Delivery::to(&depot).start(&system).await.unwrap();
        let mut receipts = Vec::new();
        for number in 1..=3 {
            receipts.push(parcels.send(parcel(number)).await.unwrap());
        }
        latch.open(1);
        receipts.remove(0).confirmed().await.unwrap();
        assert_eq!(parcels.stop().await, 2);
        assert_eq!(parcels.ended().await, DeliveryFault::Stopped);
        for receipt in receipts {
            assert_eq!(receipt.confirmed().await, Err(DeliveryFault::Stopped));
        }
        assert_eq!(parcels.stop().await, 2, "a second stop changes nothing");
        latch.open(10);
    });
}

#[test]
fn a_delivery_of_a_runtime_that_has_ended_does_not_start() {
    let (system, depot) = one_thread().block_on(async {
        let system = ActorSystem::new("gone").unwrap();
        let depot = depot(&system, &Plan::new()).await;
        (system, depot)
    });
    let refused = outside(async { Delivery::<Parcel>::to(&depot).start(&system).await });
    assert_eq!(refused.err(), Some(DeliveryStartError::SystemStopped));
}

#[test]
fn a_message_that_panics_when_it_is_dropped_ends_its_delivery_alone() {
    on_every_runtime(|system| async move {
        let bin = system.spawn(Bin).await.unwrap();
        let bombs = Delivery::to(&bin).start(&system).await.unwrap();
        // Whoever drops the message last panics: the handler, or the delivery.
        let _ = bombs.send(crate::support::Bomb).await;
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot).start(&system).await.unwrap();
        soon(parcels.send_confirmed(parcel(1))).await.unwrap();
        assert_eq!(plan.handled(), [1]);
    });
}

#[actor]
struct Bin;

#[handlers]
impl Bin {
    #[handler(message)]
    fn on_bomb(&mut self, bomb: Delivery<crate::support::Bomb>) {
        let _ = bomb.attempt();
    }
}

#[test]
fn deliveries_end_with_their_system() {
    in_virtual_time(|system| async move {
        let depot = depot(&system, &Plan::new()).await;
        let parcels = Delivery::to(&depot)
            .named("p")
            .start(&system)
            .await
            .unwrap();
        parcels.send_confirmed(parcel(1)).await.unwrap();
        soon(system.shutdown()).await;
        let fault = soon(parcels.ended()).await;
        assert_eq!(fault, DeliveryFault::ConsumerStopped);
        let late = Delivery::<Parcel>::to(&depot).start(&system).await;
        assert_eq!(late.err(), Some(DeliveryStartError::SystemStopped));
    });
}

#[test]
fn a_delivery_lives_on_the_runtime_of_its_system() {
    on_every_runtime(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let started = thread(move || {
            // This runtime ends with the thread.
            outside(async { Delivery::to(&depot).start(&system).await.unwrap() })
        });
        until("the other thread has started it", || started.is_finished()).await;
        let parcels = started.join().unwrap();
        for number in 1..=5 {
            soon(parcels.send_confirmed(parcel(number))).await.unwrap();
        }
        assert_eq!(plan.handled(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn names_are_checked() {
    in_virtual_time(|system| async move {
        let depot = depot(&system, &Plan::new()).await;
        for name in ["", "a\nb", &"x".repeat(257)] {
            let refused = Delivery::<Parcel>::to(&depot)
                .named(name)
                .start(&system)
                .await;
            let expected = DeliveryStartError::NameInvalid(name.to_owned());
            assert_eq!(refused.err(), Some(expected));
        }
    });
}

#[test]
fn a_bounded_mailbox_delays_and_loses_nothing() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let given = plan.clone();
        let depot: DepotRef = system
            .spawn(Depot { plan: given })
            .mailbox(MailboxKind::bounded(1))
            .await
            .unwrap();
        let parcels = Delivery::to(&depot)
            .in_flight(8)
            .start(&system)
            .await
            .unwrap();
        for number in 1..=20 {
            parcels.send(parcel(number)).await.unwrap();
        }
        latch.open(20);
        soon(parcels.flush()).await.unwrap();
        assert_eq!(plan.handled(), (1..=20).collect::<Vec<_>>());
    });
}

#[test]
fn what_a_sender_hears_is_counted() {
    on_every_runtime(|system| async move {
        let depot = depot(&system, &Plan::new()).await;
        let parcels = Delivery::to(&depot).start(&system).await.unwrap();
        for number in 0..300 {
            parcels.send_confirmed(parcel(number)).await.unwrap();
            assert_eq!(parcels.unconfirmed(), 0, "after {number}");
        }
    });
}

#[test]
fn many_senders_share_one_window() {
    on_every_runtime(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot).window(3).start(&system).await.unwrap();
        let mut senders = Vec::new();
        for first in 0..8 {
            let parcels = parcels.clone();
            senders.push(task(async move {
                for number in 0..25 {
                    parcels.send(parcel(first * 100 + number)).await.unwrap();
                    assert!(parcels.unconfirmed() <= 3);
                }
            }));
        }
        for sender in senders {
            soon(sender).await;
        }
        parcels.flush().await.unwrap();
        let handled = plan.handled();
        assert_eq!(handled.len(), 200);
        for first in 0..8 {
            let own = handled.iter().filter(|number| **number / 100 == first);
            assert!(own.is_sorted(), "each sender's order holds");
        }
        until("the delivery is quiet", || parcels.unconfirmed() == 0).await;
    });
}

#[test]
fn a_retry_waits_as_long_as_it_is_set_to() {
    in_virtual_time(|system| async move {
        let plan = Plan::failing(1, 1, false);
        let depot = depot(&system, &plan).await;
        let retry = akt::base::backoff::Backoff::fixed(Duration::from_secs(3));
        let parcels = Delivery::to(&depot)
            .retry(retry)
            .start(&system)
            .await
            .unwrap();
        let start = tokio::time::Instant::now();
        parcels.send_confirmed(parcel(1)).await.unwrap();
        let took = start.elapsed();
        assert!((3.0..3.1).contains(&took.as_secs_f64()), "{took:?}");
        assert_eq!(depot.longest().await.unwrap(), 3);
    });
}
