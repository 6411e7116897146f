//! A storm: everything that can be done to actors, at random, from many sides at once.
//!
//! What must hold whatever happens: every ask is answered, every future that waits for an end is told, nobody is
//! told twice, and when the system is down each state that was built has been dropped once and every name is free.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use akt::actor::MailboxKind;
use akt::prelude::*;
use akt::supervision::Restart;

use crate::support::{Seeded, on_every_runtime, quiet_planned_panics, soon, task, until};

/// What the storm leaves behind.
#[derive(Default)]
struct Tally {
    alive: AtomicI64,
    built: AtomicU64,
    /// How often each watcher heard of each end.
    told: Mutex<BTreeMap<(u64, u64), u32>>,
    twice: AtomicU64,
}

#[actor]
struct Straw {
    tally: Arc<Tally>,
}

impl Straw {
    fn new(tally: &Arc<Tally>) -> Self {
        tally.alive.fetch_add(1, Ordering::AcqRel);
        tally.built.fetch_add(1, Ordering::AcqRel);
        Self {
            tally: Arc::clone(tally),
        }
    }
}

impl Drop for Straw {
    fn drop(&mut self) {
        self.tally.alive.fetch_sub(1, Ordering::AcqRel);
    }
}

#[handlers]
impl Straw {
    #[on(start)]
    async fn start(&mut self) -> Result<(), StartError> {
        tokio::task::yield_now().await;
        match self.tally.built.load(Ordering::Acquire) % 31 {
            0 => Err(StartError::new("planned: no start")),
            1 => panic!("planned: start"),
            _ => Ok(()),
        }
    }

    #[on(stop)]
    async fn stop(&mut self) {
        tokio::task::yield_now().await;
        if self.tally.built.load(Ordering::Acquire).is_multiple_of(17) {
            panic!("planned: stop");
        }
    }

    #[on(terminated)]
    fn terminated(&mut self, terminated: Terminated, ctx: &mut Ctx) {
        let key = (ctx.uid(), terminated.uid);
        let mut told = self.tally.told.lock().unwrap();
        let count = told.entry(key).or_default();
        *count += 1;
        if *count > 1 {
            self.tally.twice.fetch_add(1, Ordering::AcqRel);
        }
    }

    #[handler]
    pub fn nod(&self) -> u64 {
        7
    }

    #[handler]
    pub async fn think(&self, rounds: u64) -> u64 {
        for _ in 0..rounds {
            tokio::task::yield_now().await;
        }
        7
    }

    #[handler]
    pub async fn relay(&self, to: StrawRef) -> u64 {
        // Two that ask each other wait for each other: one of them gives up.
        let limit = Duration::from_millis(20);
        to.nod().timeout(limit).await.unwrap_or(7)
    }

    #[handler]
    pub fn burst(&self) -> u64 {
        panic!("planned: burst")
    }

    #[handler]
    pub async fn burst_late(&self) -> u64 {
        tokio::task::yield_now().await;
        panic!("planned: late burst")
    }

    #[handler]
    pub fn fail(&self, ctx: &mut Ctx) -> u64 {
        ctx.fail("planned: failure");
        7
    }

    #[handler]
    pub fn end(&self, drain: bool, ctx: &mut Ctx) -> u64 {
        if drain {
            ctx.drain();
        } else {
            ctx.stop();
        }
        7
    }

    #[handler]
    pub async fn adopt(&self, ctx: &mut Ctx) -> Option<StrawRef> {
        let tally = Arc::clone(&self.tally);
        let child = ctx.spawn_with(move || Self::new(&tally));
        child.name("child").await.ok()
    }

    #[handler]
    pub fn watch(&self, other: StrawRef, ctx: &mut Ctx) -> u64 {
        // One watch of each for life, so that each end is told at most once.
        let fresh = !self
            .tally
            .told
            .lock()
            .unwrap()
            .contains_key(&(ctx.uid(), other.uid()));
        if fresh {
            let _ = ctx.watch(&other);
        }
        7
    }

    #[handler]
    pub fn unwatch(&self, other: StrawRef, ctx: &mut Ctx) -> u64 {
        ctx.unwatch(&other);
        7
    }
}

type Field = Arc<Vec<Mutex<Option<StrawRef>>>>;

fn pick(field: &Field, dice: &mut Seeded) -> Option<StrawRef> {
    let place = usize::try_from(dice.below(field.len() as u64)).unwrap();
    field[place].lock().unwrap().clone()
}

fn put(field: &Field, dice: &mut Seeded, straw: StrawRef) {
    let place = usize::try_from(dice.below(field.len() as u64)).unwrap();
    let old = field[place].lock().unwrap().replace(straw);
    drop(old);
}

async fn sow(system: &ActorSystem, field: &Field, tally: &Arc<Tally>, dice: &mut Seeded) {
    let build = {
        let tally = Arc::clone(tally);
        move || Straw::new(&tally)
    };
    let spawn = system
        .spawn_with(build)
        .restart(Restart::limit(3, Duration::from_secs(60)))
        .name(format!("straw {}", dice.below(20)));
    let spawn = match dice.below(3) {
        0 => spawn.mailbox(MailboxKind::bounded(2)),
        _ => spawn,
    };
    match dice.below(2) {
        0 => {
            if let Ok(straw) = spawn.start() {
                put(field, dice, straw);
            }
        }
        _ => {
            if let Ok(straw) = soon(spawn).await {
                put(field, dice, straw);
            }
        }
    }
}

/// One of those who make the storm.
struct Gust {
    system: ActorSystem,
    field: Field,
    tally: Arc<Tally>,
    dice: Seeded,
    /// Those who wait for an end.
    waits: Vec<Pin<Box<dyn Future<Output = Terminated> + Send>>>,
}

impl Gust {
    async fn blow(mut self, steps: u64) {
        for _ in 0..steps {
            match pick(&self.field, &mut self.dice) {
                Some(straw) => self.step(straw).await,
                None => sow(&self.system, &self.field, &self.tally, &mut self.dice).await,
            }
        }
        // Whoever is left is ended, so that everyone who waits for an end is told.
        for place in self.field.iter() {
            let straw = place.lock().unwrap().take();
            if let Some(straw) = straw {
                straw.kill();
            }
        }
        system_is_empty(&self.system).await;
        for wait in self.waits {
            soon(wait).await;
        }
    }

    /// Does one of many things to `straw`.
    async fn step(&mut self, straw: StrawRef) {
        match self.dice.below(24) {
            0 | 1 => sow(&self.system, &self.field, &self.tally, &mut self.dice).await,
            2 => straw.kill(),
            3 => straw.stop(),
            4 => straw.drain(),
            5 => {
                let _ = straw.nod().tell();
                let _ = straw.burst().tell();
            }
            6 => {
                let wait = task(async move { soon(straw.stopped()).await });
                self.waits.push(Box::pin(wait));
            }
            7 => {
                // Given up at once, or while it waits.
                drop(straw.think(3).into_future());
                let _ = straw.think(3).timeout(Duration::ZERO).await;
            }
            8 => {
                if let Ok(Some(child)) = soon(straw.adopt()).await {
                    put(&self.field, &mut self.dice, child);
                }
            }
            9 => {
                let _ = soon(straw.nod().send()).await;
            }
            _ => self.ask(straw).await,
        }
    }

    /// Asks `straw` for one of many things: there is always an answer, or an error that fits.
    async fn ask(&mut self, straw: StrawRef) {
        let other = pick(&self.field, &mut self.dice).unwrap_or_else(|| straw.clone());
        let rounds = self.dice.below(4);
        let ask = match self.dice.below(14) {
            0 => straw.burst().into_future(),
            1 => straw.burst_late().into_future(),
            2 => straw.fail().into_future(),
            3 => straw.end(rounds == 0).into_future(),
            4 | 5 => straw.watch(other).into_future(),
            6 => straw.unwatch(other).into_future(),
            7 | 8 => straw.relay(other).into_future(),
            9..=11 => straw.think(rounds).into_future(),
            _ => straw.nod().into_future(),
        };
        match soon(ask).await {
            Ok(answer) => assert_eq!(answer, 7),
            Err(AskError::Stopped | AskError::Panicked | AskError::NoReply) => {}
            Err(other) => panic!("an ask ended with {other:?}"),
        }
    }
}

/// Kills by name what the field has lost sight of, until nobody is left.
async fn system_is_empty(system: &ActorSystem) {
    while system.top_level_actors() > 0 {
        for number in 0..20 {
            if let Some(lost) = system.find::<Straw>(&format!("straw {number}")) {
                lost.kill();
            }
        }
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_storm_leaves_nothing_behind() {
    quiet_planned_panics();
    let steps = if cfg!(akt_sanitize) { 150 } else { 1500 };
    on_every_runtime(|system| async move {
        let mut dice = Seeded::new();
        let tally = Arc::<Tally>::default();
        let field: Field = Arc::new((0..16).map(|_| Mutex::default()).collect());
        let gusts: Vec<_> = (0..4)
            .map(|_| {
                let gust = Gust {
                    system: system.clone(),
                    field: Arc::clone(&field),
                    tally: Arc::clone(&tally),
                    dice: Seeded::from(dice.below(u64::MAX)),
                    waits: Vec::new(),
                };
                task(gust.blow(steps))
            })
            .collect();
        for gust in gusts {
            soon(gust).await;
        }
        let report = soon(system.shutdown()).await;
        assert_eq!((report.killed, report.stuck), (0, 0));
        assert!(tally.built.load(Ordering::Acquire) > 20, "it blew");
        until("each state is dropped", || {
            tally.alive.load(Ordering::Acquire) == 0
        })
        .await;
        assert_eq!(tally.twice.load(Ordering::Acquire), 0, "told twice");
        for number in 0..20 {
            assert!(system.find_any(&format!("straw {number}")).is_none());
        }
    });
}
