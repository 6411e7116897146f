//! Group commit: what is to be written to a durable queue gathers while the last write runs.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::base::limits::{DELIVERY_QUEUE_ATTEMPTS, DELIVERY_QUEUE_BACKOFF};
use crate::base::time;
use crate::pattern::delivery::queue::AnyQueue;
use crate::pattern::delivery::{Batch, Loaded, QueueError};

/// A durable queue, and what is not written yet.
pub(super) struct Ledger<M> {
    /// None while a write runs.
    queue: Option<Box<dyn AnyQueue<M>>>,
    epoch: u64,
    stored: Vec<(u64, Arc<M>)>,
    confirmed: Vec<u64>,
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
            queue: Some(queue),
            epoch: loaded.epoch,
            stored: Vec::new(),
            confirmed: Vec::new(),
            running: None,
        };
        Ok((ledger, loaded))
    }

    pub(super) fn store(&mut self, seq: u64, message: Arc<M>) {
        self.stored.push((seq, message));
    }

    pub(super) fn confirm(&mut self, seq: u64) {
        self.confirmed.push(seq);
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
            let batch = Batch::new(mem::take(&mut self.stored), mem::take(&mut self.confirmed));
            if batch.is_empty() {
                return Poll::Pending;
            }
            let Some(queue) = self.queue.take() else {
                return Poll::Pending;
            };
            self.running = Some(Box::pin(write(queue, self.epoch, batch)));
        }
        let Some(running) = &mut self.running else {
            return Poll::Pending;
        };
        let Poll::Ready((queue, batch, result)) = running.as_mut().poll(cx) else {
            return Poll::Pending;
        };
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
