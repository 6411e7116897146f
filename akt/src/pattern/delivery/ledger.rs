//! Group commit: what is to be written to a durable queue gathers while the last write runs, and confirmations, for which
//! nobody waits, a moment longer, so that they travel with what is stored next.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use crate::base::limits::{
    DELIVERY_CONFIRM_BATCH, DELIVERY_CONFIRM_DELAY, DELIVERY_QUEUE_ATTEMPTS, DELIVERY_QUEUE_BACKOFF,
};
use crate::base::time::{self, Instant};
use crate::pattern::delivery::queue::{AnyQueue, Storable};
use crate::pattern::delivery::timer::Timer;
use crate::pattern::delivery::{Batch, Loaded, QueueError};
use crate::wire::EncodeError;

/// A durable queue, and what is not written yet.
pub(super) struct Ledger<M> {
    /// None while a write runs.
    queue: Option<Box<dyn AnyQueue<M>>>,
    storable: Storable<M>,
    epoch: u64,
    stored: Vec<(u64, Arc<M>)>,
    confirmed: Vec<u64>,
    /// When the confirmations are written even if nothing is stored.
    due: Option<Instant>,
    timer: Timer,
    running: Option<Running<M>>,
}

/// The queue comes back with what was written.
type Written<M> = (Box<dyn AnyQueue<M>>, Batch<M>, Result<(), QueueError>);
type Running<M> = Pin<Box<dyn Future<Output = Written<M>> + Send>>;

impl<M: Send + Sync + 'static> Ledger<M> {
    /// Takes a queue over; tries a few times.
    pub(super) async fn load(
        mut queue: Box<dyn AnyQueue<M>>,
        at_least: u64,
    ) -> Result<(Self, Loaded<M>), QueueError> {
        let mut waits = DELIVERY_QUEUE_BACKOFF.delays();
        let loaded = loop {
            match queue.load(at_least).await {
                Ok(loaded) => break loaded,
                Err(error) => {
                    if !error.is_transient() || waits.attempts() + 1 >= DELIVERY_QUEUE_ATTEMPTS {
                        return Err(error);
                    }
                }
            }
            time::sleep(waits.advance()).await;
        };
        let ledger = Self {
            storable: queue.storable(),
            queue: Some(queue),
            epoch: loaded.epoch,
            stored: Vec::new(),
            confirmed: Vec::new(),
            due: None,
            timer: Timer::default(),
            running: None,
        };
        Ok((ledger, loaded))
    }

    /// Whether the queue can store a message.
    pub(super) fn check(&self, message: &M) -> Result<(), EncodeError> {
        (self.storable)(message)
    }

    pub(super) fn store(&mut self, seq: u64, message: Arc<M>) {
        self.stored.push((seq, message));
    }

    pub(super) fn confirm(&mut self, seq: u64) {
        self.confirmed.push(seq);
        if self.due.is_none() {
            self.due = Some(time::now() + DELIVERY_CONFIRM_DELAY);
        }
    }

    /// Has what there is written without waiting for more.
    pub(super) fn hurry(&mut self) {
        if self.due.is_some() {
            self.due = Some(time::now());
        }
    }

    /// Whether there is something to write that waits no longer.
    fn poll_due(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.stored.is_empty() || self.confirmed.len() >= DELIVERY_CONFIRM_BATCH {
            return Poll::Ready(());
        }
        while let Some(due) = self.due.filter(|due| time::now() < *due) {
            // It may ring early.
            if self.timer.poll(cx, Some(due)).is_pending() {
                return Poll::Pending;
            }
        }
        if self.due.is_some() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Whether everything is written.
    pub(super) fn is_idle(&self) -> bool {
        self.running.is_none() && self.stored.is_empty() && self.confirmed.is_empty()
    }

    /// The next write that has ended. Pending if none runs and there is nothing to write.
    pub(super) fn poll_written(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<(Batch<M>, Result<(), QueueError>)> {
        if self.running.is_none() {
            ready!(self.poll_due(cx));
            let batch = Batch::new(mem::take(&mut self.stored), mem::take(&mut self.confirmed));
            self.due = None;
            let Some(queue) = self.queue.take() else {
                return Poll::Pending;
            };
            self.running = Some(Box::pin(write(queue, self.epoch, batch)));
        }
        let Some(running) = &mut self.running else {
            return Poll::Pending;
        };
        let (queue, batch, result) = ready!(running.as_mut().poll(cx));
        self.queue = Some(queue);
        self.running = None;
        Poll::Ready((batch, result))
    }
}

async fn write<M: Send + Sync + 'static>(
    mut queue: Box<dyn AnyQueue<M>>,
    epoch: u64,
    batch: Batch<M>,
) -> Written<M> {
    let mut waits = DELIVERY_QUEUE_BACKOFF.delays();
    loop {
        let result = queue.write(epoch, &batch).await;
        let again = result.as_ref().is_err_and(QueueError::is_transient)
            && waits.attempts() + 1 < DELIVERY_QUEUE_ATTEMPTS;
        if !again {
            return (queue, batch, result);
        }
        time::sleep(waits.advance()).await;
    }
}
