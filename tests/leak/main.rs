//! Spawning and stopping again and again takes no more memory than doing it once.
//!
//! A process of its own, since the measure is what the operating system says of the whole process. The address
//! sanitizer looks for leaks more closely, object by object; here the memory pools are as they are in use.

#![allow(
    unreachable_pub,
    missing_docs,
    reason = "a test binary has no public interface; handlers are `pub` by their meaning"
)]
#![cfg(target_os = "linux")]

use std::time::Duration;

use akt::actor::MailboxKind;
use akt::prelude::*;

/// An actor with everything that costs memory.
#[actor]
struct Tenant {
    belongings: Vec<u8>,
}

#[handlers]
impl Tenant {
    #[on(start)]
    async fn start(&mut self) {
        tokio::task::yield_now().await;
    }

    #[handler]
    pub fn count(&self) -> usize {
        self.belongings.len()
    }

    #[handler]
    pub async fn wait(&self) {
        std::future::pending().await
    }

    #[handler]
    pub async fn child(&mut self, ctx: &mut Ctx) -> Result<(), SpawnError> {
        let child = ctx.spawn(Passer {}).name("child").await?;
        // A passer is of this process.
        let _ = ctx.watch(&child);
        Ok(())
    }

    #[handler]
    pub fn fail(&self, ctx: &mut Ctx) {
        ctx.fail("planned: failure");
    }
}

/// An actor with nothing.
#[actor]
struct Passer {}

#[handlers]
impl Passer {
    #[handler]
    pub fn nothing(&self) {}
}

/// Resident memory of this process, in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let pages: usize = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .expect("the second number");
    pages * 4096
}

async fn passers(system: &ActorSystem, count: usize) {
    let mut actors = Vec::with_capacity(count);
    for _ in 0..count {
        let actor = system.spawn(Passer {}).start().expect("it starts");
        actor.nothing().tell().expect("it lives");
        actors.push(actor);
    }
    for (number, actor) in actors.iter().enumerate() {
        if number % 2 == 0 {
            actor.stop();
        } else {
            actor.kill();
        }
    }
    for actor in actors {
        actor.stopped().await;
        actor.nothing().tell().expect_err("it has ended");
    }
}

async fn tenants(system: &ActorSystem, count: usize) {
    for number in 0..count {
        let tenant = system
            .spawn_with(|| Tenant {
                belongings: vec![1; 100],
            })
            .name(format!("tenant {number}"))
            .mailbox(MailboxKind::bounded(4))
            .await
            .expect("it starts");
        assert_eq!(tenant.count().await, Ok(100));
        tenant.child().await.expect("the name is free");
        tenant.fail().tell().expect("there is room");
        assert_eq!(tenant.count().await, Ok(100), "restarted");
        // Nobody waits for these to the end.
        drop(tenant.count().into_future());
        let limit = Duration::from_secs(10);
        tenant.wait().tell().expect("there is room");
        drop(tenant.count().timeout(limit));
        drop(Box::pin(tenant.stopped()));
        tenant.kill();
        tenant.stopped().await;
    }
}

#[test]
fn memory_does_not_grow_with_actors_that_have_ended() {
    let (passing, living) = (100_000, 2_000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let system = ActorSystem::new("leak").expect("a system");
        let round = async || {
            passers(&system, passing).await;
            tenants(&system, living).await;
        };
        // The pools, the registry and the allocator take what they need.
        for _ in 0..3 {
            round().await;
        }
        let before = resident();
        for _ in 0..6 {
            round().await;
        }
        let grown = resident().saturating_sub(before);
        // The allocator moves by a few megabytes. A leak of one small object an actor would be 40 MB.
        assert!(grown < 16_000_000, "grew by {grown} bytes");
        system.shutdown().await;
        assert_eq!(system.top_level_actors(), 0);
    });
}
