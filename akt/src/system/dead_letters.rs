//! Messages that reached no handler: counted, logged at a bounded rate, and passed to subscribers.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

use crate::actor::DeadLetter;
use crate::base::limits::DEAD_LETTER_LOGS_PER_SECOND;
use crate::base::time;
use crate::base::window::Window;

/// The office of one system.
pub(super) struct Office {
    total: AtomicU64,
    logs: Mutex<Window>,
    subscribers: Mutex<Vec<Subscriber>>,
}

struct Subscriber {
    letters: flume::Sender<DeadLetter>,
    missed: Arc<AtomicU64>,
}

impl Office {
    pub(super) fn new() -> Self {
        Self {
            total: AtomicU64::new(0),
            logs: Mutex::new(Window::new(
                DEAD_LETTER_LOGS_PER_SECOND,
                Duration::from_secs(1),
            )),
            subscribers: Mutex::new(Vec::new()),
        }
    }

    pub(super) fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    pub(super) fn subscribe(&self, capacity: usize) -> DeadLetters {
        let (sender, letters) = flume::bounded(capacity.max(1));
        let missed = Arc::new(AtomicU64::new(0));
        self.subscribers.lock().push(Subscriber {
            letters: sender,
            missed: Arc::clone(&missed),
        });
        DeadLetters { letters, missed }
    }

    #[cold]
    pub(super) fn post(&self, letter: DeadLetter) {
        self.total.fetch_add(1, Ordering::Relaxed);
        if self.logs.lock().admit(time::now()) {
            tracing::debug!(actor.path = %letter.path, method = letter.method, reason = %letter.reason, "dead letter");
        }
        let mut subscribers = self.subscribers.lock();
        subscribers.retain(
            |subscriber| match subscriber.letters.try_send(letter.clone()) {
                Ok(()) => true,
                Err(flume::TrySendError::Full(_)) => {
                    subscriber.missed.fetch_add(1, Ordering::Relaxed);
                    true
                }
                Err(flume::TrySendError::Disconnected(_)) => false,
            },
        );
    }
}

/// A subscription to the dead letters of a system; made by `ActorSystem::dead_letters`.
///
/// Bounded: what comes while it is full is counted in [`DeadLetters::missed`], not kept. Dropping it ends it.
pub struct DeadLetters {
    letters: flume::Receiver<DeadLetter>,
    missed: Arc<AtomicU64>,
}

impl DeadLetters {
    /// Waits for the next dead letter; `None` when the system is gone.
    ///
    /// # Cancellation
    /// Dropping the future loses nothing.
    pub async fn recv(&self) -> Option<DeadLetter> {
        self.letters.recv_async().await.ok()
    }

    /// The next dead letter, if there is one now.
    #[must_use]
    pub fn try_recv(&self) -> Option<DeadLetter> {
        self.letters.try_recv().ok()
    }

    /// How many came while the subscription was full.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for DeadLetters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadLetters")
            .field("waiting", &self.letters.len())
            .field("missed", &self.missed())
            .finish()
    }
}
