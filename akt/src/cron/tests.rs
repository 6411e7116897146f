//! The times of cron expressions, over the changes of clocks.

use std::time::SystemTime;

use jiff::Timestamp;

use super::Cron;
use crate::system::ScheduleError;

fn utc(text: &str) -> SystemTime {
    let time: Timestamp = text.parse().expect("a time in UTC");
    SystemTime::from(time)
}

/// The first times after a start, in UTC.
fn times(expression: &str, zone: &str, start: &str, count: usize) -> Vec<String> {
    let cron = Cron::parse(expression, zone).expect("a valid expression");
    let mut at = utc(start);
    let next = || {
        at = cron.next(at)?;
        Some(Timestamp::try_from(at).expect("in range").to_string())
    };
    std::iter::from_fn(next).take(count).collect()
}

fn check(expression: &str, zone: &str, start: &str, expected: &[&str]) {
    assert_eq!(
        times(expression, zone, start, expected.len()),
        expected,
        "{expression} in {zone} after {start}"
    );
}

const BERLIN: &str = "Europe/Berlin";
const NEW_YORK: &str = "America/New_York";

#[test]
fn six_fields_have_seconds_and_five_begin_the_minute() {
    let start = "2026-01-01T00:00:00Z";
    check(
        "*/20 * * * * *",
        "UTC",
        start,
        &[
            "2026-01-01T00:00:20Z",
            "2026-01-01T00:00:40Z",
            "2026-01-01T00:01:00Z",
        ],
    );
    check(
        "*/20 * * * *",
        "UTC",
        start,
        &["2026-01-01T00:20:00Z", "2026-01-01T00:40:00Z"],
    );
    check("@daily", "UTC", start, &["2026-01-02T00:00:00Z"]);
}

#[test]
fn a_start_within_a_second_counts_as_before_the_next_one() {
    check(
        "* * * * * *",
        "UTC",
        "2026-01-01T00:00:00.7Z",
        &["2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z"],
    );
}

#[test]
fn the_29th_of_february_comes_in_leap_years() {
    check(
        "0 0 12 29 2 *",
        "UTC",
        "2026-01-01T00:00:00Z",
        &["2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z"],
    );
}

#[test]
fn months_weekdays_and_their_ends_have_names() {
    check(
        "0 0 9 L * *",
        "UTC",
        "2028-01-31T10:00:00Z",
        &["2028-02-29T09:00:00Z", "2028-03-31T09:00:00Z"],
    );
    check(
        "0 30 8 * JAN MON-FRI",
        "UTC",
        "2026-01-02T08:30:00Z",
        &["2026-01-05T08:30:00Z"],
    );
    check(
        "0 0 9 * * 5#2",
        "UTC",
        "2026-01-01T00:00:00Z",
        &["2026-01-09T09:00:00Z"],
    );
}

#[test]
fn one_time_in_the_gap_of_spring_comes_once_right_after_it() {
    // Berlin: from 02:00 to 03:00 on 2026-03-29, which is 01:00 UTC.
    check(
        "0 30 2 * * *",
        BERLIN,
        "2026-03-28T00:00:00Z",
        &[
            "2026-03-28T01:30:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-30T00:30:00Z",
        ],
    );
    // New York: from 02:00 to 03:00 on 2026-03-08, which is 07:00 UTC.
    check(
        "0 30 2 * * *",
        NEW_YORK,
        "2026-03-07T00:00:00Z",
        &[
            "2026-03-07T07:30:00Z",
            "2026-03-08T07:00:00Z",
            "2026-03-09T06:30:00Z",
        ],
    );
}

#[test]
fn one_time_in_the_overlap_of_autumn_comes_once_the_first_time() {
    // Berlin: 02:30 is there twice on 2026-10-25, at 00:30 and 01:30 UTC.
    check(
        "0 30 2 * * *",
        BERLIN,
        "2026-10-24T00:00:00Z",
        &[
            "2026-10-24T00:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-26T01:30:00Z",
        ],
    );
    // New York: 01:30 is there twice on 2026-11-01, at 05:30 and 06:30 UTC.
    check(
        "0 30 1 * * *",
        NEW_YORK,
        "2026-10-31T00:00:00Z",
        &[
            "2026-10-31T05:30:00Z",
            "2026-11-01T05:30:00Z",
            "2026-11-02T06:30:00Z",
        ],
    );
}

#[test]
fn a_start_between_the_two_does_not_bring_the_second_one() {
    check(
        "0 30 2 * * *",
        BERLIN,
        "2026-10-25T00:45:00Z",
        &["2026-10-26T01:30:00Z"],
    );
}

#[test]
fn steps_stay_even_over_both_changes() {
    check(
        "0 */30 * * * *",
        BERLIN,
        "2026-03-29T00:29:00Z",
        &[
            "2026-03-29T00:30:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:30:00Z",
        ],
    );
    check(
        "0 */30 * * * *",
        NEW_YORK,
        "2026-11-01T04:59:00Z",
        &[
            "2026-11-01T05:00:00Z",
            "2026-11-01T05:30:00Z",
            "2026-11-01T06:00:00Z",
            "2026-11-01T06:30:00Z",
            "2026-11-01T07:00:00Z",
        ],
    );
}

#[test]
fn several_hours_go_by_the_clock_on_the_wall() {
    check(
        "0 30 2,4 * * *",
        BERLIN,
        "2026-03-29T00:00:00Z",
        &["2026-03-29T02:30:00Z", "2026-03-30T00:30:00Z"],
    );
    check(
        "0 30 2,4 * * *",
        BERLIN,
        "2026-10-25T00:00:00Z",
        &[
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T03:30:00Z",
        ],
    );
}

#[test]
fn what_is_wrong_is_said() {
    for wrong in [
        "",
        "* * * *",
        "* * * * * * *",
        "61 * * * * *",
        "no such thing",
        "0 0 25 * * *",
    ] {
        let error = Cron::parse(wrong, "UTC").expect_err(wrong);
        assert!(
            matches!(&error, ScheduleError::Expression { expression, .. } if expression == wrong),
            "{error}"
        );
    }
    let error = Cron::parse("* * * * *", "Europe/Atlantis").expect_err("no such zone");
    assert_eq!(error, ScheduleError::Zone("Europe/Atlantis".to_owned()));
    let never = Cron::parse("0 0 0 30 2 *", "UTC").expect("a valid expression");
    assert_eq!(never.next(utc("2026-01-01T00:00:00Z")), None);
}
