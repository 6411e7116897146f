//! What handles of producers and work pools do alike: send, wait for confirmation, flush, stop.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{mpsc, oneshot, watch};

use crate::pattern::delivery::front::{Control, Incoming, Shared};
use crate::pattern::delivery::{DeliveryFault, SendError};

/// The sending side of a delivery.
pub(super) struct Sender<M> {
    incoming: mpsc::Sender<Incoming<M>>,
    control: mpsc::Sender<Control>,
    shared: Arc<Shared>,
    ended: watch::Receiver<Option<DeliveryFault>>,
}

impl<M> Clone for Sender<M> {
    fn clone(&self) -> Self {
        Self {
            incoming: self.incoming.clone(),
            control: self.control.clone(),
            shared: Arc::clone(&self.shared),
            ended: self.ended.clone(),
        }
    }
}

/// Messages of senders that wait beside the window; each of them is held by a sender that waits as well.
const WAITING: usize = 16;
/// Flushes and stops that wait.
const CONTROLS: usize = 16;

/// What the task of a delivery gets of its handles.
pub(super) struct Ends<M> {
    pub(super) incoming: mpsc::Receiver<Incoming<M>>,
    pub(super) control: mpsc::Receiver<Control>,
    pub(super) shared: Arc<Shared>,
    pub(super) ended: watch::Sender<Option<DeliveryFault>>,
}

/// A handle, and what its task gets.
pub(super) fn pair<M>(name: &Arc<str>, epoch: u64) -> (Sender<M>, Ends<M>) {
    let (to_incoming, incoming) = mpsc::channel(WAITING);
    let (to_control, control) = mpsc::channel(CONTROLS);
    let (ended, has_ended) = watch::channel(None);
    let shared = Arc::new(Shared {
        name: Arc::clone(name),
        epoch,
        unconfirmed: AtomicUsize::new(0),
    });
    let sender = Sender {
        incoming: to_incoming,
        control: to_control,
        shared: Arc::clone(&shared),
        ended: has_ended,
    };
    let ends = Ends {
        incoming,
        control,
        shared,
        ended,
    };
    (sender, ends)
}

impl<M: Send + Sync + 'static> Sender<M> {
    pub(super) fn name(&self) -> &str {
        &self.shared.name
    }

    pub(super) fn epoch(&self) -> u64 {
        self.shared.epoch
    }

    pub(super) fn unconfirmed(&self) -> usize {
        self.shared.unconfirmed.load(Ordering::Relaxed)
    }

    pub(super) async fn send(&self, message: M) -> Result<Receipt, SendError<M>> {
        let Ok(place) = self.incoming.reserve().await else {
            return Err(SendError::new(self.fault(), Some(message)));
        };
        let (accepted, is_accepted) = oneshot::channel();
        let (confirmed, is_confirmed) = oneshot::channel();
        place.send(Incoming {
            message,
            accepted,
            confirmed,
        });
        match is_accepted.await {
            Ok(Ok(seq)) => Ok(Receipt {
                seq,
                confirmed: is_confirmed,
                ended: self.ended.clone(),
            }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(SendError::new(self.fault(), None)),
        }
    }

    pub(super) async fn flush(&self) -> Result<(), DeliveryFault> {
        let (answer, answered) = oneshot::channel();
        let sent = self.control.send(Control::Flush(answer)).await.is_ok();
        if sent && answered.await.is_ok() {
            return Ok(());
        }
        Err(self.ended().await)
    }

    pub(super) async fn stop(&self) -> usize {
        let (answer, answered) = oneshot::channel();
        if self.control.send(Control::Stop(answer)).await.is_ok()
            && let Ok(left) = answered.await
        {
            return left;
        }
        self.unconfirmed()
    }

    pub(super) async fn ended(&self) -> DeliveryFault {
        let mut ended = self.ended.clone();
        let fault = match ended.wait_for(Option::is_some).await {
            Ok(fault) => fault.clone(),
            Err(_) => None,
        };
        fault.unwrap_or(DeliveryFault::Panicked)
    }

    /// Why it has ended; to be asked when it has.
    fn fault(&self) -> DeliveryFault {
        fault(&self.ended)
    }
}

fn fault(ended: &watch::Receiver<Option<DeliveryFault>>) -> DeliveryFault {
    ended.borrow().clone().unwrap_or(DeliveryFault::Panicked)
}

impl<M> fmt::Debug for Sender<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("name", &self.shared.name)
            .field("epoch", &self.shared.epoch)
            .field("unconfirmed", &self.shared.unconfirmed)
            .finish_non_exhaustive()
    }
}

/// A message that was accepted: it will be delivered, as far as the delivery promises. Dropping it changes nothing.
#[derive(Debug)]
pub struct Receipt {
    seq: u64,
    confirmed: oneshot::Receiver<Result<(), DeliveryFault>>,
    ended: watch::Receiver<Option<DeliveryFault>>,
}

impl Receipt {
    /// The number of the message, as in its [`DeliveryId`](crate::pattern::delivery::DeliveryId).
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Waits until a handler has confirmed the message.
    ///
    /// # Errors
    /// [`DeliveryFault::Rejected`] when it was given up; another fault when the delivery ended before, and the message may
    /// be delivered by a later run from the durable queue.
    ///
    /// # Cancellation
    /// Dropping the future changes nothing for the message.
    pub async fn confirmed(self) -> Result<(), DeliveryFault> {
        match self.confirmed.await {
            Ok(outcome) => outcome,
            Err(_) => Err(fault(&self.ended)),
        }
    }
}
