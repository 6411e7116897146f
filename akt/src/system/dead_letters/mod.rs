//! Messages that reached no handler: counted, logged at a bounded rate, and published on the event stream.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tracing::Level;

use crate::actor::DeadLetter;
use crate::base::limits::DEAD_LETTER_LOGS_PER_SECOND;
use crate::base::time::{self, Instant};
use crate::base::window::Window;
use crate::dispatch::task;
use crate::system::events::{EventStream, Publisher, Subscribe, Subscription};

/// The time in which dead letters are counted for the log.
const SECOND: Duration = Duration::from_secs(1);

/// Whether and how dead letters are logged; an option of `ActorSystemBuilder::dead_letter_log`.
///
/// By default at `warn`, since each is a message that somebody sent and nobody handled; the first 10 of a second one by
/// one, then, a second later, how many more there were. While the actors of a shutdown stop, their left-over messages
/// are expected, and what would be logged is logged at `debug`.
///
/// ```
/// use akt::system::{ActorSystem, DeadLetterLog};
/// use tracing::Level;
///
/// let quieter = DeadLetterLog::at(Level::INFO).per_second(1);
/// let options = ActorSystem::builder("shop").dead_letter_log(quieter);
/// # drop(options);
/// assert_eq!(DeadLetterLog::default(), DeadLetterLog::at(Level::WARN).per_second(10));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadLetterLog {
    level: Option<Level>,
    per_second: u32,
}

impl DeadLetterLog {
    /// Logs at `level`, the first 10 of a second one by one.
    #[must_use]
    pub const fn at(level: Level) -> Self {
        Self {
            level: Some(level),
            per_second: DEAD_LETTER_LOGS_PER_SECOND,
        }
    }

    /// Logs nothing. Dead letters are still counted and published.
    #[must_use]
    pub const fn off() -> Self {
        Self {
            level: None,
            per_second: 0,
        }
    }

    /// How many are logged one by one in any second; the others are only counted. With 0, counts are all that is logged.
    #[must_use]
    pub const fn per_second(mut self, count: u32) -> Self {
        self.per_second = count;
        self
    }
}

impl Default for DeadLetterLog {
    fn default() -> Self {
        Self::at(Level::WARN)
    }
}

/// Logs at a level that is known only now. The fields are those of the macros of `tracing`.
macro_rules! log_at {
    ($level:expr, $($fields:tt)+) => {
        match $level {
            Level::ERROR => tracing::error!($($fields)+),
            Level::WARN => tracing::warn!($($fields)+),
            Level::INFO => tracing::info!($($fields)+),
            Level::DEBUG => tracing::debug!($($fields)+),
            Level::TRACE => tracing::trace!($($fields)+),
        }
    };
}

/// What becomes of a dead letter in the log.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Logged,
    /// Only counted; the first such one since the last summary asks for the next.
    Suppressed {
        first: bool,
    },
}

/// How many are logged, and how many were not.
struct Limit {
    window: Window,
    suppressed: u64,
}

impl Limit {
    fn note(&mut self, now: Instant) -> Verdict {
        if self.window.admit(now) {
            return Verdict::Logged;
        }
        self.suppressed += 1;
        Verdict::Suppressed {
            first: self.suppressed == 1,
        }
    }

    /// How many were only counted since the last time.
    fn summary(&mut self) -> u64 {
        std::mem::take(&mut self.suppressed)
    }
}

struct Log {
    level: Level,
    limit: Mutex<Limit>,
    /// Whether dead letters are expected, since the system stops its actors.
    expected: AtomicBool,
}

impl Log {
    fn level(&self) -> Level {
        if self.expected.load(Ordering::Relaxed) {
            Level::DEBUG
        } else {
            self.level
        }
    }

    fn summarise(&self) {
        let suppressed = self.limit.lock().summary();
        if suppressed > 0 {
            log_at!(self.level(), suppressed, "more dead letters");
        }
    }
}

thread_local! {
    /// Whether a letter is being published on this thread.
    static POSTING: Cell<bool> = const { Cell::new(false) };
}

/// A letter is being published, until this is dropped.
struct Posting;

impl Drop for Posting {
    fn drop(&mut self) {
        POSTING.set(false);
    }
}

/// The office of one system.
pub(super) struct Office {
    total: AtomicU64,
    log: Option<Arc<Log>>,
    events: Publisher<DeadLetter>,
    runtime: task::Handle,
}

impl Office {
    pub(super) fn new(options: DeadLetterLog, events: &EventStream, runtime: task::Handle) -> Self {
        let log = options.level.map(|level| Log {
            level,
            limit: Mutex::new(Limit {
                window: Window::new(options.per_second, SECOND),
                suppressed: 0,
            }),
            expected: AtomicBool::new(false),
        });
        Self {
            total: AtomicU64::new(0),
            log: log.map(Arc::new),
            events: events.publisher(),
            runtime,
        }
    }

    pub(super) fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    #[cold]
    pub(super) fn post(&self, letter: DeadLetter) {
        self.total.fetch_add(1, Ordering::Relaxed);
        if let Some(log) = &self.log {
            self.log(log, &letter);
        }
        // One that is made while another is published, by a filter of a user, is not: there would be no end of it.
        if POSTING.replace(true) {
            return;
        }
        let _posting = Posting;
        self.events.publish(letter);
    }

    fn log(&self, log: &Arc<Log>, letter: &DeadLetter) {
        let verdict = log.limit.lock().note(time::now());
        match verdict {
            Verdict::Logged => log_at!(
                log.level(),
                actor.path = %letter.path,
                method = letter.method,
                reason = %letter.reason,
                sender = letter.sender.as_ref().map(tracing::field::display),
                "dead letter"
            ),
            Verdict::Suppressed { first: true } => {
                let log = Arc::clone(log);
                // The only one of its kind until it has run. So a flood that is over is told of as well.
                task::spawn_on(&self.runtime, async move {
                    time::sleep(SECOND).await;
                    log.summarise();
                });
            }
            Verdict::Suppressed { first: false } => {}
        }
    }

    /// From now on dead letters are what an orderly end leaves over.
    pub(super) fn expect(&self) {
        if let Some(log) = &self.log {
            log.summarise();
            log.expected.store(true, Ordering::Relaxed);
        }
    }

    /// Logs what is still to be logged, at the end.
    pub(super) fn finish(&self) {
        if let Some(log) = &self.log {
            log.summarise();
        }
    }
}

/// A subscription to the dead letters of a system; made by `ActorSystem::dead_letters`.
///
/// The short form of `system.events().subscribe(Subscribe::<DeadLetter>::lagging(capacity))`. Bounded: when it is full,
/// a new one takes the place of the oldest, which is counted in [`DeadLetters::missed`]. Dropping it ends it.
#[derive(Debug)]
pub struct DeadLetters(Subscription<DeadLetter>);

impl DeadLetters {
    pub(super) fn new(events: &EventStream, capacity: usize) -> Self {
        Self(events.subscribe(Subscribe::lagging(capacity)))
    }

    /// Waits for the next dead letter; `None` when the system has shut down or is gone, and all were read.
    ///
    /// # Cancellation
    /// Dropping the future loses nothing.
    pub async fn recv(&self) -> Option<DeadLetter> {
        self.0.recv().await.ok()
    }

    /// The next dead letter, if there is one now.
    #[must_use]
    pub fn try_recv(&self) -> Option<DeadLetter> {
        self.0.try_recv().ok().flatten()
    }

    /// How many were dropped unread because too many came.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.0.missed()
    }
}

#[cfg(test)]
mod tests;
