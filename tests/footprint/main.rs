//! How much memory an actor takes that does nothing: at most 256 bytes without a name and 400 with one, all of its system's
//! books included.
//!
//! A process of its own with a single test, since the measure is what the operating system says of the whole process, and
//! only memory that was never used before shows it.

#![allow(
    unreachable_pub,
    missing_docs,
    reason = "a test binary has no public interface; handlers are `pub` by their meaning"
)]
#![allow(
    clippy::print_stdout,
    reason = "whoever runs it wants to see the figures"
)]
#![cfg(target_os = "linux")]

use akt::prelude::*;

const ACTORS: usize = 200_000;

/// One word of state.
#[actor]
struct Idle(u64);

#[handlers]
impl Idle {
    #[handler]
    pub fn get(&self) -> u64 {
        self.0
    }
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

/// Bytes of each actor that `spawn` spawns, without the reference that is kept here.
async fn bytes_of_each(spawn: impl AsyncFn(u64) -> Result<IdleRef, SpawnError>) -> usize {
    let mut kept = Vec::with_capacity(ACTORS);
    // The references have their pages before it begins.
    kept.resize_with(ACTORS, || None);
    let before = resident();
    for (number, place) in kept.iter_mut().enumerate() {
        let number = u64::try_from(number).unwrap_or_default();
        *place = Some(spawn(number).await.expect("it starts"));
    }
    let after = resident();
    // They live on, so that what is measured next finds no room that was used before.
    std::mem::forget(kept);
    (after - before) / ACTORS
}

#[test]
fn an_idle_actor_is_small() {
    let runtime = tokio::runtime::Builder::new_multi_thread().build();
    runtime.expect("a runtime").block_on(async {
        let system = ActorSystem::new("footprint").expect("a system");
        let unnamed = bytes_of_each(async |number| system.spawn(Idle(number)).await).await;
        let named = bytes_of_each(async |number| {
            let name = format!("idle-{number}");
            system.spawn(Idle(number)).name(name).await
        });
        let named = named.await;
        println!("{unnamed} bytes without a name, {named} with one");
        assert!(unnamed <= 256, "{unnamed} bytes without a name");
        assert!(named <= 400, "{named} bytes with a name");
    });
}
