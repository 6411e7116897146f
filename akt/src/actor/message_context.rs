//! What travels with a message beside its arguments: when it is due, which trace it belongs to, what the program adds.
//!
//! A context belongs to what runs on a thread at this moment: a handler has that of its message, a task that of the
//! [`scope`](MessageContext::scope) it is in. What is sent there carries it on. While no context is set, sending a message
//! looks at one variable of the thread and no more.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::{Ctx, Protocol};
use crate::base::limits::{BAGGAGE_BYTES, BAGGAGE_ENTRIES};
use crate::base::time::{self, Instant};

/// What travels with a message beside its arguments, from a sender that has something of the kind.
///
/// It is handed on: what a handler sends, asks, schedules by a timer or pipes carries the context of the message that it
/// handles, and so do the callbacks of its timers, pipes and requests. An ask that carries a deadline ends at it with
/// [`Timeout`](crate::actor::AskError::Timeout). Most messages carry nothing, and cost nothing for it. Contexts stay within
/// the process.
///
/// Cheap to clone: clones share what they hold.
///
/// ```
/// use akt::actor::MessageContext;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let context = MessageContext::new().with("tenant", "acme").with_trace("00-4bf92f35-01");
/// let tenant = context.scope(async {
///     // What is asked and told here carries the context.
///     MessageContext::current().and_then(|context| context.get("tenant").map(str::to_owned))
/// });
/// assert_eq!(tenant.await.as_deref(), Some("acme"));
/// assert!(MessageContext::current().is_none());
/// # });
/// ```
#[derive(Clone, Default)]
pub struct MessageContext(Arc<Inner>);

#[derive(Clone, Default)]
struct Inner {
    deadline: Option<Instant>,
    trace: Option<Arc<str>>,
    baggage: BTreeMap<Arc<str>, Arc<str>>,
}

thread_local! {
    /// Whether `CONTEXT` holds one: what a sender looks at.
    static IS_SET: Cell<bool> = const { Cell::new(false) };
    static CONTEXT: RefCell<Option<MessageContext>> = const { RefCell::new(None) };
}

impl MessageContext {
    /// A context with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The context of what runs on this thread now: of the message that is handled, or of the scope around.
    #[must_use]
    pub fn current() -> Option<Self> {
        if !IS_SET.get() {
            return None;
        }
        CONTEXT.with_borrow(Clone::clone)
    }

    /// The same with an entry of the program's own, in the place of an earlier one with that key. At most
    /// [`BAGGAGE_ENTRIES`] are kept, with [`BAGGAGE_BYTES`] in all keys and values: an entry beyond that is left out, and one
    /// that it would replace is too. Baggage travels with every message.
    #[must_use]
    pub fn with(mut self, key: impl Into<Arc<str>>, value: impl Into<Arc<str>>) -> Self {
        let (key, value) = (key.into(), value.into());
        let inner = Arc::make_mut(&mut self.0);
        // What was there says no longer what the program wants to say.
        inner.baggage.remove(&key);
        let kept = inner.baggage.iter();
        let bytes: usize = kept.map(|(key, value)| key.len() + value.len()).sum();
        let new = key.len().saturating_add(value.len());
        if inner.baggage.len() < BAGGAGE_ENTRIES && bytes.saturating_add(new) <= BAGGAGE_BYTES {
            inner.baggage.insert(key, value);
        } else {
            tracing::debug!(
                bytes = new,
                "a context has no room for an entry, which is left out"
            );
        }
        self
    }

    /// The same with the trace that it belongs to: the value of a W3C `traceparent` header, or whatever the program uses.
    /// One with more than [`BAGGAGE_BYTES`] is left out.
    #[must_use]
    pub fn with_trace(mut self, trace: impl Into<Arc<str>>) -> Self {
        let trace = Some(trace.into()).filter(|trace: &Arc<str>| trace.len() <= BAGGAGE_BYTES);
        Arc::make_mut(&mut self.0).trace = trace;
        self
    }

    /// The same with a moment after which nobody waits for the outcome. An earlier one that is there already stays.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        inner.deadline = Some(
            inner
                .deadline
                .map_or(deadline, |before| before.min(deadline)),
        );
        self
    }

    /// [`with_deadline`](Self::with_deadline), so long from now.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        self.with_deadline(time::later(time::now(), limit))
    }

    /// The moment after which nobody waits for the outcome.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// Whether that moment has passed, so that work for it would be in vain.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.0
            .deadline
            .is_some_and(|deadline| deadline <= time::now())
    }

    /// The trace that the message belongs to.
    #[must_use]
    pub fn trace(&self) -> Option<&str> {
        self.0.trace.as_deref()
    }

    /// What the program put there under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.baggage.get(key).map(|value| &**value)
    }

    /// Everything that the program put there, by key.
    pub fn baggage(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.baggage.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Runs `future` with this context around it. What is sent in it carries the context; an ask is sent where it is
    /// written, so give `async { account.deposit(5).await }` and not an ask that was made before.
    ///
    /// # Cancellation
    /// As for the future itself.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            let _entered = Scope::enter(Some(self.clone()));
            future.as_mut().poll(cx)
        })
        .await
    }

    /// Runs `run` with this context around it.
    pub fn enter<R>(self, run: impl FnOnce() -> R) -> R {
        let _entered = Scope::enter(Some(self));
        run()
    }
}

impl fmt::Debug for MessageContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageContext")
            .field("deadline", &self.0.deadline)
            .field("trace", &self.0.trace)
            .field("baggage", &self.0.baggage)
            .finish()
    }
}

/// A context that is set on this thread; the one before comes back when this is dropped.
pub(crate) struct Scope {
    before: Option<MessageContext>,
}

impl Scope {
    pub(crate) fn enter(context: Option<MessageContext>) -> Self {
        IS_SET.set(context.is_some());
        Self {
            before: CONTEXT.replace(context),
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        IS_SET.set(self.before.is_some());
        CONTEXT.set(self.before.take());
    }
}

/// Whether there is a context on this thread.
#[inline]
pub(crate) fn is_set() -> bool {
    IS_SET.get()
}

/// The message with the context of this thread around it, if there is one.
#[inline]
pub(crate) fn carry<P: Protocol>(message: P) -> P {
    if IS_SET.get() { put(message) } else { message }
}

#[cold]
fn put<P: Protocol>(message: P) -> P {
    match MessageContext::current() {
        // One that comes from the stash has its own already.
        Some(context) => match message.uncarry() {
            Ok((message, own)) => message.carry(own),
            Err(plain) => plain.carry(Box::new(context)),
        },
        None => message,
    }
}

/// The message as it was before [`carry`], to be given back.
#[cold]
pub(crate) fn uncarry<P: Protocol>(message: P) -> P {
    match message.uncarry() {
        Ok((message, _)) => message,
        Err(message) => message,
    }
}

impl<A> Ctx<A> {
    /// The context of the message that is handled now, if it carries one.
    #[must_use]
    pub fn context(&self) -> Option<MessageContext> {
        MessageContext::current()
    }
}
