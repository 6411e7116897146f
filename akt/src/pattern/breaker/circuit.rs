//! The breaker as users hold it: the state machine behind a lock, the clock, and the calls around it.

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

use crate::actor::{AskError, SendFault};
use crate::base::panic::contain;
use crate::base::time::{Instant, now};
use crate::pattern::breaker::config::{BreakerBuilder, OnChange};
use crate::pattern::breaker::error::BreakerError;
use crate::pattern::breaker::state::{BreakerState, Machine, Moved, Outcome, Permit};

/// What the result of a call says of the health of what was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It works.
    Success,
    /// It does not.
    Failure,
    /// Nothing: the call is not counted.
    Neutral,
}

impl Verdict {
    /// The verdict of [`Breaker::ask`]: an answer is a success, also when it is the handler's own error; that there is
    /// none is a failure. Not counted is what could not be sent because of the message or the reference itself, what the
    /// actor does not handle in its state, and an ask that could never be answered because it closed a circle.
    pub fn of_answer<T, E>(answer: &Result<T, AskError<E>>) -> Self {
        match answer {
            Ok(_) | Err(AskError::Handler(_)) => Self::Success,
            Err(
                AskError::Rejected(_)
                | AskError::Deadlock(_)
                | AskError::NotSent(
                    SendFault::LocalOnly
                    | SendFault::NotRemote
                    | SendFault::TooLarge { .. }
                    | SendFault::Encode(_)
                    | SendFault::GrainKey(_),
                ),
            ) => Self::Neutral,
            Err(_) => Self::Failure,
        }
    }
}

/// A change of the state of a breaker.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The name of the breaker.
    pub name: Arc<str>,
    /// The state before.
    pub from: BreakerState,
    /// The state now.
    pub to: BreakerState,
    /// Grows with every change of this breaker.
    pub number: u64,
}

/// A breaker at one moment.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BreakerMetrics {
    /// The state. An open circuit stays so until the first call after its time.
    pub state: BreakerState,
    /// Whether it was opened by hand.
    pub held_open: bool,
    /// Calls in the window that succeeded. The window counts while the circuit is closed, and is empty after it closed.
    pub successes: u64,
    /// Calls in the window that failed.
    pub failures: u64,
    /// The share of the failures, from 0 to 1; 0 without calls.
    pub failure_rate: f64,
    /// Failures since the last success, while the circuit is closed.
    pub consecutive_failures: u32,
    /// Probes that run, while the circuit is half-open.
    pub probes: u32,
    /// Calls that were refused since the breaker was made.
    pub refused: u64,
    /// How often the circuit has opened since the breaker was made.
    pub opened: u64,
    /// How long an open circuit will refuse; [`Duration::MAX`] if it was opened by hand.
    pub retry_after: Option<Duration>,
}

/// A circuit breaker. Clones share one circuit.
///
/// [`ask`](Self::ask) is for calls of actors, [`call`](Self::call) for any other future. Everything is counted where it
/// ends: a call that is given up (its future is dropped) is not counted and frees the place of its probe, and one that
/// panics counts as a failure, while the panic goes on.
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # runtime.block_on(async {
/// use akt::pattern::breaker::{Breaker, BreakerError, BreakerState};
///
/// let breaker = Breaker::builder("payments").consecutive_failures(2).build()?;
/// for _ in 0..2 {
///     let paid = breaker.call(async { Err::<(), _>("no connection") }).await;
///     assert_eq!(paid, Err(BreakerError::Failed("no connection")));
/// }
/// assert_eq!(breaker.state(), BreakerState::Open);
/// let refused = breaker.call(async { Ok::<_, &str>("is not run") }).await;
/// assert!(refused.unwrap_err().is_open());
/// # Ok::<_, akt::pattern::breaker::BreakerConfigError>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct Breaker {
    inner: Arc<Inner>,
}

struct Inner {
    name: Arc<str>,
    machine: Mutex<Machine>,
    /// The era, times two, plus one while the circuit is closed: so that a call looks no further then.
    word: AtomicU64,
    origin: Instant,
    slow: Option<Duration>,
    on_change: Option<OnChange>,
}

impl Breaker {
    /// A breaker with every setting at its default; `name` stands in its log and in its changes.
    #[must_use]
    pub fn new(name: &str) -> Self {
        // The defaults need no check.
        Self::from_builder(BreakerBuilder::new(name))
    }

    /// Sets up a breaker; `name` stands in its log and in its changes.
    pub fn builder(name: &str) -> BreakerBuilder {
        BreakerBuilder::new(name)
    }

    pub(super) fn from_builder(builder: BreakerBuilder) -> Self {
        let BreakerBuilder {
            name,
            config,
            slow,
            on_change,
        } = builder;
        let machine = Machine::new(config);
        Self {
            inner: Arc::new(Inner {
                name,
                word: AtomicU64::new(word(&machine)),
                machine: Mutex::new(machine),
                origin: now(),
                slow,
                on_change,
            }),
        }
    }

    /// Makes a call, if the circuit lets it; every error counts as a failure.
    ///
    /// # Errors
    /// `Open` if the call was not made, else its own error.
    ///
    /// # Panics
    /// When the call does; that counts as a failure.
    ///
    /// # Cancellation
    /// Dropping the future drops the call, which then is not counted.
    pub async fn call<F, T, E>(&self, call: F) -> Result<T, BreakerError<E>>
    where
        F: IntoFuture<Output = Result<T, E>>,
    {
        let judge = |result: &Result<T, E>| match result {
            Ok(_) => Verdict::Success,
            Err(_) => Verdict::Failure,
        };
        self.call_with(call, judge).await
    }

    /// Asks an actor, if the circuit lets it. The handler's own errors are answers and count as successes; see
    /// [`Verdict::of_answer`]. The message is sent after the breaker has let it through.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # use akt::pattern::breaker::{Breaker, BreakerError};
    /// # async fn example<P: Protocol + Send>(breaker: Breaker, call: akt::actor::Call<'_, P, u64>)
    /// # -> Result<u64, BreakerError<AskError>> {
    /// // `call` is what `counter.add(5)` returns.
    /// let total = breaker.ask(call).await?;
    /// # Ok(total) }
    /// ```
    ///
    /// # Errors
    /// `Open` if the message was not sent, else why the ask failed.
    ///
    /// # Cancellation
    /// As for [`call`](Self::call), and as for [`Ask`](crate::actor::Ask).
    pub async fn ask<C, T, E>(&self, call: C) -> Result<T, BreakerError<AskError<E>>>
    where
        C: IntoFuture<Output = Result<T, AskError<E>>>,
    {
        self.call_with(call, Verdict::of_answer).await
    }

    /// Makes a call, if the circuit lets it; `judge` says what its result means.
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    ///
    /// # Panics
    /// As for [`call`](Self::call); when `judge` panics, the call is not counted.
    ///
    /// # Cancellation
    /// As for [`call`](Self::call).
    pub async fn call_with<F, T, E>(
        &self,
        call: F,
        judge: impl FnOnce(&Result<T, E>) -> Verdict,
    ) -> Result<T, BreakerError<E>>
    where
        F: IntoFuture<Output = Result<T, E>>,
    {
        let mut running = match self.inner.admit() {
            Ok(permit) => Running::new(&self.inner, permit),
            Err(retry_after) => return Err(BreakerError::Open { retry_after }),
        };
        let mut call = pin!(running.user_code(|| call.into_future()));
        let result = poll_fn(|cx| running.user_code(|| call.as_mut().poll(cx))).await;
        let verdict = judge(&result);
        running.end(verdict);
        result.map_err(BreakerError::Failed)
    }

    /// Makes a call as [`call`](Self::call) does; what fails or is refused is made good by `fallback`, which gets the
    /// error. What the fallback does is not counted.
    ///
    /// # Errors
    /// Those of the fallback.
    ///
    /// # Cancellation
    /// Dropping the future drops the call, or the fallback.
    pub async fn call_or_else<F, G, T, E, E2>(
        &self,
        call: F,
        fallback: impl FnOnce(BreakerError<E>) -> G,
    ) -> Result<T, E2>
    where
        F: IntoFuture<Output = Result<T, E>>,
        G: IntoFuture<Output = Result<T, E2>>,
    {
        match self.call(call).await {
            Ok(value) => Ok(value),
            Err(error) => fallback(error).await,
        }
    }

    /// The state. An open circuit stays so until the first call after its time.
    #[must_use]
    pub fn state(&self) -> BreakerState {
        self.inner.machine.lock().state()
    }

    /// The name that it was made with.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The state with its numbers.
    #[must_use]
    pub fn metrics(&self) -> BreakerMetrics {
        let snapshot = self.inner.machine.lock().snapshot(self.inner.time());
        BreakerMetrics {
            state: snapshot.state,
            held_open: snapshot.held,
            successes: snapshot.counts.successes,
            failures: snapshot.counts.failures,
            failure_rate: snapshot.counts.failure_rate(),
            consecutive_failures: snapshot.consecutive,
            probes: snapshot.probes,
            refused: snapshot.refused,
            opened: snapshot.opened,
            retry_after: snapshot.retry_after,
        }
    }

    /// Opens the circuit until [`reset`](Self::reset): no time closes it. Calls that run go on and are not counted.
    pub fn force_open(&self) {
        self.inner.change(Machine::hold);
    }

    /// Closes the circuit and forgets what was counted. Calls that run go on and are not counted.
    pub fn reset(&self) {
        self.inner.change(Machine::reset);
    }
}

impl Default for Breaker {
    /// A breaker with every setting at its default, named `default`.
    fn default() -> Self {
        Self::new("default")
    }
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breaker")
            .field("name", &self.inner.name)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

fn word(machine: &Machine) -> u64 {
    machine.era() * 2 + u64::from(machine.state() == BreakerState::Closed)
}

impl Inner {
    fn time(&self) -> Duration {
        now().saturating_duration_since(self.origin)
    }

    fn admit(&self) -> Result<Permit, Duration> {
        let word = self.word.load(Ordering::Acquire);
        if word & 1 == 1 {
            return Ok(Permit { era: word / 2 });
        }
        let time = self.time();
        let mut result = Err(Duration::ZERO);
        self.change(|machine| {
            let (admitted, moved) = machine.admit(time);
            result = admitted;
            moved
        });
        result
    }

    /// Does something with the machine, and tells the change that comes of it when the lock is free again.
    fn change(&self, act: impl FnOnce(&mut Machine) -> Option<Moved>) {
        let moved = {
            let mut machine = self.machine.lock();
            let moved = act(&mut machine);
            self.word.store(word(&machine), Ordering::Release);
            moved
        };
        if let Some(moved) = moved {
            self.tell(moved);
        }
    }

    #[cold]
    fn tell(&self, moved: Moved) {
        let Moved { from, to, era } = moved;
        tracing::info!(breaker = %self.name, %from, %to, "a circuit breaker changed its state");
        let Some(listener) = &self.on_change else {
            return;
        };
        let change = Change {
            name: Arc::clone(&self.name),
            from,
            to,
            number: era,
        };
        if !contain(|| listener(&change)) {
            tracing::error!(breaker = %self.name, "the listener of a circuit breaker panicked");
        }
    }
}

/// A call on its way. Dropped before its end, it is not counted, unless it panicked.
struct Running<'a> {
    inner: &'a Inner,
    permit: Permit,
    /// Only looked at when slow calls count.
    started: Option<Instant>,
    /// Whether code of the user runs: when this is dropped meanwhile, that code panicked.
    inside: bool,
    ended: bool,
}

impl<'a> Running<'a> {
    fn new(inner: &'a Inner, permit: Permit) -> Self {
        Self {
            inner,
            permit,
            started: inner.slow.map(|_| now()),
            inside: false,
            ended: false,
        }
    }

    fn user_code<R>(&mut self, code: impl FnOnce() -> R) -> R {
        self.inside = true;
        let result = code();
        self.inside = false;
        result
    }

    fn end(&mut self, verdict: Verdict) {
        let taken = self
            .started
            .map(|started| now().saturating_duration_since(started));
        let slow = taken
            .zip(self.inner.slow)
            .is_some_and(|(taken, slow)| taken >= slow);
        self.finish(match verdict {
            Verdict::Neutral => Outcome::Neutral,
            Verdict::Success if !slow => Outcome::Success,
            Verdict::Success | Verdict::Failure => Outcome::Failure,
        });
    }

    fn finish(&mut self, outcome: Outcome) {
        self.ended = true;
        let (time, permit) = (self.inner.time(), self.permit);
        self.inner
            .change(|machine| machine.finish(time, permit, outcome));
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        self.finish(if self.inside {
            Outcome::Failure
        } else {
            Outcome::Neutral
        });
    }
}
