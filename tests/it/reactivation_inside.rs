//! Code of users that uses an actor which comes back, from within what the actor itself sets off.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use akt::actor::{DeadLetter, Lifecycle, Overflow, Passivation};
use akt::prelude::*;
use akt::system::Subscribe;

use crate::support::{Latch, in_virtual_time, pass, settle, soon, threads, until};

const LIMIT: Duration = Duration::from_secs(1);

#[actor]
struct Desk {
    latch: Latch,
}

#[handlers]
impl Desk {
    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn count(&self) -> u32 {
        1
    }
}

async fn desk(system: &ActorSystem, latch: &Latch) -> DeskRef {
    let latch = latch.clone();
    let spawn = system.spawn_with(move || Desk {
        latch: latch.clone(),
    });
    let mailbox = MailboxKind::Bounded {
        capacity: 2,
        overflow: Overflow::DropNewest,
    };
    let spawn = spawn.name("desk").mailbox(mailbox);
    let desk = spawn.passivate(Passivation::Idle(LIMIT)).reactivate();
    desk.await.unwrap()
}

/// Time for an idle actor to leave memory.
async fn leave() {
    settle().await;
    pass(LIMIT * 2).await;
    settle().await;
}

/// Calls `react` for the first three events of a type, where they are published.
fn reacting<E: Clone + Send + Sync + 'static>(
    system: &ActorSystem,
    react: impl Fn() + Send + Sync + 'static,
) -> (impl Sized, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let events = Subscribe::<E>::lagging(4).filter(move |_| {
        // Each call may publish more.
        if counted.fetch_add(1, Ordering::AcqRel) < 3 {
            react();
        }
        true
    });
    (system.events().subscribe(events), calls)
}

#[test]
fn whoever_looks_at_what_a_full_mailbox_drops_may_tell_the_same_actor() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let desk = desk(&system, &latch).await;
        let again = desk.clone();
        let (_events, calls) = reacting::<DeadLetter>(&system, move || {
            drop(again.count().tell());
            again.drain();
        });
        desk.wait().tell().unwrap();
        latch.reached().await;
        for _ in 0..3 {
            drop(desk.count().tell());
        }
        settle().await;
        assert!(calls.load(Ordering::Acquire) >= 1);
        latch.open(1);
        settle().await;
        assert!(system.find::<Desk>("desk").is_none(), "it was drained");
    });
}

#[test]
fn whoever_sees_an_actor_come_back_may_tell_it() {
    in_virtual_time(|system| async move {
        let desk = desk(&system, &Latch::default()).await;
        leave().await;
        assert!(system.find_any("desk").is_none());
        let again = desk.clone();
        let (_events, calls) = reacting::<Lifecycle>(&system, move || {
            again.count().tell().unwrap();
        });
        assert_eq!(soon(desk.count()).await, Ok(1));
        assert!(calls.load(Ordering::Acquire) >= 1);
        leave().await;
        assert!(calls.load(Ordering::Acquire) >= 2, "it left");
        assert_eq!(soon(desk.count()).await, Ok(1));
    });
}

/// Leaves as soon as it is there.
#[actor]
struct Fleeting;

#[handlers]
impl Fleeting {
    #[handler]
    pub fn count(&self) -> u32 {
        1
    }
}

#[test]
fn an_actor_that_is_not_there_is_not_found_however_fast_it_came_and_went() {
    threads(3).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let spawn = system.spawn_with(|| Fleeting).name("fleeting");
        let at_once = Passivation::Messages(1);
        let fleeting = spawn.passivate(at_once).reactivate().await.unwrap();
        for _ in 0..200 {
            assert_eq!(soon(fleeting.count()).await, Ok(1));
            until("it is gone", || system.find_any("fleeting").is_none()).await;
        }
        let report = soon(system.shutdown()).await;
        assert!(report.is_clean(), "{report}");
    });
}

#[test]
fn what_waits_for_an_actor_whose_runtime_ends_is_given_up() {
    let latch = Latch::default();
    let runtime = crate::support::virtual_time();
    let (system, desk) = runtime.block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let desk = desk(&system, &latch).await;
        leave().await;
        assert!(system.find_any("desk").is_none());
        (system, desk)
    });
    drop(runtime);
    let letters = system.dead_letter_count();
    drop(desk.count().tell());
    assert_eq!(system.dead_letter_count(), letters + 1);
    assert!(desk.count().tell().is_err());
}
