//! Numbers about one actor, for whoever looks on: plain data, and what it is read from.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::actor::spawn::{Source, Spawn};
use crate::actor::{Actor, ActorRef, AnyRef, NotLocal, Protocol};
use crate::base::time::{self, Instant};

/// What is measured of an actor beside its counters. Set by `Spawn::metrics`, and for all actors of a system by
/// `ActorSystemBuilder::metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Metrics {
    /// Nothing: counters only, which cost nothing.
    #[default]
    Counters,
    /// How long it handles its messages, and when it did so last. Costs two looks at the clock for each message.
    Timing,
}

/// Numbers about one actor at one moment: see [`ActorRef::stats`](crate::actor::ActorRef::stats).
///
/// They are read one after the other while the actor goes on; each is right by itself, and two need not fit together.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ActorStats {
    /// Messages that it has taken to handle, since its birth; restarts do not reset it.
    pub processed: u64,
    /// How often it was restarted.
    pub restarts: u32,
    /// How often it has failed.
    pub failures: u32,
    /// Messages that wait in its mailbox. An estimate while others send; of an unbounded mailbox exact up to about 60,000
    /// blocks, which is 1.9 million small messages.
    pub mailbox: usize,
    /// Messages that it keeps back: those that it has stashed, and those that wait for another state.
    pub stashed: usize,
    /// Its children that have not ended.
    pub children: usize,
    /// The name of its state of behaviour; `default` if it has no states.
    pub state: &'static str,
    /// Whether it is suspended.
    pub suspended: bool,
    /// How long ago it was born: of named actors, and of those that are measured. An unnamed one that is idle has no room
    /// for it.
    pub uptime: Option<Duration>,
    /// How long it handled its messages, if that [is measured](Metrics::Timing).
    pub timing: Option<Box<Timing>>,
}

/// How many buckets a histogram has; the last one takes what is longer.
const BUCKETS: usize = 28;

/// How long an actor handled its messages: from the moment at which it took one to that at which the handler was through,
/// with the time for which the handler waited. Messages that are not through are not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timing {
    /// How many messages were measured.
    pub count: u64,
    /// All their times together.
    pub total: Duration,
    /// The longest one.
    pub longest: Duration,
    /// How long ago the actor was through with its last message; `None` if there was none.
    pub last_activity: Option<Duration>,
    buckets: [u64; BUCKETS],
}

impl Timing {
    /// The histogram: how many messages took less than each duration, and not less than the one before. The durations
    /// are 1 µs, 2 µs, 4 µs, and so on to about a minute; what is longer is in the last one, which is the longest possible
    /// duration.
    pub fn buckets(&self) -> impl Iterator<Item = (Duration, u64)> + '_ {
        let counts = self.buckets.iter().copied();
        counts
            .enumerate()
            .map(|(index, count)| (limit(index), count))
    }

    /// A duration that a part `share` of the messages did not exceed, between 0 and 1: 0.99 for the 99th percentile. It is
    /// the limit of a bucket, so it is up to twice too long, and never longer than the longest message. Zero if there was no
    /// message.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank among messages, clamped to those that there are"
    )]
    pub fn quantile(&self, share: f64) -> Duration {
        let rank = (share.clamp(0.0, 1.0) * self.count as f64).ceil() as u64;
        let mut seen = 0;
        for (limit, count) in self.buckets() {
            seen += count;
            if seen >= rank.max(1) {
                return limit.min(self.longest);
            }
        }
        self.longest
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (half, most) = (self.quantile(0.5), self.quantile(0.99));
        write!(
            f,
            "{} messages, p50 {half:?}, p99 {most:?}, longest {:?}",
            self.count, self.longest
        )
    }
}

/// What is less than this is in the bucket, or in one before.
fn limit(bucket: usize) -> Duration {
    match u32::try_from(bucket) {
        Ok(exponent) if bucket + 1 < BUCKETS => Duration::from_micros(1 << exponent),
        _ => Duration::MAX,
    }
}

/// The bucket of a duration.
fn bucket(duration: Duration) -> usize {
    let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    let bits = u64::BITS - micros.leading_zeros();
    usize::try_from(bits).unwrap_or(BUCKETS).min(BUCKETS - 1)
}

/// What [`Timing`] is read from. Only the owner of a turn writes it.
#[derive(Debug)]
pub(crate) struct Clocked {
    /// What the last activity is counted from.
    born: Instant,
    buckets: [AtomicU64; BUCKETS],
    /// In nanoseconds.
    total: AtomicU64,
    longest: AtomicU64,
    last: AtomicU64,
}

impl Clocked {
    pub(crate) fn new() -> Self {
        Self {
            born: time::now(),
            buckets: [const { AtomicU64::new(0) }; BUCKETS],
            total: AtomicU64::new(0),
            longest: AtomicU64::new(0),
            last: AtomicU64::new(0),
        }
    }

    /// A message was handled.
    pub(crate) fn note(&self, start: Instant, end: Instant) {
        let took = end.saturating_duration_since(start);
        let (nanos, last) = (nanos(took), nanos(end.saturating_duration_since(self.born)));
        // Nobody else writes: loads and stores, not exchanges.
        let add = |place: &AtomicU64, more: u64| {
            let now = place.load(Ordering::Relaxed).saturating_add(more);
            place.store(now, Ordering::Relaxed);
        };
        if let Some(place) = self.buckets.get(bucket(took)) {
            add(place, 1);
        }
        add(&self.total, nanos);
        self.last.store(last, Ordering::Relaxed);
        if nanos > self.longest.load(Ordering::Relaxed) {
            self.longest.store(nanos, Ordering::Relaxed);
        }
    }

    pub(crate) fn read(&self, now: Instant) -> Timing {
        let buckets = self
            .buckets
            .each_ref()
            .map(|count| count.load(Ordering::Relaxed));
        let duration = |place: &AtomicU64| Duration::from_nanos(place.load(Ordering::Relaxed));
        let count = buckets.iter().sum();
        let last = self.born + duration(&self.last);
        Timing {
            count,
            total: duration(&self.total),
            longest: duration(&self.longest),
            last_activity: (count > 0).then(|| now.saturating_duration_since(last)),
            buckets,
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl<A: Actor, S: Source<A>> Spawn<'_, A, S> {
    /// What is measured of this actor beside its counters, instead of what its system says; by default nothing.
    pub fn metrics(mut self, metrics: Metrics) -> Self {
        self.given().metrics = Some(metrics);
        self
    }
}

impl AnyRef {
    /// How many children of the actor have not ended.
    #[must_use]
    pub fn child_count(&self) -> usize {
        self.base().child_count()
    }

    /// The declared name of the actor's type.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.base().vtable().name
    }
}

impl<P: Protocol> ActorRef<P> {
    /// The numbers of this actor at this moment. Nothing is sent to it, and it is not held up.
    ///
    /// Of an actor that has ended they are those of its end.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn stats(&self) -> Result<ActorStats, NotLocal> {
        Ok(self.local().ok_or(NotLocal)?.stats())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MICRO: Duration = Duration::from_micros(1);

    #[test]
    fn each_duration_is_in_the_bucket_whose_limit_is_the_next_above() {
        for (duration, limit_of_it) in [
            (Duration::ZERO, MICRO),
            (MICRO / 2, MICRO),
            (MICRO, 2 * MICRO),
            (3 * MICRO, 4 * MICRO),
            (4 * MICRO, 8 * MICRO),
            (Duration::from_secs(3600), Duration::MAX),
            (Duration::MAX, Duration::MAX),
        ] {
            assert_eq!(limit(bucket(duration)), limit_of_it, "{duration:?}");
        }
    }

    #[test]
    fn a_histogram_counts_and_tells_quantiles() {
        let (clocked, start) = (Clocked::new(), time::now());
        for _ in 0..98 {
            clocked.note(start, start + 3 * MICRO);
        }
        clocked.note(start, start + 100 * MICRO);
        clocked.note(start, start + Duration::from_secs(100));
        let timing = clocked.read(start + Duration::from_secs(160));
        assert_eq!(timing.count, 100);
        assert_eq!(timing.total, (294 + 100) * MICRO + Duration::from_secs(100));
        assert_eq!(timing.longest, Duration::from_secs(100));
        assert_eq!(timing.quantile(0.5), 4 * MICRO);
        assert_eq!(timing.quantile(0.99), 128 * MICRO);
        assert_eq!(timing.quantile(1.0), Duration::from_secs(100));
        let ago = timing.last_activity.expect("it was active");
        assert!(ago >= Duration::from_secs(59) && ago <= Duration::from_secs(61));
        assert_eq!(timing.buckets().map(|(_, count)| count).sum::<u64>(), 100);
    }

    #[test]
    fn a_histogram_of_nothing_says_so() {
        let timing = Clocked::new().read(time::now());
        assert_eq!((timing.count, timing.last_activity), (0, None));
        assert_eq!(timing.quantile(0.99), Duration::ZERO);
    }
}
