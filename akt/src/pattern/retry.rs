//! Retry: tries again what failed, a bounded number of times, with growing waits, within a bounded time.
//!
//! The waits are those of [`Backoff`]. What is tried again is a matter of safety: a message that may have been handled
//! may be handled twice when it is sent again. So unless the caller says that twice does no harm, an ask is repeated
//! only when its message surely was not handled ([`AskError::not_delivered`]).

use std::error::Error;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::actor::{AskError, TellError};
use crate::base::backoff::{Backoff, Delays};
use crate::base::limits::{RETRY_ATTEMPTS, RETRY_BACKOFF_FIRST, RETRY_BACKOFF_LAST, RETRY_WITHIN};
use crate::base::time::{Instant, now, sleep};
use crate::pattern::breaker::BreakerError;
use crate::pattern::throttle::ThrottleError;

/// An error that knows whether trying again is safe, and whether it makes sense.
pub trait Retryable {
    /// Whether what failed surely had no effect, so that doing it again is safe.
    fn not_delivered(&self) -> bool;

    /// Whether it may succeed later.
    fn is_transient(&self) -> bool;

    /// How long it surely will not succeed, if that is known: the wait is at least as long. Unknown unless written.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl<E> Retryable for AskError<E> {
    fn not_delivered(&self) -> bool {
        Self::not_delivered(self)
    }

    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}

/// A message that was not taken is not handled.
impl<P> Retryable for TellError<P> {
    fn not_delivered(&self) -> bool {
        true
    }

    fn is_transient(&self) -> bool {
        self.fault().is_transient()
    }
}

/// What the breaker refused was not called.
impl<E: Retryable> Retryable for BreakerError<E> {
    fn not_delivered(&self) -> bool {
        match self {
            Self::Open { .. } => true,
            Self::Failed(error) => error.not_delivered(),
        }
    }

    fn is_transient(&self) -> bool {
        match self {
            Self::Open { .. } => true,
            Self::Failed(error) => error.is_transient(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Open { retry_after } => Some(*retry_after),
            Self::Failed(error) => error.retry_after(),
        }
    }
}

/// What the throttle rejected was not called.
impl<E: Retryable, C> Retryable for ThrottleError<E, C> {
    fn not_delivered(&self) -> bool {
        match self {
            Self::Rejected { .. } => true,
            Self::Failed(error) => error.not_delivered(),
        }
    }

    fn is_transient(&self) -> bool {
        match self {
            Self::Rejected { .. } => true,
            Self::Failed(error) => error.is_transient(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Rejected { retry_after, .. } => Some(*retry_after),
            Self::Failed(error) => error.retry_after(),
        }
    }
}

/// How often, with which waits, and for how long to try.
///
/// Unless set: [`RETRY_ATTEMPTS`] attempts within [`RETRY_WITHIN`], with waits that double from
/// [`RETRY_BACKOFF_FIRST`] to [`RETRY_BACKOFF_LAST`], with full jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a policy does nothing by itself"]
pub struct RetryPolicy {
    attempts: u32,
    backoff: Backoff,
    within: Duration,
    seed: Option<u64>,
}

impl RetryPolicy {
    /// The defaults.
    pub const fn new() -> Self {
        Self {
            attempts: RETRY_ATTEMPTS,
            backoff: Backoff::exponential(RETRY_BACKOFF_FIRST, RETRY_BACKOFF_LAST).jitter(1.0),
            within: RETRY_WITHIN,
            seed: None,
        }
    }

    /// Attempts at most, the first one included. 0 counts as 1.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The waits between the attempts.
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// How long everything may take, from the first poll: an attempt that runs then is dropped, and a wait that would
    /// reach beyond it is not begun. [`Duration::MAX`] for no bound.
    pub const fn within(mut self, limit: Duration) -> Self {
        self.within = limit;
        self
    }

    /// Draws the lots of the backoff from this seed, so that equal runs wait equally long. Seeded by the operating system
    /// unless set.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// Why no further attempt was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GaveUp {
    /// All attempts were made.
    Attempts,
    /// The time was over, or the next wait would have gone beyond it.
    Deadline,
    /// The last error is none that is tried again.
    Refused,
}

/// Every attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryError<E> {
    /// How many attempts were begun.
    pub attempts: u32,
    /// The error of the last attempt that ended; `None` if the time was over before the first one ended.
    pub last: Option<E>,
    /// Why there was no further attempt.
    pub why: GaveUp,
}

impl<E> fmt::Display for RetryError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attempts = self.attempts;
        match self.why {
            GaveUp::Attempts => write!(f, "none of {attempts} attempts succeeded"),
            GaveUp::Deadline => write!(
                f,
                "the time was over at attempt {attempts}; allow more with `within`"
            ),
            GaveUp::Refused => write!(f, "attempt {attempts} failed with what is not tried again"),
        }
    }
}

impl<E: Error + 'static> Error for RetryError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.last
            .as_ref()
            .map(|error| error as &(dyn Error + 'static))
    }
}

/// Does `attempt` until it succeeds or `policy` says that it is enough.
///
/// What is tried again unless said otherwise: what failed with a [`Retryable`] error that
/// [was not delivered](Retryable::not_delivered) and [is transient](Retryable::is_transient). For other errors say so
/// with [`only_if`](Retry::only_if).
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # runtime.block_on(async {
/// use akt::base::backoff::Backoff;
/// use akt::pattern::retry::{RetryPolicy, retry};
///
/// let policy = RetryPolicy::new().attempts(3).backoff(Backoff::none());
/// let mut tries = 0;
/// let answer = retry(policy, || {
///     tries += 1;
///     let works = tries == 3;
///     async move { if works { Ok("pong") } else { Err("no line") } }
/// });
/// assert_eq!(answer.only_if(|error| *error == "no line").await, Ok("pong"));
/// # });
/// ```
///
/// ```
/// # use akt::prelude::*;
/// # use akt::pattern::retry::{RetryError, RetryPolicy, retry};
/// # struct Account<P>(ActorRef<P>, fn(&ActorRef<P>) -> akt::actor::Call<'_, P, u64>);
/// # impl<P: Protocol + Send> Account<P> { fn deposit(&self, _: u64) -> akt::actor::Call<'_, P, u64> { (self.1)(&self.0) } }
/// # async fn example<P: Protocol + Send>(account: Account<P>) -> Result<(), RetryError<AskError>> {
/// // Again only if the deposit surely was not made.
/// let balance = retry(RetryPolicy::new(), || account.deposit(5)).await?;
/// # let _ = balance; Ok(()) }
/// ```
///
/// # Cancellation
/// Dropping the future drops the attempt that runs; nothing goes on behind it.
///
/// # Panics
/// When an attempt does; it is not tried again. When it has to wait without a tokio runtime around it, whose timer it
/// needs.
pub fn retry<A, F>(policy: RetryPolicy, attempt: A) -> Retry<A, F::IntoFuture, WhenSafe>
where
    A: FnMut() -> F,
    F: IntoFuture,
{
    Retry {
        policy,
        attempt,
        decide: WhenSafe(()),
        step: Step::New,
        running: None,
        last: None,
        delays: policy.seed.map_or_else(
            || policy.backoff.delays(),
            |seed| policy.backoff.delays_from(seed),
        ),
        attempts: 0,
        begun: None,
        deadline: None,
    }
}

/// Tries again what surely had no effect and may succeed later: how [`Retry`] decides unless it is told otherwise.
#[derive(Debug)]
pub struct WhenSafe(());

/// Tries again whatever may succeed later; made by [`Retry::even_if_delivered`].
#[derive(Debug)]
pub struct WhenTransient(());

/// Tries again what a predicate says; made by [`Retry::only_if`].
pub struct OnlyIf<P>(P);

impl<P> fmt::Debug for OnlyIf<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnlyIf")
    }
}

/// How a [`Retry`] decides; there are three ways.
pub trait Decide<E>: sealed::Sealed {
    /// Whether to try again after this error, and how long to wait at least.
    #[doc(hidden)]
    fn again(&mut self, error: &E) -> Option<Duration>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::WhenSafe {}
    impl Sealed for super::WhenTransient {}
    impl<P> Sealed for super::OnlyIf<P> {}
}

impl<E: Retryable> Decide<E> for WhenSafe {
    fn again(&mut self, error: &E) -> Option<Duration> {
        let again = error.not_delivered() && error.is_transient();
        again.then(|| error.retry_after().unwrap_or_default())
    }
}

impl<E: Retryable> Decide<E> for WhenTransient {
    fn again(&mut self, error: &E) -> Option<Duration> {
        let again = error.is_transient();
        again.then(|| error.retry_after().unwrap_or_default())
    }
}

impl<E, P: FnMut(&E) -> bool> Decide<E> for OnlyIf<P> {
    fn again(&mut self, error: &E) -> Option<Duration> {
        (self.0)(error).then_some(Duration::ZERO)
    }
}

/// A retry, ready to be awaited; made by [`retry()`]. Nothing is tried before it is polled.
#[must_use = "a retry does nothing until it is awaited"]
pub struct Retry<A, F: Future, D> {
    policy: RetryPolicy,
    attempt: A,
    decide: D,
    step: Step,
    /// One allocation, used by all attempts.
    running: Option<Pin<Box<Option<F>>>>,
    last: Option<F::Output>,
    delays: Delays,
    attempts: u32,
    begun: Option<Instant>,
    /// Started when an attempt is not ready at the first look.
    deadline: Option<Pin<Box<tokio::time::Sleep>>>,
}

enum Step {
    New,
    Running,
    Waiting(Pin<Box<tokio::time::Sleep>>),
}

impl<A, F: Future, D> Retry<A, F, D> {
    /// Tries again also when the message may have been handled, as after [`Timeout`](AskError::Timeout): for what does no
    /// harm when it is done twice.
    pub fn even_if_delivered(self) -> Retry<A, F, WhenTransient> {
        self.deciding(WhenTransient(()))
    }

    /// Tries again if `again` says so, and in no other case. Any error will do.
    pub fn only_if<T, E, P>(self, again: P) -> Retry<A, F, OnlyIf<P>>
    where
        F: Future<Output = Result<T, E>>,
        P: FnMut(&E) -> bool,
    {
        self.deciding(OnlyIf(again))
    }

    fn deciding<D2>(self, decide: D2) -> Retry<A, F, D2> {
        Retry {
            policy: self.policy,
            attempt: self.attempt,
            decide,
            step: self.step,
            running: self.running,
            last: self.last,
            delays: self.delays,
            attempts: self.attempts,
            begun: self.begun,
            deadline: self.deadline,
        }
    }
}

/// Nothing inside is pinned but what is behind a box.
impl<A, F: Future, D> Unpin for Retry<A, F, D> {}

impl<A, F, I, D, T, E> Retry<A, F, D>
where
    A: FnMut() -> I,
    I: IntoFuture<Output = Result<T, E>, IntoFuture = F>,
    F: Future<Output = Result<T, E>>,
    D: Decide<E>,
{
    fn begin(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
        let future = (self.attempt)().into_future();
        match &mut self.running {
            Some(place) => place.as_mut().set(Some(future)),
            None => self.running = Some(Box::pin(Some(future))),
        }
        self.step = Step::Running;
    }

    fn give_up(&mut self, why: GaveUp) -> Poll<Result<T, RetryError<E>>> {
        Poll::Ready(Err(RetryError {
            attempts: self.attempts,
            last: self.last.take().and_then(Result::err),
            why,
        }))
    }

    /// The time that is left.
    fn left(&self) -> Duration {
        let taken = self
            .begun
            .map(|begun| now().saturating_duration_since(begun));
        self.policy.within.saturating_sub(taken.unwrap_or_default())
    }

    /// How long to wait after this error, or why not to try again.
    fn wait_after(&mut self, error: &E) -> Result<Duration, GaveUp> {
        let Some(at_least) = self.decide.again(error) else {
            return Err(GaveUp::Refused);
        };
        if self.attempts >= self.policy.attempts {
            return Err(GaveUp::Attempts);
        }
        let wait = self.delays.advance().max(at_least);
        if wait >= self.left() {
            return Err(GaveUp::Deadline);
        }
        Ok(wait)
    }

    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.deadline.is_none() {
            self.deadline = Some(Box::pin(sleep(self.left())));
        }
        match &mut self.deadline {
            Some(deadline) => deadline.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }
}

impl<A, F, I, D, T, E> Future for Retry<A, F, D>
where
    A: FnMut() -> I,
    I: IntoFuture<Output = Result<T, E>, IntoFuture = F>,
    F: Future<Output = Result<T, E>>,
    D: Decide<E>,
{
    type Output = Result<T, RetryError<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            match &mut this.step {
                Step::New => {
                    this.begun.get_or_insert_with(now);
                    this.begin();
                }
                Step::Waiting(wait) => {
                    ready!(wait.as_mut().poll(cx));
                    this.begin();
                }
                Step::Running => {
                    let running = this
                        .running
                        .as_mut()
                        .and_then(|place| place.as_mut().as_pin_mut());
                    let running = running.expect("invariant: an attempt runs");
                    let Poll::Ready(result) = running.poll(cx) else {
                        ready!(this.poll_deadline(cx));
                        this.running = None;
                        return this.give_up(GaveUp::Deadline);
                    };
                    if let Some(place) = &mut this.running {
                        place.as_mut().set(None);
                    }
                    let error = match result {
                        Ok(value) => return Poll::Ready(Ok(value)),
                        Err(error) => error,
                    };
                    let wait = this.wait_after(&error);
                    this.last = Some(Err(error));
                    match wait {
                        Ok(wait) => this.step = Step::Waiting(Box::pin(sleep(wait))),
                        Err(why) => return this.give_up(why),
                    }
                }
            }
        }
    }
}

impl<A, F: Future, D> fmt::Debug for Retry<A, F, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("policy", &self.policy)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
