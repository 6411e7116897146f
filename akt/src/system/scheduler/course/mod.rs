//! When a schedule is due, as plain data: the time comes in, what to do about it goes out.

use std::time::{Duration, SystemTime};

use crate::base::catch_up::CatchUp;
use crate::base::limits::{CRON_LOOK, CRON_SET_BACK, SCHEDULE_CATCH_UP_MAX};
use crate::base::rng::Rng;
use crate::base::time::{Instant, later};

/// Times by the time of day.
pub(crate) trait Timetable: Send {
    /// The first time after `after`; `None` if there is none.
    fn next(&self, after: SystemTime) -> Option<SystemTime>;
}

/// What a schedule was asked to do.
pub(crate) enum Plan {
    Once {
        delay: Duration,
    },
    Every {
        first: Duration,
        interval: Duration,
    },
    #[cfg_attr(
        not(feature = "cron"),
        allow(dead_code, reason = "only cron expressions go by the time of day")
    )]
    Calendar {
        /// How long nothing happens, whatever the table says.
        after: Duration,
        table: Box<dyn Timetable>,
    },
}

/// One moment by both clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: Instant,
    pub(super) wall: SystemTime,
}

/// What to do when an alarm has rung.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// How often to send the message; 0 if it is not yet time.
    pub(super) times: u32,
    /// Times that have passed and are not made up for.
    pub(super) missed: u64,
    /// When to ring again; `None` if that was all.
    pub(super) next: Option<Instant>,
}

enum Beat {
    Once { due: Instant },
    Every { due: Instant, interval: Duration },
    // Boxed, as what else is rare: there may be a million that are sent once.
    Calendar(Box<Calendar>),
}

struct Calendar {
    due: SystemTime,
    /// The latest time of day that was seen since `due` was found.
    seen: SystemTime,
    table: Box<dyn Timetable>,
}

struct Jitter {
    /// How far a time is moved at most.
    most: Duration,
    rng: Rng,
    /// How far the next time is moved.
    moved: Duration,
}

/// The times of one schedule.
pub(super) struct Course {
    beat: Beat,
    catch_up: CatchUp,
    jitter: Option<Box<Jitter>>,
}

impl Course {
    /// `None` if no time ever comes.
    pub(super) fn begin(
        plan: Plan,
        catch_up: CatchUp,
        jitter: Option<(Duration, Rng)>,
        at: Moment,
    ) -> Option<Self> {
        let beat = match plan {
            Plan::Once { delay } => Beat::Once {
                due: later(at.now, delay),
            },
            Plan::Every { first, interval } => Beat::Every {
                due: later(at.now, first),
                interval,
            },
            Plan::Calendar { after, table } => Beat::Calendar(Box::new(Calendar {
                due: table.next(at.wall.checked_add(after)?)?,
                seen: at.wall,
                table,
            })),
        };
        let mut course = Self {
            beat,
            catch_up,
            jitter: jitter.map(|(most, rng)| {
                let moved = Duration::ZERO;
                Box::new(Jitter { most, rng, moved })
            }),
        };
        course.move_on();
        Some(course)
    }

    /// When to ring for the next time, or to look at the clock.
    pub(super) fn alarm(&self, at: Moment) -> Instant {
        match &self.beat {
            Beat::Once { due } | Beat::Every { due, .. } => later(*due, self.moved()),
            Beat::Calendar(calendar) => {
                let left = calendar.due.duration_since(at.wall).unwrap_or_default();
                later(at.now, left.saturating_add(self.moved()).min(CRON_LOOK))
            }
        }
    }

    /// The next time by the time of day.
    pub(super) fn due(&self, at: Moment) -> Option<SystemTime> {
        match &self.beat {
            Beat::Once { due } | Beat::Every { due, .. } => {
                let left = later(*due, self.moved()).saturating_duration_since(at.now);
                at.wall.checked_add(left)
            }
            Beat::Calendar(calendar) => calendar.due.checked_add(self.moved()),
        }
    }

    /// An alarm has rung.
    pub(super) fn turn(&mut self, at: Moment) -> Turn {
        let moved = self.moved();
        let passed = match &mut self.beat {
            Beat::Once { due } => {
                if at.now < later(*due, moved) {
                    return self.wait(at);
                }
                return Turn {
                    times: 1,
                    missed: 0,
                    next: None,
                };
            }
            Beat::Every { due, interval } => {
                if at.now < later(*due, moved) {
                    return self.wait(at);
                }
                let late = at.now.saturating_duration_since(*due).saturating_sub(moved);
                let passed = late.as_nanos() / interval.as_nanos().max(1);
                *due = later(*due, times(*interval, passed + 1));
                u64::try_from(passed).unwrap_or(u64::MAX)
            }
            Beat::Calendar(calendar) => {
                let Calendar { due, seen, table } = &mut **calendar;
                let was_set_back = seen.duration_since(at.wall).unwrap_or_default() > CRON_SET_BACK;
                *seen = at.wall;
                if was_set_back {
                    return self.anew(at);
                }
                let by_now = at.wall.checked_sub(moved).unwrap_or(at.wall);
                if by_now < *due {
                    return self.wait(at);
                }
                let (passed, next) = skip(&**table, *due, by_now);
                let Some(next) = next else {
                    let (times, missed) = self.catch_up.share(passed);
                    return Turn {
                        times,
                        missed,
                        next: None,
                    };
                };
                *due = next;
                passed
            }
        };
        self.move_on();
        let (times, missed) = self.catch_up.share(passed);
        Turn {
            times,
            missed,
            next: Some(self.alarm(at)),
        }
    }

    /// Leaves out what has passed while the schedule paused, but for the one time of a schedule that has only one.
    /// When to ring next; `None` if nothing is left.
    pub(super) fn resume(&mut self, at: Moment) -> Option<Instant> {
        match &mut self.beat {
            Beat::Once { .. } => {}
            Beat::Every { due, interval } => {
                if let Some(late) = at.now.checked_duration_since(*due) {
                    let passed = late.as_nanos() / interval.as_nanos().max(1);
                    *due = later(*due, times(*interval, passed + 1));
                }
            }
            Beat::Calendar(calendar) => {
                calendar.seen = at.wall;
                if calendar.due <= at.wall {
                    calendar.due = calendar.table.next(at.wall)?;
                }
            }
        }
        Some(self.alarm(at))
    }

    fn wait(&self, at: Moment) -> Turn {
        Turn {
            times: 0,
            missed: 0,
            next: Some(self.alarm(at)),
        }
    }

    /// The clock was put back by much: what is due is found again from there.
    fn anew(&mut self, at: Moment) -> Turn {
        let mut found = true;
        if let Beat::Calendar(calendar) = &mut self.beat {
            match calendar.table.next(at.wall) {
                Some(next) => calendar.due = next,
                None => found = false,
            }
        }
        Turn {
            times: 0,
            missed: 0,
            next: found.then(|| self.alarm(at)),
        }
    }

    /// How far the next time is moved.
    fn moved(&self) -> Duration {
        self.jitter
            .as_ref()
            .map_or(Duration::ZERO, |jitter| jitter.moved)
    }

    /// Draws how far the next time is moved.
    fn move_on(&mut self) {
        if let Some(jitter) = &mut self.jitter {
            let most = u64::try_from(jitter.most.as_nanos()).unwrap_or(u64::MAX);
            let drawn = jitter.rng.next_u64() % most.saturating_add(1);
            jitter.moved = Duration::from_nanos(drawn);
        }
    }
}

impl CatchUp {
    /// How often to send, and how many times are missed, when `passed` further times have passed with the one that is
    /// due.
    fn share(self, passed: u64) -> (u32, u64) {
        let all = passed.saturating_add(1);
        let most = match self {
            Self::Skip => 1,
            Self::Each { max } => max.clamp(1, SCHEDULE_CATCH_UP_MAX),
        };
        let times = u32::try_from(all).unwrap_or(u32::MAX).min(most);
        (times, all - u64::from(times))
    }
}

/// How many times after `due` have passed by `now`, and the first that has not. Counts a bounded number of them.
fn skip(table: &dyn Timetable, due: SystemTime, now: SystemTime) -> (u64, Option<SystemTime>) {
    let mut next = table.next(due);
    for passed in 0..u64::from(SCHEDULE_CATCH_UP_MAX) {
        match next {
            Some(time) if time <= now => next = table.next(time),
            left => return (passed, left),
        }
    }
    (u64::from(SCHEDULE_CATCH_UP_MAX), table.next(now))
}

/// `count` intervals.
fn times(interval: Duration, count: u128) -> Duration {
    const SECOND: u128 = 1_000_000_000;
    let nanos = interval.as_nanos().saturating_mul(count);
    let below = u32::try_from(nanos % SECOND).unwrap_or_default();
    u64::try_from(nanos / SECOND).map_or(Duration::MAX, |seconds| Duration::new(seconds, below))
}

#[cfg(test)]
mod tests;
