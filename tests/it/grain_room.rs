//! Grains with little room: who waits for it, and what is handed over when their activation ends.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use akt::actor::SendFault;
use akt::cluster::Cluster;
use akt::grain::Grains;
use akt::prelude::*;
use akt::remote::{Identity, Remote};
use akt_tests::is_pending;
use akt_tests::nodes::{PATIENCE, until};
use tokio::sync::Semaphore;

use crate::grain::solo;

/// One for each key.
static GATES: [Semaphore; 5] = [const { Semaphore::const_new(0) }; 5];
/// Whether somebody has come to the gate.
static HELD: [AtomicBool; 5] = [const { AtomicBool::new(false) }; 5];
static WRITTEN: [Mutex<Vec<u32>>; 5] = [const { Mutex::new(Vec::new()) }; 5];

/// Has room for four messages.
#[grain(key = u16, name = "it.Narrow", mailbox = bounded(4))]
#[derive(Default)]
struct Narrow;

#[handlers]
impl Narrow {
    /// Takes a while, until the gate lets it pass.
    #[handler]
    pub async fn pass(&mut self, ctx: &Ctx<Self>) {
        let gate = &GATES[usize::from(*ctx.key())];
        HELD[usize::from(*ctx.key())].store(true, Ordering::Relaxed);
        gate.acquire().await.expect("the gate stays").forget();
    }

    #[handler]
    pub fn write(&mut self, number: u32, ctx: &Ctx<Self>) -> u32 {
        let written = &WRITTEN[usize::from(*ctx.key())];
        let mut written = written.lock().expect("no writer panics");
        written.push(number);
        u32::try_from(written.len()).expect("few numbers")
    }
}

#[tokio::test]
async fn what_a_bounded_mailbox_took_is_handed_over_whole_and_in_order() {
    let (system, grains) = solo(|grains| grains.register::<Narrow>());
    let narrow = system.grain::<Narrow>(1);
    narrow.pass().tell().unwrap();
    for number in 0..4 {
        // The last one has room when the first message is being handled.
        while narrow.write(number).tell().is_err() {
            tokio::task::yield_now().await;
        }
    }
    narrow.stop();
    for number in 4..40 {
        narrow.write(number).tell().unwrap();
    }
    GATES[1].add_permits(1);
    assert_eq!(narrow.write(40).await, Ok(41));
    let written = WRITTEN[1].lock().unwrap().clone();
    assert_eq!(written, (0..=40).collect::<Vec<_>>());
    assert_eq!(system.dead_letter_count(), 0);

    // The room is what it was.
    narrow.pass().tell().unwrap();
    let mut room = 0;
    while room < 4 {
        room += u32::from(narrow.write(99).tell().is_ok());
        tokio::task::yield_now().await;
    }
    let refused = narrow.write(99).tell().unwrap_err();
    assert_eq!(refused.fault(), &SendFault::MailboxFull);
    GATES[1].add_permits(1);
    narrow.drain();
    assert_eq!(grains.drained(PATIENCE).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn senders_wait_for_room_in_a_grain_whatever_activation_it_is() {
    const SENDERS: u32 = 4;
    const EACH: u32 = 500;
    let (system, grains) = solo(|grains| grains.register::<Narrow>());
    let narrow = system.grain::<Narrow>(2);
    narrow.pass().tell().unwrap();
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let narrow = system.grain::<Narrow>(2);
            tokio::spawn(async move {
                for number in 0..EACH {
                    let number = sender * EACH + number;
                    if number.is_multiple_of(2) {
                        narrow.write(number).send().await.unwrap();
                    } else {
                        narrow.write(number).await.unwrap();
                    }
                }
            })
        })
        .collect();
    while narrow.write(0).tell().is_ok() {
        tokio::task::yield_now().await;
    }
    GATES[2].add_permits(1);
    let nuisance = tokio::spawn({
        let narrow = narrow.clone();
        async move {
            loop {
                narrow.drain();
                tokio::task::yield_now().await;
            }
        }
    });
    for sender in senders {
        tokio::time::timeout(PATIENCE, sender)
            .await
            .unwrap()
            .unwrap();
    }
    nuisance.abort();
    narrow.drain();
    assert_eq!(grains.drained(PATIENCE).await, 0);
    let written = WRITTEN[2].lock().unwrap().clone();
    for sender in 0..SENDERS {
        let own = |number: &&u32| **number / EACH == sender && **number > 0;
        let own: Vec<_> = written.iter().filter(own).collect();
        assert_eq!(own.len(), if sender == 0 { 499 } else { 500 });
        assert!(own.is_sorted(), "the order of one sender is kept");
    }
    assert_eq!(system.dead_letter_count(), 0);
}

#[tokio::test]
async fn senders_wait_while_too_much_waits_for_the_next_activation() {
    let (system, _grains) = solo(|grains| grains.register::<Narrow>());
    let narrow = system.grain::<Narrow>(3);
    narrow.pass().tell().unwrap();
    narrow.stop();
    let mut number = 0;
    while narrow.write(number).tell().is_ok() {
        number += 1;
    }
    assert_eq!(number as usize, akt::base::limits::GRAIN_WAITING);
    let mut given_up = Box::pin(narrow.write(9_999).send());
    let mut waiting = Box::pin(narrow.write(number).send());
    assert!(is_pending(&mut given_up).await);
    assert!(is_pending(&mut waiting).await);
    drop(given_up);
    GATES[3].add_permits(1);
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(narrow.write(number + 1).await, Ok(number + 2));
    let written = WRITTEN[3].lock().unwrap().clone();
    assert_eq!(written, (0..number + 2).collect::<Vec<_>>());
}

static LINES: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Ends after each line.
#[grain(key = u16, name = "it.Quitter")]
#[derive(Default)]
struct Quitter {
    lines: u32,
}

#[handlers]
impl Quitter {
    #[handler]
    pub async fn line(&mut self, number: u32, ctx: &mut Ctx<Self>) -> u32 {
        tokio::task::yield_now().await;
        LINES.lock().expect("no writer panics").push(number);
        self.lines += 1;
        ctx.stop();
        self.lines
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grain_that_ends_after_each_message_handles_all_of_them_in_order() {
    const LINES_TOLD: u32 = 5_000;
    let (system, grains) = solo(|grains| grains.register::<Quitter>());
    let quitter = system.grain::<Quitter>(1);
    for number in 0..LINES_TOLD {
        // It may find the mailbox of an activation, or wait behind what waits for the next one.
        let told = quitter.line(number).send();
        tokio::time::timeout(PATIENCE, told).await.unwrap().unwrap();
    }
    let last = tokio::time::timeout(PATIENCE, quitter.line(LINES_TOLD).into_future());
    assert_eq!(last.await.unwrap(), Ok(1), "each activation handles one");
    let lines = LINES.lock().unwrap().clone();
    assert_eq!(lines, (0..=LINES_TOLD).collect::<Vec<_>>());
    assert_eq!(grains.drained(PATIENCE).await, 0);
    assert_eq!(system.dead_letter_count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_reference_does_not_overtake_what_waits_for_a_new_activation() {
    const EACH: u32 = 900;
    let (system, grains) = solo(|grains| grains.register::<Narrow>());
    let narrow = system.grain::<Narrow>(4);
    assert_eq!(narrow.write(0).await, Ok(1));
    assert_eq!(narrow.write(1).await, Ok(2));
    for round in 0..5 {
        HELD[4].store(false, Ordering::Relaxed);
        narrow.pass().send().await.unwrap();
        until("it is being handled", || HELD[4].load(Ordering::Relaxed));
        narrow.stop();
        let first = 2 + round * (2 * EACH + 1);
        let last = first + 2 * EACH;
        for number in first..first + EACH {
            narrow.write(number).tell().unwrap();
        }
        GATES[4].add_permits(1);
        // The new activation begins to handle what waits, in portions.
        for number in first + EACH..last {
            narrow.write(number).send().await.unwrap();
        }
        // It waits for room as well, and is the last one of its round.
        let ask = narrow.write(last).into_future();
        assert_eq!(
            tokio::time::timeout(PATIENCE, ask).await.unwrap(),
            Ok(last + 1)
        );
    }
    let written = WRITTEN[4].lock().unwrap().clone();
    assert!(
        written.iter().copied().eq(0..2 + 5 * (2 * EACH + 1)),
        "{written:?}"
    );
    assert_eq!(system.dead_letter_count(), 0);
    narrow.drain();
    assert_eq!(grains.drained(PATIENCE).await, 0);
}

/// Remembers all numbers, and where it lives.
#[grain(key = u64, name = "it.Roll")]
#[derive(Default)]
struct Roll {
    numbers: Vec<u32>,
}

#[handlers]
impl Roll {
    #[handler]
    pub fn add(&mut self, number: u32) {
        self.numbers.push(number);
    }

    #[handler]
    pub fn numbers(&self) -> Vec<u32> {
        self.numbers.clone()
    }

    #[handler]
    pub fn home(&self, ctx: &Ctx<Self>) -> String {
        ctx.system().name().to_owned()
    }
}

/// A member whose queues to other nodes hold 32 frames.
async fn member(name: &str, seed: Option<SocketAddr>) -> (ActorSystem, Cluster) {
    let system = ActorSystem::new(name).expect("a system starts");
    let remote = Remote::builder()
        .bind("127.0.0.1:0")
        .identity(Identity::development("a phrase that the tests share").expect("an identity"))
        .queue_limit(1 << 20, 32)
        .start(&system)
        .await
        .expect("remoting starts");
    let cluster = Cluster::builder()
        .seeds(seed)
        .gossip_interval(Duration::from_millis(50))
        .start(&remote)
        .await
        .expect("the node joins");
    Grains::builder(&cluster)
        .register::<Roll>()
        .register::<Narrow>()
        .start()
        .expect("grains start");
    (system, cluster)
}

/// Two members that know each other.
async fn two() -> [(ActorSystem, Cluster); 2] {
    let one = member("one", None).await;
    let two = member("two", Some(one.1.me().addr)).await;
    for (_, cluster) in [&one, &two] {
        cluster
            .wait_for_members(2, PATIENCE)
            .await
            .expect("both are members");
    }
    [one, two]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn senders_wait_for_room_on_the_way_to_a_grain_of_another_node() {
    const EACH: u32 = 5_000;
    let [(here, _), _there] = two().await;
    let mut away = None;
    for key in 0..100 {
        let roll = here.grain::<Roll>(key);
        if roll.home().await.unwrap() == "two" {
            away = Some(roll);
            break;
        }
    }
    let away = away.expect("the other node owns some");
    let senders: Vec<_> = (0..3)
        .map(|sender| {
            let roll = away.clone();
            tokio::spawn(async move {
                let mut waited = 0;
                for number in sender * EACH..(sender + 1) * EACH {
                    if let Err(full) = roll.add(number).tell() {
                        assert_eq!(full.fault(), &SendFault::Backpressure);
                        roll.add(number).send().await.unwrap();
                        waited += 1;
                    }
                }
                waited
            })
        })
        .collect();
    let mut waited = 0;
    for sender in senders {
        waited += tokio::time::timeout(PATIENCE, sender)
            .await
            .unwrap()
            .unwrap();
    }
    assert!(waited > 0, "the queue was never full");
    let numbers = away.numbers().await.unwrap();
    assert_eq!(numbers.len(), 3 * EACH as usize);
    for sender in 0..3 {
        let own = numbers.iter().filter(|&&number| number / EACH == sender);
        assert!(own.is_sorted(), "the order of one sender is kept");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_grain_answers_asks_of_another_node_and_drops_its_tells() {
    let [(one, _), (two, _)] = two().await;
    one.grain::<Narrow>(0).pass().send().await.unwrap();
    // Whoever is not the owner tells over the network, and only the owner's own tells are given back for good.
    let dead = || one.dead_letter_count() + two.dead_letter_count();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !HELD[0].load(Ordering::Relaxed) {
        assert!(tokio::time::Instant::now() < deadline, "nobody passes");
        tokio::task::yield_now().await;
    }
    while dead() == 0 {
        assert!(tokio::time::Instant::now() < deadline, "no tell is dropped");
        for system in [&one, &two] {
            // Refused, or taken: the dead letters show what became of it.
            let _ = system.grain::<Narrow>(0).write(0).tell();
        }
        tokio::task::yield_now().await;
    }
    let asked = |system: &ActorSystem| system.grain::<Narrow>(0).write(0).into_future();
    // The owner's own ask waits for room.
    let first = async {
        tokio::select! {
            answer = asked(&one) => answer,
            answer = asked(&two) => answer,
        }
    };
    let refused = tokio::time::timeout(PATIENCE, first).await.unwrap();
    assert_eq!(refused, Err(AskError::MailboxFull));
    GATES[0].add_permits(1);
}
