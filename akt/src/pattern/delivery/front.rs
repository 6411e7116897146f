//! The half that a producer and a work pool share: takes messages in while there is room, has them stored, and tells
//! senders what became of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot, watch};

use crate::base::panic::contain;
use crate::pattern::delivery::ledger::Ledger;
use crate::pattern::delivery::{Batch, DeliveryFault, DeliveryId, Rejected, SendError};
use crate::wire::EncodeError;

/// A message that a sender brings.
pub(super) struct Incoming<M> {
    pub(super) message: M,
    pub(super) accepted: oneshot::Sender<Result<u64, SendError<M>>>,
    pub(super) confirmed: oneshot::Sender<Result<(), DeliveryFault>>,
}

/// What handles ask for apart from sending.
pub(super) enum Control {
    /// Answer when everything that is accepted now is through.
    Flush(oneshot::Sender<()>),
    /// End now; the answer is how many messages are not confirmed.
    Stop(oneshot::Sender<usize>),
}

/// What handles can see.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) name: Arc<str>,
    pub(super) epoch: u64,
    pub(super) unconfirmed: AtomicUsize,
}

/// What cuts a message into parts that travel alone; none if it travels whole.
pub(super) type Cut<M> = Box<dyn Fn(&M) -> Result<Option<Vec<Bytes>>, EncodeError> + Send>;

/// What takes messages that were given up.
pub(super) type Hook<M> = Box<dyn FnMut(Rejected<M>) + Send>;

/// A message that is accepted, for the state machine.
pub(super) struct Accepted<M> {
    pub(super) seq: u64,
    pub(super) message: Arc<M>,
    pub(super) parts: Option<Vec<Bytes>>,
}

/// What has happened at the front.
pub(super) enum FrontEvent<M> {
    /// Messages for the state machine, in order.
    Accepted(Vec<Accepted<M>>),
    /// Nothing for the state machine.
    Changed,
    /// The delivery has to end.
    End(DeliveryFault),
}

/// A message that is being stored.
struct Pending<M> {
    seq: u64,
    accepted: oneshot::Sender<Result<u64, SendError<M>>>,
    confirmed: oneshot::Sender<Result<(), DeliveryFault>>,
    parts: Option<Vec<Bytes>>,
}

/// How a front is made.
pub(super) struct FrontParts<M> {
    pub(super) incoming: mpsc::Receiver<Incoming<M>>,
    pub(super) control: mpsc::Receiver<Control>,
    pub(super) ledger: Option<Ledger<M>>,
    pub(super) window: usize,
    pub(super) log: u64,
    pub(super) next: u64,
    /// Numbers that are stored and not confirmed.
    pub(super) open: Vec<u64>,
    pub(super) cut: Option<Cut<M>>,
    pub(super) hook: Option<Hook<M>>,
    pub(super) shared: Arc<Shared>,
    pub(super) ended: watch::Sender<Option<DeliveryFault>>,
}

/// The front of one delivery.
pub(super) struct Front<M> {
    parts: FrontParts<M>,
    /// No handle is left.
    deserted: bool,
    storing: BTreeMap<u64, Pending<M>>,
    /// What is accepted and not through, with who waits for it.
    open: BTreeMap<u64, Option<oneshot::Sender<Result<(), DeliveryFault>>>>,
    flushes: Vec<(u64, oneshot::Sender<()>)>,
    stops: Vec<oneshot::Sender<usize>>,
}

impl<M: Send + Sync + 'static> Front<M> {
    pub(super) fn new(parts: FrontParts<M>) -> Self {
        let open = parts.open.iter().map(|&seq| (seq, None)).collect();
        let front = Self {
            parts,
            deserted: false,
            storing: BTreeMap::new(),
            open,
            flushes: Vec::new(),
            stops: Vec::new(),
        };
        front.count();
        front
    }

    /// Whether no handle is left and everything is through: nothing is left to do.
    pub(super) fn is_done(&self) -> bool {
        self.deserted
            && self.open.is_empty()
            && self.storing.is_empty()
            && self.parts.ledger.as_ref().is_none_or(Ledger::is_idle)
    }

    /// The next thing that happened.
    pub(super) fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<FrontEvent<M>> {
        match self.parts.control.poll_recv(cx) {
            Poll::Ready(Some(Control::Stop(answer))) => {
                self.stops.push(answer);
                return Poll::Ready(FrontEvent::End(DeliveryFault::Stopped));
            }
            Poll::Ready(Some(Control::Flush(answer))) => {
                self.flushes.push((self.parts.next, answer));
                self.answer_flushes();
                return Poll::Ready(FrontEvent::Changed);
            }
            Poll::Ready(None) | Poll::Pending => {}
        }
        let mut taken = Vec::new();
        let mut changed = false;
        while self.open.len() + self.storing.len() < self.parts.window && !self.deserted {
            match self.parts.incoming.poll_recv(cx) {
                Poll::Ready(Some(incoming)) => taken.extend(self.take(incoming)),
                Poll::Ready(None) => self.deserted = true,
                Poll::Pending => break,
            }
            changed = true;
        }
        if changed {
            return Poll::Ready(FrontEvent::Accepted(taken));
        }
        // Looked at last, so that a write holds everything that has come while the one before it ran.
        match &mut self.parts.ledger {
            Some(ledger) => ledger.poll_written(cx).map(|(batch, result)| match result {
                Ok(()) => self.stored(batch.stored),
                Err(error) => {
                    let fault = error.fault();
                    self.not_stored(&batch, &fault);
                    FrontEvent::End(fault)
                }
            }),
            None => Poll::Pending,
        }
    }

    /// Takes a message in: at once if there is no queue, else when it is stored.
    fn take(&mut self, incoming: Incoming<M>) -> Option<Accepted<M>> {
        let Incoming {
            message,
            accepted,
            confirmed,
        } = incoming;
        let parts = match self.encode(&message) {
            Ok(parts) => parts,
            Err(error) => {
                let refused = SendError::new(DeliveryFault::Encode(error), Some(message));
                let _ = accepted.send(Err(refused));
                return None;
            }
        };
        let (seq, message) = (self.parts.next, Arc::new(message));
        self.parts.next += 1;
        let pending = Pending {
            seq,
            accepted,
            confirmed,
            parts,
        };
        let result = match &mut self.parts.ledger {
            Some(ledger) => {
                ledger.store(seq, message);
                self.storing.insert(seq, pending);
                None
            }
            None => Some(self.accept(pending, message)),
        };
        self.count();
        result
    }

    /// The parts of a message that travels in parts. An error is of this message alone: also when it cannot be stored.
    fn encode(&self, message: &M) -> Result<Option<Vec<Bytes>>, EncodeError> {
        if let Some(ledger) = &self.parts.ledger {
            ledger.check(message)?;
        }
        let cut = self.parts.cut.as_ref();
        cut.map_or(Ok(None), |cut| cut(message))
    }

    fn accept(&mut self, pending: Pending<M>, message: Arc<M>) -> Accepted<M> {
        let Pending {
            seq,
            accepted,
            confirmed,
            parts,
        } = pending;
        self.open.insert(seq, Some(confirmed));
        // Counted before the sender hears of it, so that what it then sees includes its message.
        self.count();
        // A sender that has left does not want to know.
        let _ = accepted.send(Ok(seq));
        Accepted {
            seq,
            message,
            parts,
        }
    }

    fn stored(&mut self, stored: Vec<(u64, Arc<M>)>) -> FrontEvent<M> {
        let mut accepted = Vec::with_capacity(stored.len());
        for (seq, message) in stored {
            if let Some(pending) = self.storing.remove(&seq) {
                accepted.push(self.accept(pending, message));
            }
        }
        FrontEvent::Accepted(accepted)
    }

    fn not_stored(&mut self, batch: &Batch<M>, fault: &DeliveryFault) {
        for (seq, _) in &batch.stored {
            if let Some(pending) = self.storing.remove(seq) {
                let _ = pending
                    .accepted
                    .send(Err(SendError::new(fault.clone(), None)));
            }
        }
    }

    /// A message is through.
    pub(super) fn confirmed(&mut self, seq: u64) {
        self.close(seq, Ok(()));
    }

    /// A message was given up: the hook gets it before the queue forgets it.
    pub(super) fn rejected(&mut self, seq: u64, attempts: u32, reason: Arc<str>, message: Arc<M>) {
        let producer = Arc::clone(&self.parts.shared.name);
        let log = self.parts.log;
        let fault = DeliveryFault::Rejected {
            attempts,
            reason: Arc::clone(&reason),
        };
        let rejected = Rejected {
            message,
            id: DeliveryId { producer, log, seq },
            attempts,
            reason,
        };
        let name = &self.parts.shared.name;
        match &mut self.parts.hook {
            Some(hook) => {
                if !contain(|| hook(rejected)) {
                    tracing::error!(producer = %name, seq, "the hook for rejected messages panicked");
                }
            }
            None => {
                tracing::warn!(producer = %name, seq, attempts, reason = %rejected.reason, "a message was given up");
            }
        }
        self.close(seq, Err(fault));
    }

    fn close(&mut self, seq: u64, outcome: Result<(), DeliveryFault>) {
        let waiting = self.open.remove(&seq).flatten();
        if let Some(ledger) = &mut self.parts.ledger {
            ledger.confirm(seq);
        }
        // Counted before the sender hears of it, as in `accept`.
        self.count();
        if let Some(waiting) = waiting {
            let _ = waiting.send(outcome);
        }
        self.answer_flushes();
    }

    fn answer_flushes(&mut self) {
        if self.flushes.is_empty() {
            return;
        }
        let storing = self.storing.first_key_value().map(|(&seq, _)| seq);
        let open = self.open.first_key_value().map(|(&seq, _)| seq);
        let first = storing.into_iter().chain(open).min();
        let first = first.unwrap_or(self.parts.next);
        let all = std::mem::take(&mut self.flushes);
        for (until, answer) in all {
            if first >= until {
                let _ = answer.send(());
            } else {
                self.flushes.push((until, answer));
            }
        }
    }

    fn count(&self) {
        let count = self.open.len() + self.storing.len();
        let shared = &self.parts.shared;
        shared.unconfirmed.store(count, Ordering::Relaxed);
    }

    /// Ends: writes what is left to write, and tells everybody why.
    pub(super) async fn end(mut self, fault: DeliveryFault) {
        let fenced = matches!(
            fault,
            DeliveryFault::Fenced { .. } | DeliveryFault::Queue(_)
        );
        if let Some(mut ledger) = self.parts.ledger.take().filter(|_| !fenced) {
            while !ledger.is_idle() {
                ledger.hurry();
                let (batch, result) = std::future::poll_fn(|cx| ledger.poll_written(cx)).await;
                match result {
                    Ok(()) => drop(self.stored(batch.stored)),
                    Err(_) => break,
                }
            }
        }
        let count = self.open.len();
        self.parts
            .shared
            .unconfirmed
            .store(count, Ordering::Relaxed);
        let _ = self.parts.ended.send(Some(fault.clone()));
        for pending in std::mem::take(&mut self.storing).into_values() {
            let refused = SendError::new(fault.clone(), None);
            let _ = pending.accepted.send(Err(refused));
        }
        for waiting in std::mem::take(&mut self.open).into_values().flatten() {
            let _ = waiting.send(Err(fault.clone()));
        }
        self.parts.incoming.close();
        while let Some(incoming) = self.parts.incoming.recv().await {
            let refused = SendError::new(fault.clone(), Some(incoming.message));
            let _ = incoming.accepted.send(Err(refused));
        }
        for answer in std::mem::take(&mut self.stops) {
            let _ = answer.send(count);
        }
        self.parts.control.close();
        while let Some(control) = self.parts.control.recv().await {
            if let Control::Stop(answer) = control {
                let _ = answer.send(count);
            }
        }
    }
}

/// Handles hear why also when the task ends unheard: it panics, or its runtime ends and drops it.
impl<M> Drop for Front<M> {
    fn drop(&mut self) {
        self.parts.ended.send_if_modified(|ended| {
            let unheard = ended.is_none();
            if unheard {
                *ended = Some(if std::thread::panicking() {
                    DeliveryFault::Panicked
                } else {
                    DeliveryFault::SystemStopped
                });
            }
            unheard
        });
    }
}
