//! Aggregate: asks many, and goes on with the first so many replies, or with what came in time.
//!
//! The pattern is the Aggregator of Hohpe and Woolf (*Enterprise Integration Patterns*, 2003) with the two conditions of
//! completeness that a caller needs most: "the first `n`" and "until a deadline". What did not come is named, so that
//! nobody takes a part for the whole.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::base::limits::{AGGREGATE_WITHIN, BATCH_ASKS};
use crate::pattern::gather::{Gather, Limit, Next};

/// Makes all calls at the same time and collects what they reply, until there is enough.
///
/// A call is whatever becomes a future of a `Result`: a call of an actor, with or without a timeout, or any other one. An
/// error is no reply: it is listed among the failures. Without more, collects until every call has ended, at most
/// [`AGGREGATE_WITHIN`].
///
/// ```
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// # runtime.block_on(async {
/// use std::future::{pending, ready};
/// use std::pin::Pin;
/// use akt::pattern::aggregate::{Ended, aggregate};
///
/// type Price = Pin<Box<dyn Future<Output = Result<u32, &'static str>>>>;
/// let offers: Vec<Price> = vec![
///     Box::pin(ready(Ok(7))), Box::pin(pending()), Box::pin(ready(Err("sold out"))), Box::pin(ready(Ok(5))),
/// ];
/// let prices = aggregate(offers).first(2).await;
/// assert_eq!(prices.replies, [(0, 7), (3, 5)]);
/// assert_eq!(prices.failures, [(2, "sold out")]);
/// assert_eq!(prices.missing, [1]);
/// assert_eq!(prices.ended, Ended::Enough);
/// # });
/// ```
///
/// # Cancellation
/// Dropping the future drops every call that runs. So does its end: what is late is not waited for. A message that was
/// sent may still be handled.
///
/// # Panics
/// When a call does, and when it is awaited without a tokio runtime, whose timer it needs.
pub fn aggregate<I, T, E>(calls: I) -> Aggregate<I::Item, T, E>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    let calls: Vec<_> = calls.into_iter().collect();
    Aggregate {
        results: calls.iter().map(|_| None).collect(),
        gather: Gather::new(calls),
        replied: 0,
        failed: 0,
        enough: usize::MAX,
        within: Limit::new(AGGREGATE_WITHIN),
        at_most: BATCH_ASKS,
    }
}

/// Why an aggregate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ended {
    /// There were as many replies as wanted.
    Enough,
    /// So many calls had failed that as many replies as wanted could not come any more.
    Unreachable,
    /// The time was over.
    Deadline,
    /// Every call had ended, and fewer replies came than were wanted, or all were wanted.
    All,
}

/// What an aggregate collected. Each call is in one of the three lists, by its place in the order of asking; each list is
/// in that order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Aggregated<T, E> {
    /// The replies.
    pub replies: Vec<(usize, T)>,
    /// The calls that failed, and how.
    pub failures: Vec<(usize, E)>,
    /// The calls that had not ended.
    pub missing: Vec<usize>,
    /// Why no more was waited for.
    pub ended: Ended,
}

impl<T, E> Aggregated<T, E> {
    /// Whether every call replied.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failures.is_empty() && self.missing.is_empty()
    }

    /// The replies without their places.
    #[must_use]
    pub fn into_replies(self) -> Vec<T> {
        self.replies.into_iter().map(|(_, reply)| reply).collect()
    }
}

/// Calls whose replies are collected, ready to be awaited; made by [`aggregate()`]. Nothing is called before it is polled.
#[must_use = "nothing is called before it is awaited"]
pub struct Aggregate<C: IntoFuture, T, E> {
    gather: Gather<C>,
    results: Vec<Option<Result<T, E>>>,
    replied: usize,
    failed: usize,
    enough: usize,
    within: Limit,
    at_most: usize,
}

impl<C: IntoFuture, T, E> Aggregate<C, T, E> {
    /// Ends when `replies` have come, or when so many calls have failed that they cannot come any more. More than there are
    /// calls waits for every call, whatever fails, and 0 calls nobody.
    pub fn first(mut self, replies: usize) -> Self {
        self.enough = replies;
        self
    }

    /// Ends after `limit` with what has come, from the first poll; [`AGGREGATE_WITHIN`] unless set, [`Duration::MAX`] for
    /// no bound.
    pub fn within(mut self, limit: Duration) -> Self {
        self.within = Limit::new(limit);
        self
    }

    /// How many calls run at the same time; [`BATCH_ASKS`] unless set. 0 counts as 1.
    pub fn at_most(mut self, calls: usize) -> Self {
        self.at_most = calls.max(1);
        self
    }

    /// Whether calls are left, and they are too few for what is wanted.
    fn is_unreachable(&self) -> bool {
        let calls = self.results.len();
        let left = calls.saturating_sub(self.replied + self.failed);
        self.enough <= calls && left > 0 && self.replied + left < self.enough
    }

    fn end(&mut self, ended: Ended) -> Aggregated<T, E> {
        self.gather.abandon();
        let mut all = Aggregated {
            replies: Vec::new(),
            failures: Vec::new(),
            missing: Vec::new(),
            ended,
        };
        for (place, result) in std::mem::take(&mut self.results).into_iter().enumerate() {
            match result {
                Some(Ok(reply)) => all.replies.push((place, reply)),
                Some(Err(error)) => all.failures.push((place, error)),
                None => all.missing.push(place),
            }
        }
        all
    }
}

/// Nothing inside is pinned but what is behind a box.
impl<C: IntoFuture, T, E> Unpin for Aggregate<C, T, E> {}

impl<C, T, E> Future for Aggregate<C, T, E>
where
    C: IntoFuture<Output = Result<T, E>>,
{
    type Output = Aggregated<T, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let ended = loop {
            if this.replied >= this.enough {
                break Ended::Enough;
            }
            if this.is_unreachable() {
                break Ended::Unreachable;
            }
            match ready!(this.gather.poll(this.at_most, Some(&mut this.within), cx)) {
                Next::Ended(place, result) => {
                    this.replied += usize::from(result.is_ok());
                    this.failed += usize::from(result.is_err());
                    if let Some(slot) = this.results.get_mut(place) {
                        *slot = Some(result);
                    }
                }
                Next::All => break Ended::All,
                Next::Deadline => break Ended::Deadline,
            }
        };
        Poll::Ready(this.end(ended))
    }
}

impl<C: IntoFuture, T, E> fmt::Debug for Aggregate<C, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aggregate")
            .field("calls", &self.results.len())
            .field("enough", &self.enough)
            .finish_non_exhaustive()
    }
}
