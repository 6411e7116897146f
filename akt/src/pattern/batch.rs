//! Many calls in one go: asks at the same time with their answers in the order of asking, and tells in their order.
//!
//! A batch makes nothing faster than the same calls in a loop; it keeps order, bounds and leftovers right.

use std::error::Error;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::actor::{AskError, Call, Protocol, Recipient, SendFault, TellError};
use crate::base::limits::BATCH_ASKS;
use crate::pattern::gather::{Gather, Limit, Next};

/// Asks all calls at the same time; gives their answers in the order of the calls.
///
/// The calls may be of several actors and methods, as long as the answers have one type. They are sent in their order,
/// but only [`BATCH_ASKS`] of them wait for their answers at a time; see [`at_most`](AskAll::at_most).
///
/// ```
/// # use akt::prelude::*;
/// # use std::time::Duration;
/// # use akt::pattern::batch::ask_all;
/// # struct Account<P>(ActorRef<P>, fn(&ActorRef<P>) -> akt::actor::Call<'_, P, u64>);
/// # impl<P: Protocol + Send> Account<P> { fn balance(&self) -> akt::actor::Call<'_, P, u64> { (self.1)(&self.0) } }
/// # async fn example<P: Protocol + Send>(accounts: Vec<Account<P>>) {
/// let balances: Vec<Result<u64, AskError>> = ask_all(accounts.iter().map(|account| account.balance()))
///     .timeout(Duration::from_secs(1))
///     .await;
/// assert_eq!(balances.len(), accounts.len());
/// # }
/// ```
///
/// # Ordering
/// Calls of one actor are handled in the order of the batch, unless its bounded mailbox was full: then those that waited
/// for room are handled in their order, but one that was sent when there was room again may come before them.
///
/// # Cancellation
/// Dropping the future gives up every answer; what was sent may still be handled, what was not sent is not.
///
/// # Panics
/// When awaited with a [`timeout`](AskAll::timeout) and without a tokio runtime.
pub fn ask_all<I, T, E>(calls: I) -> AskAll<I::Item, T, E>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, AskError<E>>>,
{
    let calls: Vec<_> = calls.into_iter().collect();
    AskAll {
        answers: calls.iter().map(|_| None).collect(),
        gather: Gather::new(calls),
        at_most: BATCH_ASKS,
        timeout: None,
    }
}

/// Asks at the same time, ready to be awaited; made by [`ask_all`]. Nothing is sent before it is polled.
#[must_use = "nothing is asked before it is awaited"]
pub struct AskAll<C: IntoFuture, T, E> {
    gather: Gather<C>,
    answers: Vec<Option<Result<T, AskError<E>>>>,
    at_most: usize,
    timeout: Option<Limit>,
}

impl<C: IntoFuture, T, E> AskAll<C, T, E> {
    /// How many asks wait for their answers at the same time; [`BATCH_ASKS`] unless set. 0 counts as 1.
    pub fn at_most(mut self, asks: usize) -> Self {
        self.at_most = asks.max(1);
        self
    }

    /// Ends every ask that has no answer after `limit`, from the first poll, as [`Timeout`](AskError::Timeout): those that
    /// were not sent yet as well. None unless set: then each ask ends as it does by itself.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(Limit::new(limit));
        self
    }
}

/// Nothing inside is pinned but what is behind a box.
impl<C: IntoFuture, T, E> Unpin for AskAll<C, T, E> {}

impl<C, T, E> Future for AskAll<C, T, E>
where
    C: IntoFuture<Output = Result<T, AskError<E>>>,
{
    type Output = Vec<Result<T, AskError<E>>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            match ready!(this.gather.poll(this.at_most, this.timeout.as_mut(), cx)) {
                Next::Ended(place, answer) => {
                    if let Some(slot) = this.answers.get_mut(place) {
                        *slot = Some(answer);
                    }
                }
                Next::All => break,
                Next::Deadline => {
                    this.gather.abandon();
                    break;
                }
            }
        }
        let answers = std::mem::take(&mut this.answers).into_iter();
        Poll::Ready(
            answers
                .map(|answer| answer.unwrap_or(Err(AskError::Timeout)))
                .collect(),
        )
    }
}

impl<C: IntoFuture, T, E> fmt::Debug for AskAll<C, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AskAll")
            .field("asks", &self.answers.len())
            .field("at_most", &self.at_most)
            .finish_non_exhaustive()
    }
}

/// A batch of which some was not sent.
///
/// Everything before [`sent`](Self::sent) was sent; the message there was not taken and is in [`first`](Self::first);
/// what came after it was not tried, so that nothing overtakes it, and is in [`rest`](Self::rest).
pub struct BatchError<P, R> {
    /// How many were sent: the place of the first one that was not.
    pub sent: usize,
    /// The first one that was not taken: why, and the message.
    pub first: TellError<P>,
    /// Those after it, in their order.
    pub rest: Vec<R>,
}

impl<P, R> BatchError<P, R> {
    /// Why the first one was not taken.
    #[must_use]
    pub fn fault(&self) -> &SendFault {
        self.first.fault()
    }

    /// How many were not sent.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.rest.len().saturating_add(1)
    }
}

impl<M> BatchError<M, M> {
    /// The messages that were not sent, in their order.
    #[must_use]
    pub fn into_messages(self) -> Vec<M> {
        let first = std::iter::once(self.first.into_message());
        first.chain(self.rest).collect()
    }
}

impl<P, R> fmt::Debug for BatchError<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchError")
            .field("sent", &self.sent)
            .field("unsent", &self.unsent())
            .field("fault", self.fault())
            .finish_non_exhaustive()
    }
}

impl<P, R> fmt::Display for BatchError<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unsent = self.unsent();
        write!(
            f,
            "{unsent} messages of a batch were not sent, from number {} on: {}",
            self.sent,
            self.fault()
        )
    }
}

impl<P, R> Error for BatchError<P, R> {}

/// Tells all calls in their order, and stops at the first one that is not taken. Never waits.
///
/// ```
/// # use akt::prelude::*;
/// # use akt::pattern::batch::tell_all;
/// # fn example<P: Protocol + Send>(calls: Vec<akt::actor::Call<'_, P, u64>>) {
/// // `calls` is what `amounts.iter().map(|amount| account.deposit(*amount))` gives.
/// if let Err(error) = tell_all(calls) {
///     println!("{} were sent, {} were not", error.sent, error.unsent());
///     let again = tell_all(error.rest);
///     # let _ = again;
/// }
/// # }
/// ```
///
/// # Errors
/// Gives back what was not sent.
///
/// # Ordering
/// Messages to one actor are handled in the order of the batch.
pub fn tell_all<'a, P, T, E>(
    calls: impl IntoIterator<Item = Call<'a, P, T, E>>,
) -> Result<(), BatchError<P, Call<'a, P, T, E>>>
where
    P: Protocol + Send,
    T: Send + 'static,
    E: Send + 'static,
{
    in_order(calls, Call::tell)
}

/// Tells all messages to one recipient in their order, and stops at the first one that is not taken. Never waits.
///
/// # Errors
/// Gives back what was not sent.
///
/// # Ordering
/// The messages are handled in the order of the batch.
pub fn tell_each<M: Send + 'static>(
    recipient: &Recipient<M>,
    messages: impl IntoIterator<Item = M>,
) -> Result<(), BatchError<M, M>> {
    in_order(messages, |message| recipient.tell(message))
}

fn in_order<P, R>(
    batch: impl IntoIterator<Item = R>,
    mut tell: impl FnMut(R) -> Result<(), TellError<P>>,
) -> Result<(), BatchError<P, R>> {
    let mut batch = batch.into_iter();
    let mut sent = 0;
    while let Some(next) = batch.next() {
        if let Err(first) = tell(next) {
            let rest = batch.collect();
            return Err(BatchError { sent, first, rest });
        }
        sent += 1;
    }
    Ok(())
}

/// Tells all calls in their order, waits while there is no room, and stops at the first one that is not taken.
///
/// # Errors
/// Gives back what was not sent.
///
/// # Ordering
/// As for [`tell_all`].
///
/// # Cancellation
/// Dropping the future sends no more; how many were sent is not known then.
pub async fn send_all<'a, P, T, E>(
    calls: impl IntoIterator<Item = Call<'a, P, T, E>>,
) -> Result<(), BatchError<P, Call<'a, P, T, E>>>
where
    P: Protocol + Send,
    T: Send + 'static,
    E: Send + 'static,
{
    // Taken out of the iterator at once, which need not be one that tasks may hold.
    let calls: Vec<_> = calls.into_iter().collect();
    let mut calls = calls.into_iter();
    let mut sent = 0;
    while let Some(next) = calls.next() {
        if let Err(first) = next.send().await {
            let rest = calls.collect();
            return Err(BatchError { sent, first, rest });
        }
        sent += 1;
    }
    Ok(())
}
