//! Traps around the end of an actor: who is found, what is left, who is told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use akt::actor::{AnyRef, DeadLetter, DeadLetterReason};
use akt::prelude::*;
use akt::system::{Subscribe, Subscription};

use crate::support::{Seeded, in_virtual_time, on_every_runtime, soon, task, until};

/// Rounds of a race: fewer under a sanitizer, which is slow and looks at each.
const ROUNDS: u64 = if cfg!(akt_sanitize) { 30 } else { 200 };

/// Knows which of many it is.
#[actor]
struct Numbered {
    number: u64,
    alive: Arc<AtomicI64>,
}

impl Numbered {
    fn new(number: u64, alive: &Arc<AtomicI64>) -> Self {
        alive.fetch_add(1, Ordering::AcqRel);
        Self {
            number,
            alive: Arc::clone(alive),
        }
    }
}

impl Drop for Numbered {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::AcqRel);
    }
}

#[handlers]
impl Numbered {
    #[handler]
    pub fn number(&self) -> u64 {
        self.number
    }

    #[handler]
    pub async fn number_late(&self) -> u64 {
        tokio::task::yield_now().await;
        self.number
    }
}

/// Ends the actor of a name and spawns another one there, again and again. Nobody else ends those of this name, so each
/// one that a spawn returns must answer, and as itself.
async fn respawns(system: ActorSystem, name: String, alive: Arc<AtomicI64>) {
    for number in 0..ROUNDS {
        let actor = loop {
            let spawn = system.spawn(Numbered::new(number, &alive)).name(&name);
            match spawn.await {
                Ok(actor) => break actor,
                Err(SpawnError::NameTaken(_)) => tokio::task::yield_now().await,
                Err(other) => panic!("{other}"),
            }
        };
        assert_eq!(actor.number().await, Ok(number), "it lives, and is new");
        assert_eq!(actor.number_late().await, Ok(number));
        assert_eq!(system.find::<Numbered>(&name), Some(actor.clone()));
        match number % 3 {
            0 => actor.kill(),
            1 => actor.stop(),
            _ => {
                actor.kill();
                // Whoever has been told of the end may take the name at once.
                actor.stopped().await;
                let next = system.spawn(Numbered::new(number, &alive)).name(&name);
                let next = next.await.expect("the name is free");
                assert_eq!(next.number().await, Ok(number));
                next.kill();
            }
        }
        // It may keep the name for a moment, but nobody is led to it any more.
        until("it has ended", || actor.is_stopped()).await;
        assert_ne!(system.find::<Numbered>(&name), Some(actor));
        if let Some(next) = system.find_any(&name).filter(AnyRef::is_stopped) {
            let found = system.find_any(&name).map(|found| found.uid());
            assert_ne!(found, Some(next.uid()), "it had ended before");
        }
    }
}

#[test]
fn respawn_after_kill_never_returns_a_dead_reference() {
    on_every_runtime(|system| async move {
        let alive = Arc::<AtomicI64>::default();
        let names: Vec<String> = (0..4).map(|name| format!("name {name}")).collect();
        let tasks: Vec<_> = names
            .iter()
            .map(|name| task(respawns(system.clone(), name.clone(), Arc::clone(&alive))))
            .collect();
        for task in tasks {
            soon(task).await;
        }
        until("no actor is left over", || {
            system.top_level_actors() == 0 && alive.load(Ordering::Acquire) == 0
        })
        .await;
        assert!(names.iter().all(|name| system.find_any(name).is_none()));
    });
}

/// Counts what it handles, and keeps some of it back.
#[actor(stash = 4)]
struct Sink {
    handled: Arc<AtomicU64>,
}

#[handlers]
impl Sink {
    #[handler]
    pub fn take(&mut self, number: u64, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        if !number.is_multiple_of(5) || ctx.stash(me.take(number)).is_err() {
            self.handled.fetch_add(1, Ordering::AcqRel);
        }
    }

    #[handler]
    pub async fn take_late(&mut self, _number: u64) {
        self.handled.fetch_add(1, Ordering::AcqRel);
        tokio::task::yield_now().await;
    }

    #[handler]
    pub fn question(&self) -> u64 {
        7
    }

    #[handler]
    pub fn fail(&self) {
        panic!("planned: failure");
    }
}

/// Tells until it is refused: how many messages were taken, and how many came back.
async fn tells(sink: SinkRef, messages: u64) -> (u64, u64) {
    let (mut taken, mut refused) = (0, 0);
    for number in 0..messages {
        let told = match number % 3 {
            0 => sink.take_late(number).tell(),
            _ => sink.take(number).tell(),
        };
        match told {
            Ok(()) => taken += 1,
            Err(_) => refused += 1,
        }
        if number % 16 == 0 {
            tokio::task::yield_now().await;
        }
    }
    (taken, refused)
}

fn count_letters(letters: &Subscription<DeadLetter>, left: &mut u64, late: &mut u64) {
    while let Ok(Some(letter)) = letters.try_recv() {
        match letter.reason {
            DeadLetterReason::Stopped => *late += 1,
            DeadLetterReason::LeftInMailbox | DeadLetterReason::LeftInStash => *left += 1,
            other => panic!("{other}"),
        }
    }
}

#[test]
fn messages_left_at_stop_reach_dead_letters() {
    let dice = Mutex::new(Seeded::new());
    on_every_runtime(|system| {
        let rounds: Vec<u64> = (0..ROUNDS)
            .map(|_| dice.lock().unwrap().below(40))
            .collect();
        async move {
            let tells_only = |letter: &DeadLetter| letter.method.starts_with("take");
            let options = Subscribe::<DeadLetter>::lagging(100_000).filter(tells_only);
            let letters = system.events().subscribe(options);
            for (round, pause) in rounds.into_iter().enumerate() {
                let handled = Arc::<AtomicU64>::default();
                let sink = Sink {
                    handled: Arc::clone(&handled),
                };
                let sink = system.spawn(sink).await.unwrap();
                let senders: Vec<_> = (0..3).map(|_| task(tells(sink.clone(), 100))).collect();
                let asks: Vec<_> = (0..5).map(|_| sink.question().into_future()).collect();
                for _ in 0..pause {
                    tokio::task::yield_now().await;
                }
                match round % 4 {
                    0 => sink.stop(),
                    1 => sink.kill(),
                    2 => sink.drain(),
                    _ => drop(sink.fail().tell()),
                }
                let (mut taken, mut refused) = (0, 0);
                for sender in senders {
                    let (more, no_more) = sender.await;
                    taken += more;
                    refused += no_more;
                }
                for ask in asks {
                    let answer = soon(ask).await;
                    assert!(
                        matches!(answer, Ok(7) | Err(AskError::Stopped)),
                        "{answer:?}"
                    );
                }
                soon(sink.stopped()).await;
                let (mut left, mut late) = (0, 0);
                let handled = || handled.load(Ordering::Acquire);
                until("each message is handled or a dead letter", || {
                    // Told to all who look, so that a count that is too high is seen as well.
                    handled() + letters.waiting() as u64 >= taken + refused
                })
                .await;
                count_letters(&letters, &mut left, &mut late);
                assert_eq!((handled() + left, late), (taken, refused), "round {round}");
            }
            assert_eq!(letters.missed(), 0);
        }
    });
}

/// What runs for an actor now, and whether two things ever did at once.
#[derive(Clone, Default)]
struct Alone {
    inside: Arc<AtomicU32>,
    overlaps: Arc<AtomicU32>,
    hooks: Arc<AtomicU32>,
    over: Arc<AtomicBool>,
}

struct Inside(Alone);

impl Alone {
    fn enter(&self) -> Inside {
        if self.inside.fetch_add(1, Ordering::AcqRel) > 0 || self.over.load(Ordering::Acquire) {
            self.overlaps.fetch_add(1, Ordering::AcqRel);
        }
        Inside(self.clone())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::AcqRel);
    }
}

#[actor]
struct Busy(Alone);

#[handlers]
impl Busy {
    #[on(start)]
    async fn start(&mut self) {
        let _inside = self.0.enter();
        tokio::task::yield_now().await;
    }

    #[on(stop)]
    async fn stop(&mut self) {
        let inside = self.0.enter();
        self.0.hooks.fetch_add(1, Ordering::AcqRel);
        for _ in 0..3 {
            std::thread::yield_now();
            tokio::task::yield_now().await;
        }
        self.0.over.store(true, Ordering::Release);
        drop(inside);
    }

    #[handler]
    pub fn work(&mut self) {
        let _inside = self.0.enter();
        std::thread::yield_now();
    }

    #[handler]
    pub async fn work_late(&mut self) {
        let _inside = self.0.enter();
        tokio::task::yield_now().await;
        std::thread::yield_now();
    }
}

#[test]
fn a_stop_hook_never_runs_beside_a_handler() {
    on_every_runtime(|system| async move {
        for round in 0..ROUNDS {
            let alone = Alone::default();
            let busy = system.spawn(Busy(alone.clone())).await.unwrap();
            let floods: Vec<_> = (0..3)
                .map(|_| {
                    let busy = busy.clone();
                    task(async move {
                        for _ in 0..20 {
                            let _ = (busy.work().tell(), busy.work_late().tell());
                            tokio::task::yield_now().await;
                        }
                    })
                })
                .collect();
            let ends: Vec<_> = (0..2)
                .map(|_| {
                    let busy = busy.clone();
                    task(async move {
                        for _ in 0..round % 7 {
                            tokio::task::yield_now().await;
                        }
                        busy.stop();
                    })
                })
                .collect();
            for flood in floods {
                soon(flood).await;
            }
            for end in ends {
                soon(end).await;
            }
            soon(busy.stopped()).await;
            assert_eq!(alone.overlaps.load(Ordering::Acquire), 0);
            assert_eq!(
                alone.hooks.load(Ordering::Acquire),
                1,
                "two stops, one hook"
            );
        }
    });
}

/// How a stop hook goes wrong.
#[derive(Clone, Copy, Debug)]
enum Goodbye {
    Fails,
    Panics,
    PanicsLate,
    NeverEnds,
}

#[actor]
struct Leaving(Goodbye);

#[handlers]
impl Leaving {
    #[on(stop)]
    async fn stop(&mut self) -> Result<(), StartError> {
        match self.0 {
            Goodbye::Fails => return Err(StartError::new("planned: no goodbye")),
            Goodbye::Panics => panic!("planned: goodbye"),
            Goodbye::PanicsLate => {
                tokio::task::yield_now().await;
                panic!("planned: late goodbye")
            }
            Goodbye::NeverEnds => std::future::pending::<()>().await,
        }
        Ok(())
    }

    #[handler]
    pub async fn child(&self, ctx: &mut Ctx) -> Option<LeavingRef> {
        ctx.spawn(Self(self.0)).name("child").await.ok()
    }
}

/// Watches, and counts how often it hears of whom.
#[actor]
#[derive(Default)]
struct Watcher {
    told: Arc<Mutex<BTreeMap<u64, u32>>>,
}

#[handlers]
impl Watcher {
    #[handler]
    pub fn watch(&self, other: LeavingRef, ctx: &mut Ctx) {
        ctx.watch(&other).expect("of this process");
    }

    #[handler]
    pub fn watch_numbered(&self, other: NumberedRef, ctx: &mut Ctx) {
        ctx.watch(&other).expect("of this process");
    }

    #[on(terminated)]
    fn terminated(&mut self, terminated: Terminated) {
        *self.told.lock().unwrap().entry(terminated.uid).or_default() += 1;
    }

    #[handler]
    pub fn told(&self) -> BTreeMap<u64, u32> {
        self.told.lock().unwrap().clone()
    }
}

#[test]
fn a_failing_stop_hook_still_tells_watchers_and_frees_the_name() {
    in_virtual_time(|system| async move {
        for goodbye in [
            Goodbye::Fails,
            Goodbye::Panics,
            Goodbye::PanicsLate,
            Goodbye::NeverEnds,
        ] {
            let watcher = system.spawn(Watcher::default()).await.unwrap();
            let leaving = system.spawn(Leaving(goodbye)).name("it").await.unwrap();
            let child = soon(leaving.child()).await.unwrap().expect("a child");
            for actor in [&leaving, &child] {
                soon(watcher.watch(actor.clone())).await.unwrap();
            }
            leaving.stop();
            soon(leaving.stopped()).await;
            assert!(child.is_stopped(), "{goodbye:?}");
            let told = soon(watcher.told()).await.unwrap();
            let expected = BTreeMap::from([(leaving.uid(), 1), (child.uid(), 1)]);
            assert_eq!(told, expected, "{goodbye:?}");
            assert!(system.find_any("it").is_none());
            let next = system.spawn(Leaving(goodbye)).name("it").await;
            next.expect("the name is free").kill();
            until("the next one has ended", || system.top_level_actors() == 1).await;
            watcher.kill();
            soon(watcher.stopped()).await;
        }
    });
}

#[test]
fn watching_a_dead_actor_is_answered_at_once() {
    on_every_runtime(|system| async move {
        let alive = Arc::<AtomicI64>::default();
        let watcher = system.spawn(Watcher::default()).await.unwrap();
        let mut expected = BTreeMap::new();
        for round in 0..ROUNDS {
            let target = system.spawn(Numbered::new(round, &alive)).await.unwrap();
            expected.insert(target.uid(), 1);
            // The end comes before, while and after it is watched.
            let end = {
                let target = target.clone();
                task(async move {
                    for _ in 0..round % 5 {
                        tokio::task::yield_now().await;
                    }
                    target.kill();
                })
            };
            for _ in 0..round % 4 {
                tokio::task::yield_now().await;
            }
            if round % 10 == 0 {
                soon(target.stopped()).await;
            }
            soon(watcher.watch_numbered(target.clone())).await.unwrap();
            soon(end).await;
            soon(target.stopped()).await;
        }
        let told = soon(watcher.told()).await.unwrap();
        assert_eq!(told, expected, "each end once, when it has ended");
    });
}
