//! Calls that are made at the same time, a bounded number of them, each with its place in the order of asking.
//!
//! The engine of [`batch`](crate::pattern::batch) and [`aggregate`](crate::pattern::aggregate). Everything runs in the
//! task that polls; only what was woken is polled again.

use std::future::{Future, IntoFuture, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::future::{Join, join};
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::base::time::sleep;

/// Calls that end in one poll before the task gives way to others: those that are ready at once would keep its thread.
const SLICE: u32 = 128;

/// Calls on their way and calls to come.
pub(super) struct Gather<C: IntoFuture> {
    calls: std::iter::Enumerate<std::vec::IntoIter<C>>,
    /// Each beside its place.
    running: FuturesUnordered<Join<Ready<usize>, C::IntoFuture>>,
    /// How many have ended since the task gave way.
    ended: u32,
    /// The task has just given way, and more may be ready.
    gave_way: bool,
    /// The time was over before all were begun.
    cut_short: bool,
}

/// What comes next.
pub(super) enum Next<T> {
    /// A call has ended, with its place.
    Ended(usize, T),
    /// All have ended.
    All,
    /// The time is over; what was ready by then has come before.
    Deadline,
}

impl<C: IntoFuture> Gather<C> {
    pub(super) fn new(calls: Vec<C>) -> Self {
        Self {
            calls: calls.into_iter().enumerate(),
            running: FuturesUnordered::new(),
            ended: 0,
            gave_way: false,
            cut_short: false,
        }
    }

    /// What comes next, within a limit if there is one. Begins calls in their order, so that at most `at_most` of them
    /// run.
    pub(super) fn poll(
        &mut self,
        at_most: usize,
        limit: Option<&mut Limit>,
        cx: &mut Context<'_>,
    ) -> Poll<Next<C::Output>> {
        match self.poll_next(at_most, cx) {
            Poll::Ready(Some((place, output))) => Poll::Ready(Next::Ended(place, output)),
            Poll::Ready(None) if self.cut_short => Poll::Ready(Next::Deadline),
            Poll::Ready(None) => Poll::Ready(Next::All),
            Poll::Pending => {
                let Some(limit) = limit else {
                    return Poll::Pending;
                };
                ready!(limit.poll(cx));
                if self.gave_way {
                    // What is ready came in time and is taken next; nothing more is begun.
                    self.cut_short |= self.calls.len() > 0;
                    self.calls = Vec::new().into_iter().enumerate();
                    return Poll::Pending;
                }
                Poll::Ready(Next::Deadline)
            }
        }
    }

    fn poll_next(
        &mut self,
        at_most: usize,
        cx: &mut Context<'_>,
    ) -> Poll<Option<(usize, C::Output)>> {
        self.gave_way = self.ended >= SLICE;
        if self.gave_way {
            self.ended = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.running.len() < at_most
            && let Some((place, call)) = self.calls.next()
        {
            self.running.push(join(ready(place), call.into_future()));
        }
        let next = self.running.poll_next_unpin(cx);
        self.ended = if next.is_ready() { self.ended + 1 } else { 0 };
        next
    }

    /// Drops the calls that run and those to come.
    pub(super) fn abandon(&mut self) {
        self.running.clear();
        self.calls = Vec::new().into_iter().enumerate();
    }
}

/// A limit that counts from the first poll, which starts its timer: what is ready at the first look costs none.
pub(super) struct Limit {
    after: Duration,
    sleep: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Limit {
    pub(super) fn new(after: Duration) -> Self {
        Self { after, sleep: None }
    }

    /// Ready when the time is over.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let after = self.after;
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep(after)));
        sleep.as_mut().poll(cx)
    }
}
