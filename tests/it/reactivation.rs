//! Named actors that come back after they have left memory.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use akt::actor::{DeadLetterReason, Passivation, SpawnError};
use akt::prelude::*;
use akt::system::Eviction;

use crate::support::{
    Latch, Log, in_virtual_time, on_every_runtime, pass, quiet_planned_panics, settle, soon, task,
    thread, threads, until, virtual_time,
};

const LIMIT: Duration = Duration::from_secs(1);
const BIT: Duration = Duration::from_millis(100);
const IDLE: Passivation = Passivation::Idle(LIMIT);

/// What all activations of one cart share.
#[derive(Clone, Default)]
struct World {
    log: Log,
    /// Opened before the stop hook is through, if it is to wait.
    latch: Option<Latch>,
    alive: Arc<AtomicUsize>,
    made: Arc<AtomicUsize>,
}

impl World {
    fn cart(&self) -> Cart {
        assert_eq!(
            self.alive.fetch_add(1, Ordering::AcqRel),
            0,
            "two activations at once"
        );
        self.made.fetch_add(1, Ordering::AcqRel);
        Cart {
            world: self.clone(),
            items: 0,
        }
    }

    fn made(&self) -> usize {
        self.made.load(Ordering::Acquire)
    }
}

#[actor]
struct Cart {
    world: World,
    items: u32,
}

impl Drop for Cart {
    fn drop(&mut self) {
        self.world.alive.fetch_sub(1, Ordering::AcqRel);
    }
}

#[handlers]
impl Cart {
    #[on(stop)]
    async fn stop(&mut self) {
        if let Some(latch) = &self.world.latch {
            latch.wait().await;
        }
        self.world.log.add("left");
    }

    #[handler]
    pub fn add(&mut self, items: u32) -> u32 {
        self.world.log.add(format!("add {items}"));
        self.items += items;
        self.items
    }

    #[handler]
    pub fn given(&self, ctx: &mut Ctx) -> Option<u32> {
        ctx.dependency::<u32>().map(|given| *given)
    }

    #[handler]
    pub fn panic(&mut self) {
        panic!("planned: panic");
    }
}

async fn cart(system: &ActorSystem, world: &World) -> CartRef {
    let of = world.clone();
    let spawn = system
        .spawn_with(move || of.cart())
        .name("cart")
        .with(7_u32);
    spawn.passivate(IDLE).reactivate().await.unwrap()
}

/// Time goes on, after everything that can happen now.
async fn later(duration: Duration) {
    settle().await;
    pass(duration).await;
    settle().await;
}

#[test]
fn a_message_brings_an_actor_back_with_fresh_state_and_all_that_it_was_given() {
    in_virtual_time(|system| async move {
        let world = World::default();
        let cart = cart(&system, &world).await;
        assert_eq!(cart.add(2).await, Ok(2));
        assert_eq!(cart.add(2).await, Ok(4));
        assert!(system.find_any("cart").is_some());
        later(LIMIT + BIT).await;
        assert_eq!(world.log.all(), ["add 2", "add 2", "left"]);
        assert_eq!(system.stats().alive, 0);
        assert!(system.find_any("cart").is_none(), "there is no activation");
        let found = system.find::<Cart>("cart").expect("it comes back");
        assert!(found.as_actor_ref() == cart.as_actor_ref());
        let taken = system
            .spawn_with(World::default().into_cart())
            .name("cart")
            .await;
        assert!(matches!(taken, Err(SpawnError::NameTaken(_))));
        assert_eq!(found.add(3).await, Ok(3), "fresh state");
        assert_eq!(cart.given().await, Ok(Some(7)));
        assert!(system.find_any("cart").is_some());
        assert_eq!(world.made(), 2);
        later(LIMIT + BIT).await;
        assert_eq!(cart.add(1).await, Ok(1));
        assert_eq!((world.made(), system.stats().passivated), (3, 2));
    });
}

impl World {
    /// A factory.
    fn into_cart(self) -> impl Fn() -> Cart + Send + Sync {
        move || self.cart()
    }
}

#[test]
fn what_comes_while_an_actor_leaves_is_handled_by_the_next_activation_in_its_order() {
    in_virtual_time(|system| async move {
        let letters = system.dead_letter_count();
        let latch = Latch::default();
        let world = World {
            latch: Some(latch.clone()),
            ..World::default()
        };
        let cart = cart(&system, &world).await;
        later(LIMIT + BIT).await;
        latch.reached().await;
        for items in 1..=100 {
            cart.add(items).tell().unwrap();
        }
        let asked = task(cart.add(1000).into_future());
        settle().await;
        assert!(world.log.all().is_empty(), "it ends");
        latch.open(1);
        assert_eq!(asked.await, Ok(6050), "all are handled by one activation");
        let expected = ["left".to_owned()].into_iter();
        let expected = expected.chain((1..=100).map(|items| format!("add {items}")));
        let expected: Vec<_> = expected.chain(["add 1000".to_owned()]).collect();
        assert_eq!(world.log.all(), expected);
        assert_eq!((system.dead_letter_count(), world.made()), (letters, 2));
        latch.open(1);
    });
}

#[test]
fn no_more_than_a_bound_waits_for_an_activation_and_a_send_waits_for_room() {
    const BOUND: usize = akt::base::limits::REACTIVATION_WAITING;
    threads(2).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let world = World::default();
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let (of, gate) = (world.clone(), Mutex::new(gate));
        let building = Arc::new(AtomicBool::new(false));
        let builds = Arc::clone(&building);
        let make = move || {
            if of.made() > 0 {
                builds.store(true, Ordering::Release);
                gate.lock().unwrap().recv().unwrap();
            }
            of.cart()
        };
        let spawn = system.spawn_with(make).name("cart");
        let after = Passivation::Messages(1);
        let cart = spawn.passivate(after).reactivate().await.unwrap();
        cart.add(1).await.unwrap();
        until("it has left", || system.stats().passivated == 1).await;
        until("it is gone", || system.find_any("cart").is_none()).await;
        // The factory waits, and who tells does not.
        cart.add(1).tell().unwrap();
        until("it is being built", || building.load(Ordering::Acquire)).await;
        for _ in 1..BOUND {
            cart.add(1).tell().unwrap();
        }
        assert!(cart.add(1).tell().is_err(), "the place is full");
        let waits = {
            let cart = cart.clone();
            task(async move { cart.add(1).send().await.is_ok() })
        };
        for _ in 0..10 {
            open.send(()).unwrap();
        }
        assert!(soon(waits).await);
        until("all are handled", || world.log.count("add 1") > BOUND + 1).await;
        soon(system.shutdown()).await;
    });
}

#[test]
fn an_actor_that_is_stopped_killed_or_fails_does_not_come_back() {
    on_every_runtime(|system| async move {
        quiet_planned_panics();
        let mut letters = 0;
        for end in ["stop", "kill", "fail"] {
            let world = World::default();
            let of = world.clone();
            let none = akt::supervision::Restart::never();
            let spawn = system
                .spawn_with(move || of.cart())
                .name("cart")
                .restart(none);
            let cart = spawn.passivate(IDLE).reactivate().await.unwrap();
            cart.add(1).await.unwrap();
            match end {
                "stop" => cart.stop(),
                "kill" => cart.kill(),
                _ => drop(cart.panic().await),
            }
            until("its name is free", || system.find::<Cart>("cart").is_none()).await;
            assert!(cart.add(1).tell().is_err(), "{end}");
            assert_eq!(cart.add(1).await, Err(AskError::Stopped));
            letters += 1;
            assert_eq!(system.dead_letter_count(), letters, "{end}");
            assert_eq!(world.made(), 1);
        }
    });
}

#[test]
fn an_actor_can_be_stopped_while_it_is_not_in_memory_or_leaves() {
    in_virtual_time(|system| async move {
        let world = World::default();
        let dormant = cart(&system, &world).await;
        later(LIMIT + BIT).await;
        dormant.stop();
        assert!(system.find::<Cart>("cart").is_none());
        assert!(dormant.add(1).tell().is_err());

        let latch = Latch::default();
        let world = World {
            latch: Some(latch.clone()),
            ..World::default()
        };
        let leaving = cart(&system, &world).await;
        later(LIMIT + BIT).await;
        latch.reached().await;
        let letters = system.dead_letters(4);
        leaving.add(1).tell().unwrap();
        leaving.stop();
        latch.open(1);
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(letter.reason, DeadLetterReason::LeftInMailbox);
        settle().await;
        assert!(system.find::<Cart>("cart").is_none());
        assert_eq!(world.made(), 1);
    });
}

#[test]
fn a_drain_lets_the_next_activation_handle_what_waits() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let world = World {
            latch: Some(latch.clone()),
            ..World::default()
        };
        let cart = cart(&system, &world).await;
        later(LIMIT + BIT).await;
        latch.reached().await;
        cart.add(1).tell().unwrap();
        cart.add(2).tell().unwrap();
        cart.drain();
        latch.open(2);
        settle().await;
        assert_eq!(world.log.all(), ["left", "add 1", "add 2", "left"]);
        assert!(system.find::<Cart>("cart").is_none());
    });
}

#[test]
fn a_drain_takes_no_earlier_stop_back() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let world = World {
            latch: Some(latch.clone()),
            ..World::default()
        };
        let cart = cart(&system, &world).await;
        later(LIMIT + BIT).await;
        latch.reached().await;
        cart.add(1).tell().unwrap();
        cart.stop();
        cart.drain();
        latch.open(2);
        settle().await;
        assert_eq!(world.log.all(), ["left"]);
        assert_eq!(world.made(), 1);
        assert!(system.find::<Cart>("cart").is_none());
    });
}

/// Does not start.
#[actor]
struct Broken;

#[handlers]
impl Broken {
    #[on(start)]
    fn start(&mut self) -> Result<(), std::fmt::Error> {
        Err(std::fmt::Error)
    }
}

#[test]
fn an_actor_that_comes_back_needs_a_name_and_a_first_start() {
    on_every_runtime(|system| async move {
        let nameless = system
            .spawn_with(|| Broken)
            .passivate(IDLE)
            .reactivate()
            .await;
        assert!(matches!(nameless, Err(SpawnError::NameInvalid(_))));
        let broken = system
            .spawn_with(|| Broken)
            .name("broken")
            .reactivate()
            .await;
        assert!(matches!(broken, Err(SpawnError::Start(_))), "{broken:?}");
        until("its name is free", || {
            system.find::<Broken>("broken").is_none()
        })
        .await;
        system
            .spawn_with(World::default().into_cart())
            .name("broken")
            .await
            .unwrap();
    });
}

#[test]
fn an_evicted_actor_comes_back() {
    virtual_time().block_on(async {
        let eviction = Eviction::lru(0).fraction(1.0).every(LIMIT);
        let system = ActorSystem::builder("test")
            .eviction(eviction)
            .start()
            .unwrap();
        let world = World::default();
        let of = world.clone();
        let spawn = system
            .spawn_with(move || of.cart())
            .name("cart")
            .evictable();
        let cart = spawn.reactivate().await.unwrap();
        for round in 1..4 {
            assert_eq!(cart.add(5).await, Ok(5));
            assert_eq!(world.made(), round);
            later(LIMIT + BIT).await;
            assert_eq!(system.stats().alive, 0);
        }
        soon(system.shutdown()).await;
    });
}

#[test]
fn a_system_that_shuts_down_lets_go_of_actors_that_would_come_back() {
    virtual_time().block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let world = World::default();
        let held = Arc::clone(&world.made);
        let cart = cart(&system, &world).await;
        later(LIMIT + BIT).await;
        soon(system.shutdown()).await;
        assert!(system.find::<Cart>("cart").is_none());
        let letters = system.dead_letter_count();
        drop(cart.add(1).tell());
        assert_eq!((system.dead_letter_count(), world.made()), (letters + 1, 1));
        drop((world, cart));
        settle().await;
        assert_eq!(Arc::strong_count(&held), 1, "the factory is dropped");
    });
}

/// Notes each sender's numbers, over all activations.
#[actor]
struct Counter {
    next: Arc<Vec<AtomicUsize>>,
    world: World,
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.world.alive.fetch_sub(1, Ordering::AcqRel);
    }
}

#[handlers]
impl Counter {
    #[handler]
    pub fn count(&mut self, sender: usize, number: usize) {
        let before = self.next[sender].swap(number + 1, Ordering::AcqRel);
        assert_eq!(before, number, "order of sender {sender}");
    }
}

#[test]
fn threads_that_race_with_passivation_lose_nothing_and_keep_their_order() {
    const SENDERS: usize = 4;
    const ROUNDS: usize = if cfg!(akt_sanitize) { 500 } else { 5_000 };
    threads(3).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let next: Arc<Vec<AtomicUsize>> =
            Arc::new((0..SENDERS).map(|_| AtomicUsize::new(0)).collect());
        let world = World::default();
        let (of, seen) = (world.clone(), Arc::clone(&next));
        let make = move || {
            assert_eq!(
                of.alive.fetch_add(1, Ordering::AcqRel),
                0,
                "two activations at once"
            );
            of.made.fetch_add(1, Ordering::AcqRel);
            Counter {
                next: Arc::clone(&seen),
                world: of.clone(),
            }
        };
        let spawn = system.spawn_with(make).name("counter");
        // It leaves whenever nothing waits.
        let at_once = Passivation::Messages(1);
        let counter = spawn.passivate(at_once).reactivate().await.unwrap();
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let (counter, next) = (counter.clone(), Arc::clone(&next));
                thread(move || {
                    let start = std::time::Instant::now();
                    for number in 0..ROUNDS {
                        while counter.count(sender, number).tell().is_err() {
                            std::thread::yield_now();
                        }
                        // Now and then the sender waits until the actor has nothing to do: the next message meets one that
                        // leaves.
                        let handled = || next[sender].load(Ordering::Acquire) > number;
                        while number % 5 == 0 && !handled() {
                            assert!(
                                start.elapsed() < Duration::from_secs(60),
                                "a message is lost"
                            );
                            std::thread::yield_now();
                        }
                    }
                })
            })
            .collect();
        let all = || {
            next.iter()
                .all(|next| next.load(Ordering::Relaxed) == ROUNDS)
        };
        until("everything is handled", all).await;
        for sender in senders {
            sender.join().unwrap();
        }
        let counted = || system.stats().processed == (SENDERS * ROUNDS) as u64;
        until("everything is counted", counted).await;
        until("it has left", || world.alive.load(Ordering::Acquire) == 0).await;
        let before = world.made();
        counter.count(0, ROUNDS).await.unwrap();
        assert_eq!(world.made(), before + 1);
        soon(system.shutdown()).await;
    });
}
