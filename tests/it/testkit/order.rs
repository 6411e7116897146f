//! The order in which actors run: drawn from a seed, or given by hand.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::actor::Passivation;
use akt::pattern::router::{Group, Router};
use akt::prelude::*;
use akt::testkit::{self, TestKit};

use super::{assert_says, failure, failure_with};
use crate::support::Log;

/// One of several that all write into one log, and pass things on to each other.
#[actor]
struct Player {
    name: u32,
    log: Log,
}

#[handlers]
impl Player {
    #[handler]
    pub fn note(&self, number: u32) {
        self.log.add(format!("{}:{number}", self.name));
    }

    #[handler]
    pub async fn pass(&mut self, others: Vec<PlayerRef>, left: u32, ctx: &mut Ctx<Self>) {
        self.log.add(format!("{}>{left}", self.name));
        if left.is_multiple_of(3) {
            tokio::task::yield_now().await;
        }
        if left.is_multiple_of(4) {
            tokio::time::sleep(Duration::from_millis(u64::from(left % 2))).await;
        }
        if left == 0 {
            ctx.stop();
            return;
        }
        let next = others[usize::try_from(left + self.name).unwrap() % others.len()].clone();
        let _ = next.pass(others, left - 1).tell();
    }
}

fn player(name: u32, log: &Log) -> Player {
    let log = log.clone();
    Player { name, log }
}

/// What happens in a program in which everyone wants to be first.
fn contended(seed: u64) -> Vec<String> {
    let log = Log::default();
    TestKit::builder().seed(seed).run(async |kit| {
        let mut players = Vec::new();
        for name in 0..6 {
            players.push(kit.spawn(player(name, &log)).await.unwrap());
        }
        for number in 0..10 {
            for player in &players {
                player.note(number).tell().unwrap();
            }
        }
        for player in &players {
            player.pass(players.clone(), 12).tell().unwrap();
        }
        log.add(format!("a random number: {}", kit.seed()));
        kit.time().advance(Duration::from_secs(1)).await;
    });
    log.all()
}

#[test]
fn the_same_seed_gives_the_same_order_and_others_give_others() {
    let mut orders = BTreeSet::new();
    for seed in 0..100 {
        let first = contended(seed);
        assert!(first.len() > 60);
        assert_eq!(first, contended(seed), "with the seed {seed}");
        orders.insert(first[..60].to_vec());
    }
    assert!(orders.len() > 95, "only {} orders", orders.len());
}

#[test]
fn messages_of_one_sender_stay_in_their_order() {
    testkit::explore(0..50, async |kit| {
        let log = Log::default();
        let one = kit.spawn(player(1, &log)).await.unwrap();
        for number in 0..100 {
            one.note(number).tell().unwrap();
        }
        kit.settle().await;
        let expected: Vec<_> = (0..100).map(|number| format!("1:{number}")).collect();
        assert_eq!(log.all(), expected);
    });
}

#[test]
fn turns_are_of_any_length_and_starve_nobody() {
    // With the budget of production, the first 32 of each would come in one piece.
    let lengths = std::sync::Mutex::new(BTreeSet::new());
    testkit::explore(0..30, async |kit| {
        let log = Log::default();
        let one = kit.spawn(player(1, &log)).await.unwrap();
        let two = kit.spawn(player(2, &log)).await.unwrap();
        for number in 0..100 {
            one.note(number).tell().unwrap();
            two.note(number).tell().unwrap();
        }
        kit.settle().await;
        let all = log.all();
        assert_eq!(all.len(), 200);
        let name = all[0][..1].to_owned();
        let first = all.iter().take_while(|entry| entry.starts_with(&name));
        lengths.lock().unwrap().insert(first.count());
    });
    let lengths = lengths.into_inner().unwrap();
    assert!(lengths.len() > 10, "{lengths:?}");
    assert!(lengths.iter().any(|length| *length < 32), "{lengths:?}");
}

/// Reads, and writes later what it has read: two of them lose an update in some orders only.
#[actor]
struct Till(u32);

#[handlers]
impl Till {
    #[handler]
    pub fn read(&self) -> u32 {
        self.0
    }

    #[handler]
    pub fn write(&mut self, value: u32) {
        self.0 = value;
    }
}

#[actor]
struct Careless(TillRef);

#[handlers]
impl Careless {
    #[handler]
    pub async fn add(&self) {
        let value = self.0.read().await.unwrap();
        self.0.write(value + 1).await.unwrap();
    }
}

#[test]
fn exploring_finds_a_race_and_its_seed_shows_it_again() {
    async fn race(kit: TestKit) {
        let till = kit.spawn(Till(0)).await.unwrap();
        let one = kit.spawn(Careless(till.clone())).await.unwrap();
        let two = kit.spawn(Careless(till.clone())).await.unwrap();
        one.add().tell().unwrap();
        two.add().tell().unwrap();
        kit.settle().await;
        assert_eq!(till.read().await, Ok(2), "an update is lost");
    }
    let text = std::panic::catch_unwind(|| testkit::explore(0..100, race));
    let text = *text.unwrap_err().downcast::<String>().unwrap();
    let (_, seed) = text.split_once("AKT_SEED=").unwrap();
    let seed = seed.trim_end_matches(')').parse().unwrap();
    let again = failure_with(&TestKit::builder().seed(seed), race);
    assert_says(&again, &["an update is lost"]);
    let passed = AtomicU32::new(0);
    for seed in 0..100 {
        let run = || TestKit::builder().seed(seed).run(race);
        if std::panic::catch_unwind(run).is_ok() {
            passed.fetch_add(1, Ordering::Relaxed);
        }
    }
    let passed = passed.into_inner();
    assert!(
        (1..100).contains(&passed),
        "{passed} of 100 orders are good"
    );
}

/// Says when it stops, and who it is.
#[actor]
struct Ender(u32, Log);

#[handlers]
impl Ender {
    #[handler]
    pub fn who(&self) -> u32 {
        self.0
    }

    #[on(stop)]
    fn stop(&mut self) {
        self.1.add(self.0.to_string());
    }
}

/// The order in which actors stop at a shutdown, and which of them keys belong to.
fn ended_and_owned(seed: u64) -> (Vec<String>, Vec<u32>) {
    let log = Log::default();
    let owners = TestKit::builder().seed(seed).run(async |kit| {
        let group = Router::<Ender, Group>::group(kit.system());
        let group = group.consistent_hash().build();
        for number in 0..6 {
            let ender = kit.spawn(Ender(number, log.clone())).await.unwrap();
            group.add(&ender).unwrap();
        }
        let mut owners = Vec::new();
        for key in 0..16_u64 {
            owners.push(group.keyed(&key).who().await.unwrap());
        }
        kit.system().shutdown().await;
        owners
    });
    (log.all(), owners)
}

#[test]
fn what_was_spawned_before_in_the_process_does_not_change_the_order_of_a_seed() {
    let first = ended_and_owned(7);
    assert_eq!(first.0.len(), 6);
    assert!(first.1.iter().collect::<BTreeSet<_>>().len() > 1);
    for more in 1..4 {
        // Moves the numbers that actors get.
        TestKit::builder().run(async |kit| {
            for number in 0..more {
                kit.spawn(player(number, &Log::default())).await.unwrap();
            }
        });
        assert_eq!(ended_and_owned(7), first);
    }
}

#[test]
fn by_hand_each_turn_is_one_message_of_the_actor_that_is_chosen() {
    TestKit::builder().by_hand().run(async |kit| {
        let log = Log::default();
        let one = kit.spawn(player(1, &log)).name("one").start().unwrap();
        let two = kit.spawn(player(2, &log)).name("two").start().unwrap();
        for number in 0..2 {
            one.note(number).tell().unwrap();
            two.note(number).tell().unwrap();
        }
        kit.time().advance(Duration::from_secs(3600)).await;
        assert_eq!(log.all(), [""; 0], "nothing runs by itself");
        assert_eq!(kit.runnable().await, [one.path(), two.path()]);
        assert!(kit.step_of(&two).await);
        assert_eq!(log.all(), ["2:0"]);
        assert_eq!(kit.step().await, Some(one.path()));
        assert_eq!(log.all(), ["2:0", "1:0"]);
        two.stop();
        while kit.step_of(&two).await {}
        assert!(two.is_stopped());
        assert_eq!(kit.step().await, Some(one.path()));
        while kit.step().await.is_some() {}
        assert_eq!(log.all(), ["2:0", "1:0", "1:1"]);
        assert_eq!(kit.runnable().await, []);
        assert!(!kit.step_of(&one).await);
        kit.let_go();
        kit.settle().await;
        one.note(7).await.unwrap();
    });
}

#[test]
fn by_hand_an_actor_leaves_after_so_many_messages() {
    TestKit::builder().by_hand().run(async |kit| {
        let log = Log::default();
        let after = Passivation::Messages(2);
        let one = kit.spawn(player(1, &log)).passivate(after).start().unwrap();
        one.note(1).tell().unwrap();
        while kit.step().await.is_some() {}
        assert!(!one.is_stopped());
        one.note(2).tell().unwrap();
        while kit.step().await.is_some() {}
        assert_eq!(log.all(), ["1:1", "1:2"]);
        assert_eq!(one.stopped().await.reason, StopReason::Passivated);
    });
}

#[test]
fn by_hand_a_test_that_waits_for_an_actor_is_told_to_run_it() {
    let by_hand = TestKit::builder().by_hand();
    let text = failure_with(&by_hand, async |kit| {
        let one = kit.spawn(player(1, &Log::default())).name("one").start();
        one.unwrap().note(1).await.unwrap();
    });
    assert_says(&text, &["the test is stuck", "/user/one", "is to be run"]);
    let text = failure(async |kit| {
        kit.step().await;
    });
    assert_says(&text, &["add `by_hand`"]);
}
