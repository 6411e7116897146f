//! Routers: each strategy by exact counts, pools and groups that change while they are used, answers from several.

mod gather;
mod group;
mod held;
mod keys;
mod one;
mod pool;
mod traffic;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use akt::pattern::router::{PoolBuilder, Router, RouterError, RouterEvent, RouterStats};
use akt::prelude::*;
use akt::system::{Subscribe, Subscription};

use crate::support::{Latch, Log, soon, until};

/// What a worker answers to a question, and after how long.
#[derive(Clone, Copy)]
pub enum Answer {
    Ok(u64),
    Fail(u64),
    Never,
}

/// Something that cannot be copied.
#[derive(Debug)]
pub struct Parcel(pub u64);

/// What all workers of one test share.
#[derive(Clone, Default)]
pub struct Shop {
    pub log: Log,
    pub latch: Latch,
    pub born: Arc<AtomicUsize>,
    pub done: Arc<AtomicUsize>,
    pub answers: Vec<Answer>,
}

impl Shop {
    pub fn worker(&self) -> Worker {
        Worker {
            me: self.born.fetch_add(1, Ordering::Relaxed),
            shop: self.clone(),
        }
    }

    pub fn factory(&self) -> impl Fn() -> Worker + Send + Sync + 'static {
        let shop = self.clone();
        move || shop.worker()
    }

    pub fn done(&self) -> usize {
        self.done.load(Ordering::Acquire)
    }

    /// Waits until so many messages were handled.
    pub async fn has_done(&self, count: usize) {
        until("all are handled", || self.done() >= count).await;
        assert_eq!(self.done(), count);
    }
}

#[actor]
pub struct Worker {
    /// How many were born before it; a restart is a birth.
    me: usize,
    shop: Shop,
}

#[handlers]
impl Worker {
    /// Who handled it.
    #[handler]
    pub fn work(&mut self, number: u64) -> usize {
        self.shop.log.add(format!("{}:{number}", self.me));
        self.shop.done.fetch_add(1, Ordering::Release);
        self.me
    }

    #[handler]
    pub fn count(&mut self) -> usize {
        self.shop.done.fetch_add(1, Ordering::Release);
        self.me
    }

    #[handler]
    pub fn carry(&mut self, parcel: Parcel) -> u64 {
        parcel.0
    }

    #[handler]
    pub fn weigh(&mut self, load: Arc<()>) -> usize {
        drop(load);
        self.me
    }

    #[handler]
    pub async fn question(&mut self) -> Result<usize, String> {
        self.shop.log.add(format!("asked {}", self.me));
        match self.shop.answers[self.me] {
            Answer::Ok(after) => tokio::time::sleep(Duration::from_millis(after)).await,
            Answer::Fail(after) => {
                tokio::time::sleep(Duration::from_millis(after)).await;
                return Err(format!("{} failed", self.me));
            }
            Answer::Never => std::future::pending().await,
        }
        Ok(self.me)
    }

    /// Keeps the worker busy until the latch opens.
    #[handler]
    pub async fn hold(&mut self) {
        self.shop.latch.wait().await;
    }

    #[handler]
    pub fn break_down(&mut self) {
        panic!("planned");
    }
}

pub fn pool(system: &ActorSystem, size: usize) -> PoolBuilder<Worker> {
    Router::<Worker>::pool(system).name("workers").size(size)
}

/// Holds all routees until the latch of the shop is opened as often.
pub async fn hold_all<K>(router: &Router<Worker, K>, shop: &Shop) {
    for routee in router.routees() {
        routee.hold().tell().unwrap();
        shop.latch.reached().await;
    }
}

pub fn routed(stats: &RouterStats) -> Vec<u64> {
    stats.routees.iter().map(|routee| routee.routed).collect()
}

pub fn events(system: &ActorSystem) -> Subscription<RouterEvent> {
    system.events().subscribe(Subscribe::lossless(1024))
}

pub async fn next(events: &Subscription<RouterEvent>) -> String {
    soon(events.recv()).await.unwrap().to_string()
}

pub fn name_taken(error: &RouterError) -> bool {
    matches!(error, RouterError::Spawn(SpawnError::NameTaken(_)))
}
