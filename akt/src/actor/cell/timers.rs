//! The timers of one actor: keyed, cancelled with it, and never heard once they are cancelled.
//!
//! A timer rings by an alarm of the system, which puts a note with the timer's number into the actor's mailbox. When the
//! note is handled, the number decides: a timer that was cancelled or set anew meanwhile has another one. An interval is
//! set again only then, so that there is one note of it at most, however slow the actor is. A message of a timer that has
//! to wait is marked by the number as well, and of an interval there are no more at once than are made up for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use super::kept::Origin;
use super::turn::Turn;
use crate::actor::port::{Alarm, Services};
use crate::actor::{Actor, AnyRef, Ctx};
use crate::base::catch_up::CatchUp;
use crate::base::limits::SCHEDULE_CATCH_UP_MAX;
use crate::base::time::{self, Instant};
use crate::dispatch::AlarmId;

/// Runs in the actor.
type Callback<A> = Box<dyn FnMut(&mut A, &mut Ctx<A>) + Send>;

/// What a timer does in its actor.
pub(crate) enum Action<A: Actor> {
    /// This message is handled.
    Message(A::Protocol),
    /// The message that this makes is handled.
    Make(Box<dyn FnMut() -> A::Protocol + Send>),
    /// This runs.
    Run(Callback<A>),
}

/// A timer that is set.
pub(crate) struct Timer<A: Actor> {
    pub(crate) action: Action<A>,
    pub(crate) due: Instant,
    /// Of one that rings again and again.
    pub(crate) interval: Option<Duration>,
    pub(crate) catch_up: CatchUp,
    pub(crate) alarm: AlarmId,
    /// How many of its messages wait inside of the actor.
    pub(crate) waiting: u32,
}

/// What a timer is named by.
type Key = Cow<'static, str>;

/// The timers of one actor.
pub(crate) struct Timers<A: Actor> {
    by_key: BTreeMap<Key, u64>,
    by_number: BTreeMap<u64, (Key, Timer<A>)>,
}

impl<A: Actor> Default for Timers<A> {
    fn default() -> Self {
        Self {
            by_key: BTreeMap::new(),
            by_number: BTreeMap::new(),
        }
    }
}

impl<A: Actor> Timers<A> {
    pub(crate) fn len(&self) -> usize {
        self.by_number.len()
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        // One whose message could not be made, because that panicked, has left its key behind.
        let number = self.by_key.get(key);
        number.is_some_and(|number| self.by_number.contains_key(number))
    }

    /// Takes in a timer; gives back the one that had its key.
    pub(crate) fn insert(&mut self, number: u64, key: Key, timer: Timer<A>) -> Option<Timer<A>> {
        let before = self.by_key.insert(key.clone(), number);
        self.by_number.insert(number, (key, timer));
        before
            .and_then(|before| self.by_number.remove(&before))
            .map(|(_, timer)| timer)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Timer<A>> {
        let number = self.by_key.remove(key)?;
        self.by_number.remove(&number).map(|(_, timer)| timer)
    }

    /// A message of the timer is handled, and with that the timer is over if it rings once.
    fn ticked(&mut self, number: u64) {
        let Some((_, timer)) = self.by_number.get_mut(&number) else {
            return;
        };
        timer.waiting = timer.waiting.saturating_sub(1);
        if timer.interval.is_none()
            && let Some((key, _)) = self.by_number.remove(&number)
        {
            self.by_key.remove(&key);
        }
    }

    pub(crate) fn take_all(&mut self) -> impl Iterator<Item = Timer<A>> + use<A> {
        self.by_key.clear();
        let all = std::mem::take(&mut self.by_number);
        all.into_values().map(|(_, timer)| timer)
    }

    /// Takes back every alarm.
    pub(super) fn silence(&self, services: &dyn Services) {
        for (_, timer) in self.by_number.values() {
            services.cancel_alarm(timer.alarm);
        }
    }
}

/// When an interval rings next, and how often it has to ring now for what was missed.
fn next(due: Instant, interval: Duration, now: Instant, catch_up: CatchUp) -> (Instant, u32) {
    let late = now.saturating_duration_since(due);
    let missed = late.as_nanos() / interval.as_nanos().max(1);
    let missed = u32::try_from(missed).unwrap_or(u32::MAX);
    let after = time::later(due, interval.saturating_mul(missed.saturating_add(1)));
    match catch_up {
        CatchUp::Skip => (after, 1),
        CatchUp::Each { .. } => (after, missed.saturating_add(1).min(most(catch_up))),
    }
}

/// How many messages of one interval may wait at once.
fn most(catch_up: CatchUp) -> u32 {
    match catch_up {
        CatchUp::Skip => 1,
        CatchUp::Each { max } => max.clamp(1, SCHEDULE_CATCH_UP_MAX),
    }
}

impl<A: Actor> Turn<A> {
    /// The note of a timer has come.
    pub(super) fn timer_rang(&mut self, number: u64) {
        let Some((key, mut timer)) = self
            .work_if_any()
            .and_then(|work| work.timers.by_number.remove(&number))
        else {
            return;
        };
        let Some(interval) = timer.interval else {
            let message = match timer.action {
                Action::Message(message) => message,
                Action::Make(mut make) => make(),
                Action::Run(mut run) => {
                    if let Some(work) = self.work_if_any() {
                        work.timers.by_key.remove(&key);
                    }
                    return self.call(|actor, ctx| run(actor, ctx));
                }
            };
            // It can be cancelled until its message is handled.
            timer.action = Action::Run(Box::new(|_, _| ()));
            timer.waiting = 1;
            self.keep_timer(number, key, timer);
            self.ticks(message, number);
            return;
        };
        let now = time::now();
        let (due, times) = next(timer.due, interval, now, timer.catch_up);
        let actor = AnyRef::borrow(self.base_ptr());
        timer.due = due;
        timer.alarm = self
            .base()
            .services()
            .set_alarm(due, Alarm::Timer { actor, number });
        if let Action::Make(make) = &mut timer.action {
            // Those that were not handled yet count among what is made up for.
            let most = most(timer.catch_up).saturating_sub(timer.waiting);
            for _ in 0..times.min(most) {
                let message = make();
                timer.waiting += 1;
                self.ticks(message, number);
            }
        }
        // Taken out while it runs, since it may cancel itself, or set another one with its key.
        let mut run = match timer.action {
            Action::Run(run) => run,
            other => {
                timer.action = other;
                self.keep_timer(number, key, timer);
                return;
            }
        };
        timer.action = Action::Run(Box::new(|_, _| ()));
        self.keep_timer(number, key, timer);
        for _ in 0..times {
            self.call(|actor, ctx| run(actor, ctx));
            if !self.still_rings(number) {
                return;
            }
        }
        if let Some((_, timer)) = self
            .work_if_any()
            .and_then(|work| work.timers.by_number.get_mut(&number))
        {
            timer.action = Action::Run(run);
        }
    }

    /// A message of a timer, which is handled before what is in the mailbox.
    fn ticks(&mut self, message: A::Protocol, timer: u64) {
        let origin = Origin {
            timer,
            ..Origin::default()
        };
        let kept = self.keep(message, origin);
        self.keep_first(kept);
    }

    /// Whether the timer was not cancelled.
    pub(super) fn still_rings(&mut self, number: u64) -> bool {
        self.work_if_any()
            .is_some_and(|work| work.timers.by_number.contains_key(&number))
    }

    /// A message of a timer is about to be handled.
    pub(super) fn tick_begins(&mut self, number: u64) {
        if let Some(idle) = self.idle() {
            idle.tick();
        }
        if let Some(work) = self.work_if_any() {
            work.timers.ticked(number);
        }
    }

    fn keep_timer(&mut self, number: u64, key: Key, timer: Timer<A>) {
        let work = self.rare().work.get_or_insert_default();
        work.timers.by_number.insert(number, (key, timer));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{CatchUp, next};
    use crate::base::time::now;

    #[test]
    fn an_interval_keeps_its_rhythm_whatever_was_missed() {
        let (start, second) = (now(), Duration::from_secs(1));
        let at = |millis: u64| start + Duration::from_millis(millis);
        let all = CatchUp::Each { max: 3 };
        for (late, due, skip, each) in [
            (0, 1000, 1, 1),
            (999, 1000, 1, 1),
            (1000, 2000, 1, 2),
            (2500, 3000, 1, 3),
            (9999, 10_000, 1, 3),
        ] {
            assert_eq!(
                next(start, second, at(late), CatchUp::Skip),
                (at(due), skip)
            );
            assert_eq!(next(start, second, at(late), all), (at(due), each));
        }
    }

    #[test]
    fn an_interval_beyond_every_clock_is_as_good_as_never() {
        let start = now();
        let (due, times) = next(start, Duration::MAX, start, CatchUp::Skip);
        assert!(due > start + Duration::from_secs(1_000_000));
        assert_eq!(times, 1);
    }

    #[test]
    fn an_interval_of_nothing_does_not_divide_by_it() {
        let start = now();
        let (due, times) = next(start, Duration::ZERO, start, CatchUp::Skip);
        assert_eq!((due, times), (start, 1));
    }
}
