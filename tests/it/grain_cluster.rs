//! Grains over three nodes and real QUIC: placed, found, moved, never lost on a planned leave.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use akt::actor::{DeadLetterReason, SendFault};
use akt::grain::GrainsBuilder;
use akt::prelude::*;
use akt_tests::nodes::{Node, PATIENCE, three, until};
use tokio::time::Instant;

/// Counts, and says where it is.
#[grain(key = u64, name = "it.Counter")]
#[derive(Default)]
struct Counter {
    numbers: Vec<u64>,
}

#[handlers]
impl Counter {
    #[handler]
    pub fn add(&mut self, number: u64) -> u64 {
        self.numbers.push(number);
        self.numbers.iter().sum()
    }

    #[handler]
    pub fn numbers(&self) -> Vec<u64> {
        self.numbers.clone()
    }

    #[handler]
    pub fn place(&self, ctx: &Ctx<Self>) -> (String, u64) {
        assert!(ctx.try_key().is_some());
        (ctx.system().name().to_owned(), ctx.uid())
    }
}

/// Runs on one node only.
#[grain(key = u64, name = "it.Rare")]
#[derive(Default)]
struct Rare;

#[handlers]
impl Rare {
    #[handler]
    pub fn answer(&self) -> u32 {
        42
    }
}

fn counters(grains: GrainsBuilder) -> GrainsBuilder {
    grains.register::<Counter>()
}

fn counters_and_rare(grains: GrainsBuilder) -> GrainsBuilder {
    grains.register::<Counter>().register::<Rare>()
}

#[test]
fn every_node_reaches_the_same_activation() {
    let nodes = three(counters);
    for key in 0..60 {
        let places: BTreeSet<_> = nodes
            .iter()
            .map(|node| {
                node.run(async { node.system.grain::<Counter>(key).place().await })
                    .unwrap()
            })
            .collect();
        assert_eq!(places.len(), 1, "{places:?}");
    }
    let counts = nodes.each_ref().map(|node| node.grains.count());
    assert_eq!(counts.iter().sum::<usize>(), 60);
    assert!(
        counts.iter().all(|&count| count > 5),
        "every node has its share: {counts:?}"
    );
    assert_eq!(
        nodes[0].grains.count_by_kind(),
        BTreeMap::from([("it.Counter", counts[0])])
    );
}

#[test]
fn state_is_kept_and_the_order_of_each_caller_too() {
    let nodes = three(counters);
    for (caller, node) in (0..).zip(&nodes) {
        node.run(async {
            for key in 0..10 {
                let counter = node.system.grain::<Counter>(key);
                for number in 0..200 {
                    counter.add(caller * 1000 + number).tell().unwrap();
                }
            }
        });
    }
    for node in &nodes {
        for key in 0..10 {
            let counter = node.system.grain::<Counter>(key);
            // Tells of other nodes may still be on their way.
            until("every message arrived", || {
                node.run(async { counter.numbers().await }).unwrap().len() == 600
            });
            let numbers = node.run(async { counter.numbers().await }).unwrap();
            for caller in 0..3 {
                let own: Vec<_> = numbers
                    .iter()
                    .filter(|number| **number / 1000 == caller)
                    .collect();
                assert_eq!(own.len(), 200);
                assert!(own.is_sorted(), "{own:?}");
            }
        }
    }
}

#[test]
fn racing_first_calls_from_all_nodes_make_one_activation() {
    let nodes = three(counters);
    let calls: Vec<_> = (0..24)
        .map(|number| {
            let node = &nodes[number % 3];
            let system = node.system.clone();
            (
                node,
                node.spawn(async move { system.grain::<Counter>(77).place().await }),
            )
        })
        .collect();
    let places: BTreeSet<_> = calls
        .into_iter()
        .map(|(node, call)| node.run(call).unwrap().unwrap())
        .collect();
    assert_eq!(places.len(), 1, "{places:?}");
    assert_eq!(
        nodes.iter().map(|node| node.grains.count()).sum::<usize>(),
        1
    );
}

#[test]
fn a_kind_that_the_owner_does_not_run_is_a_typed_fault() {
    let with = Node::start("with", &[], counters_and_rare);
    let without = Node::start("without", &[with.addr()], counters);
    with.sees(2);
    without.sees(2);
    let mut outcomes = BTreeMap::new();
    for key in 0..50 {
        let rare = with.system.grain::<Rare>(key);
        let outcome = with.run(async { rare.answer().await });
        let text = outcome
            .clone()
            .map_or_else(|error| error.to_string(), |answer| answer.to_string());
        *outcomes.entry(text).or_insert(0) += 1;
        assert!(
            matches!(
                outcome,
                Ok(42) | Err(AskError::NotSent(SendFault::NoSuchGrainKind))
            ),
            "{outcome:?}"
        );
    }
    assert_eq!(outcomes.len(), 2, "{outcomes:?}");
}

#[test]
fn a_tell_that_the_owner_does_not_take_is_a_dead_letter_there() {
    let with = Node::start("with", &[], counters_and_rare);
    let without = Node::start("without", &[with.addr()], counters);
    with.sees(2);
    without.sees(2);
    let letters = without.system.dead_letters(64);
    let told = with.run(async {
        let mut told = 0;
        for key in 0..50 {
            let rare = with.system.grain::<Rare>(key);
            if rare.answer().await.is_err() {
                rare.answer().tell().expect("it is sent");
                told += 1;
            }
        }
        told
    });
    assert!(told > 0, "the node owns some");
    until("each is a dead letter", || {
        without.system.dead_letter_count() >= told
    });
    assert_eq!(without.system.dead_letter_count(), told);
    assert_eq!(with.system.dead_letter_count(), 0);
    let letter = letters.try_recv().expect("a dead letter");
    assert_eq!(letter.reason, DeadLetterReason::Refused);
    assert!(letter.path.as_str().starts_with("/grain/"), "{letter:?}");
}

#[test]
fn a_planned_leave_fails_no_call() {
    let [first, second, third] = three(counters);
    let stop = Arc::new(AtomicBool::new(false));
    let calls = Arc::new(AtomicU64::new(0));
    let callers: Vec<_> = [&first, &second]
        .into_iter()
        .map(|node| {
            let (system, stop, calls) =
                (node.system.clone(), Arc::clone(&stop), Arc::clone(&calls));
            let caller = node.spawn(async move {
                let kept: Vec<_> = (0..50).map(|key| system.grain::<Counter>(key)).collect();
                let mut slowest = Duration::ZERO;
                while !stop.load(Ordering::Relaxed) {
                    for counter in &kept {
                        let began = Instant::now();
                        counter.add(1).await?;
                        slowest = slowest.max(began.elapsed());
                        calls.fetch_add(1, Ordering::Relaxed);
                    }
                }
                Ok::<_, AskError>(slowest)
            });
            (node, caller)
        })
        .collect();
    let more = |than| {
        let before = calls.load(Ordering::Relaxed);
        until("calls go on", || {
            calls.load(Ordering::Relaxed) > before + than
        });
    };
    more(1000);
    assert!(third.grains.count() > 5);
    third.run(third.cluster.leave());
    assert_eq!(third.run(third.grains.drained(PATIENCE)), 0);
    more(1000);
    assert_eq!(first.grains.count() + second.grains.count(), 50);
    stop.store(true, Ordering::Relaxed);
    for (node, caller) in callers {
        let slowest = node.run(caller).unwrap().expect("no call failed");
        println!("of {calls:?} calls the slowest took {slowest:?}");
        assert!(slowest < Duration::from_secs(2));
    }
}

#[test]
fn shutdown_hands_the_grains_over() {
    let [first, second, third] = three(counters);
    for key in 0..30 {
        first
            .run(async { first.system.grain::<Counter>(key).add(1).await })
            .unwrap();
    }
    assert!(third.grains.count() > 0);
    third.run(third.system.shutdown());
    assert_eq!(first.cluster.members().len(), 2);
    assert_eq!(second.cluster.members().len(), 2);
    for key in 0..30 {
        second
            .run(async { second.system.grain::<Counter>(key).add(1).await })
            .unwrap();
    }
    assert_eq!(first.grains.count() + second.grains.count(), 30);
}

#[test]
fn all_nodes_may_shut_down_at_once_and_none_waits_for_the_others() {
    let nodes = three(counters);
    for key in 0..60 {
        nodes[0]
            .run(async { nodes[0].system.grain::<Counter>(key).add(1).await })
            .unwrap();
    }
    let ends = nodes.each_ref().map(|node| {
        let system = node.system.clone();
        node.spawn(async move { system.shutdown().await })
    });
    for (node, end) in nodes.iter().zip(ends) {
        let report = node.run(end).unwrap();
        // Less than a goodbye that nobody answers takes, and than grains that cannot move are waited for.
        assert!(report.took < Duration::from_secs(3), "{report:?}");
        assert_eq!((report.killed, report.stuck), (0, 0));
    }
}

#[test]
fn a_joining_node_takes_its_share() {
    let first = Node::start("first", &[], counters);
    for key in 0..100 {
        first
            .run(async { first.system.grain::<Counter>(key).add(1).await })
            .unwrap();
    }
    assert_eq!(first.grains.count(), 100);
    let second = Node::start("second", &[first.addr()], counters);
    first.sees(2);
    until("what moved is gone from the first node", || {
        first.grains.count() < 70
    });
    for key in 0..100 {
        second
            .run(async { second.system.grain::<Counter>(key).add(1).await })
            .unwrap();
    }
    assert_eq!(first.grains.count() + second.grains.count(), 100);
    assert!(second.grains.count() > 30);
}

#[test]
fn grains_of_a_killed_node_come_back_elsewhere() {
    let start = |name, seeds: &[_]| {
        let (suspect, down) = (Duration::from_millis(700), Duration::from_millis(1400));
        Node::start_with(name, seeds, counters, suspect, down)
    };
    let first = start("first", &[]);
    let second = start("second", &[first.addr()]);
    let third = start("third", &[first.addr()]);
    for node in [&first, &second, &third] {
        node.sees(3);
    }
    for key in 0..30 {
        first
            .run(async { first.system.grain::<Counter>(key).add(1).await })
            .unwrap();
    }
    assert!(third.grains.count() > 0);
    third.kill();
    let began = Instant::now();
    until("the dead node is taken out", || {
        first.cluster.members().len() == 2 && second.cluster.members().len() == 2
    });
    println!("taken out after {:?}", began.elapsed());
    for key in 0..30 {
        second
            .run(async { second.system.grain::<Counter>(key).add(1).await })
            .unwrap();
    }
    assert_eq!(first.grains.count() + second.grains.count(), 30);
}
