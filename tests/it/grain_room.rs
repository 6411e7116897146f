//! Grains with little room: who waits for it, and what is handed over when their activation ends.

use std::sync::Mutex;

use akt::actor::SendFault;
use akt::prelude::*;
use akt_tests::is_pending;
use akt_tests::nodes::PATIENCE;
use tokio::sync::Semaphore;

use crate::grain::solo;

/// One for each key.
static GATES: [Semaphore; 4] = [const { Semaphore::const_new(0) }; 4];
static WRITTEN: [Mutex<Vec<u32>>; 4] = [const { Mutex::new(Vec::new()) }; 4];

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
