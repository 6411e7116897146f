//! The slot with activations that only record, and with many threads.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;

use super::{Activation, Aftermath, PORTION, Refusal, Slot, Taken};

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

/// As [`send`], with room for more than is ever sent here.
fn send_far(slot: &Slot<Recorder, u32>, message: u32) -> Taken<Recorder, &'static str, u32> {
    slot.deliver(message, usize::MAX, || Ok(Recorder::default()))
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
    let aftermath = slot.ended(
        || Ok(new.clone()),
        |_| panic!("few wait"),
        || panic!("the slot is needed"),
    );
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
        slot.ended(|| Ok(new.clone()), |_| panic!("few wait"), || {}),
        Aftermath::Activated
    ));
    assert_eq!(new.messages(), [2, 3]);
}

#[test]
fn an_end_that_nobody_noticed_removes_the_slot() {
    let slot = Slot::new();
    delivered(&slot, 1).end();
    let aftermath = slot.ended(|| panic!("nobody asked"), |_| {}, || {});
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
        slot.ended(|| Ok(new.clone()), |_| panic!("few wait"), || {}),
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
        slot.ended(|| Ok(new.clone()), |_| panic!("few wait"), || {}),
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
        slot.ended(|| Ok(new.clone()), |_| panic!("few wait"), || {}),
        Aftermath::Activated
    ));
    assert_eq!(new.messages(), [666, 666]);
}

#[test]
fn nothing_may_go_around_a_slot_where_messages_wait() {
    let slot = Slot::new();
    let old = delivered(&slot, 1);
    assert!(!slot.is_holding());
    assert!(slot.close().is_some());
    assert!(slot.is_holding());
    slot.inherit(2);
    let new = Recorder::default();
    let _ = slot.ended(|| Ok(new.clone()), |_| panic!("few wait"), || {});
    assert!(!slot.is_holding());
    old.end();
    new.end();
    assert_eq!(kind(&send(&slot, 3)), "waiting");
    assert!(slot.is_holding());
}

/// Ten portions.
const MANY: u32 = 640;

/// A slot whose activation began with a portion of `0..MANY`, and that activation.
fn fed() -> (Slot<Recorder, u32>, Recorder) {
    let slot = Slot::new();
    delivered(&slot, 1000).end();
    (0..MANY).for_each(|message| slot.inherit(message));
    let new = Recorder::default();
    let mut marked = 0;
    let aftermath = slot.ended(|| Ok(new.clone()), |_| marked += 1, || {});
    assert!(matches!(aftermath, Aftermath::Activated));
    assert_eq!((marked, new.messages().len()), (1, PORTION));
    assert!(MANY as usize > 2 * PORTION);
    (slot, new)
}

#[test]
fn a_new_activation_gets_what_waited_in_portions_and_nothing_overtakes() {
    let (slot, new) = fed();
    assert_eq!(kind(&send_far(&slot, MANY)), "waiting");
    assert!(slot.is_holding(), "warm references go through the slot");
    assert!(slot.active().is_none(), "nobody else goes around it");
    let mut portions = 1;
    while slot.is_holding() {
        let mut marked = false;
        let _ = slot.feed(ROOM, |_| marked = true);
        assert_eq!(marked, slot.is_holding());
        portions += 1;
        assert!(new.messages().len() <= portions * PORTION);
    }
    assert_eq!(kind(&send(&slot, MANY + 1)), "delivered");
    assert_eq!(new.messages(), (0..=MANY + 1).collect::<Vec<_>>());
    assert!(!slot.feed(ROOM, |_| panic!("nothing waits")));
}

#[test]
fn an_activation_that_ends_while_it_is_fed_leaves_its_portion_before_the_rest() {
    let (slot, new) = fed();
    assert_eq!(kind(&send_far(&slot, MANY)), "waiting");
    new.end();
    let taken = new.messages();
    // It handled one, and gives the rest of its portion back.
    (1..taken.len()).for_each(|message| slot.inherit(taken[message]));
    assert!(!slot.feed(ROOM, |_| panic!("it has ended")));
    assert_eq!(kind(&send_far(&slot, MANY + 1)), "waiting");
    let next = Recorder::default();
    let _ = slot.ended(|| Ok(next.clone()), |_| {}, || {});
    while slot.is_holding() {
        let _ = slot.feed(ROOM, |_| {});
    }
    assert_eq!(next.messages(), (1..=MANY + 1).collect::<Vec<_>>());
}

#[test]
fn an_activation_that_has_ended_before_it_gets_its_portion_loses_nothing() {
    let slot = Slot::new();
    delivered(&slot, 1000);
    assert!(slot.close().is_some());
    (0..3).for_each(|message| slot.inherit(message));
    let dead = Recorder::default();
    dead.end();
    let _ = slot.ended(|| Ok(dead.clone()), |_| {}, || {});
    assert_eq!(kind(&send(&slot, 3)), "waiting");
    let next = Recorder::default();
    let aftermath = slot.ended(|| Ok(next.clone()), |_| panic!("few wait"), || {});
    assert!(matches!(aftermath, Aftermath::Activated));
    assert_eq!(next.messages(), [0, 1, 2, 3]);
}

#[test]
fn a_fed_activation_can_be_closed_and_what_waits_is_kept() {
    let (slot, new) = fed();
    assert!(slot.close().is_some());
    assert!(!slot.feed(ROOM, |_| panic!("it is ending")));
    let taken = u32::try_from(new.messages().len()).unwrap();
    let Aftermath::Stranded(_, left) = slot.ended(|| Err("moved"), |_| {}, || {}) else {
        panic!("not stranded")
    };
    assert_eq!(left, (taken..MANY).collect::<VecDeque<_>>());
}

#[test]
fn what_waits_for_an_activation_that_fails_is_given_back() {
    let (slot, new) = fed();
    let taken = u32::try_from(new.messages().len()).unwrap();
    assert_eq!(slot.abandon(), (taken..MANY).collect::<VecDeque<_>>());
    assert_eq!(slot.abandon(), VecDeque::new());
    assert_eq!(kind(&send(&slot, 5)), "waiting", "it has to end first");
    let next = Recorder::default();
    let _ = slot.ended(|| Ok(next.clone()), |_| panic!("few wait"), || {});
    assert_eq!(next.messages(), [5]);
}

#[test]
fn while_an_activation_is_fed_only_so_many_wait_and_portions_make_room() {
    let (slot, new) = fed();
    assert_eq!(kind(&send(&slot, 0)), "full", "what is left counts as well");
    assert!(!slot.has_room(ROOM));
    while !slot.feed(ROOM, |_| {}) {
        assert_eq!(kind(&send(&slot, 0)), "full");
    }
    assert!(slot.has_room(ROOM));
    assert_eq!(kind(&send(&slot, MANY)), "delivered");
    assert_eq!(new.messages(), (0..=MANY).collect::<Vec<_>>());
}

#[test]
fn activations_that_end_at_once_make_no_room_for_more() {
    let slot = Slot::new();
    delivered(&slot, 0);
    assert!(slot.close().is_some());
    for message in 1..=4 {
        assert_eq!(kind(&send(&slot, message)), "waiting");
    }
    for _ in 0..3 {
        assert_eq!(kind(&send(&slot, 5)), "full");
        let dead = Recorder::default();
        dead.end();
        let _ = slot.ended(|| Ok(dead.clone()), |_| {}, || {});
    }
    let new = Recorder::default();
    let _ = slot.ended(|| Ok(new.clone()), |_| panic!("few wait"), || {});
    assert_eq!(new.messages(), [1, 2, 3, 4]);
}

#[test]
fn an_activation_that_ends_can_still_be_ended_in_a_harder_way() {
    let slot = Slot::new();
    let recorder = delivered(&slot, 1);
    assert!(slot.close().is_some());
    assert!(slot.close().is_none(), "it ends once");
    let ending = slot.end().expect("it is known until it is gone");
    assert!(Arc::ptr_eq(&ending.took, &recorder.took));
    let _ = slot.ended(|| Err("nobody asked"), |_| {}, || {});
    assert!(slot.end().is_none());
}

#[test]
fn a_slot_for_which_nothing_waits_is_removed() {
    let slot = Slot::new();
    delivered(&slot, 1);
    assert!(slot.close().is_some());
    let mut removed = false;
    assert!(matches!(
        slot.ended(|| panic!("nobody asked"), |_| {}, || removed = true),
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
    let Aftermath::Stranded(_, left) = slot.ended(|| Err("moved"), |_| {}, || {}) else {
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
