//! The clock: the only place that reads it.
//!
//! Everything else asks here, and here asks tokio's clock, so that a paused tokio runtime gives virtual time to
//! the whole system.

use std::future::Future;
use std::num::NonZeroI64;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;

pub(crate) use tokio::time::Instant;

/// The monotonic clock; virtual when the tokio runtime is paused.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The machine's monotonic clock, never virtual: for slicing the processor among actors.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
pub(crate) fn cpu_now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Milliseconds since the Unix epoch; 0 if the machine's clock is before it.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
#[allow(dead_code, reason = "only the floors of the network meet other clocks")]
pub(crate) fn unix_millis() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The moment `duration` after `start`; decades after it if it is further away than a clock can say.
pub(crate) fn later(start: Instant, duration: Duration) -> Instant {
    const DECADES: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    start
        .checked_add(duration)
        .unwrap_or_else(|| start + DECADES)
}

/// An instant in one word, for where there are many of them: its distance from the first one that the process noted, in
/// nanoseconds, with the sign turned around so that none is zero; which reaches 292 years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp(NonZeroI64);

impl Stamp {
    pub(crate) fn now() -> Self {
        Self::of(now())
    }

    /// Clocks of tests may be behind that of the first note.
    fn of(moment: Instant) -> Self {
        static FIRST: OnceLock<Instant> = OnceLock::new();
        let first = *FIRST.get_or_init(|| moment);
        let nanos = |distance: Duration| i64::try_from(distance.as_nanos()).unwrap_or(i64::MAX);
        let distance = match moment.checked_duration_since(first) {
            Some(after) => nanos(after),
            None => -nanos(first.saturating_duration_since(moment)),
        };
        Self(NonZeroI64::new(distance ^ i64::MIN).unwrap_or(NonZeroI64::MIN))
    }

    fn distance(self) -> i64 {
        self.0.get() ^ i64::MIN
    }

    /// How long before `moment` it was; zero if it was later.
    pub(crate) fn until(self, moment: Instant) -> Duration {
        let distance = Self::of(moment).distance().saturating_sub(self.distance());
        Duration::from_nanos(u64::try_from(distance).unwrap_or_default())
    }
}

/// The time of day, which follows virtual time.
///
/// While tokio's clock is the machine's, the time of day is what the machine says: corrections of its clock and the time
/// for which it was suspended are in it, so it may jump. When tokio's clock stands or has been put forward, which shows
/// in its distance from the machine's, the time of day goes on with tokio's clock from where it was last read before.
pub(crate) struct WallClock {
    /// The time of day at a moment of tokio's clock.
    anchor: Mutex<(SystemTime, Instant)>,
    follows_machine: bool,
}

impl WallClock {
    /// Two readings of one clock, one after the other, are less apart than this unless the thread was suspended in
    /// between; and then the time since the last reading is as good.
    const APART: Duration = Duration::from_millis(1);

    /// The machine's.
    pub(crate) fn of_machine() -> Self {
        Self {
            anchor: Mutex::new((machine_wall(), now())),
            follows_machine: true,
        }
    }

    /// One that says `start` now, and goes on with tokio's clock alone.
    pub(crate) fn starting_at(start: SystemTime) -> Self {
        Self {
            anchor: Mutex::new((start, now())),
            follows_machine: false,
        }
    }

    /// The time of day.
    pub(crate) fn now(&self) -> SystemTime {
        let (at, machine) = (now(), cpu_now());
        let virtual_now = at.into_std();
        let apart = virtual_now
            .saturating_duration_since(machine)
            .max(machine.saturating_duration_since(virtual_now));
        let mut anchor = self.anchor.lock();
        if self.follows_machine && apart < Self::APART {
            *anchor = (machine_wall(), at);
        }
        let (wall, since) = *anchor;
        wall.checked_add(at.saturating_duration_since(since))
            .unwrap_or(wall)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the clock"
)]
fn machine_wall() -> SystemTime {
    SystemTime::now()
}

/// Completes after `duration`. Dropping it cancels it.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that starts timers"
)]
pub(crate) fn sleep(duration: Duration) -> tokio::time::Sleep {
    tokio::time::sleep(duration)
}

/// Puts the paused clock of this runtime forward, and rings what is due then.
#[cfg(feature = "testkit")]
pub(crate) async fn put_forward(duration: Duration) {
    tokio::time::advance(duration).await;
}

/// Runs `future` for at most `limit`; `None` when the limit came first and the future was dropped.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use super::{Stamp, WallClock, cpu_now, machine_wall, now, sleep};

    const HOUR: Duration = Duration::from_secs(3600);

    fn apart(a: SystemTime, b: SystemTime) -> Duration {
        a.duration_since(b)
            .or_else(|_| b.duration_since(a))
            .expect("one is not before the other")
    }

    #[tokio::test(start_paused = true)]
    async fn a_stamp_tells_how_long_ago_it_was_whichever_clock_was_noted_first() {
        assert_eq!(size_of::<Option<Stamp>>(), 8);
        let begin = now();
        sleep(HOUR * 100).await;
        let late = Stamp::now();
        assert_eq!(late.until(now() + HOUR), HOUR);
        assert_eq!(late.until(begin), Duration::ZERO);
        let early = Stamp::of(begin);
        assert_eq!(early.until(now()).as_secs(), 360_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_time_of_day_with_a_start_goes_on_with_virtual_time_alone() {
        let start = UNIX_EPOCH + HOUR * 400_000;
        let clock = WallClock::starting_at(start);
        assert_eq!(clock.now(), start);
        sleep(HOUR * 5).await;
        assert_eq!(clock.now(), start + HOUR * 5);
    }

    #[tokio::test(start_paused = true)]
    async fn the_machines_time_of_day_goes_on_with_virtual_time() {
        let clock = WallClock::of_machine();
        let start = machine_wall();
        sleep(HOUR * 5).await;
        assert!(apart(clock.now(), start + HOUR * 5) < HOUR);
    }

    #[tokio::test]
    async fn in_real_time_the_time_of_day_is_the_machines() {
        let clock = WallClock::of_machine();
        // As if the machine had been suspended since, or its clock corrected.
        clock.anchor.lock().0 = UNIX_EPOCH;
        let deadline = cpu_now() + Duration::from_secs(60);
        while apart(clock.now(), machine_wall()) > HOUR {
            assert!(cpu_now() < deadline, "it does not follow the machine");
        }
    }
}
