//! Passivation: an actor that leaves memory by itself, because it has nothing to do.
//!
//! ```text
//!   mailbox empty ──▶ look ──┬─ not yet ───────▶ idle; an alarm rings when it may be time
//!     ▲    ▲                 ├─ not now ───────▶ idle; what holds the actor wakes it
//!     │    └── alarm rings ──┘
//!     └─────── message       └─ time to leave ─▶ Stopping, with its reason `Passivated`
//! ```
//!
//! The look is taken where a turn has found the mailbox empty, and only by actors that may leave: a message costs
//! nothing for it. Whether messages were handled since the last look is seen in the count of them. There is one alarm at
//! most, and it is not moved when messages come: when it rings too early, it is set for the rest.

use std::time::Duration;

use super::turn::Turn;
use super::{Due, Phase};
use crate::actor::port::Alarm;
use crate::actor::{Actor, AnyRef, Lifecycle, Passivation};
use crate::base::limits::PASSIVATION_LOOK;
use crate::base::time::{self, Instant};

/// What others want of an actor that may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    /// It is to stay until further notice.
    Pause,
    /// It may leave again, when it has been idle anew.
    Resume,
    /// It is to leave now, if it has nothing to do.
    Now,
}

/// When an actor leaves, and what is known about that.
pub(crate) struct Idle {
    when: Passivation,
    paused: bool,
    /// How many messages had been handled at the last look.
    seen: u64,
    /// Messages of the actor's own timers that are handled before the next look: they do not count as use.
    ticks: u64,
    /// Whether the actor was used in another way than by a message.
    touched: bool,
    /// When the actor was last used, as far as is known.
    last: Option<Instant>,
    alarm: Option<Due>,
}

/// What a look says.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// The actor stays, until something happens.
    Stay,
    /// Then it is time, if nothing happens.
    At(Instant),
    /// It is time.
    Leave,
}

impl Idle {
    /// For an actor that leaves at such a moment, or that an eviction may take. `None`: it does neither.
    pub(crate) fn new(when: Passivation, evictable: bool) -> Option<Box<Self>> {
        (evictable || when != Passivation::Never).then(|| {
            Box::new(Self {
                when,
                paused: false,
                seen: 0,
                ticks: 0,
                touched: false,
                last: None,
                alarm: None,
            })
        })
    }

    /// Whether the actor has to be looked at without a message having come.
    pub(super) fn has_clock(&self) -> bool {
        matches!(self.when, Passivation::Idle(_))
    }

    /// The mailbox is empty, and so many messages have been handled in all.
    fn look(&mut self, processed: u64, now: Instant) -> Verdict {
        let handled = processed.saturating_sub(self.seen);
        self.seen = processed;
        let ticks = std::mem::take(&mut self.ticks);
        let used = std::mem::take(&mut self.touched) || handled > ticks;
        let last = match self.last {
            Some(last) if !used => last,
            Some(_) | None => *self.last.insert(now),
        };
        match self.when {
            _ if self.paused => Verdict::Stay,
            Passivation::Never => Verdict::Stay,
            Passivation::Messages(limit) if processed >= limit.max(1) => Verdict::Leave,
            Passivation::Messages(_) => Verdict::Stay,
            Passivation::Idle(limit) => {
                // A moment at least: an actor that begins is about to get what it was made for.
                let at = time::later(last, limit.max(Duration::from_millis(1)));
                if at <= now {
                    Verdict::Leave
                } else {
                    Verdict::At(at)
                }
            }
        }
    }

    /// A message of the actor's own timer is about to be handled.
    pub(super) fn tick(&mut self) {
        self.ticks += 1;
    }

    /// The actor is used.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }
}

#[allow(unsafe_code)]
impl<A: Actor> Turn<A> {
    pub(super) fn idle(&mut self) -> Option<&mut Idle> {
        self.rare_if_any()?.idle.as_deref_mut()
    }

    /// The actor is used in another way than by a message.
    pub(super) fn touch_idle(&mut self) {
        if let Some(idle) = self.idle() {
            idle.touch();
        }
    }

    /// The mailbox was empty. True if the turn has to look at everything again, since the actor leaves or was told
    /// something.
    #[cold]
    pub(super) fn look_idle(&mut self) -> bool {
        let (processed, now) = (self.base().processed(), time::now());
        let verdict = self.idle().map(|idle| idle.look(processed, now));
        match verdict {
            None | Some(Verdict::Stay) => false,
            Some(Verdict::At(at)) => {
                self.look_at(at, now);
                false
            }
            Some(Verdict::Leave) => {
                if !self.is_free(now) {
                    return false;
                }
                // What others want comes first: it may be that the actor stays.
                if self.base().gate.begin() {
                    self.system_lane();
                } else {
                    self.passivate();
                }
                true
            }
        }
    }

    /// What others want of it.
    pub(super) fn leave(&mut self, what: Leave) {
        let now = time::now();
        let Some(idle) = self.idle() else { return };
        match what {
            Leave::Pause => idle.paused = true,
            Leave::Resume => {
                idle.paused = false;
                idle.touched = true;
            }
            Leave::Now => {
                let engine = self.engine();
                let runs = engine.phase == Phase::Running && engine.stop.is_none() && !engine.held;
                let paused = self.idle().is_none_or(|idle| idle.paused);
                if runs && !paused && self.pending().is_none() && self.is_free(now) {
                    self.passivate();
                }
            }
        }
    }

    /// Whether nothing holds the actor in memory. Else the actor is woken when that may have changed.
    fn is_free(&mut self, now: Instant) -> bool {
        let head = self.head();
        // SAFETY: this turn owns the actor.
        if !unsafe { head.lane.is_empty(&head.base.gate) }
            || self.side().is_some_and(|side| side.len() > 0)
        {
            return false;
        }
        // An answer wakes the actor; what is stashed comes back by a handler of a message.
        if self.work_if_any().is_some_and(|work| work.holds()) {
            return false;
        }
        // SAFETY: no future is parked.
        if unsafe { &mut (*self.body()).ctx }.has_tasks() {
            self.look_at(time::later(now, PASSIVATION_LOOK), now);
            return false;
        }
        // The last child wakes the actor when it ends.
        !self.base().await_children()
    }

    fn passivate(&mut self) {
        self.engine().passivated = true;
        self.base()
            .event(|path, uid| Lifecycle::Passivated { path, uid });
        self.enter(Phase::Stopping);
    }

    /// Sees to it that there is a look then, or before.
    fn look_at(&mut self, at: Instant, now: Instant) {
        let set = self.idle().and_then(|idle| idle.alarm.as_ref());
        if set.is_some_and(|set| set.at > now && set.at <= at) {
            return;
        }
        self.forget_idle();
        let actor = AnyRef::borrow(self.base_ptr());
        let alarm = self.base().services().set_alarm(at, Alarm::Wake(actor));
        if let Some(idle) = self.idle() {
            idle.alarm = Some(Due { at, alarm });
        }
    }

    /// Takes the alarm back.
    pub(super) fn forget_idle(&mut self) {
        if let Some(due) = self.idle().and_then(|idle| idle.alarm.take()) {
            self.base().services().cancel_alarm(due.alarm);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Idle, Verdict};
    use crate::actor::Passivation;
    use crate::base::time::now;

    const MINUTE: Duration = Duration::from_secs(60);

    fn idle(when: Passivation) -> Box<Idle> {
        Idle::new(when, false).expect("it leaves")
    }

    #[test]
    fn only_actors_that_may_leave_are_looked_at() {
        assert!(Idle::new(Passivation::Never, false).is_none());
        assert!(Idle::new(Passivation::Never, true).is_some());
        let mut stays = Idle::new(Passivation::Never, true).unwrap();
        assert_eq!(stays.look(9, now()), Verdict::Stay);
    }

    #[test]
    fn idle_time_begins_with_the_first_look_and_anew_with_each_message() {
        let (start, mut idle) = (now(), idle(Passivation::Idle(MINUTE)));
        assert_eq!(idle.look(0, start), Verdict::At(start + MINUTE));
        let later = start + MINUTE / 2;
        assert_eq!(idle.look(0, later), Verdict::At(start + MINUTE));
        assert_eq!(idle.look(1, later), Verdict::At(later + MINUTE));
        assert_eq!(idle.look(1, start + MINUTE), Verdict::At(later + MINUTE));
        assert_eq!(idle.look(1, later + MINUTE), Verdict::Leave);
    }

    #[test]
    fn messages_of_own_timers_do_not_count_as_use() {
        let (start, mut idle) = (now(), idle(Passivation::Idle(MINUTE)));
        assert_eq!(idle.look(0, start), Verdict::At(start + MINUTE));
        idle.tick();
        let later = start + MINUTE / 2;
        assert_eq!(idle.look(1, later), Verdict::At(start + MINUTE));
        idle.tick();
        assert_eq!(
            idle.look(3, later),
            Verdict::At(later + MINUTE),
            "a message beside it"
        );
    }

    #[test]
    fn what_is_paused_stays_and_what_is_resumed_begins_anew() {
        let (start, mut idle) = (now(), idle(Passivation::Idle(MINUTE)));
        idle.paused = true;
        assert_eq!(idle.look(0, start), Verdict::Stay);
        assert_eq!(idle.look(0, start + 2 * MINUTE), Verdict::Stay);
        idle.paused = false;
        idle.touch();
        let resumed = start + 3 * MINUTE;
        assert_eq!(idle.look(0, resumed), Verdict::At(resumed + MINUTE));
    }

    #[test]
    fn so_many_messages_are_enough_and_none_is_one() {
        let mut after = idle(Passivation::Messages(3));
        assert_eq!(after.look(2, now()), Verdict::Stay);
        assert_eq!(after.look(3, now()), Verdict::Leave);
        let mut after = idle(Passivation::Messages(0));
        assert_eq!(after.look(0, now()), Verdict::Stay);
        assert_eq!(after.look(1, now()), Verdict::Leave);
    }
}
