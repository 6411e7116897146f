//! The slot with activations that only record, and with many threads.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;

use super::{Activation, Aftermath, Refusal, Slot, Taken};

const ROOM: usize = 4;

#[derive(Clone, Default)]
struct Recorder {
    took: Arc<Mutex<(bool, Vec<u32>)>>,
}

impl Recorder {
    fn end(&self) {
        self.took.lock().0 = true;
    }

    fn messages(&self) -> Vec<u32> {
        self.took.lock().1.clone()
    }
}

impl Activation<u32> for Recorder {
    type Fault = &'static str;

    fn offer(&self, message: u32) -> Result<(), Refusal<&'static str, u32>> {
        let mut took = self.took.lock();
        if took.0 {
            return Err(Refusal::Ended(message));
        }
        if message == 666 {
            return Err(Refusal::Fault("full", message));
        }
        took.1.push(message);
        Ok(())
    }

    fn hand_over(&self, message: u32) -> Result<(), u32> {
        let mut took = self.took.lock();
        if took.0 {
            return Err(message);
        }
        took.1.push(message);
        Ok(())
    }
}

fn send(slot: &Slot<Recorder, u32>, message: u32) -> Taken<Recorder, &'static str, u32> {
    slot.deliver(message, ROOM, || Ok(Recorder::default()))
}

fn delivered(slot: &Slot<Recorder, u32>, message: u32) -> Recorder {
    match send(slot, message) {
        Taken::Delivered(recorder) => recorder,
        other => panic!("{:?}", kind(&other)),
    }
}

fn kind(taken: &Taken<Recorder, &'static str, u32>) -> &'static str {
    match taken {
        Taken::Delivered(_) => "delivered",
        Taken::Waiting => "waiting",
        Taken::Removed(_) => "removed",
        Taken::Refused(..) => "refused",
        Taken::Full(_) => "full",
    }
}

#[test]
fn the_first_message_activates_and_the_next_ones_do_not() {
    let slot = Slot::new();
    let first = delivered(&slot, 1);
    let second = slot.deliver(2, ROOM, || panic!("activated twice"));
    assert_eq!(kind(&second), "delivered");
    assert_eq!(first.messages(), [1, 2]);
}

#[test]
fn a_failed_activation_removes_the_slot() {
    let slot = Slot::new();
    assert!(matches!(
        slot.deliver(1, ROOM, || Err("not ours")),
        Taken::Refused("not ours", 1)
    ));
    assert!(matches!(send(&slot, 2), Taken::Removed(2)));
}

#[test]
fn a_fault_is_no_end() {
    let slot = Slot::new();
    delivered(&slot, 1);
    assert!(matches!(send(&slot, 666), Taken::Refused("full", 666)));
    assert_eq!(kind(&send(&slot, 2)), "delivered");
}

#[test]
fn messages_wait_in_order_while_an_activation_ends() {
    let slot = Slot::new();
    let old = delivered(&slot, 1);
    assert!(slot.close().is_some());
    assert!(slot.close().is_none(), "it is ending already");
    assert_eq!(
        [kind(&send(&slot, 2)), kind(&send(&slot, 3))],
        ["waiting", "waiting"]
    );
    let new = Recorder::default();
    let aftermath = slot.ended(|| Ok(new.clone()), || panic!("the slot is needed"));
    assert!(matches!(aftermath, Aftermath::Activated));
    assert_eq!(kind(&send(&slot, 4)), "delivered");
    assert_eq!((old.messages(), new.messages()), (vec![1], vec![2, 3, 4]));
}

#[test]
fn messages_wait_for_an_activation_that_ended_by_itself() {
    let slot = Slot::new();
    delivered(&slot, 1).end();
    assert_eq!(
        [kind(&send(&slot, 2)), kind(&send(&slot, 3))],
        ["waiting", "waiting"]
    );
    let new = Recorder::default();
    assert!(matches!(
        slot.ended(|| Ok(new.clone()), || {}),
        Aftermath::Activated
    ));
    assert_eq!(new.messages(), [2, 3]);
}

#[test]
fn an_end_that_nobody_noticed_removes_the_slot() {
    let slot = Slot::new();
    delivered(&slot, 1).end();
    let aftermath = slot.ended(|| panic!("nobody asked"), || {});
    assert!(matches!(aftermath, Aftermath::Removed));
    assert!(matches!(send(&slot, 2), Taken::Removed(2)));
}

#[test]
fn what_an_activation_left_comes_before_what_waited() {
    let slot = Slot::new();
    delivered(&slot, 1);
    assert!(slot.close().is_some());
    assert_eq!(kind(&send(&slot, 4)), "waiting");
    slot.inherit(2);
    slot.inherit(3);
    let new = Recorder::default();
    assert!(matches!(
        slot.ended(|| Ok(new.clone()), || {}),
        Aftermath::Activated
    ));
    assert_eq!(new.messages(), [2, 3, 4]);
}

#[test]
fn what_an_activation_left_that_ended_by_itself_is_kept() {
    let slot = Slot::new();
    delivered(&slot, 1);
    slot.inherit(2);
    slot.inherit(3);
    let new = Recorder::default();
    assert!(matches!(
        slot.ended(|| Ok(new.clone()), || {}),
        Aftermath::Activated
    ));
    assert_eq!(new.messages(), [2, 3]);
}

#[test]
fn an_activation_without_room_takes_what_was_accepted_before() {
    let slot = Slot::new();
    delivered(&slot, 1);
    assert!(slot.close().is_some());
    assert_eq!(kind(&send(&slot, 666)), "waiting");
    slot.inherit(666);
    let new = Recorder::default();
    assert!(matches!(
        slot.ended(|| Ok(new.clone()), || {}),
        Aftermath::Activated
    ));
    assert_eq!(new.messages(), [666, 666]);
}

#[test]
fn nothing_may_go_around_a_slot_where_messages_wait() {
    let slot = Slot::new();
    let old = delivered(&slot, 1);
    assert!(!slot.is_ending());
    assert!(slot.close().is_some());
    assert!(slot.is_ending());
    slot.inherit(2);
    let new = Recorder::default();
    let _ = slot.ended(|| Ok(new.clone()), || {});
    assert!(!slot.is_ending());
    old.end();
    new.end();
    assert_eq!(kind(&send(&slot, 3)), "waiting");
    assert!(slot.is_ending());
}

#[test]
fn a_slot_for_which_nothing_waits_is_removed() {
    let slot = Slot::new();
    delivered(&slot, 1);
    assert!(slot.close().is_some());
    let mut removed = false;
    assert!(matches!(
        slot.ended(|| panic!("nobody asked"), || removed = true),
        Aftermath::Removed
    ));
    assert!(removed);
    assert_eq!(kind(&send(&slot, 2)), "removed");
}

#[test]
fn what_waits_is_given_back_when_there_can_be_no_activation() {
    let slot = Slot::new();
    delivered(&slot, 1);
    assert!(slot.close().is_some());
    assert_eq!(
        [kind(&send(&slot, 2)), kind(&send(&slot, 3))],
        ["waiting", "waiting"]
    );
    let Aftermath::Stranded(left) = slot.ended(|| Err("moved"), || {}) else {
        panic!("not stranded")
    };
    assert_eq!(left, VecDeque::from([2, 3]));
}

#[test]
fn only_so_many_messages_wait() {
    let slot = Slot::new();
    delivered(&slot, 0);
    assert!(slot.close().is_some());
    let kinds: Vec<_> = (1..=5).map(|message| kind(&send(&slot, message))).collect();
    assert_eq!(kinds, ["waiting", "waiting", "waiting", "waiting", "full"]);
}

#[test]
fn sweeps_count_how_long_a_grain_is_left_alone() {
    let slot = Slot::<Recorder, u32>::new();
    assert_eq!([slot.sweep(), slot.sweep(), slot.sweep()], [0, 1, 2]);
    slot.touch();
    assert_eq!([slot.sweep(), slot.sweep()], [0, 1]);
}

#[test]
fn racing_first_messages_make_one_activation() {
    let slot = Arc::new(Slot::<Recorder, u32>::new());
    let activations = Arc::new(AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (slot, activations) = (&slot, &activations);
            scope.spawn(move || {
                for message in 0..100 {
                    let taken = slot.deliver(thread * 1000 + message, ROOM, || {
                        activations.fetch_add(1, Ordering::Relaxed);
                        Ok(Recorder::default())
                    });
                    assert_eq!(kind(&taken), "delivered");
                }
            });
        }
    });
    assert_eq!(activations.load(Ordering::Relaxed), 1);
    let messages = slot.active().unwrap().messages();
    assert_eq!(messages.len(), 800);
    for thread in 0..8 {
        let own: Vec<_> = messages
            .iter()
            .filter(|&&message| message / 1000 == thread)
            .collect();
        assert!(own.is_sorted(), "the order of one sender is kept");
    }
}
