//! One flight, and how it is read from one line of the table.

use std::fmt;

use akt::prelude::*;
use serde::{Deserialize, Serialize};

use crate::code::{Airport, Carrier, Tail};

/// The first line of the table.
pub(crate) const HEADER: &str = "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,\
    carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour";
/// The number of columns.
const COLUMNS: usize = 19;
/// How much of a bad field an error shows.
const SHOWN: usize = 40;
const MINUTES_PER_DAY: u32 = 24 * 60;

/// What the replay needs of one row of the table.
#[message]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flight {
    /// When it was to leave.
    pub(crate) scheduled: Scheduled,
    /// The airline.
    pub(crate) carrier: Carrier,
    /// The airline's number for it.
    pub(crate) number: u16,
    /// The aircraft.
    pub(crate) tail: Tail,
    /// The airport it leaves.
    pub(crate) origin: Airport,
    /// The airport it goes to.
    pub(crate) dest: Airport,
    /// Minutes between the scheduled and the actual departure; `None` if it was cancelled.
    pub(crate) dep_delay: Option<i32>,
    /// Miles from `origin` to `dest`.
    pub(crate) distance: u32,
}

/// A scheduled departure, in minutes since the start of 1970 in UTC.
#[message]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Scheduled(u32);

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RowError {
    /// It has too few or too many fields.
    #[error("it has {found} fields and should have {COLUMNS}")]
    Fields {
        /// The number of its fields.
        found: usize,
    },
    /// A field is no value of its column.
    #[error("{column} is \"{value}\" and should be {expected}")]
    Field {
        /// The name of the column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What should stand there.
        expected: &'static str,
    },
}

impl Flight {
    /// Reads a line, which has no line feed any more.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, RowError> {
        let [
            _year,
            _month,
            _day,
            _dep_time,
            _sched_dep_time,
            dep_delay,
            _arr_time,
            _sched_arr_time,
            _arr_delay,
            carrier,
            flight,
            tailnum,
            origin,
            dest,
            _air_time,
            distance,
            _hour,
            minute,
            time_hour,
        ] = split(line)?;
        Ok(Self {
            scheduled: scheduled(time_hour, minute)?,
            carrier: Carrier::new(carrier)
                .ok_or_else(|| bad("carrier", carrier, "2 capital letters or digits"))?,
            number: number(flight, 1..=9_999)
                .ok_or_else(|| bad("flight", flight, "a number from 1 to 9999"))?,
            tail: Tail::new(tailnum).ok_or_else(|| {
                bad(
                    "tailnum",
                    tailnum,
                    "at most 6 capital letters and digits, or NA",
                )
            })?,
            origin: airport("origin", origin)?,
            dest: airport("dest", dest)?,
            dep_delay: delay(dep_delay)
                .ok_or_else(|| bad("dep_delay", dep_delay, "a number of minutes, or NA"))?,
            distance: number(distance, 1..=99_999)
                .ok_or_else(|| bad("distance", distance, "a number of miles from 1 to 99999"))?,
        })
    }
}

impl Scheduled {
    /// The date in New York, as in `14 Jun 2013`, without regard to summer time.
    pub(crate) fn date(self) -> impl fmt::Display {
        const BEHIND_UTC: u32 = 5 * 60;
        const NAMES: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let (mut year, mut day) = (1970, self.0.saturating_sub(BEHIND_UTC) / MINUTES_PER_DAY);
        while day >= days_of_year(year) {
            day -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while day >= days_of_month(year, month) && month < 12 {
            day -= days_of_month(year, month);
            month += 1;
        }
        let name = NAMES.get(month as usize - 1).copied().unwrap_or_default();
        fmt::from_fn(move |f| write!(f, "{:2} {name} {year}", day + 1))
    }
}

fn split(line: &[u8]) -> Result<[&[u8]; COLUMNS], RowError> {
    let mut fields = [[].as_slice(); COLUMNS];
    let mut found = line.split(|byte| *byte == b',');
    let filled = fields
        .iter_mut()
        .zip(&mut found)
        .map(|(field, text)| *field = text)
        .count();
    // `zip` takes from `fields` first, so nothing of `found` is lost when they are full.
    match filled + found.count() {
        COLUMNS => Ok(fields),
        found => Err(RowError::Fields { found }),
    }
}

fn bad(column: &'static str, value: &[u8], expected: &'static str) -> RowError {
    let mut value: String = String::from_utf8_lossy(value).escape_debug().collect();
    if let Some((end, _)) = value.char_indices().nth(SHOWN) {
        value.truncate(end);
        value.push('…');
    }
    RowError::Field {
        column,
        value,
        expected,
    }
}

fn airport(column: &'static str, text: &[u8]) -> Result<Airport, RowError> {
    Airport::new(text).ok_or_else(|| bad(column, text, "at most 3 capital letters or digits"))
}

fn delay(text: &[u8]) -> Option<Option<i32>> {
    const MOST: i32 = 99_999;
    match text {
        b"NA" => Some(None),
        [b'-', minutes @ ..] => number::<i32>(minutes, 0..=MOST).map(|late| Some(-late)),
        minutes => number(minutes, 0..=MOST).map(Some),
    }
}

/// Digits only: no sign and no space.
fn number<T: TryFrom<u32> + PartialOrd>(
    text: &[u8],
    range: std::ops::RangeInclusive<T>,
) -> Option<T> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    let value = text
        .iter()
        .try_fold(0_u32, |value, byte| Some(value * 10 + digit(*byte)?))?;
    T::try_from(value)
        .ok()
        .filter(|value| range.contains(value))
}

fn digit(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}

fn scheduled(time_hour: &[u8], minute: &[u8]) -> Result<Scheduled, RowError> {
    let hour = hours_since_1970(time_hour).ok_or_else(|| {
        bad(
            "time_hour",
            time_hour,
            "an hour of UTC, as in 2013-12-31T23:00:00Z",
        )
    })?;
    let minute: u32 =
        number(minute, 0..=59).ok_or_else(|| bad("minute", minute, "a number from 0 to 59"))?;
    Ok(Scheduled(hour * 60 + minute))
}

fn hours_since_1970(text: &[u8]) -> Option<u32> {
    let (date, time) = text.split_at_checked(11)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T'] = *date else {
        return None;
    };
    let [h1, h2, b':', b'0', b'0', b':', b'0', b'0', b'Z'] = *time else {
        return None;
    };
    let year = number(&[y1, y2, y3, y4], 1970..=9999)?;
    let month = number(&[m1, m2], 1..=12)?;
    let day = number(&[d1, d2], 1..=days_of_month(year, month))?;
    let hour = number(&[h1, h2], 0..=23)?;
    let leap_days = |year: u32| year / 4 - year / 100 + year / 400;
    let days_before_year = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let days_before_month: u32 = (1..month).map(|month| days_of_month(year, month)).sum();
    Some((days_before_year + days_before_month + day - 1) * 24 + hour)
}

fn days_of_year(year: u32) -> u32 {
    337 + days_of_month(year, 2)
}

fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A well-formed row.
    pub(crate) const ROW: &str =
        "2013,1,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z";

    /// `ROW` with another value in a column.
    pub(crate) fn row_with(column: &str, value: &str) -> String {
        let columns = HEADER.split(',').zip(ROW.split(','));
        columns
            .map(|(name, old)| if name == column { value } else { old })
            .collect::<Vec<_>>()
            .join(",")
    }

    fn parse_with(column: &str, value: &str) -> Result<Flight, RowError> {
        Flight::parse(row_with(column, value).as_bytes())
    }

    #[test]
    fn a_row_is_read() {
        let flight = Flight::parse(ROW.as_bytes()).unwrap();
        assert_eq!(flight.scheduled, Scheduled(1_357_035_300 / 60));
        assert_eq!(
            (flight.carrier.as_str(), flight.number, flight.tail.as_str()),
            ("UA", 1545, "N14228")
        );
        assert_eq!(
            (flight.origin.as_str(), flight.dest.as_str()),
            ("EWR", "IAH")
        );
        assert_eq!((flight.dep_delay, flight.distance), (Some(2), 1400));
        assert!(size_of::<Flight>() <= 40);
    }

    #[test]
    fn delays_may_be_absent_or_negative() {
        for (text, delay) in [
            ("NA", None),
            ("0", Some(0)),
            ("-43", Some(-43)),
            ("1301", Some(1301)),
        ] {
            assert_eq!(parse_with("dep_delay", text).unwrap().dep_delay, delay);
        }
        assert_eq!(parse_with("tailnum", "NA").unwrap().tail, Tail::UNKNOWN);
    }

    #[test]
    fn every_malformed_field_is_named() {
        let bad: [(&str, &[&str]); 9] = [
            (
                "dep_delay",
                &[
                    "",
                    "-",
                    "--1",
                    "+1",
                    "1.5",
                    "na",
                    " 1",
                    "100000",
                    "99999999999",
                ],
            ),
            ("carrier", &["", "ua", "UAL", "U A", "É"]),
            (
                "flight",
                &["", "0", "NA", "-1", "10000", "1e3", "4294967297"],
            ),
            ("tailnum", &["", "N142288", "n1", "N-1"]),
            ("origin", &["", "EWRR", "ewr", "É"]),
            ("dest", &["", "IAHH", "I H"]),
            ("distance", &["", "0", "-5", "NA", "100000", "1.0"]),
            ("minute", &["", "60", "-1", "NA"]),
            (
                "time_hour",
                &[
                    "",
                    "NA",
                    "2013-01-01T10:00:00",
                    "2013-01-01T10:00:00ZZ",
                    "2013-01-01 10:00:00Z",
                    "2013-01-01T24:00:00Z",
                    "2013-01-01T10:01:00Z",
                    "2013-02-29T10:00:00Z",
                    "2013-13-01T10:00:00Z",
                    "2013-00-01T10:00:00Z",
                    "2013-01-00T10:00:00Z",
                    "1969-12-31T23:00:00Z",
                    "2O13-01-01T10:00:00Z",
                ],
            ),
        ];
        for (name, values) in bad {
            for text in values {
                match parse_with(name, text) {
                    Err(RowError::Field { column, value, .. }) => {
                        assert_eq!((column, value.as_str()), (name, *text));
                    }
                    other => panic!("{name} {text:?}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn the_number_of_fields_is_exact() {
        let short = ROW.strip_suffix(",2013-01-01T10:00:00Z").unwrap();
        for (line, found) in [
            (short, 18),
            ("", 1),
            (&format!("{ROW},"), 20),
            (&format!("{ROW},,,"), 22),
        ] {
            assert_eq!(
                Flight::parse(line.as_bytes()),
                Err(RowError::Fields { found }),
                "{line}"
            );
        }
    }

    #[test]
    fn errors_show_a_readable_part_of_the_field() {
        let shown = parse_with("carrier", &"\u{1b}x".repeat(500))
            .unwrap_err()
            .to_string();
        assert!(
            shown.starts_with("carrier is \"\\u{1b}x\\u{1b}x"),
            "{shown}"
        );
        assert!(
            shown.ends_with("…\" and should be 2 capital letters or digits"),
            "{shown}"
        );
        let line = [ROW.as_bytes(), b"\xff"].concat();
        assert!(
            Flight::parse(&line)
                .unwrap_err()
                .to_string()
                .contains("2013-01-01T10:00:00Z\u{fffd}")
        );
    }

    #[test]
    fn dates_count_days_like_the_calendar() {
        let date = |text: &str| {
            Scheduled(hours_since_1970(text.as_bytes()).unwrap() * 60)
                .date()
                .to_string()
        };
        assert_eq!(
            hours_since_1970(b"2000-03-01T00:00:00Z"),
            Some(951_868_800 / 3600)
        );
        assert_eq!(
            hours_since_1970(b"2014-01-01T04:00:00Z"),
            Some(1_388_548_800 / 3600)
        );
        assert_eq!(date("2014-01-01T04:00:00Z"), "31 Dec 2013");
        assert_eq!(date("2013-01-01T10:00:00Z"), " 1 Jan 2013");
        assert_eq!(date("2012-02-29T10:00:00Z"), "29 Feb 2012");
        assert_eq!(date("2100-03-01T10:00:00Z"), " 1 Mar 2100");
        assert_eq!(date("1970-01-01T00:00:00Z"), " 1 Jan 1970");
    }
}
