//! Reliable delivery: what reaches handlers, what senders hear, what survives.

mod chunks;
mod durable;
mod point_to_point;
mod pool;
mod runs;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use akt::base::backoff::Backoff;
use akt::pattern::delivery::Delivery;
use akt::prelude::*;

use crate::support::{Latch, Log};

/// Waits between attempts that cost no real time on a paused clock.
const RETRY: Backoff = Backoff::fixed(Duration::from_millis(20));

/// A numbered message with text, small or large.
#[message]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub number: u64,
    pub text: String,
}

fn parcel(number: u64) -> Parcel {
    let text = format!("parcel {number}");
    Parcel { number, text }
}

/// Handles parcels as it is told to, and notes each attempt.
#[derive(Clone, Default)]
struct Plan {
    log: Log,
    /// Handlers wait here, if there is one.
    latch: Option<Latch>,
    /// The number whose handling fails, how often, and whether by a panic.
    failing: Option<(u64, Arc<AtomicUsize>, bool)>,
}

impl Plan {
    fn new() -> Self {
        Self::default()
    }

    fn waiting(latch: &Latch) -> Self {
        let latch = Some(latch.clone());
        Self {
            latch,
            ..Self::default()
        }
    }

    fn failing(number: u64, times: usize, panics: bool) -> Self {
        let failing = Some((number, Arc::new(AtomicUsize::new(times)), panics));
        Self {
            failing,
            ..Self::default()
        }
    }

    /// What was handled with success, in order.
    fn handled(&self) -> Vec<u64> {
        let entries = self.log.all();
        let numbers = entries.iter().filter_map(|entry| entry.strip_prefix("ok "));
        numbers.map(|number| number.parse().unwrap()).collect()
    }
}

#[actor]
struct Depot {
    plan: Plan,
}

#[handlers]
impl Depot {
    #[handler(message)]
    async fn on_parcel(&mut self, parcel: Delivery<Parcel>) -> Result<(), String> {
        let number = parcel.number;
        self.plan
            .log
            .add(format!("try {number}.{}", parcel.attempt()));
        if let Some(latch) = &self.plan.latch {
            latch.wait().await;
        }
        if let Some((failing, times, panics)) = &self.plan.failing
            && *failing == number
            && times
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(1)
                })
                .is_ok()
        {
            assert!(!panics, "planned: parcel {number}");
            return Err(format!("not now, {number}"));
        }
        self.plan.log.add(format!("ok {number}"));
        Ok(())
    }

    #[handler]
    pub fn longest(&self) -> usize {
        self.plan.log.all().len()
    }
}

async fn depot(system: &ActorSystem, plan: &Plan) -> DepotRef {
    let plan = plan.clone();
    let depot = system.spawn_with(move || Depot { plan: plan.clone() });
    depot.await.expect("it starts")
}
