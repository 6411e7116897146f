//! Large messages, and messages of several types for one consumer.

use akt::pattern::delivery::{Delivery, DeliveryFault, MemoryQueue};
use akt::prelude::*;
use tokio::sync::mpsc;

use super::{Parcel, Plan, depot, parcel};
use crate::support::{in_virtual_time, on_every_runtime};

/// Keeps what it weighs.
#[actor]
struct Scale {
    notes: mpsc::UnboundedSender<Parcel>,
}

#[handlers]
impl Scale {
    #[handler(message)]
    fn weigh(&mut self, parcel: Delivery<Parcel>) {
        self.notes.send(parcel.into_message()).unwrap();
    }

    #[handler(message)]
    fn weigh_number(&mut self, number: Delivery<u64>) {
        self.notes.send(parcel(*number)).unwrap();
    }
}

#[test]
fn five_mebibytes_travel_in_chunks_between_small_messages() {
    on_every_runtime(|system| async move {
        let (notes, mut noted) = mpsc::unbounded_channel();
        let scale = system.spawn(Scale { notes }).await.unwrap();
        let parcels = Delivery::to(&scale)
            .chunked(64 * 1024)
            .start(&system)
            .await
            .unwrap();
        let large: String = (0..5 * 1024 * 1024_u32)
            .map(|index| char::from(b'a' + u8::try_from(index % 23).unwrap()))
            .collect();
        for text in ["small", &large, "last"] {
            let text = text.to_owned();
            let number = text.len() as u64;
            parcels.send(Parcel { number, text }).await.unwrap();
        }
        parcels.flush().await.unwrap();
        for text in ["small", &large, "last"] {
            let parcel = noted.recv().await.unwrap();
            assert!(parcel.text == text, "{} bytes came", parcel.text.len());
        }
    });
}

/// The next run takes over while parts of the one before are on their way.
#[test]
fn a_stored_message_arrives_also_when_the_next_run_cuts_it_otherwise() {
    for (yields, size) in [(0, None), (2, None), (0, Some(1024)), (2, Some(1024))] {
        in_virtual_time(|system| async move {
            let (notes, mut noted) = mpsc::unbounded_channel();
            let scale = system.spawn(Scale { notes }).await.unwrap();
            let queue = MemoryQueue::new();
            let run = || Delivery::to(&scale).named("p").durable(queue.clone());
            let first = run().chunked(1500).start(&system).await.unwrap();
            let text = "x".repeat(1024 * 1024);
            first.send(Parcel { number: 1, text }).await.unwrap();
            for _ in 0..yields {
                tokio::task::yield_now().await;
            }
            let next = run().on_rejected(|rejected| panic!("planned: {}", rejected.reason));
            let next = match size {
                Some(size) => next.chunked(size),
                None => next,
            };
            let next = next.start(&system).await.unwrap();
            assert_eq!(next.flush().await, Ok(()));
            let parcel = noted.try_recv().expect("it was handled");
            assert_eq!((parcel.number, parcel.text.len()), (1, 1024 * 1024));
        });
    }
}

#[test]
fn one_consumer_takes_messages_of_several_types() {
    in_virtual_time(|system| async move {
        let (notes, mut noted) = mpsc::unbounded_channel();
        let scale = system.spawn(Scale { notes }).await.unwrap();
        let parcels = Delivery::to(&scale)
            .named("p")
            .start(&system)
            .await
            .unwrap();
        let numbers = Delivery::to(&scale)
            .named("p")
            .start(&system)
            .await
            .unwrap();
        parcels.send_confirmed(parcel(1)).await.unwrap();
        numbers.send_confirmed(2).await.unwrap();
        parcels.send_confirmed(parcel(3)).await.unwrap();
        for number in 1..=3 {
            assert_eq!(noted.recv().await, Some(parcel(number)));
        }
    });
}

#[test]
fn a_message_that_is_too_large_for_chunks_is_given_back() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot)
            .chunked(1)
            .start(&system)
            .await
            .unwrap();
        let text = "x".repeat(17 * 1024 * 1024);
        let refused = parcels.send(Parcel { number: 1, text }).await.unwrap_err();
        assert!(matches!(refused.fault(), DeliveryFault::Encode(_)));
        assert_eq!(refused.into_message().unwrap().number, 1);
        parcels.send_confirmed(parcel(2)).await.unwrap();
    });
}
