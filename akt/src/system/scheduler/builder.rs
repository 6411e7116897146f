//! Options of a schedule, and its start.

use std::fmt;
use std::future::{IntoFuture, Ready, ready};
use std::sync::Arc;
use std::time::Duration;

use super::course::{Course, Plan};
use super::schedule::{Callee, Entry, Job, Parts, Schedule, ScheduleKind};
use crate::actor::ActorPath;
use crate::actor::port::Services;
use crate::base::catch_up::CatchUp;
use crate::base::limits::SCHEDULE_INTERVAL_MIN;
use crate::base::rng::Rng;
use crate::system::core::Core;
use crate::system::scheduler::ScheduleError;

/// A schedule that sends one message, after this time.
#[derive(Debug)]
pub struct Delay(pub(super) Duration);

/// A schedule that sends a message in each interval.
#[derive(Debug)]
pub struct Interval(pub(super) Duration);

/// What users may choose.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) name: Option<String>,
    pub(crate) starting_after: Option<Duration>,
    pub(crate) catch_up: CatchUp,
    pub(crate) jitter: Duration,
}

/// Makes a plan of what was asked for, or says what is wrong with it.
pub(crate) type Read<W> = fn(W, &Options) -> Result<(Plan, ScheduleKind), ScheduleError>;

/// What a schedule does when its time has come.
pub(super) struct What {
    pub(super) callee: Callee,
    pub(super) job: Job,
}

/// A schedule that is not started yet: await it, or [`start`](Self::start) it.
#[must_use = "a schedule does nothing until it is awaited or started with `.start()`"]
pub struct Scheduling<W> {
    pub(crate) when: W,
    pub(crate) options: Options,
    read: Read<W>,
    core: Arc<Core>,
    what: What,
}

impl<W> Scheduling<W> {
    pub(super) fn new(core: Arc<Core>, when: W, read: Read<W>, what: What) -> Self {
        Self {
            when,
            options: Options::default(),
            read,
            core,
            what,
        }
    }

    /// Gives it a name by which it can be [found](super::Scheduler::find) and which no other schedule of the system
    /// may have at the same time. By default it has none.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.options.name = Some(name.into());
        self
    }

    /// Sends each message later than its time by a part of `most` that is drawn anew each time, so that many schedules
    /// do not meet. The times themselves stay where they are. By default there is none.
    pub fn jitter(mut self, most: Duration) -> Self {
        self.options.jitter = most;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// When its name is taken or not valid, its time is not valid or never comes, there are too many schedules, or the
    /// system is shutting down.
    pub fn start(self) -> Result<Schedule, ScheduleError> {
        let name = self.options.name.as_deref();
        if let Some(name) = name.filter(|name| !ActorPath::is_valid_name(name)) {
            return Err(ScheduleError::NameInvalid(name.to_owned()));
        }
        let (plan, kind) = (self.read)(self.when, &self.options)?;
        let (core, options) = (self.core, self.options);
        let at = core.schedules.moment();
        let jitter = options.jitter;
        let jitter = (!jitter.is_zero()).then(|| (jitter, Rng::seeded(core.random())));
        let course = Course::begin(plan, options.catch_up, jitter, at);
        let Some(course) = course else {
            let text = match kind {
                ScheduleKind::Cron { expression, .. } => expression,
                kind @ (ScheduleKind::Once | ScheduleKind::Every { .. }) => format!("{kind:?}"),
            };
            return Err(ScheduleError::Never(text));
        };
        let id = core.schedules.reserve(options.name.as_deref())?;
        let parts = Parts {
            id,
            name: options.name,
            kind,
            callee: self.what.callee,
            job: self.what.job,
            course,
        };
        let entry = Entry::new(&core, parts);
        core.schedules.insert(Arc::clone(&entry));
        entry.begin(&core);
        // The shutdown may have ended all that it saw just before this one could be seen.
        if core.schedules.is_closed() {
            entry.end();
            return Err(ScheduleError::Stopping);
        }
        Ok(Schedule { entry })
    }
}

impl Scheduling<Interval> {
    /// Sends the first message after `delay`; by default that is after one interval. The further times count from there.
    pub fn starting_after(mut self, delay: Duration) -> Self {
        self.options.starting_after = Some(delay);
        self
    }

    /// What to do about times that have passed; by default [`CatchUp::Skip`].
    pub fn catch_up(mut self, catch_up: CatchUp) -> Self {
        self.options.catch_up = catch_up;
        self
    }
}

/// The plan of a schedule that sends once.
pub(super) fn once(when: Delay, _: &Options) -> Result<(Plan, ScheduleKind), ScheduleError> {
    Ok((Plan::Once { delay: when.0 }, ScheduleKind::Once))
}

/// The plan of a schedule that sends in each interval.
pub(super) fn every(
    when: Interval,
    options: &Options,
) -> Result<(Plan, ScheduleKind), ScheduleError> {
    let interval = when.0;
    if interval < SCHEDULE_INTERVAL_MIN {
        return Err(ScheduleError::IntervalTooShort(interval));
    }
    let first = options.starting_after.unwrap_or(interval);
    Ok((
        Plan::Every { first, interval },
        ScheduleKind::Every { interval },
    ))
}

impl<W> IntoFuture for Scheduling<W> {
    type Output = Result<Schedule, ScheduleError>;
    type IntoFuture = Ready<Self::Output>;

    /// Starts it; there is nothing to wait for.
    fn into_future(self) -> Self::IntoFuture {
        ready(self.start())
    }
}

impl<W: fmt::Debug> fmt::Debug for Scheduling<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduling")
            .field("when", &self.when)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
