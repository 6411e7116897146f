//! Why a schedule did not start.

use std::time::Duration;

use crate::base::limits::{SCHEDULE_INTERVAL_MIN, SCHEDULES_MAX};

/// A schedule that was not started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// The name is that of a schedule that has not ended.
    #[error("the name `{0}` is taken; cancel its schedule first, or choose another")]
    NameTaken(String),
    /// The name is empty, too long, or holds `/`, `$` or a control character.
    #[error(
        "`{0}` is no valid name: it must be 1 to 256 bytes without `/`, `$` and control characters"
    )]
    NameInvalid(String),
    /// The interval is too short.
    #[error("an interval of {0:?} is too short; take {SCHEDULE_INTERVAL_MIN:?} or more")]
    IntervalTooShort(Duration),
    /// The expression is no cron expression.
    #[error("`{expression}` is no cron expression with five or six fields: {reason}")]
    Expression {
        /// The expression.
        expression: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no time zone of that name.
    #[error("there is no time zone `{0}`; take a name such as `Europe/Berlin` or `UTC`")]
    Zone(String),
    /// The time of the schedule never comes.
    #[error("`{0}` names a time that never comes; choose a date that exists")]
    Never(String),
    /// There are [`SCHEDULES_MAX`] schedules.
    #[error(
        "there are {SCHEDULES_MAX} schedules already; cancel some, or let actors keep time themselves"
    )]
    TooMany,
    /// The system is shutting down.
    #[error("the system is shutting down and starts no schedules; start them before it does")]
    Stopping,
}
