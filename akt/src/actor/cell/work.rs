//! What waits inside of an actor beside its mailbox: messages that were put aside, answers, timers.
//!
//! ```text
//!   mailbox ──┬──▶ handler ◀── front ◀─┬── stash      by `ctx.unstash()`
//!             │                        ├── postponed  when the state of the behaviour changes
//!             │                        ├── aside      when no exclusive request is in flight any more
//!             └── not now ──▶          └── later      when less is in flight
//! ```
//!
//! What is in `front` is handled before anything from the mailbox. Each message that is kept back has a place, by the
//! order in which they were, and whatever comes back is handled by its place: so order is kept, however often a message
//! has to wait.
//!
//! The stash and what is postponed have a limit of their own. What is put aside still holds its room in a bounded mailbox,
//! and is no more than that has; what an unbounded one takes, it may as well put aside.

use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::kept::{Kept, Origin, Row};
use super::timers::Timers;
use super::turn::{Exit, Turn};
use super::{Engine, Rare};
use crate::actor::circle::Edge;
use crate::actor::port::{DeadLetter, DeadLetterReason};
use crate::actor::reply::refused;
use crate::actor::{Actor, AskFault, BehaviorState, Ctx, Manner, Otherwise, Protocol};
use crate::base::panic::contain;
use crate::dispatch::task::TaskHandle;
use crate::dispatch::{AlarmId, Pace};
use crate::queue::Settle;

/// Runs in the actor when an answer is there; `None`: it did not come in time.
pub(crate) type Then<A> = Box<dyn FnOnce(&mut A, &mut Ctx<A>, Option<Box<dyn Any + Send>>) + Send>;

/// An answer that the actor waits for without being suspended.
pub(crate) struct Wait<A: Actor> {
    pub(crate) then: Then<A>,
    /// Whether other messages have to wait for it.
    pub(crate) exclusive: bool,
    /// Rings when the answer is late.
    pub(crate) alarm: Option<AlarmId>,
    /// What makes the answer.
    pub(crate) task: Option<TaskHandle>,
    /// Who waits for whom, if other messages have to wait.
    pub(crate) edge: Option<Edge>,
    /// Whoever answers sees by this whether the answer is still waited for.
    pub(crate) open: Option<Arc<()>>,
}

/// What waits inside of one actor.
pub(crate) struct Work<A: Actor> {
    /// To be handled before the mailbox.
    pub(super) front: Row<A::Protocol>,
    /// Kept back while an exclusive request is in flight. They still hold their room in the mailbox.
    pub(super) aside: Row<A::Protocol>,
    /// Kept back while too much is in flight: their handlers answer later. They still hold their room in the mailbox.
    pub(super) later: Row<A::Protocol>,
    /// Came after everything that a drain handles: nobody handles them. They still hold their room in the mailbox.
    pub(super) late: Row<A::Protocol>,
    /// Kept back until the state changes.
    pub(super) postponed: Row<A::Protocol>,
    /// Kept back by `ctx.stash(…)`.
    pub(super) stash: Row<A::Protocol>,
    /// The states under the current one.
    pub(crate) states: Vec<u8>,
    pub(crate) waits: BTreeMap<u64, Wait<A>>,
    /// Answers that came and were not handed to the actor yet; `None`: late.
    pub(crate) answers: VecDeque<(u64, Option<Box<dyn Any + Send>>)>,
    /// How many requests are in flight that other messages have to wait for.
    pub(crate) exclusive: u32,
    pub(crate) timers: Timers<A>,
}

impl<A: Actor> Default for Work<A> {
    fn default() -> Self {
        Self {
            front: Row::default(),
            aside: Row::default(),
            later: Row::default(),
            late: Row::default(),
            postponed: Row::default(),
            stash: Row::default(),
            states: Vec::new(),
            waits: BTreeMap::new(),
            answers: VecDeque::new(),
            exclusive: 0,
            timers: Timers::default(),
        }
    }
}

impl<A: Actor> Work<A> {
    /// Whether something is to be done before the next message from the mailbox.
    fn is_urgent(&self) -> bool {
        !self.front.is_empty()
            || !self.answers.is_empty()
            || (self.exclusive > 0 && !A::Protocol::MANNERS)
    }

    /// Whether something waits in here that the actor is to be kept in memory for.
    pub(super) fn holds(&self) -> bool {
        !(self.waits.is_empty()
            && self.answers.is_empty()
            && self.front.is_empty()
            && self.aside.is_empty()
            && self.later.is_empty())
            || self.stashed() > 0
    }

    /// How many messages were kept back until the actor wants them or its state changes.
    pub(crate) fn stashed(&self) -> usize {
        self.stash.len() + self.postponed.len()
    }

    /// Keeps a message back until it is wanted.
    pub(crate) fn stash_message(&mut self, message: A::Protocol, place: u64) {
        self.stash.push(Kept::new(message, place));
    }

    /// Brings back the oldest message of the stash.
    pub(crate) fn unstash(&mut self) -> bool {
        let oldest = self.stash.pop();
        let is_some = oldest.is_some();
        if let Some(oldest) = oldest {
            self.front.push(oldest);
        }
        is_some
    }

    /// Brings back the whole stash.
    pub(crate) fn unstash_all(&mut self) -> usize {
        let all = std::mem::take(&mut self.stash);
        let count = all.len();
        self.front.merge(all);
        count
    }

    /// The state has changed: what was postponed has another chance.
    pub(crate) fn state_changed(&mut self) {
        self.front.merge(std::mem::take(&mut self.postponed));
    }

    /// Takes back a wait; other messages go on when it was the last exclusive one.
    pub(crate) fn end_wait(&mut self, id: u64) -> Option<Wait<A>> {
        let mut wait = self.waits.remove(&id)?;
        (wait.edge, wait.open) = (None, None);
        if wait.exclusive {
            self.exclusive -= 1;
            if self.exclusive == 0 {
                self.front.merge(std::mem::take(&mut self.aside));
            }
        }
        Some(wait)
    }

    /// Gives out every message that was kept back and is to be handled, in their order. Timers end with what they were set
    /// by, so that their ticks are dropped.
    pub(super) fn take_messages(&mut self) -> Row<A::Protocol> {
        let mut all = std::mem::take(&mut self.front);
        all.merge(std::mem::take(&mut self.aside));
        all.merge(std::mem::take(&mut self.later));
        all.merge(std::mem::take(&mut self.postponed));
        all.merge(std::mem::take(&mut self.stash));
        let messages = all.without_ticks();
        // Messages are values of users.
        contain(|| drop(all));
        messages
    }
}

#[allow(unsafe_code)]
impl<A: Actor> Ctx<A> {
    /// What waits inside of this actor, made if need be.
    pub(crate) fn work(&mut self) -> &mut Work<A> {
        self.rare_of_cell().1.work.get_or_insert_default()
    }

    /// A number that nothing in this actor has or had, also before a restart: what comes late for an old one finds
    /// nothing.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.rare_of_cell().1.next_id()
    }

    /// The parts of this context's cell that belong to the actor's engine.
    pub(super) fn rare_of_cell(&mut self) -> (&mut Engine, &mut Rare<A>) {
        let cell = self.base_ptr().cast::<super::Cell<A>>();
        // SAFETY: a context lies in a cell of its actor's type, which outlives it, and is never moved out of it.
        let body = unsafe { (*cell.as_ptr()).body.with_mut(|body| body) };
        // SAFETY: `&mut` of a context is lent to user code by the owner of the turn, who meanwhile holds no reference to
        // the engine; the field is apart from those that are lent.
        let engine = unsafe { &mut (*body).engine };
        // SAFETY: as above.
        let rare = unsafe { &mut (*body).rare };
        (engine, rare.get_or_insert_default())
    }

    /// The place of the current state.
    pub(crate) fn state_index(&self) -> u8 {
        let cell = self.base_ptr().cast::<super::Cell<A>>();
        // SAFETY: as in `rare_of_cell`.
        let body = unsafe { (*cell.as_ptr()).body.with_mut(|body| body) };
        // SAFETY: only whoever has `&mut` of the context, or the owner of the turn, writes it.
        unsafe { (*body).engine.state }
    }

    /// A message that is handled before what is in the mailbox.
    pub(crate) fn handle_next(&mut self, message: A::Protocol) {
        let place = self.next_id();
        self.work().front.push(Kept::new(message, place));
        self.look();
    }

    /// How many messages may be kept back.
    pub(crate) fn stash_limit(&mut self) -> usize {
        let options = self.rare_of_cell().1.options.as_ref();
        options
            .and_then(|options| options.stash)
            .unwrap_or(A::STASH)
    }

    /// Notes how many messages are kept back, for those who ask.
    pub(crate) fn publish_stash(&mut self) {
        let work = self.rare_of_cell().1.work.as_ref();
        let stashed = work.map_or(0, |work| work.stashed());
        self.base().set_stashed(stashed);
    }

    pub(crate) fn set_state_index(&mut self, state: u8) {
        let (engine, rare) = self.rare_of_cell();
        engine.state = state;
        if let Some(work) = &mut rare.work {
            work.state_changed();
        }
        self.base().set_state(state);
        self.publish_stash();
        self.look();
    }
}

impl<A: Actor> Turn<A> {
    /// The budget is spent. A worker that counts messages is told if none is left, so that the actor has no turn for nothing.
    #[cold]
    #[allow(unsafe_code)]
    pub(super) fn spent(&mut self) -> Exit {
        if !matches!(self.pace, Pace::Messages(_)) {
            return Exit::Again;
        }
        let head = self.head();
        // SAFETY: this turn owns the actor.
        let is_empty = unsafe { head.lane.is_empty(&head.base.gate) };
        if is_empty && self.engine().leaves && self.look_idle() {
            return Exit::Again;
        }
        let head = self.head();
        // SAFETY: this turn owns the actor, and does not touch it again if it idles.
        match unsafe { head.lane.settle(&head.base.gate) } {
            Settle::Idle => Exit::Released,
            Settle::Nudged | Settle::Busy => Exit::Again,
        }
    }

    pub(super) fn work_if_any(&mut self) -> Option<&mut Work<A>> {
        self.rare_if_any()?.work.as_deref_mut()
    }

    /// Whether something is to be done before the next message from the mailbox.
    pub(super) fn is_urgent(&mut self) -> bool {
        self.work_if_any().is_some_and(|work| work.is_urgent())
            || self.may_answer_later()
            || (self.engine().side && self.side().is_some_and(|side| side.len() > 0))
    }

    /// Whether messages wait inside that were taken from the mailbox, and will be handled.
    pub(super) fn has_messages_inside(&mut self) -> bool {
        self.work_if_any().is_some_and(|work| {
            !(work.front.is_empty() && work.aside.is_empty() && work.later.is_empty())
        }) || self.side().is_some_and(|side| side.len() > 0)
    }

    /// Whether other messages have to wait for an answer.
    pub(super) fn is_exclusive(&mut self) -> bool {
        self.work_if_any().is_some_and(|work| work.exclusive > 0)
    }

    /// Whether a message is to be handled now.
    pub(super) fn admits(&mut self, manner: Manner) -> bool {
        if A::TAKES_ALL {
            return true;
        }
        let state = self.engine().state;
        (manner.states >> state) & 1 == 1
            && (manner.reentrant || !self.is_exclusive())
            && (!manner.later || self.has_room_in_flight())
            && (!manner.blocking || self.may_block())
    }

    /// Keeps a message back that is not to be handled now, or refuses it.
    pub(super) fn put_aside(&mut self, message: A::Protocol, manner: Manner, origin: Origin) {
        let state = self.engine().state;
        let is_late = origin.place == 0 && self.drains_past();
        let mut kept = self.keep(message, origin);
        if (manner.states >> state) & 1 == 1 && !manner.reentrant && self.is_exclusive() {
            let work = self.rare().work.get_or_insert_default();
            let row = if is_late {
                &mut work.late
            } else {
                &mut work.aside
            };
            row.push(kept);
            return;
        }
        if (manner.states >> state) & 1 == 1 && manner.later && !self.has_room_in_flight() {
            let work = self.rare().work.get_or_insert_default();
            work.later.push(kept);
            return;
        }
        self.give_room(kept.origin.room.take());
        if (manner.states >> state) & 1 == 1 {
            self.keep_for_thread(kept);
            return;
        }
        let reason = match manner.otherwise {
            Otherwise::Stash => {
                let limit = self.stash_limit();
                let work = self.rare().work.get_or_insert_default();
                if work.stashed() < limit {
                    work.postponed.push(kept);
                    let stashed = work.stashed();
                    self.base().set_stashed(stashed);
                    return;
                }
                DeadLetterReason::StashFull
            }
            Otherwise::Reject | Otherwise::DeadLetter => DeadLetterReason::WrongState,
        };
        let name = A::State::ALL
            .get(usize::from(state))
            .map_or("", |state| state.name());
        let message = kept.message;
        let method = message.method();
        let was_asked = refused(AskFault::Rejected(name.into()), || drop(message));
        if !was_asked || manner.otherwise != Otherwise::Reject {
            let base = self.base();
            let letter = DeadLetter::new(base.path(), base.uid, method, reason);
            base.services().dead_letter(letter);
        }
    }

    /// A message with its place among those that are kept back.
    pub(super) fn keep(&mut self, message: A::Protocol, mut origin: Origin) -> Kept<A::Protocol> {
        if origin.place == 0 {
            origin.place = self.rare().next_id();
        }
        Kept { message, origin }
    }

    /// A message is to be handled before what is in the mailbox.
    pub(super) fn keep_first(&mut self, kept: Kept<A::Protocol>) {
        let work = self.rare().work.get_or_insert_default();
        work.front.push(kept);
        self.engine().attention = true;
    }

    /// Whether a message that is taken out of a mailbox with a lock may have to keep its room there.
    pub(super) fn holds_back(&mut self) -> bool {
        A::Protocol::MANNERS && (self.is_exclusive() || !self.has_room_in_flight())
    }

    /// Whether one more answer may come later. If not, the actor is woken when that may have changed.
    #[allow(unsafe_code)]
    fn has_room_in_flight(&mut self) -> bool {
        let waits = self.work_if_any().map_or(0, |work| work.waits.len());
        let limit = usize::try_from(A::IN_FLIGHT).unwrap_or(usize::MAX).max(1);
        // SAFETY: the context is free: no future is parked.
        let ctx = unsafe { &mut (*self.body()).ctx };
        waits + ctx.count_later() < limit || waits + ctx.await_later() < limit
    }

    /// Whether a message that waits until less is in flight can be handled.
    fn may_answer_later(&mut self) -> bool {
        self.work_if_any()
            .is_some_and(|work| !work.later.is_empty() && work.exclusive == 0)
            && self.has_room_in_flight()
    }

    /// The next message that waited until less is in flight, if that is so.
    pub(super) fn next_later(&mut self) -> Option<Kept<A::Protocol>> {
        if !self.may_answer_later() {
            return None;
        }
        self.work_if_any().and_then(|work| work.later.pop())
    }

    /// A message that held its room in the mailbox does so no more.
    pub(super) fn give_room(&mut self, room: Option<u64>) {
        let Some(sender) = room else { return };
        match self.side() {
            Some(side) => side.give_room(sender),
            None => self.took_one(),
        }
    }

    fn stash_limit(&mut self) -> usize {
        self.options()
            .and_then(|options| options.stash)
            .unwrap_or(A::STASH)
    }

    /// An answer has come, or is late.
    pub(super) fn answered(&mut self, id: u64, answer: Option<Box<dyn Any + Send>>) {
        if let Some(work) = self.work_if_any()
            && work.waits.contains_key(&id)
        {
            work.answers.push_back((id, answer));
            self.engine().attention = true;
            return;
        }
        // Nobody waits for it any more. It is a value of a user: its drop may panic, which is no failure of this actor.
        contain(|| drop(answer));
    }

    /// Hands the oldest answer to the actor. False if there is none.
    pub(super) fn hand_answer(&mut self) -> bool {
        let Some((id, answer)) = self.work_if_any().and_then(|work| work.answers.pop_front())
        else {
            return false;
        };
        let Some(wait) = self.work_if_any().and_then(|work| work.end_wait(id)) else {
            // As in `answered`.
            contain(|| drop(answer));
            return true;
        };
        if let Some(alarm) = wait.alarm {
            self.base().services().cancel_alarm(alarm);
        }
        self.touch_idle();
        self.call(|actor, ctx| (wait.then)(actor, ctx, answer));
        true
    }

    /// A restart: what belonged to the old state ends, messages that it kept back are handled by the new one.
    pub(super) fn clear_work(&mut self) {
        self.engine().state = 0;
        self.base().set_state(0);
        self.base().set_stashed(0);
        let Some(mut work) = self.rare_if_any().and_then(|rare| rare.work.take()) else {
            return;
        };
        let front = work.take_messages();
        let late = std::mem::take(&mut work.late);
        self.silence(&mut work);
        if !front.is_empty() || !late.is_empty() {
            let fresh = Work {
                front,
                late,
                ..Work::default()
            };
            self.rare().work = Some(Box::new(fresh));
            self.engine().attention = true;
        }
        // Callbacks and timers are values of users.
        contain(|| drop(work));
    }

    /// Takes back every alarm.
    pub(super) fn silence(&self, work: &mut Work<A>) {
        let services = self.base().services();
        let late = work.waits.values_mut().filter_map(|wait| wait.alarm.take());
        for alarm in late {
            services.cancel_alarm(alarm);
        }
        work.timers.silence(services);
    }
}
