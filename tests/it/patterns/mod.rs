//! Patterns over calls: breaker, retry, throttle, aggregate and batches, with actors and in virtual time.

use std::time::Duration;

use akt::prelude::*;

use crate::support::Log;

mod aggregate;
mod batch;
mod breaker;
mod retry;
mod throttle;

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

#[message]
#[derive(Debug, PartialEq)]
pub struct Parcel {
    number: u64,
}

/// Answers, refuses, is late, or fails, as it is asked to. Its mailbox holds two.
#[actor(mailbox = bounded(2))]
struct Moody {
    log: Log,
}

#[handlers]
impl Moody {
    #[handler]
    pub fn double(&mut self, number: u64) -> u64 {
        self.log.add(number.to_string());
        number * 2
    }

    #[handler]
    pub fn refuse(&mut self) -> Result<u64, String> {
        Err("no".to_owned())
    }

    #[handler]
    pub async fn late(&mut self, number: u64, by: Duration) -> u64 {
        self.log.add(format!("late {number}"));
        tokio::time::sleep(by).await;
        number
    }

    #[handler]
    pub fn burst(&mut self) -> u64 {
        panic!("planned: burst")
    }

    #[handler(message)]
    pub fn parcel(&mut self, parcel: Parcel) {
        self.log.add(format!("parcel {}", parcel.number));
    }
}

async fn moody(system: &ActorSystem) -> (MoodyRef, Log) {
    let log = Log::default();
    let actor = system.spawn(Moody { log: log.clone() }).await.unwrap();
    (actor, log)
}

/// An actor that has ended.
async fn gone(system: &ActorSystem) -> MoodyRef {
    let (actor, _) = moody(system).await;
    actor.kill();
    actor.stopped().await;
    actor
}

/// Virtual time that has passed since `start`, in milliseconds.
fn since(start: tokio::time::Instant) -> u128 {
    start.elapsed().as_millis()
}
