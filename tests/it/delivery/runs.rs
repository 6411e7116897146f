//! Runs of one producer after each other, and ends that come unheard.

use std::sync::mpsc::channel;
use std::time::Duration;

use akt::base::limits::{DELIVERY_MEMORY, DELIVERY_WINDOW_MAX};
use akt::pattern::delivery::{Delivery, DeliveryFault, Producer};
use akt::prelude::*;

use super::{DepotRef, Parcel, Plan, depot, parcel};
use crate::support::{
    Latch, in_virtual_time, on_every_runtime, one_thread, outside, soon, thread, virtual_time,
};

/// Starts a run of the producer `p`.
async fn run(system: &ActorSystem, depot: &DepotRef) -> Producer<Parcel> {
    let builder = Delivery::to(depot).named("p");
    builder.start(system).await.expect("it starts")
}

#[test]
fn a_run_that_follows_at_once_outlives_the_goodbye_of_the_one_before() {
    on_every_runtime(|system| async move {
        let plan = Plan::new();
        let depot = depot(&system, &plan).await;
        for round in 0..50 {
            let old = run(&system, &depot).await;
            soon(old.send_confirmed(parcel(2 * round))).await.unwrap();
            drop(old);
            let new = run(&system, &depot).await;
            soon(new.send_confirmed(parcel(2 * round + 1)))
                .await
                .unwrap();
            soon(new.stop()).await;
        }
        assert_eq!(plan.handled(), (0..100).collect::<Vec<_>>());
    });
}

#[test]
fn a_replaced_run_hears_of_it_also_when_the_later_one_has_ended() {
    in_virtual_time(|system| async move {
        let depot = depot(&system, &Plan::new()).await;
        let first = run(&system, &depot).await;
        first.send_confirmed(parcel(1)).await.unwrap();
        let second = run(&system, &depot).await;
        second.send_confirmed(parcel(2)).await.unwrap();
        let by = second.epoch();
        second.stop().await;
        assert_eq!(soon(first.ended()).await, DeliveryFault::Fenced { by });
    });
}

#[test]
fn a_delivery_whose_runtime_has_ended_did_not_panic() {
    let runtime = one_thread();
    let parcels = runtime.block_on(async {
        let system = ActorSystem::new("gone").unwrap();
        let depot = depot(&system, &Plan::new()).await;
        run(&system, &depot).await
    });
    drop(runtime);
    outside(async move {
        let refused = soon(parcels.send(parcel(1))).await.unwrap_err();
        assert_eq!(refused.fault(), &DeliveryFault::SystemStopped);
        let fault = soon(parcels.ended()).await;
        assert_eq!(fault, DeliveryFault::SystemStopped);
    });
}

/// Who is always awake keeps virtual time from going on: then nothing comes of this.
#[test]
fn an_idle_producer_sleeps_however_long_it_is_idle() {
    let (done, is_done) = channel();
    thread(move || {
        virtual_time().block_on(async {
            let system = ActorSystem::new("idle").unwrap();
            let plan = Plan::new();
            let depot = depot(&system, &plan).await;
            let parcels = run(&system, &depot).await;
            parcels.send_confirmed(parcel(1)).await.unwrap();
            let long = tokio::time::timeout(3 * DELIVERY_MEMORY, parcels.ended());
            assert!(long.await.is_err(), "it is still there");
            soon(parcels.send_confirmed(parcel(2))).await.unwrap();
            assert_eq!(plan.handled(), [1, 2]);
            system.shutdown().await;
        });
        done.send(()).expect("somebody waits for it");
    });
    let end = is_done.recv_timeout(Duration::from_secs(60));
    end.expect("virtual time goes on");
}

/// The widest window there is, all of it in the mailbox: nothing that is done for one message may walk over all.
#[test]
fn the_widest_window_may_be_in_flight_at_once() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let plan = Plan::waiting(&latch);
        let depot = depot(&system, &plan).await;
        let parcels = Delivery::to(&depot)
            .window(DELIVERY_WINDOW_MAX)
            .in_flight(DELIVERY_WINDOW_MAX)
            .start(&system)
            .await
            .unwrap();
        let count = DELIVERY_WINDOW_MAX as u64;
        for number in 1..=count {
            parcels.send(parcel(number)).await.unwrap();
        }
        latch.open(DELIVERY_WINDOW_MAX);
        soon(parcels.flush()).await.unwrap();
        assert_eq!(plan.handled(), (1..=count).collect::<Vec<_>>());
    });
}
