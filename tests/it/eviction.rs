//! Idle actors are taken out of memory when there are too many of them.

use std::time::Duration;

use akt::actor::{Passivation, StopReason};
use akt::prelude::*;
use akt::system::Eviction;

use crate::support::{Latch, pass, settle, soon, task, until, virtual_time};

const SWEEP: Duration = Duration::from_secs(1);

#[actor]
#[derive(Default)]
struct Page {
    latch: Latch,
}

#[handlers]
impl Page {
    #[handler]
    pub fn read(&mut self) {}

    #[handler]
    pub async fn wait(&mut self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn spawn_child(&mut self, ctx: &mut Ctx) -> PageRef {
        ctx.spawn(Self::default()).start().unwrap()
    }
}

/// Runs a test in virtual time, in a system with that eviction.
fn evicting<F: Future<Output = ()>>(eviction: Eviction, test: impl FnOnce(ActorSystem) -> F) {
    virtual_time().block_on(async {
        let system = ActorSystem::builder("test")
            .eviction(eviction.every(SWEEP))
            .start()
            .unwrap();
        soon(test(system.clone())).await;
        soon(system.shutdown()).await;
    });
}

async fn pages(system: &ActorSystem, count: usize) -> Vec<PageRef> {
    let mut pages = Vec::new();
    for _ in 0..count {
        pages.push(system.spawn(Page::default()).evictable().await.unwrap());
    }
    pages
}

/// Which of the actors are gone.
fn gone(pages: &[PageRef]) -> Vec<usize> {
    let all = pages.iter().enumerate();
    all.filter(|(_, page)| page.is_stopped())
        .map(|(number, _)| number)
        .collect()
}

/// Time for a sweep, and for those that it takes to end.
async fn sweep() {
    pass(SWEEP).await;
    settle().await;
}

#[test]
fn those_that_were_not_used_for_longest_go_first() {
    evicting(Eviction::lru(4).fraction(0.0), |system| async move {
        let pages = pages(&system, 6).await;
        for page in &pages[2..] {
            page.read().await.unwrap();
        }
        sweep().await;
        assert_eq!(
            gone(&pages),
            [0, 1],
            "all are new, and the older ones go first"
        );
        assert_eq!(pages[0].stopped().await.reason, StopReason::Passivated);
        let more = self::pages(&system, 2).await;
        pages[2].read().await.unwrap();
        pages[4].read().await.unwrap();
        sweep().await;
        assert_eq!(gone(&pages), [0, 1, 3, 5]);
        assert!(gone(&more).is_empty());
        assert_eq!(system.stats().passivated, 4);
    });
}

#[test]
fn those_that_were_used_last_go_first() {
    evicting(Eviction::mru(4).fraction(0.0), |system| async move {
        let mut pages = pages(&system, 4).await;
        sweep().await;
        assert!(gone(&pages).is_empty(), "there are not too many");
        pages.extend(self::pages(&system, 1).await);
        pages[2].read().await.unwrap();
        sweep().await;
        assert_eq!(
            gone(&pages),
            [2],
            "it was used as late as the new one, and is older"
        );
    });
}

#[test]
fn those_that_were_used_least_go_first() {
    evicting(Eviction::lfu(3).fraction(0.5), |system| async move {
        let pages = pages(&system, 4).await;
        for (page, times) in pages.iter().zip([3, 1, 4, 2]) {
            for _ in 0..times {
                page.read().await.unwrap();
            }
        }
        sweep().await;
        assert_eq!(
            gone(&pages),
            [1, 3],
            "one is too many, and half of them is more"
        );
    });
}

#[test]
fn actors_that_are_in_use_or_are_held_stay() {
    evicting(Eviction::lru(0).fraction(1.0), |system| async move {
        let latch = Latch::default();
        let busy = Page {
            latch: latch.clone(),
        };
        let busy = system.spawn(busy).evictable().await.unwrap();
        let waits = task(busy.wait().into_future());
        latch.reached().await;
        let parent = system.spawn(Page::default()).evictable().await.unwrap();
        let child = parent.spawn_child().await.unwrap();
        let suspended = system.spawn(Page::default()).evictable().await.unwrap();
        suspended.suspend().unwrap();
        let paused = system.spawn(Page::default()).evictable().await.unwrap();
        paused.pause_passivation().unwrap();
        let usual = system.spawn(Page::default()).await.unwrap();
        let leaves = Passivation::Messages(1000);
        let leaves = system
            .spawn(Page::default())
            .passivate(leaves)
            .await
            .unwrap();
        for _ in 0..3 {
            sweep().await;
        }
        let held = [&busy, &parent, &child, &suspended, &paused, &usual];
        assert!(held.iter().all(|page| !page.is_stopped()));
        assert!(leaves.is_stopped(), "it leaves anyway, so it may be taken");
        latch.open(1);
        waits.await.unwrap();
        child.stop();
        suspended.reinstate().unwrap();
        paused.resume_passivation().unwrap();
        settle().await;
        sweep().await;
        assert!(
            [&busy, &parent, &suspended, &paused]
                .iter()
                .all(|page| page.is_stopped())
        );
        assert!(!usual.is_stopped());
    });
}

#[test]
fn many_actors_are_swept_again_and_again_and_others_run_meanwhile() {
    const ACTORS: usize = 8_000;
    const LIMIT: usize = 4_800;
    evicting(Eviction::lru(LIMIT).fraction(0.0), |system| async move {
        let mut pages = pages(&system, ACTORS).await;
        for page in pages.iter().step_by(2) {
            page.read().await.unwrap();
        }
        // All are new to the first sweep: the older ones go.
        tokio::time::advance(SWEEP).await;
        let mut turns = 0;
        while system.stats().passivated == 0 {
            tokio::task::yield_now().await;
            turns += 1;
            assert!(turns < 1_000_000, "nobody is taken");
        }
        assert!(turns >= 5, "others had {turns} turns during the sweep");
        let all = u64::try_from(ACTORS - LIMIT).unwrap();
        until("all are taken", || system.stats().passivated == all).await;
        let taken = gone(&pages).into_iter();
        assert!(taken.eq(0..ACTORS - LIMIT), "the older ones");
        pages.drain(..ACTORS - LIMIT);
        for round in 0..3 {
            // What was used since the last sweep stays, and new ones too.
            for page in pages.iter().step_by(2) {
                page.read().await.unwrap();
            }
            let more = self::pages(&system, LIMIT / 4).await;
            let before = system.stats().passivated;
            sweep().await;
            let all = before + u64::try_from(LIMIT / 4).unwrap();
            until("all are taken", || system.stats().passivated == all).await;
            let unused = (1..pages.len()).step_by(2).take(LIMIT / 4);
            assert!(gone(&pages).into_iter().eq(unused), "round {round}");
            pages.retain(|page| !page.is_stopped());
            pages.extend(more);
            assert_eq!(pages.len(), LIMIT);
            for page in &pages {
                page.read().await.unwrap();
            }
            sweep().await;
            assert!(gone(&pages).is_empty(), "there are not too many");
        }
    });
}
