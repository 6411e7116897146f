//! A reader of events: the options that it is made with, its queue, and the futures that wait at it.

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use parking_lot::Mutex;
use smallvec::SmallVec;

use crate::base::limits::EVENTS_KEPT_MAX;
use crate::base::panic::contain;
use crate::dispatch::woke_foreign;
use crate::system::events::channel::{Channel, Filter};
use crate::system::events::kept::{Kept, Overflow, SubscriptionError};

/// How to subscribe: how much to keep, what to do when that is too much, and which events to take.
///
/// Made by [`Subscribe::lagging`] or [`Subscribe::lossless`], used by
/// [`EventStream::subscribe`](crate::system::EventStream::subscribe).
#[must_use = "hand it to `EventStream::subscribe`"]
pub struct Subscribe<E> {
    pub(super) capacity: usize,
    pub(super) overflow: Overflow,
    pub(super) filter: Option<Filter<E>>,
}

impl<E> Subscribe<E> {
    /// Keeps the newest `capacity` unread events: one more takes the place of the oldest, which is counted in
    /// [`Subscription::missed`]. So whatever was missed was missed just before the event that is read next.
    ///
    /// At least 1 and at most [`EVENTS_KEPT_MAX`] are kept. Memory is taken as events come.
    pub fn lagging(capacity: usize) -> Self {
        Self::new(capacity, Overflow::DropOldest)
    }

    /// Keeps `capacity` unread events, and never loses one silently: when there is no room for one more, the
    /// subscription ends. The reader gets what was kept, then [`SubscriptionError::Overflowed`].
    ///
    /// At least 1 and at most [`EVENTS_KEPT_MAX`] are kept. Memory is taken as events come.
    pub fn lossless(capacity: usize) -> Self {
        Self::new(capacity, Overflow::End)
    }

    fn new(capacity: usize, overflow: Overflow) -> Self {
        Self {
            capacity: capacity.clamp(1, EVENTS_KEPT_MAX),
            overflow,
            filter: None,
        }
    }

    /// Takes only the events for which `wanted` says true; after an earlier filter, only those that both want.
    ///
    /// It runs at publish, on the thread of the publisher, and under no lock; it should be quick. When it panics, the
    /// event is lost: a lagging subscription counts it as missed, a lossless one ends.
    pub fn filter(mut self, wanted: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self
    where
        E: 'static,
    {
        self.filter = Some(match self.filter.take() {
            None => Box::new(wanted),
            Some(earlier) => Box::new(move |event| earlier(event) && wanted(event)),
        });
        self
    }
}

impl<E> fmt::Debug for Subscribe<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscribe")
            .field("capacity", &self.capacity)
            .field("lossless", &(self.overflow == Overflow::End))
            .field("filtered", &self.filter.is_some())
            .finish()
    }
}

type Wakers = SmallVec<[(u64, Waker); 1]>;

/// The queue of one reader, and who waits at it.
pub(super) struct Inbox<E>(Mutex<State<E>>);

struct State<E> {
    kept: Kept<E>,
    wakers: Wakers,
    /// The number of the next one who waits; 0 is the one who reads it as a stream.
    next: u64,
}

impl<E> Inbox<E> {
    pub(super) fn new(capacity: usize, overflow: Overflow) -> Self {
        Self(Mutex::new(State {
            kept: Kept::new(capacity, overflow),
            wakers: Wakers::new(),
            next: 1,
        }))
    }

    /// Changes the queue and wakes those who wait. False when the subscription has ended.
    ///
    /// What `change` gives back is dropped, and wakers run, after the lock: both are code of users.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut Kept<E>) -> R) -> bool {
        let (rest, wakers, ended) = {
            let mut state = self.0.lock();
            let rest = change(&mut state.kept);
            let ended = state.kept.has_ended();
            (rest, std::mem::take(&mut state.wakers), ended)
        };
        contain(|| drop(rest));
        if !wakers.is_empty() {
            woke_foreign();
        }
        for (_, waker) in wakers {
            contain(|| waker.wake());
        }
        !ended
    }

    fn take(&self) -> Result<Option<Arc<E>>, SubscriptionError> {
        self.0.lock().kept.take()
    }

    /// Takes the oldest event, or waits under the number `key`, which is given out when it is `None`.
    fn poll_take(
        &self,
        key: &mut Option<u64>,
        cx: &Context<'_>,
    ) -> Poll<Result<Arc<E>, SubscriptionError>> {
        let waker = cx.waker().clone();
        let mut state = self.0.lock();
        match state.kept.take() {
            Ok(Some(event)) => return Poll::Ready(Ok(event)),
            Err(end) => return Poll::Ready(Err(end)),
            Ok(None) => {}
        }
        let key = *key.get_or_insert_with(|| {
            state.next = state.next.wrapping_add(1);
            state.next
        });
        let earlier = match state.wakers.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => Some(std::mem::replace(known, waker)),
            None => {
                state.wakers.push((key, waker));
                None
            }
        };
        drop(state);
        drop(earlier);
        Poll::Pending
    }

    /// Nobody waits under that number any more.
    fn forget(&self, key: u64) {
        let mut state = self.0.lock();
        let at = state.wakers.iter().position(|(known, _)| *known == key);
        let waker = at.map(|at| state.wakers.swap_remove(at));
        drop(state);
        drop(waker);
    }
}

/// Waits for one event.
struct Recv<'a, E> {
    inbox: &'a Inbox<E>,
    key: Option<u64>,
}

impl<E> Future for Recv<'_, E> {
    type Output = Result<Arc<E>, SubscriptionError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let inbox = self.inbox;
        inbox.poll_take(&mut self.key, cx)
    }
}

impl<E> Drop for Recv<'_, E> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.inbox.forget(key);
        }
    }
}

/// The unread events of one subscriber; made by [`EventStream::subscribe`](crate::system::EventStream::subscribe).
///
/// Events of one publisher come in the order in which it published them. Dropping the subscription ends it. When the
/// system has shut down it ends too, after what it holds has been read. Read it by [`recv`](Self::recv) or as a
/// [`Stream`], whose items are events; the stream gives an `Err` once if the subscription ended by a loss.
pub struct Subscription<E: Send + Sync + 'static> {
    pub(super) inbox: Arc<Inbox<E>>,
    pub(super) channel: Arc<Channel<E>>,
    pub(super) id: u64,
    /// Whether the end was told to who reads it as a stream.
    pub(super) told: bool,
}

impl<E: Clone + Send + Sync + 'static> Subscription<E> {
    /// Waits for the next event. Several may wait at once; each event goes to one of them.
    ///
    /// # Errors
    /// Why no more events come, once everything that was kept has been read.
    ///
    /// # Cancellation
    /// Dropping the future loses nothing.
    pub async fn recv(&self) -> Result<E, SubscriptionError> {
        let recv = Recv {
            inbox: &self.inbox,
            key: None,
        };
        recv.await.map(Arc::unwrap_or_clone)
    }

    /// The next event, if there is one now.
    ///
    /// # Errors
    /// Why no more events come, once everything that was kept has been read.
    pub fn try_recv(&self) -> Result<Option<E>, SubscriptionError> {
        Ok(self.inbox.take()?.map(Arc::unwrap_or_clone))
    }
}

impl<E: Send + Sync + 'static> Subscription<E> {
    /// How many events were dropped so far, because this lagging subscription was full or its filter panicked. Always
    /// 0 for a lossless one, which ends instead.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.inbox.0.lock().kept.missed()
    }

    /// How many events wait unread.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.inbox.0.lock().kept.len()
    }
}

impl<E: Clone + Send + Sync + 'static> Stream for Subscription<E> {
    type Item = Result<E, SubscriptionError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.inbox.poll_take(&mut Some(0), cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(event)) => Poll::Ready(Some(Ok(Arc::unwrap_or_clone(event)))),
            Poll::Ready(Err(SubscriptionError::Closed)) => Poll::Ready(None),
            Poll::Ready(Err(_)) if self.told => Poll::Ready(None),
            Poll::Ready(Err(loss)) => {
                self.told = true;
                Poll::Ready(Some(Err(loss)))
            }
        }
    }
}

impl<E: Send + Sync + 'static> Drop for Subscription<E> {
    fn drop(&mut self) {
        self.channel.remove(self.id);
    }
}

impl<E: Send + Sync + 'static> fmt::Debug for Subscription<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("event", &type_name::<E>())
            .field("waiting", &self.waiting())
            .field("missed", &self.missed())
            .finish()
    }
}
