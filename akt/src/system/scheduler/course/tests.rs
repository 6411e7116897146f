//! When schedules are due, by hand-made times.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Course, Moment, Plan, Timetable, Turn};
use crate::base::catch_up::CatchUp;
use crate::base::limits::{CRON_LOOK, SCHEDULE_CATCH_UP_MAX};
use crate::base::rng::Rng;
use crate::base::time::{Instant, now};

/// Comes at every multiple of so many seconds, up to an end.
struct Multiples(u64, u64);

impl Timetable for Multiples {
    fn next(&self, after: SystemTime) -> Option<SystemTime> {
        let since = after.duration_since(UNIX_EPOCH).ok()?.as_secs();
        let next = (since / self.0 + 1) * self.0;
        (next <= self.1).then(|| wall(next))
    }
}

fn secs(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn wall(seconds: u64) -> SystemTime {
    UNIX_EPOCH + secs(seconds)
}

/// Both clocks from a common start.
struct Clocks {
    start: Instant,
}

impl Clocks {
    fn new() -> Self {
        Self { start: now() }
    }

    /// So many seconds after the start, when the time of day is `day`.
    fn at(&self, seconds: u64, day: u64) -> Moment {
        Moment {
            now: self.start + secs(seconds),
            wall: wall(day),
        }
    }

    fn same(&self, seconds: u64) -> Moment {
        self.at(seconds, seconds)
    }

    fn turn(&self, times: u32, missed: u64, next: Option<u64>) -> Turn {
        Turn {
            times,
            missed,
            next: next.map(|seconds| self.start + secs(seconds)),
        }
    }
}

fn begin(plan: Plan, catch_up: CatchUp, at: Moment) -> Course {
    Course::begin(plan, catch_up, None, at).expect("it comes")
}

fn every(seconds: u64) -> Plan {
    Plan::Every {
        first: secs(seconds),
        interval: secs(seconds),
    }
}

fn calendar(seconds: u64, end: u64) -> Plan {
    Plan::Calendar {
        after: Duration::ZERO,
        table: Box::new(Multiples(seconds, end)),
    }
}

#[test]
fn once_is_due_once() {
    let clocks = Clocks::new();
    let mut course = begin(Plan::Once { delay: secs(5) }, CatchUp::Skip, clocks.same(0));
    assert_eq!(course.alarm(clocks.same(0)), clocks.start + secs(5));
    assert_eq!(course.turn(clocks.same(4)), clocks.turn(0, 0, Some(5)));
    assert_eq!(course.turn(clocks.same(9)), clocks.turn(1, 0, None));
}

#[test]
fn an_interval_keeps_its_rate_and_skips_what_has_passed() {
    let clocks = Clocks::new();
    let mut course = begin(every(10), CatchUp::Skip, clocks.same(0));
    assert_eq!(course.turn(clocks.same(10)), clocks.turn(1, 0, Some(20)));
    // Late by less than an interval: the next one is not later for it.
    assert_eq!(course.turn(clocks.same(27)), clocks.turn(1, 0, Some(30)));
    assert_eq!(course.turn(clocks.same(65)), clocks.turn(1, 3, Some(70)));
    assert_eq!(course.due(clocks.at(66, 1000)), Some(wall(1004)));
}

#[test]
fn what_has_passed_is_made_up_for_up_to_a_bound() {
    let clocks = Clocks::new();
    let mut course = begin(every(10), CatchUp::Each { max: 3 }, clocks.same(0));
    assert_eq!(course.turn(clocks.same(25)), clocks.turn(2, 0, Some(30)));
    assert_eq!(course.turn(clocks.same(90)), clocks.turn(3, 4, Some(100)));
    let mut course = begin(every(1), CatchUp::Each { max: u32::MAX }, clocks.same(0));
    let turn = course.turn(clocks.same(1_000_000));
    assert_eq!(turn.times, SCHEDULE_CATCH_UP_MAX);
    assert_eq!(turn.missed + u64::from(turn.times), 1_000_000);
    let mut course = begin(every(10), CatchUp::Each { max: 0 }, clocks.same(0));
    assert_eq!(course.turn(clocks.same(25)), clocks.turn(1, 1, Some(30)));
}

#[test]
fn an_interval_of_centuries_overflows_nothing() {
    let clocks = Clocks::new();
    let mut course = begin(
        Plan::Every {
            first: secs(1),
            interval: Duration::MAX,
        },
        CatchUp::Skip,
        clocks.same(0),
    );
    let turn = course.turn(clocks.same(1));
    assert_eq!((turn.times, turn.missed), (1, 0));
    assert!(turn.next > Some(clocks.start + secs(1_000_000)));
    let never = begin(
        Plan::Once {
            delay: Duration::MAX,
        },
        CatchUp::Skip,
        clocks.same(0),
    );
    assert!(never.alarm(clocks.same(0)) > clocks.start + secs(1_000_000));
}

#[test]
fn jitter_moves_each_time_and_not_the_times_after_it() {
    let clocks = Clocks::new();
    let jitter = secs(4);
    let seed = 3;
    let drawn = Some((jitter, Rng::seeded(seed)));
    let begin = Course::begin(every(10), CatchUp::Skip, drawn, clocks.same(0));
    let mut course = begin.expect("it comes");
    let mut moved = Vec::new();
    let mut alarm = course.alarm(clocks.same(0));
    for count in 1..=50 {
        let due = clocks.start + secs(count * 10);
        assert!(
            due <= alarm && alarm <= due + jitter,
            "seed {seed}, time {count}"
        );
        moved.push(alarm - due);
        let at = Moment {
            now: alarm,
            wall: wall(0),
        };
        let turn = course.turn(at);
        assert_eq!(
            (turn.times, turn.missed),
            (1, 0),
            "seed {seed}, time {count}"
        );
        alarm = turn.next.expect("it goes on");
    }
    moved.sort_unstable();
    moved.dedup();
    assert!(moved.len() > 40, "seed {seed}: drawn anew each time");
}

#[test]
fn a_calendar_looks_at_the_clock_now_and_then() {
    let clocks = Clocks::new();
    let mut course = begin(calendar(3600, u64::MAX), CatchUp::Skip, clocks.at(0, 100));
    let look = CRON_LOOK.as_secs();
    assert_eq!(course.alarm(clocks.at(0, 100)), clocks.start + CRON_LOOK);
    assert_eq!(
        course.turn(clocks.at(look, 160)),
        clocks.turn(0, 0, Some(2 * look))
    );
    assert_eq!(course.turn(clocks.at(7, 3590)), clocks.turn(0, 0, Some(17)));
    // A clock that runs slower than the timer: it is not yet time, by the clock that counts.
    assert_eq!(
        course.turn(clocks.at(17, 3599)),
        clocks.turn(0, 0, Some(18))
    );
    assert_eq!(
        course.turn(clocks.at(18, 3600)),
        clocks.turn(1, 0, Some(18 + look))
    );
    assert_eq!(course.due(clocks.at(18, 3600)), Some(wall(7200)));
}

#[test]
fn a_clock_that_is_put_forward_skips_or_makes_up_for_what_has_passed() {
    let clocks = Clocks::new();
    let mut course = begin(calendar(100, u64::MAX), CatchUp::Skip, clocks.at(0, 0));
    // Four times in between, and the next one in 50 seconds.
    assert_eq!(
        course.turn(clocks.at(60, 450)),
        clocks.turn(1, 3, Some(110))
    );
    let mut course = begin(
        calendar(100, u64::MAX),
        CatchUp::Each { max: 9 },
        clocks.at(0, 0),
    );
    assert_eq!(
        course.turn(clocks.at(60, 450)),
        clocks.turn(4, 0, Some(110))
    );
    let mut course = begin(calendar(1, u64::MAX), CatchUp::Skip, clocks.at(0, 0));
    let turn = course.turn(clocks.at(60, 1_000_000));
    assert_eq!(
        turn.missed,
        u64::from(SCHEDULE_CATCH_UP_MAX),
        "counted up to a bound"
    );
    assert_eq!(turn, clocks.turn(1, turn.missed, Some(61)));
}

#[test]
fn a_clock_that_is_put_back_does_nothing_twice_or_begins_anew() {
    let clocks = Clocks::new();
    let mut course = begin(
        calendar(1000, u64::MAX),
        CatchUp::Skip,
        clocks.at(0, 99_990),
    );
    assert_eq!(course.turn(clocks.at(10, 100_000)).times, 1);
    // By half an hour: the time that was done comes again, and is left out.
    assert_eq!(course.turn(clocks.at(70, 98_200)).times, 0);
    assert_eq!(course.turn(clocks.at(1870, 100_000)).times, 0);
    assert_eq!(course.turn(clocks.at(2870, 101_000)).times, 1);
    // By a day: what was due tomorrow is due today.
    assert_eq!(course.turn(clocks.at(2880, 14_610)).times, 0);
    assert_eq!(course.due(clocks.at(2880, 14_610)), Some(wall(15_000)));
    assert_eq!(course.turn(clocks.at(3270, 15_000)).times, 1);
}

#[test]
fn a_calendar_that_is_through_ends() {
    let clocks = Clocks::new();
    let mut course = begin(calendar(100, 200), CatchUp::Skip, clocks.at(0, 0));
    assert_eq!(course.turn(clocks.at(100, 100)).times, 1);
    assert_eq!(course.turn(clocks.at(200, 200)), clocks.turn(1, 0, None));
    let none = Course::begin(calendar(100, 200), CatchUp::Skip, None, clocks.at(0, 200));
    assert!(none.is_none());
}

#[test]
fn a_pause_leaves_out_what_passes_in_it() {
    let clocks = Clocks::new();
    let mut course = begin(every(10), CatchUp::Each { max: 9 }, clocks.same(0));
    assert_eq!(course.resume(clocks.same(5)), Some(clocks.start + secs(10)));
    assert_eq!(
        course.resume(clocks.same(40)),
        Some(clocks.start + secs(50))
    );
    assert_eq!(course.turn(clocks.same(50)), clocks.turn(1, 0, Some(60)));
    let mut course = begin(calendar(100, u64::MAX), CatchUp::Skip, clocks.same(0));
    assert_eq!(
        course.resume(clocks.same(450)),
        Some(clocks.start + secs(500))
    );
    let mut course = begin(Plan::Once { delay: secs(5) }, CatchUp::Skip, clocks.same(0));
    course.resume(clocks.same(9));
    assert_eq!(course.turn(clocks.same(9)), clocks.turn(1, 0, None));
}
