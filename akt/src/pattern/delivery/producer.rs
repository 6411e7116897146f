//! Point to point: the builder of a producer, and its handle.

use std::fmt;
use std::sync::Arc;

use crate::actor::{Accepts, ActorRef};
use crate::base::backoff::Backoff;
use crate::base::limits::{
    DELIVERY_BUFFER_BYTES, DELIVERY_CHUNK_BYTES_MAX, DELIVERY_CHUNK_BYTES_MIN,
    DELIVERY_MESSAGE_BYTES,
};
use crate::pattern::delivery::endpoint::connect;
use crate::pattern::delivery::front::{Cut, Front, FrontParts};
use crate::pattern::delivery::handle::{Sender, pair};
use crate::pattern::delivery::hub::Hub;
use crate::pattern::delivery::ledger::Ledger;
use crate::pattern::delivery::options::{Options, unnamed};
use crate::pattern::delivery::producer_task::{ProducerTask, resume};
use crate::pattern::delivery::proto::{Intake, Join, Producer as Proto, Session, cut};
use crate::pattern::delivery::{
    Delivery, DeliveryFault, DeliveryStartError, DurableQueue, Loaded, Receipt, Rejected, SendError,
};
use crate::system::ActorSystem;
use crate::wire::{AlignedBuffer, Wire};

/// A reliable delivery to one consumer, ready to be started; made by [`Delivery::to`].
#[must_use = "nothing is delivered until this is started with `.start(&system)`"]
pub struct ProducerBuilder<M, P> {
    consumer: ActorRef<P>,
    options: Options<M>,
    in_flight: usize,
    chunks: Option<Chunks<M>>,
}

struct Chunks<M> {
    cut: Cut<M>,
    join: Join<Arc<M>>,
    parts: u32,
}

impl<M, P> ProducerBuilder<M, P>
where
    M: Send + Sync + 'static,
    P: Accepts<Delivery<M>, Ok = ()> + Send,
    P::Err: fmt::Display,
{
    pub(super) fn new(consumer: ActorRef<P>) -> Self {
        Self {
            consumer,
            options: Options::new(),
            in_flight: 1,
            chunks: None,
        }
    }

    /// Names the producer, for the consumer and for its runs: one that starts takes over from the one before it, which
    /// is fenced. Without a name it has one that no other producer has: made from its durable queue, which its next run
    /// shares, or new for each run.
    ///
    /// 1 to 256 bytes, without control characters.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.options.name = Some(name.into());
        self
    }

    /// How many messages may be accepted and not confirmed; [`DELIVERY_WINDOW`](crate::base::limits::DELIVERY_WINDOW)
    /// unless set, at least 1, at most [`DELIVERY_WINDOW_MAX`](crate::base::limits::DELIVERY_WINDOW_MAX). Both sides keep
    /// as many.
    pub fn window(mut self, messages: usize) -> Self {
        self.options.set_window(messages);
        self
    }

    /// How many messages may be in the consumer's mailbox at once; 1 unless set, at most the window.
    ///
    /// With 1, messages are handled in order whatever fails. With more, the consumer does not wait for the next message,
    /// and one that fails is handled again *after* those that were in the mailbox already.
    pub fn in_flight(mut self, messages: usize) -> Self {
        self.in_flight = messages.max(1);
        self
    }

    /// How often a message is handled before it is given up; [`DELIVERY_ATTEMPTS`](crate::base::limits::DELIVERY_ATTEMPTS)
    /// unless set, at least 1. Until then, those behind it wait.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.options.attempts = attempts.max(1);
        self
    }

    /// How long to wait before the next attempt; [`DELIVERY_RETRY`](crate::base::limits::DELIVERY_RETRY) unless set.
    pub fn retry(mut self, backoff: Backoff) -> Self {
        self.options.retry = backoff;
        self
    }

    /// How long to wait for a sign of life of a message before it is sent again;
    /// [`DELIVERY_RESEND`](crate::base::limits::DELIVERY_RESEND) unless set.
    pub fn resend(mut self, backoff: Backoff) -> Self {
        self.options.resend = backoff;
        self
    }

    /// Keeps messages in `queue` from when they are accepted until they are confirmed. The next run of a producer with
    /// the same queue begins with those that were not.
    pub fn durable(mut self, queue: impl DurableQueue<M>) -> Self {
        self.options.queue = Some(Box::new(queue));
        self
    }

    /// Gives messages whose attempts are used up to `hook`, before the durable queue forgets them: at least once. It must
    /// not block. Without a hook they are logged.
    pub fn on_rejected(mut self, hook: impl FnMut(Rejected<M>) + Send + 'static) -> Self {
        self.options.hook = Some(Box::new(hook));
        self
    }

    /// Lets messages travel as bytes, those of more than `bytes` in chunks of at most as many, so that a large message
    /// delays no other traffic. Between 1 KiB and 1 MiB; a message may have
    /// [`DELIVERY_MESSAGE_BYTES`](crate::base::limits::DELIVERY_MESSAGE_BYTES).
    pub fn chunked(mut self, bytes: usize) -> Self
    where
        M: Wire,
    {
        let size = bytes.clamp(DELIVERY_CHUNK_BYTES_MIN, DELIVERY_CHUNK_BYTES_MAX);
        let parts = DELIVERY_MESSAGE_BYTES.div_ceil(size);
        self.chunks = Some(Chunks {
            cut: Box::new(move |message| {
                let mut buffer = AlignedBuffer::with_limit(DELIVERY_MESSAGE_BYTES);
                message.encode(&mut buffer)?;
                let parts = cut(&buffer.into_bytes(), size);
                // A message that fits into one chunk, or has no bytes at all, needs no joining.
                Ok((parts.len() > 1).then_some(parts))
            }),
            join: |parts| {
                let mut buffer = AlignedBuffer::with_limit(DELIVERY_MESSAGE_BYTES);
                for part in parts {
                    buffer.extend_from_slice(part);
                }
                let message = M::decode(buffer.as_slice());
                message.map(Arc::new).map_err(|error| error.to_string())
            },
            parts: u32::try_from(parts).unwrap_or(u32::MAX),
        });
        self
    }

    /// Starts the delivery: loads the queue, if there is one, and takes over from the run before.
    ///
    /// # Errors
    /// When the name is not valid, the queue cannot be loaded, or the system has shut down. A consumer that has stopped is
    /// told by the first message.
    ///
    /// # Cancellation
    /// Dropping the future may leave the queue loaded: the run before is fenced then.
    pub async fn start(self, system: &ActorSystem) -> Result<Producer<M>, DeliveryStartError> {
        let given = self.options.valid_name()?;
        let hub = Hub::of(system);
        if hub.has_ended() {
            return Err(DeliveryStartError::SystemStopped);
        }
        let number = hub.next_number();
        let (ledger, loaded) = match self.options.queue {
            None => (None, Loaded::new(number, number, 1, Vec::new())),
            Some(queue) => {
                let (ledger, loaded) = Ledger::load(queue, number).await?;
                (Some(ledger), loaded)
            }
        };
        // Runs of a producer without a name are known by their queue.
        let name = given.unwrap_or_else(|| unnamed(loaded.log));
        loaded.log_unreadable(&name);
        let (cut, join, parts) = match self.chunks {
            None => (None, None, 0),
            Some(chunks) => (Some(chunks.cut), Some(chunks.join), chunks.parts),
        };
        let window = self.options.window;
        let intake = Intake {
            window: window as u64,
            in_flight: self.in_flight.min(window),
            attempts: self.options.attempts,
            retry: self.options.retry,
            message_bytes: DELIVERY_MESSAGE_BYTES,
            buffer_bytes: DELIVERY_BUFFER_BYTES,
            parts,
            join,
        };
        let run = (loaded.epoch, loaded.log);
        let connected = connect(&hub, &self.consumer, &name, run, intake).await;
        let (link, answers) = connected.ok_or(DeliveryStartError::SystemStopped)?;
        let first = loaded
            .unconfirmed
            .first()
            .map_or(loaded.next, |(seq, _)| *seq);
        let session = Session {
            session: loaded.epoch,
            log: loaded.log,
            next: first,
        };
        let mut proto = Proto::new(session, self.options.resend);
        resume(&mut proto, &loaded, cut.as_ref());
        let (sender, ends) = pair(&name, loaded.epoch);
        let front = Front::new(FrontParts {
            incoming: ends.incoming,
            control: ends.control,
            ledger,
            window,
            log: loaded.log,
            next: loaded.next,
            open: loaded.unconfirmed.iter().map(|(seq, _)| *seq).collect(),
            cut,
            hook: self.options.hook,
            shared: ends.shared,
            ended: ends.ended,
        });
        let task = ProducerTask::new(Arc::clone(&hub), front, proto, link, answers);
        hub.spawn(task.run());
        Ok(Producer { sender })
    }
}

impl<M, P> fmt::Debug for ProducerBuilder<M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProducerBuilder")
            .field("options", &self.options)
            .field("in_flight", &self.in_flight)
            .field("chunked", &self.chunks.is_some())
            .finish_non_exhaustive()
    }
}

/// The producer of a reliable delivery. Cheap to clone; all clones are the same producer.
///
/// When the last one is dropped, what was accepted is still delivered, and then the delivery ends.
pub struct Producer<M> {
    sender: Sender<M>,
}

impl<M: Send + Sync + 'static> Producer<M> {
    /// Sends a message: waits for room in the window, and until the message is stored if there is a durable queue.
    ///
    /// # Errors
    /// When the delivery has ended, or the message cannot be stored or cut. Gives the message back if it surely was not
    /// accepted.
    ///
    /// # Ordering
    /// Messages of one task that awaits each send are handled in that order. Those who wait for room get it in the order
    /// in which they came.
    ///
    /// # Cancellation
    /// While it waits for room, dropping the future sends nothing; later the message may be sent.
    pub async fn send(&self, message: M) -> Result<Receipt, SendError<M>> {
        self.sender.send(message).await
    }

    /// Sends a message and waits until a handler has confirmed it: [`send`](Self::send) and [`Receipt::confirmed`].
    ///
    /// # Errors
    /// As for both.
    ///
    /// # Cancellation
    /// As for both.
    pub async fn send_confirmed(&self, message: M) -> Result<(), SendError<M>> {
        let receipt = self.sender.send(message).await?;
        let confirmed = receipt.confirmed().await;
        confirmed.map_err(|fault| SendError::new(fault, None))
    }

    /// How many messages are accepted, or being stored, and not confirmed.
    #[must_use]
    pub fn unconfirmed(&self) -> usize {
        self.sender.unconfirmed()
    }

    /// Waits until everything that was accepted before is confirmed or given up.
    ///
    /// # Errors
    /// Why the delivery ended before.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn flush(&self) -> Result<(), DeliveryFault> {
        self.sender.flush().await
    }

    /// Ends the delivery now, for all clones, and says how many messages are not confirmed. Those are in the durable queue
    /// for the next run, if there is one; else they are lost, so [`flush`](Self::flush) first.
    ///
    /// # Cancellation
    /// The delivery ends also when the future is dropped, once it was polled.
    pub async fn stop(&self) -> usize {
        self.sender.stop().await
    }

    /// Waits until the delivery has ended, and says why. It ends when the consumer has stopped for good, when it is
    /// stopped, fenced, its queue fails, or the system shuts down.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn ended(&self) -> DeliveryFault {
        self.sender.ended().await
    }

    /// The producer's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.sender.name()
    }

    /// The epoch of this run: later runs of the same name have a greater one.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.sender.epoch()
    }
}

impl<M> Clone for Producer<M> {
    fn clone(&self) -> Self {
        let sender = self.sender.clone();
        Self { sender }
    }
}

impl<M> fmt::Debug for Producer<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("sender", &self.sender)
            .finish()
    }
}
