//! Producers with a durable queue: what the next run finds, who may write, what a failing store does.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use akt::integration::redb::DeliveryStore;
use akt::pattern::delivery::{
    Batch, Delivery, DeliveryFault, DeliveryStartError, DurableQueue, Loaded, MemoryQueue,
    QueueError,
};
use akt::prelude::*;
use akt::wire::EncodeError;

use super::{Parcel, Plan, RETRY, depot, parcel};
use crate::support::{
    Latch, in_virtual_time, one_thread, quiet_planned_panics, settle, soon, task,
};

/// A path that is free, whose file is removed in the end.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let name = format!("akt-delivery-{}-{name}.redb", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Runs `body` as a process would: with a runtime and a system of its own, of which nothing is left.
fn process<F: Future<Output = ()>>(body: impl FnOnce(ActorSystem) -> F) {
    quiet_planned_panics();
    one_thread().block_on(async {
        let system = ActorSystem::new("process").unwrap();
        soon(body(system)).await;
        // No shutdown: the runtime is dropped with everything in it.
    });
}

#[test]
fn what_was_not_confirmed_is_delivered_by_the_next_process() {
    let file = File::new("processes");
    let path = file.0.clone();
    process(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let depot = depot(&system, &plan).await;
        let store = DeliveryStore::open(&path).await.unwrap();
        let parcels = Delivery::to(&depot)
            .named("p")
            .durable(store.queue("p"))
            .start(&system)
            .await
            .unwrap();
        for number in 1..=10 {
            parcels.send(parcel(number)).await.unwrap();
        }
        latch.open(4);
        while plan.handled().len() < 4 {
            tokio::task::yield_now().await;
        }
    });
    let path = file.0.clone();
    process(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let store = DeliveryStore::open(&path).await.unwrap();
        let parcels = Delivery::to(&depot)
            .named("p")
            .durable(store.queue("p"))
            .start(&system)
            .await
            .unwrap();
        let receipt = parcels.send(parcel(11)).await.unwrap();
        assert_eq!(receipt.seq(), 11, "numbers go on");
        receipt.confirmed().await.unwrap();
        let handled = plan.handled();
        let first = handled[0];
        assert!(first <= 5, "5 was not confirmed: {handled:?}");
        assert_eq!(handled, (first..=11).collect::<Vec<_>>());
        assert_eq!(parcels.stop().await, 0);
    });
    let path = file.0.clone();
    process(|_| async move {
        let store = DeliveryStore::open(&path).await.unwrap();
        let left = store.queue::<Parcel>("p").load(0).await.unwrap();
        assert!(left.unconfirmed.is_empty(), "{left:?}");
    });
}

#[test]
fn while_the_consumer_lives_runs_of_a_durable_producer_deliver_once() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let depot = depot(&system, &plan).await;
        let queue = MemoryQueue::new();
        for run in 0..4 {
            let parcels = Delivery::to(&depot)
                .named("p")
                .durable(queue.clone())
                .start(&system)
                .await
                .unwrap();
            for number in 1..=5 {
                parcels.send(parcel(run * 5 + number)).await.unwrap();
            }
            // Stopped while one is with the handler, confirmed in the next run.
            latch.open(3);
            latch.reached().await;
            parcels.stop().await;
        }
        latch.open(100);
        let last = Delivery::to(&depot)
            .named("p")
            .durable(queue.clone())
            .start(&system)
            .await
            .unwrap();
        soon(last.flush()).await.unwrap();
        assert_eq!(plan.handled(), (1..=20).collect::<Vec<_>>());
        soon(last.stop()).await;
        assert!(queue.is_empty());
    });
}

#[test]
fn a_shutdown_waits_until_confirmations_are_written() {
    in_virtual_time(|system| async move {
        let depot = depot(&system, &Plan::new()).await;
        let queue = MemoryQueue::new();
        let parcels = Delivery::to(&depot)
            .durable(queue.clone())
            .start(&system)
            .await
            .unwrap();
        parcels.send_confirmed(parcel(1)).await.unwrap();
        assert_eq!(queue.len(), 1, "the confirmation waits for another write");
        soon(system.shutdown()).await;
        assert!(queue.is_empty());
    });
}

#[test]
fn runs_of_a_nameless_producer_are_known_by_their_queue() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let queue = MemoryQueue::new();
        let start = || Delivery::to(&depot).durable(queue.clone()).start(&system);
        let old = start().await.unwrap();
        old.send_confirmed(parcel(1)).await.unwrap();
        let new = start().await.unwrap();
        assert_eq!(old.name(), new.name());
        assert!(matches!(
            soon(old.ended()).await,
            DeliveryFault::Fenced { .. }
        ));
        let other = Delivery::<Parcel>::to(&depot).start(&system).await.unwrap();
        assert_ne!(other.name(), new.name());
    });
}

#[test]
fn an_old_producer_can_neither_deliver_nor_write() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let queue = MemoryQueue::new();
        let start = || {
            Delivery::to(&depot)
                .named("p")
                .durable(queue.clone())
                .start(&system)
        };
        let old = start().await.unwrap();
        old.send_confirmed(parcel(1)).await.unwrap();
        let new = start().await.unwrap();
        let by = new.epoch();
        let refused = old.send(parcel(2)).await.unwrap_err();
        assert_eq!(refused.fault(), &DeliveryFault::Fenced { by });
        assert_eq!(old.ended().await, DeliveryFault::Fenced { by });
        new.send_confirmed(parcel(3)).await.unwrap();
        assert_eq!(plan.handled(), [1, 3]);
    });
}

#[test]
fn an_old_copy_of_a_queue_is_noticed_by_its_consumer() {
    in_virtual_time(|system| async move {
        let depot = depot(&system, &Plan::new()).await;
        let copy = |next| Script::new(move |_| Ok(next));
        let first = Delivery::to(&depot)
            .named("p")
            .durable(copy(1))
            .start(&system)
            .await
            .unwrap();
        for number in 1..=3 {
            first.send_confirmed(parcel(number)).await.unwrap();
        }
        first.stop().await;
        let second = Delivery::<Parcel>::to(&depot)
            .named("p")
            .durable(copy(2))
            .start(&system);
        let fault = soon(second.await.unwrap().ended()).await;
        assert_eq!(fault, DeliveryFault::QueueBehind { seen: 3 });
    });
}

#[test]
fn an_old_copy_of_a_queue_is_noticed_by_messages_that_wait_to_be_handled() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let depot = depot(&system, &plan).await;
        let start = |next| {
            let queue = Script::new(move |_| Ok(next));
            Delivery::to(&depot)
                .named("p")
                .durable(queue)
                .start(&system)
        };
        let first = start(1).await.unwrap();
        for number in 1..=5 {
            first.send(parcel(number)).await.unwrap();
        }
        latch.reached().await;
        settle().await;
        let second = start(2).await.unwrap();
        // Its number would be that of a message that the consumer holds.
        let _ = second.send(parcel(1000)).await;
        let fault = soon(second.ended()).await;
        assert_eq!(fault, DeliveryFault::QueueBehind { seen: 5 });
        latch.open(10);
    });
}

#[test]
fn one_write_stores_and_confirms_many_messages() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let queue = Script::new(|_| Ok(1));
        let writes = Arc::clone(&queue.writes);
        let parcels = Delivery::to(&depot)
            .durable(queue)
            .start(&system)
            .await
            .unwrap();
        let mut senders = Vec::new();
        for number in 0..256 {
            let parcels = parcels.clone();
            senders.push(task(async move {
                parcels.send(parcel(number)).await.unwrap();
            }));
        }
        for sender in senders {
            sender.await;
        }
        parcels.flush().await.unwrap();
        parcels.stop().await;
        let together = writes.load(Ordering::Relaxed);
        assert!(together < 64, "{together} writes for 256 messages");
        assert_eq!(plan.handled().len(), 256);
    });
}

#[test]
fn a_message_after_another_costs_one_write() {
    in_virtual_time(|system| async move {
        let depot = depot(&system, &Plan::new()).await;
        let queue = Script::new(|_| Ok(1));
        let writes = Arc::clone(&queue.writes);
        let parcels = Delivery::to(&depot)
            .durable(queue)
            .start(&system)
            .await
            .unwrap();
        for number in 0..50 {
            parcels.send_confirmed(parcel(number)).await.unwrap();
        }
        parcels.stop().await;
        // The confirmations travel with the next message; the last one alone.
        let writes = writes.load(Ordering::Relaxed);
        assert!((50..=56).contains(&writes), "{writes}");
    });
}

#[test]
fn a_store_that_fails_for_a_moment_is_tried_again() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let queue = Script::new(|call| match call {
            0 | 3 | 4 => Err(QueueError::Failed(Arc::from("planned"))),
            _ => Ok(1),
        });
        let parcels = Delivery::to(&depot)
            .durable(queue)
            .start(&system)
            .await
            .unwrap();
        for number in 1..=5 {
            parcels.send_confirmed(parcel(number)).await.unwrap();
        }
        assert_eq!(plan.handled(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn a_store_that_keeps_failing_ends_the_delivery() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let failed = || QueueError::Failed(Arc::from("planned"));
        let never = Script::new(move |_| Err(failed()));
        let refused = Delivery::<Parcel>::to(&depot)
            .durable(never)
            .start(&system)
            .await;
        assert_eq!(refused.err(), Some(DeliveryStartError::Queue(failed())));
        let queue = Script::new(move |call| if call > 1 { Err(failed()) } else { Ok(1) });
        let parcels = Delivery::to(&depot)
            .durable(queue)
            .start(&system)
            .await
            .unwrap();
        parcels.send(parcel(1)).await.unwrap();
        let refused = parcels.send(parcel(2)).await.unwrap_err();
        assert_eq!(refused.fault(), &DeliveryFault::Queue(failed()));
        assert_eq!(parcels.ended().await, DeliveryFault::Queue(failed()));
    });
}

#[test]
fn a_store_that_panics_ends_its_delivery_alone() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        let queue = Script::new(|call| {
            if call > 1 {
                panic!("planned: store")
            } else {
                Ok(1)
            }
        });
        let parcels = Delivery::to(&depot)
            .durable(queue)
            .start(&system)
            .await
            .unwrap();
        parcels.send(parcel(1)).await.unwrap();
        let refused = soon(parcels.send(parcel(2))).await.unwrap_err();
        assert_eq!(refused.fault(), &DeliveryFault::Panicked);
        let other = Delivery::to(&depot).start(&system).await.unwrap();
        soon(other.send_confirmed(parcel(3))).await.unwrap();
    });
}

/// A message that can be as deep as it likes.
#[message]
#[derive(Debug, Clone)]
pub struct Nest {
    pub inner: Vec<Self>,
    pub ballast: String,
}

fn nest(levels: usize, ballast: usize) -> Nest {
    let ballast = "x".repeat(ballast);
    let bottom = Nest {
        inner: Vec::new(),
        ballast,
    };
    (0..levels).fold(bottom, |inner, _| Nest {
        inner: vec![inner],
        ballast: String::new(),
    })
}

#[actor]
struct Tree;

#[handlers]
impl Tree {
    #[handler(message)]
    fn on_nest(&mut self, nest: Delivery<Nest>) {
        assert!(nest.ballast.is_empty());
    }
}

#[test]
fn a_message_that_cannot_be_stored_is_given_back_and_the_others_go_on() {
    let file = File::new("unstorable");
    let path = file.0.clone();
    process(|system| async move {
        let tree = system.spawn(Tree).await.unwrap();
        let store = DeliveryStore::open(&path).await.unwrap();
        let start = || {
            Delivery::to(&tree)
                .named("p")
                .durable(store.queue("p"))
                .start(&system)
        };
        let nests = start().await.unwrap();
        let before = nests.send(nest(1, 0)).await.unwrap();
        let deep = nests.send(nest(100, 0)).await.unwrap_err();
        let limit = akt::base::limits::WIRE_DEPTH;
        let expected = DeliveryFault::Encode(EncodeError::TooDeep { limit });
        assert_eq!(deep.fault(), &expected);
        assert_eq!(deep.into_message().unwrap().inner.len(), 1);
        let large = akt::base::limits::WIRE_MESSAGE_BYTES;
        let large = nests.send(nest(0, large)).await.unwrap_err();
        assert!(matches!(
            large.fault(),
            DeliveryFault::Encode(EncodeError::TooLarge { .. })
        ));
        assert!(large.into_message().is_some());
        let after = nests.send(nest(2, 0)).await.unwrap();
        assert_eq!((before.seq(), after.seq()), (1, 2));
        after.confirmed().await.unwrap();
        nests.stop().await;
        let again = start().await.unwrap();
        again.send_confirmed(nest(0, 0)).await.unwrap();
    });
}

#[test]
fn a_message_that_was_given_up_is_not_stored_any_more() {
    in_virtual_time(|system| async move {
        let plan = Plan::failing(1, usize::MAX, true);
        let depot = depot(&system, &plan).await;
        let queue = MemoryQueue::new();
        let parcels = Delivery::to(&depot)
            .attempts(2)
            .retry(RETRY)
            .durable(queue.clone())
            .start(&system)
            .await
            .unwrap();
        let refused = parcels.send_confirmed(parcel(1)).await.unwrap_err();
        let reason = Arc::from("the handler panicked");
        let expected = DeliveryFault::Rejected {
            attempts: 2,
            reason,
        };
        assert_eq!(refused.fault(), &expected);
        parcels.stop().await;
        assert!(queue.is_empty());
    });
}

/// A queue whose calls go as a script says: by the number of the call, the next number of a load, or an error.
struct Script<F> {
    answer: F,
    calls: usize,
    writes: Arc<AtomicUsize>,
}

impl<F: FnMut(usize) -> Result<u64, QueueError> + Send + 'static> Script<F> {
    fn new(answer: F) -> Self {
        let writes = Arc::new(AtomicUsize::new(0));
        Self {
            answer,
            calls: 0,
            writes,
        }
    }

    async fn call(&mut self) -> Result<u64, QueueError> {
        // As a disk does, it takes longer than a message.
        settle().await;
        self.calls += 1;
        (self.answer)(self.calls - 1)
    }
}

impl<F> DurableQueue<Parcel> for Script<F>
where
    F: FnMut(usize) -> Result<u64, QueueError> + Send + 'static,
{
    async fn load(&mut self, at_least: u64) -> Result<Loaded<Parcel>, QueueError> {
        let next = self.call().await?;
        Ok(Loaded::new(7, at_least, next, Vec::new()))
    }

    async fn write(&mut self, _: u64, _: &Batch<Parcel>) -> Result<(), QueueError> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        self.call().await.map(drop)
    }
}
