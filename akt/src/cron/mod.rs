//! Floor 5: schedules by cron expressions, in any time zone.
//!
//! An expression and a zone give the times of a schedule of `system::scheduler`, which keeps the time. The names of this
//! module stand behind the feature `cron`.

use std::fmt;
use std::time::{Duration, SystemTime};

use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::actor::{Call, TypedRef};
use crate::system::scheduler::{
    CatchUp, Options, Plan, ScheduleError, ScheduleKind, Scheduler, Scheduling, Timetable,
};

/// The times that a cron expression names in a time zone.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use akt::cron::Cron;
///
/// let noon = Cron::parse("0 0 12 * * *", "Europe/Berlin")?;
/// let first = noon.next(UNIX_EPOCH).expect("there is a noon each day");
/// assert_eq!(first, UNIX_EPOCH + Duration::from_secs(11 * 3600), "an hour ahead of UTC");
/// # Ok::<(), akt::system::ScheduleError>(())
/// ```
///
/// # Expressions
/// Six fields: second, minute, hour, day of the month, month, day of the week. With five fields the second is 0. Each is
/// a number, a range `1-5`, a list `1,3`, a step `*/5` or `*`; months and days also have names (`JAN`, `MON`), Sunday is 0
/// or 7. `L` is the last day, `15W` the working day next to the 15th, `5#2` the second Friday. When both days are given,
/// one that fits is enough. `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` are short for what they say.
///
/// # Daylight saving
/// An expression with one hour, one minute and one second comes once a day, whatever the clocks do: a time that is left
/// out in spring comes at the first moment after the gap, and of one that there is twice in autumn the first counts. Any
/// other expression goes by the clock on the wall: what is in the gap does not come, and what is in the hour that there
/// is twice comes twice; so `*/10` stays ten minutes apart.
#[derive(Clone)]
pub struct Cron {
    expression: String,
    cron: croner::Cron,
    zone: TimeZone,
    zone_name: String,
}

impl Cron {
    /// Reads an expression, for the clocks of the IANA time zone `zone`, such as `UTC` or `Europe/Berlin`.
    ///
    /// The rules of zones are those of the machine, or those built in if it has none.
    ///
    /// # Errors
    /// When the expression or the name of the zone is not valid.
    pub fn parse(expression: &str, zone: &str) -> Result<Self, ScheduleError> {
        let parser = CronParser::builder()
            .seconds(Seconds::Optional)
            .year(Year::Disallowed)
            .build();
        let cron = parser
            .parse(expression)
            .map_err(|error| ScheduleError::Expression {
                expression: expression.to_owned(),
                reason: error.to_string().trim_end_matches('.').to_owned(),
            })?;
        let known = TimeZone::get(zone).map_err(|_| ScheduleError::Zone(zone.to_owned()))?;
        Ok(Self {
            expression: expression.to_owned(),
            cron,
            zone: known,
            zone_name: zone.to_owned(),
        })
    }

    /// The first time after `after`; `None` if there is none before the year 5000.
    #[must_use]
    pub fn next(&self, after: SystemTime) -> Option<SystemTime> {
        let after = Timestamp::try_from(after).ok()?;
        let after: Zoned = after.to_zoned(self.zone.clone());
        let next = self.cron.find_next_occurrence(&after, false).ok()?;
        Some(SystemTime::from(next.timestamp()))
    }

    /// The expression.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The name of the time zone.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.zone_name
    }
}

impl fmt::Debug for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cron")
            .field("expression", &self.expression)
            .field("zone", &self.zone_name)
            .finish_non_exhaustive()
    }
}

impl Timetable for Cron {
    fn next(&self, after: SystemTime) -> Option<SystemTime> {
        Self::next(self, after)
    }
}

/// A schedule by a cron expression, which is read when the schedule starts.
#[derive(Debug)]
pub struct Clock {
    expression: String,
    zone: String,
}

impl Scheduler {
    /// Sends the message of the call that `make` makes, at the times that the cron expression names; see [`Cron`] for what
    /// it may be and what happens when clocks change. The zone is UTC unless [`zone`](Scheduling::zone) names another.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # #[actor]
    /// # struct Office {}
    /// # #[handlers]
    /// # impl Office {
    /// #     #[handler]
    /// #     pub fn report(&self) {}
    /// # }
    /// # async fn example(system: ActorSystem, office: OfficeRef) -> Result<(), Box<dyn std::error::Error>> {
    /// let nightly = system
    ///     .scheduler()
    ///     .cron("0 30 2 * * *", &office, |office| office.report())
    ///     .zone("Europe/Berlin")
    ///     .named("nightly")
    ///     .await?;
    /// assert!(nightly.next_due().is_some());
    /// # Ok(()) }
    /// ```
    ///
    /// The clock of the machine counts: it is looked at once a minute at least. When it was put forward, or the machine
    /// was suspended, the times that have passed are treated as [`CatchUp`] says. When it was put back by up to an hour,
    /// what was done is not done again; when it was put back by more, the schedule goes by the new time at once.
    ///
    /// Everything else is as with [`every`](Scheduler::every).
    pub fn cron<R, F, T, E>(&self, expression: &str, actor: &R, make: F) -> Scheduling<Clock>
    where
        R: TypedRef,
        R::Protocol: Send,
        F: for<'a> FnMut(&'a R) -> Call<'a, R::Protocol, T, E> + Send + 'static,
        T: 'static,
        E: 'static,
    {
        let when = Clock {
            expression: expression.to_owned(),
            zone: "UTC".to_owned(),
        };
        self.repeat(when, read, actor, make)
    }
}

impl Scheduling<Clock> {
    /// Reads the expression by the clocks of an IANA time zone, such as `Europe/Berlin`; by default of `UTC`.
    pub fn zone(mut self, name: impl Into<String>) -> Self {
        self.when.zone = name.into();
        self
    }

    /// Leaves out the times until `delay` has passed.
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

fn read(when: Clock, options: &Options) -> Result<(Plan, ScheduleKind), ScheduleError> {
    let cron = Cron::parse(&when.expression, &when.zone)?;
    let plan = Plan::Calendar {
        after: options.starting_after.unwrap_or_default(),
        table: Box::new(cron),
    };
    let kind = ScheduleKind::Cron {
        expression: when.expression,
        zone: when.zone,
    };
    Ok((plan, kind))
}

#[cfg(test)]
mod tests;
