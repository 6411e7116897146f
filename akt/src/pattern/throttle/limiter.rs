//! The throttle as users hold it: the bucket behind a lock, the clock, and the line of those who wait.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::actor::{AskError, Call, Protocol, TellError};
use crate::base::limits::{THROTTLE_GRAIN, THROTTLE_WAITING};
use crate::base::time::{Instant, now, sleep};
use crate::pattern::throttle::bucket::Bucket;

/// A setting with which a throttle makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ThrottleConfigError {
    /// Nothing would ever pass.
    #[error("a rate of 0 lets nothing pass; give at least 1")]
    Rate,
    /// The rate has no time.
    #[error("the rate is for no time; give it a period, such as a second")]
    Period,
    /// The bucket could hold no token.
    #[error("a burst of 0 lets nothing pass; give at least 1")]
    Burst,
}

/// There was no token: either the throttle enforces, or as many callers wait as may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the throttle lets nothing more pass now; try again in {retry_after:?}")]
#[non_exhaustive]
pub struct Rejected {
    /// When there will be a token, if nobody else takes it.
    pub retry_after: Duration,
}

/// A call through a throttle that failed: not made, or made and failed.
#[derive(Clone, PartialEq, Eq)]
pub enum ThrottleError<E, C> {
    /// The call was not made, and is given back.
    Rejected {
        /// When there will be a token, if nobody else takes it.
        retry_after: Duration,
        /// The call, as it came.
        call: C,
    },
    /// The call was made and failed.
    Failed(E),
}

impl<E, C> ThrottleError<E, C> {
    /// Whether the throttle rejected the call, so that it was not made.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        matches!(self, Self::Rejected { .. })
    }

    /// The call's own error, if it was made.
    #[must_use]
    pub fn into_failed(self) -> Option<E> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Rejected { .. } => None,
        }
    }
}

impl<E: fmt::Debug, C> fmt::Debug for ThrottleError<E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected { retry_after, .. } => f
                .debug_struct("Rejected")
                .field("retry_after", retry_after)
                .finish_non_exhaustive(),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
        }
    }
}

impl<E: fmt::Display, C> fmt::Display for ThrottleError<E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected { retry_after, .. } => Rejected {
                retry_after: *retry_after,
            }
            .fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display, C> std::error::Error for ThrottleError<E, C> {}

/// Lets at most so many calls pass in so much time. Clones share one bucket.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # runtime.block_on(async {
/// use std::time::Duration;
/// use akt::pattern::throttle::Throttle;
///
/// // Two at once, and then a hundred a second.
/// let throttle = Throttle::new(100, Duration::from_secs(1), 2)?;
/// assert!(throttle.try_acquire().is_ok() && throttle.try_acquire().is_ok());
/// let rejected = throttle.try_acquire().unwrap_err();
/// assert!(rejected.retry_after <= Duration::from_millis(10));
/// throttle.acquire().await?; // waits for the next token
/// # Ok::<_, Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct Throttle {
    inner: Arc<Inner>,
    enforcing: bool,
    waiting_max: usize,
}

struct Inner {
    state: Mutex<State>,
    /// One permit: whoever has it is first in line. tokio gives it in the order of asking.
    line: Semaphore,
    origin: Instant,
}

#[derive(Debug)]
struct State {
    bucket: Bucket,
    waiting: usize,
}

impl Throttle {
    /// Lets `rate` calls pass each `per`, evenly spread, and up to `burst` at once when fewer passed before. The bucket
    /// starts full. Shapes, until [`enforcing`](Self::enforcing).
    ///
    /// Timers have steps of a millisecond; a throttle makes up for that, so that its rate is also kept when tokens are
    /// due more often: then some pass at the same moment, at most those of [`THROTTLE_GRAIN`] beyond the burst.
    ///
    /// # Errors
    /// When one of the numbers is zero.
    pub fn new(rate: u32, per: Duration, burst: u32) -> Result<Self, ThrottleConfigError> {
        if rate == 0 {
            return Err(ThrottleConfigError::Rate);
        }
        if per.is_zero() {
            return Err(ThrottleConfigError::Period);
        }
        if burst == 0 {
            return Err(ThrottleConfigError::Burst);
        }
        let state = State {
            bucket: Bucket::new(rate, per, burst),
            waiting: 0,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                state: Mutex::new(state),
                line: Semaphore::new(1),
                origin: now(),
            }),
            enforcing: false,
            waiting_max: THROTTLE_WAITING,
        })
    }

    /// The same throttle for callers that do not wait: what finds no token is rejected. Shares the bucket with `self`.
    #[must_use]
    pub fn enforcing(&self) -> Self {
        Self {
            enforcing: true,
            ..self.clone()
        }
    }

    /// The same throttle for callers that wait. Shares the bucket with `self`.
    #[must_use]
    pub fn shaping(&self) -> Self {
        Self {
            enforcing: false,
            ..self.clone()
        }
    }

    /// The same throttle, whose callers are rejected when this many wait; [`THROTTLE_WAITING`] unless set. With 0, nobody
    /// waits. All who share the bucket stand in one line.
    #[must_use]
    pub fn waiting_max(&self, callers: usize) -> Self {
        Self {
            waiting_max: callers,
            ..self.clone()
        }
    }

    /// Takes a token if there is one and nobody waits for it.
    ///
    /// # Errors
    /// When there is none.
    pub fn try_acquire(&self) -> Result<(), Rejected> {
        let now = self.inner.time();
        let mut state = self.inner.state.lock();
        let due = state.bucket.due(now);
        if due <= now && state.waiting == 0 {
            state.bucket.take(now);
            return Ok(());
        }
        Err(Rejected {
            retry_after: due.saturating_sub(now),
        })
    }

    /// Takes a token; waits for it when this throttle shapes.
    ///
    /// # Errors
    /// When there is none and this throttle enforces, or as many callers wait as may.
    ///
    /// # Ordering
    /// Callers get their tokens in the order in which they were first polled; nobody overtakes those who wait.
    ///
    /// # Cancellation
    /// Dropping the future takes no token and leaves the line; nobody else waits longer for it.
    ///
    /// # Panics
    /// When it has to wait without a tokio runtime around it, whose timer it needs.
    pub async fn acquire(&self) -> Result<(), Rejected> {
        if self.enforcing {
            return self.try_acquire();
        }
        let Some(waiting) = self.inner.line_up(self.waiting_max)? else {
            return Ok(());
        };
        waiting.wait().await;
        Ok(())
    }

    /// Asks an actor when there is a token. The message is sent after that.
    ///
    /// # Errors
    /// `Rejected`, with the call, if the message was not sent; else why the ask failed.
    ///
    /// # Cancellation
    /// As for [`acquire`](Self::acquire) before the message is sent, and as for [`Ask`](crate::actor::Ask) after it.
    pub async fn ask<C, T, E>(&self, call: C) -> Result<T, ThrottleError<AskError<E>, C>>
    where
        C: IntoFuture<Output = Result<T, AskError<E>>>,
    {
        match self.acquire().await {
            Ok(()) => call.await.map_err(ThrottleError::Failed),
            Err(Rejected { retry_after }) => Err(ThrottleError::Rejected { retry_after, call }),
        }
    }

    /// Tells an actor when there is a token.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # use akt::pattern::throttle::Throttle;
    /// # async fn example<P: Protocol + Send>(throttle: Throttle, call: akt::actor::Call<'_, P, u64>) {
    /// // `call` is what `counter.add(5)` returns.
    /// if let Err(error) = throttle.tell(call).await {
    ///     println!("not sent: {error}"); // and has the call, or the message, in it
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Rejected`, with the call, if there was no token; else why the message was not taken, with it.
    ///
    /// # Cancellation
    /// Dropping the future before it is ready sends nothing.
    pub async fn tell<'a, P, T, E>(
        &self,
        call: Call<'a, P, T, E>,
    ) -> Result<(), ThrottleError<TellError<P>, Call<'a, P, T, E>>>
    where
        P: Protocol + Send,
        T: Send + 'static,
        E: Send + 'static,
    {
        match self.acquire().await {
            Ok(()) => call.tell().map_err(ThrottleError::Failed),
            Err(Rejected { retry_after }) => Err(ThrottleError::Rejected { retry_after, call }),
        }
    }

    /// How many callers wait now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.inner.state.lock().waiting
    }
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Throttle")
            .field("enforcing", &self.enforcing)
            .field("waiting_max", &self.waiting_max)
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn time(&self) -> Duration {
        now().saturating_duration_since(self.origin)
    }

    /// Takes a token, or a place in the line.
    fn line_up(&self, waiting_max: usize) -> Result<Option<Waiting<'_>>, Rejected> {
        let now = self.time();
        let mut state = self.state.lock();
        let since = state.bucket.arrival(now, THROTTLE_GRAIN);
        let due = state.bucket.due(since);
        if due <= now && state.waiting == 0 {
            state.bucket.take(due);
            return Ok(None);
        }
        if state.waiting >= waiting_max {
            let retry_after = due.saturating_sub(now);
            return Err(Rejected { retry_after });
        }
        state.waiting += 1;
        Ok(Some(Waiting { inner: self, since }))
    }
}

/// A caller in the line. Leaves it when dropped.
struct Waiting<'a> {
    inner: &'a Inner,
    since: Duration,
}

impl Waiting<'_> {
    async fn wait(self) {
        let first = self.inner.line.acquire().await;
        debug_assert!(first.is_ok(), "the line is never closed");
        while let Some(rest) = self.take() {
            sleep(rest).await;
        }
    }

    /// Takes a token as the first in line, or says how long there will be none.
    fn take(&self) -> Option<Duration> {
        let now = self.inner.time();
        let mut state = self.inner.state.lock();
        // The token may have been there since before the timer fired: what it missed meanwhile is made up for.
        let since = self.since.max(now.saturating_sub(THROTTLE_GRAIN));
        let due = state.bucket.due(since);
        if due > now {
            return Some(due - now);
        }
        state.bucket.take(due);
        None
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.inner.state.lock();
        state.waiting = state.waiting.saturating_sub(1);
    }
}
