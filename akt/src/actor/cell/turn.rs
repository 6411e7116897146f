//! One turn: system messages first, then messages up to the budget.
//!
//! A turn ends in one of four ways: the mailbox is empty and the actor idles; a future is pending and the actor is
//! suspended; the budget is spent and the actor goes to the back of the queue; the actor has ended.

use std::any::Any;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll};
use std::time::Duration;

use super::future::{Outcome, Slot};
use super::kept::{Kept, Origin};
use super::waker::waker;
use super::{Activity, Base, Body, Cell, Head, Phase};
use crate::actor::current::Entered;
use crate::actor::side::Side;
use crate::actor::{Actor, Protocol};
use crate::base::limits::SLICE;
use crate::base::panic::{catch, contain};
use crate::base::sync::spin;
use crate::base::time::cpu_now;
use crate::dispatch::{After, Pace, TaskHead};
use crate::queue::{Popped, Settle};
use crate::supervision::Failure;

/// Looks at a mailbox in which a producer is between its claim and its flag, before the turn ends.
const BUSY_LOOKS: u32 = 16;

/// Messages in one turn from which on an empty mailbox is taken for a lull in a stream of them.
const MANY: u32 = 4;

/// The owner's view of a cell for the length of a turn.
pub(super) struct Turn<A: Actor> {
    pub(super) cell: NonNull<Cell<A>>,
    pub(super) budget: u32,
    /// The budget that is left when many messages were handled.
    many: u32,
    pub(super) busy: u32,
    pub(super) pace: Pace,
    /// When a turn that is timed ends.
    pub(super) until: Option<std::time::Instant>,
    /// Whether the next message is to be handled on a thread that may block.
    pub(super) wants_thread: bool,
}

/// Why a turn stops running the actor.
pub(super) enum Exit {
    /// Idle or suspended: somebody else may own the actor already.
    Released,
    /// The budget is spent.
    Again,
    /// The mailbox is empty after many messages.
    Lull,
    /// The next message is handled on a thread that may block.
    Blocking,
    /// Everything is done that an actor does before it ends.
    End,
}

/// What comes next, after a look at what comes before the next message.
pub(super) enum Attend {
    /// The next message of the mailbox.
    Message,
    /// Another look at what comes before it.
    Again,
    /// Another phase, or another look.
    Phase,
    /// The turn must end.
    Exit(Exit),
}

/// # Safety
/// `head` is the start of a live `Cell<A>`, and the caller passes on its claim.
#[allow(unsafe_code)]
pub(super) unsafe fn run<A: Actor>(head: NonNull<TaskHead>, pace: Pace) -> After {
    let entered = Entered::new(head.cast());
    let budget = match pace {
        // SAFETY: as the caller promises, the actor is alive.
        Pace::Budget | Pace::Timed => unsafe { head.as_ref() }.home.throughput,
        Pace::Messages(messages) => messages,
        // After a handler that may block for long, a stop is looked for.
        Pace::Blocking => 1,
    };
    let mut turn = Turn::<A> {
        cell: head.cast(),
        budget,
        many: budget.saturating_sub(MANY),
        busy: 0,
        pace,
        until: (pace == Pace::Timed).then(|| cpu_now() + SLICE),
        wants_thread: false,
    };
    if turn.base().gate.begin() {
        turn.system_lane();
    }
    loop {
        match catch(|| turn.advance()) {
            Ok(Exit::Released) => return After::Released,
            Ok(Exit::Again) => return After::Again,
            Ok(Exit::Lull) => return After::Lull,
            Ok(Exit::Blocking) => return After::Blocking,
            Ok(Exit::End) => {
                turn.end(entered);
                return After::Released;
            }
            Err(payload) => turn.panicked(payload),
        }
    }
}

#[allow(unsafe_code)]
impl<A: Actor> Turn<A> {
    #[inline]
    pub(super) fn base(&self) -> &Base {
        // SAFETY: a live actor counts one for itself, which is given up at the end of its last turn.
        unsafe { &(*self.cell.as_ptr()).head.base }
    }

    #[inline]
    pub(super) fn head(&self) -> &Head<A::Protocol> {
        // SAFETY: as in `base`; the head is shared.
        unsafe { &(*self.cell.as_ptr()).head }
    }

    pub(super) fn base_ptr(&self) -> NonNull<Base> {
        self.cell.cast()
    }

    /// The body. Callers take references to single fields, one at a time, and none to fields that a parked future
    /// borrows.
    #[inline]
    pub(super) fn body(&self) -> *mut Body<A> {
        // SAFETY: as in `base`; this makes no reference to what is inside.
        unsafe { (*self.cell.as_ptr()).body.with_mut(|body| body) }
    }

    #[inline]
    pub(super) fn engine(&mut self) -> &mut super::Engine {
        // SAFETY: the owner of the turn alone touches the engine, and the borrow of `self` makes it unique.
        unsafe { &mut (*self.body()).engine }
    }

    #[inline]
    pub(super) fn pending(&mut self) -> &mut Option<super::Parked> {
        // SAFETY: as for the engine.
        unsafe { &mut (*self.body()).pending }
    }

    pub(super) fn rare(&mut self) -> &mut super::Rare<A> {
        // SAFETY: as for the engine.
        let rare = unsafe { &mut (*self.body()).rare };
        rare.get_or_insert_default()
    }

    pub(super) fn rare_if_any(&mut self) -> Option<&mut super::Rare<A>> {
        // SAFETY: as for the engine.
        unsafe { &mut (*self.body()).rare }.as_deref_mut()
    }

    /// Runs the actor until the turn must end. It is the whole of a turn, and is part of `run`: a call of its own would
    /// cost as much as a small message.
    #[inline(always)]
    fn advance(&mut self) -> Exit {
        loop {
            if self.pending().is_some() {
                match self.poll_pending() {
                    Poll::Ready(outcome) => {
                        self.finished(outcome);
                        // A stop that was asked while the handler waited comes before the next message.
                        self.look_again();
                    }
                    Poll::Pending => {
                        if let Some(outcome) = self.hook_is_over() {
                            self.finished(outcome);
                            continue;
                        }
                        self.give_back();
                        if self.base().gate.suspend() {
                            return Exit::Released;
                        }
                        self.look_again();
                        // A future that wakes itself on each poll spends the budget as messages do: it is parked, and
                        // others have their turn.
                        if self.budget == 0 {
                            return Exit::Again;
                        }
                        self.budget -= 1;
                        continue;
                    }
                }
            }
            match self.engine().phase {
                Phase::Running => {
                    if let Some(exit) = self.messages() {
                        return exit;
                    }
                }
                Phase::New => self.begin(),
                Phase::Started => self.greet(),
                Phase::Restarting | Phase::Stopping => {
                    if let Some(exit) = self.wait_for_children() {
                        return exit;
                    }
                }
                Phase::Ended => return Exit::End,
            }
        }
    }

    /// Handles messages until something else is to be done (None) or the turn must end.
    #[inline(always)]
    fn messages(&mut self) -> Option<Exit> {
        loop {
            // SAFETY: the context is free: no future is parked here.
            let asked = unsafe { &mut (*self.body()).ctx }.take_request();
            if asked || self.engine().attention {
                match self.attend() {
                    Attend::Message => {}
                    Attend::Again => continue,
                    Attend::Phase => return None,
                    Attend::Exit(exit) => return Some(exit),
                }
            }
            if self.budget == 0 {
                self.give_back();
                return Some(self.spent());
            }
            // SAFETY: this turn owns the actor.
            match unsafe { self.head().lane.pop() } {
                Some(message) => {
                    self.budget -= 1;
                    self.busy = 0;
                    // SAFETY: popped just now, by the owner.
                    unsafe { self.handle(message) };
                    if self.pending().is_some() {
                        return None;
                    }
                    if A::Protocol::MANNERS && self.wants_thread {
                        return Some(self.want_thread());
                    }
                    if let Some(until) = self.until
                        && cpu_now() >= until
                    {
                        // The turn was long enough; the rest of its budget is gone.
                        self.budget = 0;
                    }
                }
                None => match self.empty() {
                    Some(exit) => return Some(exit),
                    None if self.engine().phase != Phase::Running => return None,
                    None => {}
                },
            }
        }
    }

    /// Looks at what comes before the next message: a failure, a stop, a suspension.
    #[inline(never)]
    fn attend(&mut self) -> Attend {
        if let Some(failure) = self.take_failure() {
            self.failed(failure);
        }
        if self.engine().phase != Phase::Running {
            return Attend::Phase;
        }
        if self.stop_is_due() {
            self.enter(Phase::Stopping);
            return Attend::Phase;
        }
        if self.take_restart() {
            self.restart_after(Duration::ZERO);
            return Attend::Phase;
        }
        if self.engine().held {
            return match self.wait() {
                Some(exit) => Attend::Exit(exit),
                None => Attend::Phase,
            };
        }
        if self.is_urgent() {
            self.engine().attention = true;
            return self.attend_work();
        }
        if self.drains_past() {
            self.engine().attention = true;
            return self.wait_to_drain();
        }
        let engine = self.engine();
        engine.attention = engine.stop.is_some() || engine.side || engine.observed;
        if engine.observed {
            return self.observe_next();
        }
        Attend::Message
    }

    /// Something waits inside of the actor that comes before the next message of the mailbox.
    fn attend_work(&mut self) -> Attend {
        if self.budget == 0 {
            self.give_back();
            return Attend::Exit(Exit::Again);
        }
        self.budget -= 1;
        if self.hand_answer() {
            return Attend::Again;
        }
        if !A::Protocol::MANNERS && self.is_exclusive() {
            return match self.wait() {
                Some(exit) => Attend::Exit(exit),
                None => Attend::Phase,
            };
        }
        if let Some(kept) = self.work_if_any().and_then(|work| work.front.pop()) {
            self.deliver_kept(kept);
        } else if let Some(kept) = self.next_later() {
            self.deliver_kept(kept);
        } else {
            let keep = self.holds_back();
            if let Some((message, room)) = self.side().and_then(|side| side.pop(keep)) {
                self.special(message, room);
            }
        }
        if self.pending().is_some() {
            Attend::Phase
        } else if self.wants_thread {
            Attend::Exit(self.want_thread())
        } else {
            Attend::Again
        }
    }

    /// The next message is at the front, and is to be handled on a thread that may block.
    pub(super) fn want_thread(&mut self) -> Exit {
        self.wants_thread = false;
        self.give_back();
        Exit::Blocking
    }

    /// Keeps a message for the turn on a thread that may block.
    pub(super) fn keep_for_thread(&mut self, kept: Kept<A::Protocol>) {
        self.keep_first(kept);
        self.wants_thread = true;
    }

    /// Whether this turn may block.
    pub(super) fn may_block(&self) -> bool {
        self.pace == Pace::Blocking
    }

    /// The mailbox shows no message: settle, or look again (None).
    #[inline(always)]
    pub(super) fn empty(&mut self) -> Option<Exit> {
        self.give_back();
        if self.budget <= self.many {
            return Some(Exit::Lull);
        }
        if self.engine().leaves && self.look_idle() {
            return None;
        }
        let head = self.head();
        // SAFETY: this turn owns the actor, and does not touch it again if it idles.
        let settled = unsafe { head.lane.settle(&head.base.gate) };
        match settled {
            Settle::Idle => Some(Exit::Released),
            Settle::Nudged => {
                self.look_again();
                None
            }
            Settle::Busy => {
                if self.busy == BUSY_LOOKS {
                    return Some(Exit::Again);
                }
                spin(&mut self.busy);
                None
            }
        }
    }

    /// # Safety
    /// This turn has popped the message just now.
    #[inline]
    pub(super) unsafe fn handle(&mut self, message: Popped<A::Protocol>) {
        // SAFETY: nothing is done with the lane before the message is taken.
        if unsafe { message.peek() }.is_special() {
            let room = self.room_of_lane();
            // SAFETY: as above.
            self.special(unsafe { message.take() }, room);
            return;
        }
        if A::Protocol::MANNERS {
            // SAFETY: as above.
            let manner = unsafe { message.peek() }.manner();
            if !self.admits(manner) {
                let room = self.room_of_lane();
                // SAFETY: as above.
                let message = unsafe { message.take() };
                self.put_aside(message, manner, Origin::mailbox(room));
                return;
            }
        }
        self.took_one();
        self.engine().activity = Activity::Message;
        let base = self.base();
        // Nobody else writes it: a load and a store, not an exchange.
        base.processed.store(base.processed() + 1, Relaxed);
        let waker = waker(self.base_ptr());
        // SAFETY: no future is parked, so the whole body is ours for this moment; if one is parked now then nobody
        // touches actor and context before it is dropped. The waker is borrowed, and a future clones it to keep it.
        let Body {
            actor,
            ctx,
            pending: place,
            ..
        } = unsafe { &mut *self.body() };
        // SAFETY: as above. The copy goes straight from the mailbox into the handler's arguments.
        let message = unsafe { message.take() };
        let Some(actor) = actor else {
            return self.without_state(message);
        };
        let step = actor.dispatch(message, ctx, Slot::new(place, &waker));
        drop(step);
    }

    /// The mailbox, if it is one with a lock.
    pub(super) fn side(&self) -> Option<&Side<A::Protocol>> {
        self.base().bound.as_ref()?.side()
    }

    /// What a message from the lane holds in a bounded mailbox.
    pub(super) fn room_of_lane(&mut self) -> Option<u64> {
        (self.engine().batch > 0).then_some(0)
    }

    /// A message was taken out of a mailbox, which may be bounded.
    #[inline]
    pub(super) fn took_one(&mut self) {
        if self.engine().batch > 0 {
            self.engine().taken += 1;
            if self.engine().taken >= self.engine().batch {
                self.give_back();
            }
        }
    }

    #[inline(never)]
    fn poll_pending(&mut self) -> Poll<Outcome> {
        let waker = waker(self.base_ptr());
        let _scope = self.scope();
        let _entered = self.observe_poll();
        let Some(parked) = self.pending() else {
            return Poll::Ready(Ok(()));
        };
        let polled = parked.poll(&mut Context::from_waker(&waker));
        if polled.is_ready() {
            *self.pending() = None;
        }
        polled
    }

    /// The pending future is through: context and actor are free again.
    #[inline(never)]
    fn finished(&mut self, outcome: Outcome) {
        if self.engine().activity != Activity::Message {
            self.forget_due();
        }
        self.drop_context();
        match self.engine().activity {
            Activity::Message => self.observed(),
            Activity::StartHook => self.started(outcome),
            Activity::StartedHook => self.greeted(outcome),
            Activity::StopHook => self.stopped(&outcome),
        }
    }

    /// Gives every permit back that this turn took out of the mailbox.
    pub(super) fn give_back(&mut self) {
        let taken = self.engine().taken;
        if taken == 0 {
            return;
        }
        self.engine().taken = 0;
        if let Some(bound) = &self.base().bound {
            bound.give_back(taken.into());
        }
    }

    /// A handler or hook panicked: what it was doing is over.
    pub(super) fn panicked(&mut self, payload: Box<dyn Any + Send>) {
        self.drop_context();
        // Futures are values of users: their drops may panic as well, which is one failure still.
        self.drop_pending();
        if contain(|| self.failed(Failure::from_panic(payload))) {
            return;
        }
        // Whoever looks at failures panicked as well, so that nobody has said what is to be done.
        tracing::error!(actor.path = %self.base().path(), "an actor whose failure could not be handled is stopped");
        if !matches!(self.engine().phase, Phase::Stopping | Phase::Ended) {
            self.engine().started = false;
            self.engine().failed = true;
            self.enter(Phase::Stopping);
        }
    }
}
