//! One schedule: its state, its turns, and the handle on it.
//!
//! Its alarm holds a weak reference and the number of the arming, so an alarm that rings although it was taken back
//! does nothing. The lock of the state is never held while code of users runs; that of the job is, and only the task
//! that rings alarms waits for it.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;

use super::course::Course;
use crate::actor::port::{Alarm, Services};
use crate::actor::{ActorPath, AnyRef, DeadLetter};
use crate::base::panic::{catch, contain, discard};
use crate::base::time::Instant;
use crate::dispatch::AlarmId;
use crate::system::core::Core;

/// What became of one sending.
pub(super) enum Fired {
    Sent,
    /// The message was not taken; with the letter that nobody has written yet.
    Missed(Option<DeadLetter>),
}

/// Sends the message of a schedule.
pub(super) type Job = Box<dyn FnMut() -> Fired + Send>;

/// Whom a schedule calls.
pub(super) enum Callee {
    Local(AnyRef),
    Elsewhere(ActorPath),
}

impl Callee {
    fn path(&self) -> ActorPath {
        match self {
            Self::Local(actor) => actor.path(),
            Self::Elsewhere(path) => path.clone(),
        }
    }

    fn is_stopped(&self) -> bool {
        match self {
            Self::Local(actor) => actor.is_stopped(),
            Self::Elsewhere(_) => false,
        }
    }
}

/// What kind of schedule it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScheduleKind {
    /// Sends one message.
    Once,
    /// Sends a message in each interval.
    Every {
        /// The interval.
        interval: Duration,
    },
    /// Sends a message at the times that a cron expression names.
    Cron {
        /// The expression.
        expression: String,
        /// The name of the time zone that it is read in.
        zone: String,
    },
}

/// A schedule as plain data; made by [`Scheduler::list`](super::Scheduler::list).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScheduleInfo {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Whom it calls.
    pub target: ActorPath,
    /// What kind it is.
    pub kind: ScheduleKind,
    /// When it sends next; `None` while it is paused.
    pub next: Option<SystemTime>,
    /// Messages that it has sent.
    pub fired: u64,
    /// Times at which it sent nothing, or at which its message was not taken.
    pub missed: u64,
    /// Whether it is paused.
    pub paused: bool,
}

struct State {
    course: Course,
    alarm: Option<AlarmId>,
    /// The number of the arming.
    armed: u64,
    fired: u64,
    missed: u64,
    paused: bool,
    ended: bool,
}

/// What all handles of a schedule share.
pub(in crate::system) struct Entry {
    pub(super) id: u64,
    name: Option<Box<str>>,
    /// None for [`ScheduleKind::Once`], of which there may be a million.
    repeating: Option<Box<ScheduleKind>>,
    callee: Callee,
    core: Weak<Core>,
    state: Mutex<State>,
    /// None when the schedule has ended.
    job: Mutex<Option<Job>>,
}

/// What an entry is made of.
pub(super) struct Parts {
    pub(super) id: u64,
    pub(super) name: Option<String>,
    pub(super) kind: ScheduleKind,
    pub(super) callee: Callee,
    pub(super) job: Job,
    pub(super) course: Course,
}

impl Entry {
    pub(super) fn new(core: &Arc<Core>, parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            id: parts.id,
            name: parts.name.map(String::into_boxed_str),
            repeating: (parts.kind != ScheduleKind::Once).then(|| Box::new(parts.kind)),
            callee: parts.callee,
            core: Arc::downgrade(core),
            state: Mutex::new(State {
                course: parts.course,
                alarm: None,
                armed: 0,
                fired: 0,
                missed: 0,
                paused: false,
                ended: false,
            }),
            job: Mutex::new(Some(parts.job)),
        })
    }

    /// Sets the first alarm.
    pub(super) fn begin(self: &Arc<Self>, core: &Core) {
        let mut state = self.state.lock();
        if !state.ended {
            let at = state.course.alarm(core.schedules.moment());
            self.arm(core, &mut state, at);
        }
    }

    /// Sets the next alarm. The lock of the state is held, so that the alarm cannot ring before its id is kept.
    fn arm(self: &Arc<Self>, core: &Core, state: &mut State, at: Instant) {
        state.armed += 1;
        let (me, armed) = (Arc::downgrade(self), state.armed);
        let ring = move || {
            if let Some(me) = me.upgrade()
                && !contain(|| me.ring(armed))
            {
                me.end();
            }
        };
        state.alarm = Some(core.set_alarm(at, Alarm::Job(Box::new(ring))));
    }

    fn disarm(&self, core: &Core, state: &mut State) {
        state.armed += 1;
        if let Some(alarm) = state.alarm.take() {
            core.cancel_alarm(alarm);
        }
    }

    fn ring(self: &Arc<Self>, armed: u64) {
        let Some(core) = self.core.upgrade() else {
            return;
        };
        let (times, is_last) = {
            let mut state = self.state.lock();
            if state.ended || state.paused || state.armed != armed {
                return;
            }
            let turn = state.course.turn(core.schedules.moment());
            state.missed = state.missed.saturating_add(turn.missed);
            state.alarm = None;
            if let Some(next) = turn.next {
                self.arm(&core, &mut state, next);
            }
            (turn.times, turn.next.is_none())
        };
        if self.end_if_stopped() {
            return;
        }
        if times > 0 {
            self.send(&core, times);
        }
        if is_last {
            self.end();
        }
    }

    /// Sends the message, several times if some are made up for.
    fn send(&self, core: &Core, times: u32) {
        let (mut fired, mut missed) = (0, 0);
        {
            let mut job = self.job.lock();
            let Some(job) = job.as_mut() else {
                return;
            };
            for _ in 0..times {
                match catch(&mut *job) {
                    Ok(Fired::Sent) => fired += 1,
                    Ok(Fired::Missed(letter)) => {
                        missed += 1;
                        letter
                            .into_iter()
                            .for_each(|letter| core.dead_letter(letter));
                    }
                    Err(payload) => {
                        missed += 1;
                        discard(payload);
                        tracing::error!(
                            schedule = self.name.as_deref().unwrap_or_default(),
                            actor.path = %self.callee.path(),
                            "the closure of a schedule panicked; the schedule goes on"
                        );
                    }
                }
            }
        }
        let ended = {
            let mut state = self.state.lock();
            state.fired = state.fired.saturating_add(fired);
            state.missed = state.missed.saturating_add(missed);
            state.ended
        };
        if ended {
            // Whoever ended it meanwhile could not.
            self.drop_job();
        }
    }

    /// Ends the schedule if its actor has ended; true if so. One that has a single message keeps it: that becomes a dead
    /// letter in its time, and is not lost in silence.
    pub(super) fn end_if_stopped(&self) -> bool {
        let stopped = self.repeating.is_some() && self.callee.is_stopped();
        if stopped {
            self.end();
        }
        stopped
    }

    /// Nothing is sent any more, but for what is being sent at this moment. False if it had ended.
    pub(in crate::system) fn end(&self) -> bool {
        let core = self.core.upgrade();
        {
            let mut state = self.state.lock();
            if std::mem::replace(&mut state.ended, true) {
                return false;
            }
            if let Some(core) = &core {
                self.disarm(core, &mut state);
            }
        }
        self.drop_job();
        if let Some(core) = core {
            core.schedules.remove(self.id, self.name.as_deref());
        }
        true
    }

    /// Drops the job, unless it runs: then that is done after it.
    fn drop_job(&self) {
        let job = self.job.try_lock().and_then(|mut job| job.take());
        contain(|| drop(job));
    }

    fn kind(&self) -> &ScheduleKind {
        self.repeating.as_deref().unwrap_or(&ScheduleKind::Once)
    }

    pub(super) fn info(&self) -> ScheduleInfo {
        let next = self.next_due();
        let state = self.state.lock();
        ScheduleInfo {
            name: self.name.as_deref().map(str::to_owned),
            target: self.callee.path(),
            kind: self.kind().clone(),
            next,
            fired: state.fired,
            missed: state.missed,
            paused: state.paused,
        }
    }

    fn next_due(&self) -> Option<SystemTime> {
        let core = self.core.upgrade()?;
        let state = self.state.lock();
        if state.ended || state.paused {
            return None;
        }
        state.course.due(core.schedules.moment())
    }
}

/// A schedule that was started. Cheap to clone; dropping it does not cancel the schedule.
#[derive(Clone)]
pub struct Schedule {
    pub(super) entry: Arc<Entry>,
}

impl Schedule {
    /// Its name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.entry.name.as_deref()
    }

    /// Whom it calls.
    #[must_use]
    pub fn target(&self) -> ActorPath {
        self.entry.callee.path()
    }

    /// Sends nothing until [`resume`](Self::resume). False if it was paused or has ended.
    ///
    /// What is being sent at this moment is sent.
    pub fn pause(&self) -> bool {
        let Some(core) = self.entry.core.upgrade() else {
            return false;
        };
        let mut state = self.entry.state.lock();
        let pauses = !state.ended && !state.paused;
        if pauses {
            state.paused = true;
            self.entry.disarm(&core, &mut state);
        }
        pauses
    }

    /// Goes on after a [`pause`](Self::pause). False if it was not paused or has ended.
    ///
    /// The times of the pause are left out, and do not count as missed; the next one is where it would be without the
    /// pause. The one message of a schedule by [`once`](super::Scheduler::once) whose time has passed is sent now.
    pub fn resume(&self) -> bool {
        let Some(core) = self.entry.core.upgrade() else {
            return false;
        };
        let is_over = {
            let mut state = self.entry.state.lock();
            if state.ended || !state.paused {
                return false;
            }
            state.paused = false;
            let next = state.course.resume(core.schedules.moment());
            if let Some(next) = next {
                self.entry.arm(&core, &mut state, next);
            }
            next.is_none()
        };
        if is_over {
            self.entry.end();
        }
        true
    }

    /// Ends it. False if it had ended.
    ///
    /// What is being sent at this moment is sent.
    pub fn cancel(&self) -> bool {
        self.entry.end()
    }

    /// When it sends next, by the time of day; `None` if it is paused or has ended.
    #[must_use]
    pub fn next_due(&self) -> Option<SystemTime> {
        self.entry.next_due()
    }

    /// How many messages it has sent.
    #[must_use]
    pub fn fired(&self) -> u64 {
        self.entry.state.lock().fired
    }

    /// At how many times it sent nothing because they had passed, or its message was not taken.
    ///
    /// When more than [`SCHEDULE_CATCH_UP_MAX`](crate::base::limits::SCHEDULE_CATCH_UP_MAX) times of a cron expression
    /// have passed at once, only that many of them are counted.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.entry.state.lock().missed
    }

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.entry.state.lock().paused
    }

    /// Whether it has ended: it was cancelled, has sent its one message, its actor has stopped, or the system has shut
    /// down.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.entry.state.lock().ended
    }
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schedule")
            .field("name", &self.name())
            .field("target", &self.target())
            .field("kind", self.entry.kind())
            .finish_non_exhaustive()
    }
}
