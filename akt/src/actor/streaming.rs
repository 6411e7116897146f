//! Answers that are many values: a stream with credit.
//!
//! The asker gives credit: so many values may be on their way, and the sender waits when it is used up. A stream that ends
//! says how: it was finished, or its sender went away, because its actor stopped, was restarted or forgot it.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::sync::mpsc;

use crate::base::limits::STREAM_CREDIT;

/// A stream as the answer of a handler: the asker reads it while the actor goes on.
///
/// Values come in the order in which they were sent. Dropping the stream tells the sender, whose next send fails. It stays
/// within the process; an actor that is `remote` cannot answer with one.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use std::time::Duration;
/// use akt::actor::{StreamSender, Streaming};
/// use akt::prelude::*;
///
/// #[actor]
/// struct Clock { watchers: Vec<StreamSender<u32>>, time: u32 }
///
/// #[handlers]
/// impl Clock {
///     #[handler]
///     pub fn watch(&mut self) -> Streaming<u32> {
///         let (sender, stream) = Streaming::channel(8);
///         self.watchers.push(sender);
///         stream
///     }
///
///     #[handler]
///     pub fn tick(&mut self) {
///         self.time += 1;
///         // Who reads too slowly misses a tick; who has gone is forgotten.
///         self.watchers.retain(|watcher| {
///             let _ = watcher.offer(self.time);
///             !watcher.is_closed()
///         });
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let system = ActorSystem::new("example")?;
/// let clock = system.spawn(Clock { watchers: Vec::new(), time: 0 }).await?;
/// let mut ticks = clock.watch().await?;
/// clock.tick().await?;
/// clock.tick().await?;
/// assert_eq!(ticks.next().await, Some(Ok(1)));
/// assert_eq!(ticks.next().await, Some(Ok(2)));
/// clock.stop();
/// assert!(matches!(ticks.next().await, Some(Err(_))), "it was not finished");
/// assert_eq!(ticks.next().await, None);
/// system.shutdown().await;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// # }
/// ```
pub struct Streaming<T> {
    values: mpsc::Receiver<Item<T>>,
    /// Whether the end was told.
    over: bool,
}

enum Item<T> {
    Value(T),
    /// The sender said that this is the end.
    Finished,
}

/// The stream ended before its sender finished it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stream broke off before it was finished; ask for it again")]
pub struct StreamBroken;

/// The reader of a stream has gone; holds the value that was not sent.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reader of the stream has gone; stop sending")]
pub struct StreamClosed<T>(pub T);

impl<T> fmt::Debug for StreamClosed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamClosed")
    }
}

/// Why a value was not taken at once; holds the value.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OfferError<T> {
    /// The reader has not read enough; `send` waits until it has.
    #[error("the reader has not read enough; wait with `send`, or leave the value out")]
    NoCredit(T),
    /// The reader has gone.
    #[error("the reader of the stream has gone; stop sending")]
    Closed(T),
}

impl<T> fmt::Debug for OfferError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCredit(_) => "NoCredit",
            Self::Closed(_) => "Closed",
        })
    }
}

impl<T> Streaming<T> {
    /// A stream and its sender. Up to `credit` values wait unread, 1 to [`STREAM_CREDIT`].
    #[must_use]
    pub fn channel(credit: usize) -> (StreamSender<T>, Self) {
        // One place more, for the end.
        let (sender, values) = mpsc::channel(credit.clamp(1, STREAM_CREDIT) + 1);
        let stream = Self {
            values,
            over: false,
        };
        (StreamSender { sender }, stream)
    }

    /// The next value; an error if the stream broke off; `None` after its end.
    ///
    /// # Cancellation
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<T, StreamBroken>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// All values until the end.
    ///
    /// # Errors
    /// [`StreamBroken`] if it broke off; what was read is lost.
    pub async fn collect(mut self) -> Result<Vec<T>, StreamBroken> {
        let mut all = Vec::new();
        while let Some(value) = self.next().await {
            all.push(value?);
        }
        Ok(all)
    }
}

impl<T> Stream for Streaming<T> {
    type Item = Result<T, StreamBroken>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(self.values.poll_recv(cx)) {
            Some(Item::Value(value)) => Some(Ok(value)),
            Some(Item::Finished) => {
                self.over = true;
                None
            }
            None => {
                self.over = true;
                Some(Err(StreamBroken))
            }
        })
    }
}

impl<T> fmt::Debug for Streaming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming")
            .field("waiting", &self.values.len())
            .field("over", &self.over)
            .finish()
    }
}

/// The sender of a [`Streaming`]. Dropping it without [`finish`](Self::finish) breaks the stream off.
pub struct StreamSender<T> {
    sender: mpsc::Sender<Item<T>>,
}

impl<T> StreamSender<T> {
    /// Sends a value; waits while there is no credit.
    ///
    /// # Errors
    /// Gives the value back when the reader has gone, also while this waits.
    ///
    /// # Cancellation
    /// Dropping the future before it is ready sends nothing.
    pub async fn send(&self, value: T) -> Result<(), StreamClosed<T>> {
        // The last place is for the end, so that finishing never waits: two permits, of which one goes back.
        match self.sender.reserve_many(2).await {
            Ok(mut permits) => {
                if let Some(permit) = permits.next() {
                    permit.send(Item::Value(value));
                }
                Ok(())
            }
            Err(_) => Err(StreamClosed(value)),
        }
    }

    /// Sends a value if there is credit; never waits.
    ///
    /// # Errors
    /// Gives the value back when there is no credit, or the reader has gone.
    pub fn offer(&self, value: T) -> Result<(), OfferError<T>> {
        match self.sender.try_reserve_many(2) {
            Ok(mut permits) => {
                if let Some(permit) = permits.next() {
                    permit.send(Item::Value(value));
                }
                Ok(())
            }
            Err(mpsc::error::TrySendError::Full(())) => Err(OfferError::NoCredit(value)),
            Err(mpsc::error::TrySendError::Closed(())) => Err(OfferError::Closed(value)),
        }
    }

    /// Ends the stream well: the reader reads what was sent, and then its end.
    pub fn finish(self) {
        // There is always a place for the end, unless the reader has gone.
        let _ = self.sender.try_send(Item::Finished);
    }

    /// How many values may be sent before the reader has to read.
    #[must_use]
    pub fn credit(&self) -> usize {
        self.sender.capacity().saturating_sub(1)
    }

    /// Whether the reader has gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Waits until the reader has gone.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn closed(&self) {
        self.sender.closed().await;
    }
}

impl<T> fmt::Debug for StreamSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamSender")
            .field("credit", &self.credit())
            .field("closed", &self.is_closed())
            .finish()
    }
}
