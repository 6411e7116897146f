//! Calls: what a method of a generated reference returns, and the futures that it becomes.
//!
//! A call is a message that is ready to be sent, with the place in it where the reply goes. Awaiting it asks,
//! [`Call::tell`] tells; nothing is sent before. The call borrows its reference; the future of an ask borrows
//! nothing, so it can be spawned.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker, ready};
use std::time::Duration;

use tokio::time::Sleep;

use crate::actor::circle::{self, Edge};
use crate::actor::reply::{Receiver, Reply};
use crate::actor::{
    ActorRef, AnyRef, AskError, AskFault, MessageContext, Protocol, TellError, Unsent, current,
};
use crate::base::sync::Mutex;
use crate::base::time;

/// A message that is ready to be sent. Await it to ask, or [`tell`](Call::tell) it.
///
/// ```
/// # use akt::prelude::*;
/// # fn example<P: Protocol + Send>(call: akt::actor::Call<'_, P, u64>) -> Result<(), Box<dyn std::error::Error>> {
/// // `call` is what `counter.add(5)` returns.
/// call.tell()?;
/// # Ok(()) }
/// ```
#[must_use = "a call does nothing until it is asked with `.await` or sent with `.tell()`"]
pub struct Call<'a, P, T, E = Infallible> {
    target: &'a ActorRef<P>,
    message: P,
    reply: fn(&mut P) -> Option<&mut Reply<T, E>>,
}

impl<'a, P, T, E> Call<'a, P, T, E> {
    /// A call of `target` by `message`, whose reply goes where `reply` says.
    #[inline]
    pub fn new(
        target: &'a ActorRef<P>,
        message: P,
        reply: fn(&mut P) -> Option<&mut Reply<T, E>>,
    ) -> Self {
        Self {
            target,
            message,
            reply,
        }
    }
}

impl<'a, P, T, E> Call<'a, P, T, E> {
    /// Whom it calls, and the message, for whoever sends it later without waiting for an answer.
    pub(crate) fn into_parts(self) -> (&'a ActorRef<P>, P) {
        (self.target, self.message)
    }
}

impl<'a, P, T, E> Call<'a, P, T, E> {
    /// Whom it is for.
    pub(crate) fn target(&self) -> &'a ActorRef<P> {
        self.target
    }

    /// Whom it is for, the message, and where its reply goes.
    #[allow(
        clippy::type_complexity,
        reason = "the parts are taken apart where they are used"
    )]
    pub(crate) fn into_all(self) -> (&'a ActorRef<P>, P, fn(&mut P) -> Option<&mut Reply<T, E>>) {
        (self.target, self.message, self.reply)
    }

    /// Whom it is for, and the message with its reply.
    pub(crate) fn into_parts_with(mut self, reply: Reply<T, E>) -> (&'a ActorRef<P>, P) {
        if let Some(place) = (self.reply)(&mut self.message) {
            *place = reply;
        }
        (self.target, self.message)
    }
}

impl<'a, P: Protocol + Send, T: Send + 'static, E: Send + 'static> Call<'a, P, T, E> {
    /// Sends the message without waiting for an answer. Never waits.
    ///
    /// # Errors
    /// Gives the message back when the actor has stopped, its bounded mailbox or the queue to its node is full, or it
    /// cannot be reached.
    ///
    /// # Ordering
    /// Messages from one sender to one actor are handled in the order in which they were sent.
    #[inline]
    pub fn tell(self) -> Result<(), TellError<P>> {
        self.target.tell(self.message)
    }

    /// Sends the message without waiting for an answer; while there is no room for it, waits.
    ///
    /// That is room in the bounded mailbox of an actor or grain of this node, or in the queue to the node of another
    /// one. A queue says nothing of the mailbox at its end: a message that finds that one full is a dead letter on its
    /// node, and an ask fails with [`MailboxFull`](AskError::MailboxFull). To send no faster than a remote actor
    /// handles, ask it. Actors that wait for room of each other in a circle may wait for ever.
    ///
    /// # Errors
    /// Gives the message back when the actor has stopped or cannot be reached, also when its node is lost while the
    /// message waits for room.
    ///
    /// # Ordering
    /// As for [`tell`](Self::tell), when each message is sent before the next one is begun. Those who wait are woken in
    /// the order in which they began to.
    ///
    /// # Cancellation
    /// Dropping the future before it is ready sends nothing.
    pub async fn send(self) -> Result<(), TellError<P>> {
        self.target
            .deliver_waiting(self.message)
            .await
            .map_err(|unsent| self.target.dead(unsent))
    }

    /// The same call, which gives up as [`Timeout`](AskError::Timeout) when there is no answer after `limit`, waiting for
    /// room included. The message may still be handled then. Nothing is sent before it is awaited.
    ///
    /// An ask of an actor on another node also ends when the time that its remoting is set to has passed since it was
    /// sent: a longer `limit` does not extend that. With a shorter one, as when the future is dropped, the place that the
    /// ask holds among those that wait for that node is free again when the answer comes or that time has passed.
    ///
    /// # Panics
    /// When the answer is awaited without a tokio runtime around it, whose timer it needs. Everything else needs none.
    pub fn timeout(self, limit: Duration) -> TimedCall<'a, P, T, E> {
        TimedCall { call: self, limit }
    }

    /// Sends the message and returns the future of its answer.
    #[inline]
    fn ask(mut self) -> Ask<T, E> {
        let (reply, receiver) = Reply::pair();
        if let Some(place) = (self.reply)(&mut self.message) {
            *place = reply;
        }
        let mut ask = Ask {
            receiver,
            target: None,
            rare: None,
        };
        let inside = current::is_inside();
        let reentrant = P::MANNERS && inside && self.message.manner().reentrant;
        if let Err(unsent) = self.target.deliver(self.message) {
            ask.rare().sending = Sending::failed(self.target, unsent);
        }
        if inside {
            ask.made_inside(self.target, reentrant);
        }
        ask
    }
}

/// What few asks have.
struct Rare {
    sending: Sending,
    /// Whether an actor handles the message also while it waits for an exclusive request.
    reentrant: bool,
    /// Once an ask of a handler waits.
    waiter: Option<Arc<Waiter>>,
    /// Ends the ask at the deadline of the context that it was made in.
    limit: Option<Pin<Box<Sleep>>>,
}

/// Who waits for an answer in a handler. The answer takes the edge of the ask back before anything else is done by whoever
/// gives it: what its actor asks next must not meet a circle that is none any more, although the one who waited has not run
/// yet.
struct Waiter(Mutex<Waited>);

struct Waited {
    waker: Waker,
    /// Who waits for whom.
    edge: Option<Edge>,
    is_answered: bool,
}

impl Waiter {
    fn new(waker: &Waker) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Waited {
            waker: waker.clone(),
            edge: None,
            is_answered: false,
        })))
    }

    /// Wakes this one from now on.
    fn wakes(&self, waker: &Waker) {
        self.0.lock().waker.clone_from(waker);
    }

    /// Notes that the actor that runs on this thread waits for an answer of `target`, unless it has been given.
    ///
    /// # Errors
    /// As for [`circle::wait_for`].
    fn wait_for(&self, target: AnyRef, reentrant: bool) -> Result<(), Arc<str>> {
        // Held all the time: an answer that comes meanwhile waits for it, and so do the next asks of whoever gives it.
        let mut waited = self.0.lock();
        if !waited.is_answered {
            waited.edge = circle::wait_for(target, reentrant)?;
        }
        Ok(())
    }
}

impl Wake for Waiter {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut waited = self.0.lock();
        waited.is_answered = true;
        let (edge, waker) = (waited.edge.take(), waited.waker.clone());
        drop(waited);
        drop(edge);
        waker.wake();
    }
}

impl<P: Protocol, T, E> fmt::Debug for Call<'_, P, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("target", self.target)
            .field("method", &self.message.method())
            .finish()
    }
}

impl<P: Protocol + Send, T: Send + 'static, E: Send + 'static> IntoFuture for Call<'_, P, T, E> {
    type Output = Result<T, AskError<E>>;
    type IntoFuture = Ask<T, E>;

    #[inline]
    fn into_future(self) -> Ask<T, E> {
        self.ask()
    }
}

enum Sending {
    /// The message was sent.
    Done,
    /// Waits for room in a bounded mailbox, or in the queue to another node.
    Waiting(Pin<Box<dyn Future<Output = Result<(), AskFault>> + Send>>),
    Failed(AskFault),
}

impl Sending {
    /// What becomes of a message that was not taken.
    #[cold]
    fn failed<P: Protocol + Send>(target: &ActorRef<P>, unsent: Unsent<P>) -> Self {
        let Unsent { fault, message } = unsent;
        if !fault.is_full() {
            return Self::Failed(fault.into());
        }
        let target = target.clone();
        Self::Waiting(Box::pin(async move {
            target
                .deliver_waiting(message)
                .await
                .map_err(|unsent| AskFault::from(unsent.fault))
        }))
    }
}

/// The answer to an ask, on its way.
///
/// The message was sent when this was made, unless there was no room for it: then it is sent by the poll that finds
/// room. Whoever asks several times before the first answer, and counts on the order, awaits [`Ask::sent`] in between.
///
/// # Cancellation
/// Dropping it gives up the answer; the message may still be handled, unless it still waited for room. A handler that has
/// the [`Reply`] of the ask can see that nobody waits any more.
///
/// # Deadlocks
/// An ask in the handler of an actor can never be answered when the actor that is asked waits, over any number of others,
/// for the asker; by an ask in a handler, or by an exclusive [request](crate::actor::Ctx::request). That is found when the ask begins to wait, and it fails with [`Deadlock`](AskError::Deadlock), which
/// tells the circle. It is found also if one of the handlers would give up after a time.
#[must_use = "an answer must be awaited; use `.tell()` to send without an answer"]
pub struct Ask<T, E = Infallible> {
    receiver: Receiver<T, E>,
    /// Whom an actor asks, until it is known that the answer is not there at once.
    target: Option<AnyRef>,
    rare: Option<Box<Rare>>,
}

impl<T, E> Future for Ask<T, E> {
    type Output = Result<T, AskError<E>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.rare.is_some() {
            return self.poll_rare(cx);
        }
        let polled = Pin::new(&mut self.receiver).poll(cx);
        if self.target.is_some() {
            if polled.is_pending() {
                return self.waits(cx);
            }
            // The future may be kept, but the actor not because of that.
            self.target = None;
        }
        polled
    }
}

impl<T, E> Ask<T, E> {
    /// Waits until the message is sent, or surely will not be, which the answer then says. Only an ask for which there
    /// was no room waits here.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # async fn example<P: Protocol + Send>(calls: Vec<akt::actor::Call<'_, P, u64>>) -> Result<u64, AskError> {
    /// let mut answers = Vec::new();
    /// for call in calls {
    ///     let mut answer = call.into_future();
    ///     // However full the mailbox is, the next one comes after this one.
    ///     answer.sent().await;
    ///     answers.push(answer);
    /// }
    /// let mut sum = 0;
    /// for answer in answers {
    ///     sum += answer.await?;
    /// }
    /// # Ok(sum) }
    /// ```
    ///
    /// # Cancellation
    /// Nothing is lost; the message is sent when it or the answer is awaited again.
    pub async fn sent(&mut self) {
        poll_fn(|cx| self.poll_sending(cx).map(drop)).await;
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_with(|| {
            Box::new(Rare {
                sending: Sending::Done,
                reentrant: false,
                waiter: None,
                limit: None,
            })
        })
    }

    /// The ask was made in a handler, or in the scope of a context.
    fn made_inside<P: Protocol>(&mut self, target: &ActorRef<P>, reentrant: bool) {
        if let Some(deadline) = MessageContext::current().and_then(|context| context.deadline()) {
            let left = deadline.saturating_duration_since(time::now());
            self.rare().limit = Some(Box::pin(time::sleep(left)));
        }
        // Only actors can wait for each other.
        if current::uid() != 0 {
            self.target = target.local();
            if reentrant && self.target.is_some() {
                self.rare().reentrant = true;
            }
        }
    }

    #[inline(never)]
    fn poll_rare(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, AskError<E>>> {
        if let Poll::Ready(Err(fault)) = self.poll_sending(cx) {
            return Poll::Ready(Err(fault.widen()));
        }
        let polled = self.poll_receiver(cx);
        if polled.is_pending() {
            return self.waits(cx);
        }
        // The edge goes with the answer, not with the future, which may be kept.
        self.rare = None;
        polled
    }

    fn poll_receiver(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, AskError<E>>> {
        let receiver = Pin::new(&mut self.receiver);
        match self.rare.as_ref().and_then(|rare| rare.waiter.as_ref()) {
            None => receiver.poll(cx),
            Some(waiter) => {
                waiter.wakes(cx.waker());
                let waker = Waker::from(Arc::clone(waiter));
                receiver.poll(&mut Context::from_waker(&waker))
            }
        }
    }

    /// The answer is not there.
    #[inline(never)]
    fn waits(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, AskError<E>>> {
        if let Some(target) = self.target.take() {
            // One that waits for room is not there yet, whoever handles it then.
            let reentrant = self
                .rare
                .as_ref()
                .is_some_and(|rare| rare.reentrant && !matches!(rare.sending, Sending::Waiting(_)));
            let waiter = Waiter::new(cx.waker());
            self.rare().waiter = Some(Arc::clone(&waiter));
            let mut polled = self.poll_receiver(cx);
            if polled.is_pending()
                && let Err(circle) = waiter.wait_for(target, reentrant)
            {
                // The answer may have come while the circle was looked for, by somebody whom the actor gave the reply.
                polled = self.poll_receiver(cx);
                if polled.is_pending() {
                    polled = Poll::Ready(Err(AskError::Deadlock(circle)));
                }
            }
            if polled.is_ready() {
                self.rare = None;
                return polled;
            }
        }
        match self.rare.as_mut().and_then(|rare| rare.limit.as_mut()) {
            Some(limit) => limit.as_mut().poll(cx).map(|()| Err(AskError::Timeout)),
            None => Poll::Pending,
        }
    }

    fn poll_sending(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), AskFault>> {
        let Some(Rare { sending, .. }) = self.rare.as_deref_mut() else {
            return Poll::Ready(Ok(()));
        };
        if let Sending::Waiting(waiting) = sending {
            *sending = match ready!(waiting.as_mut().poll(cx)) {
                Ok(()) => Sending::Done,
                Err(fault) => Sending::Failed(fault),
            };
        }
        Poll::Ready(match sending {
            Sending::Done | Sending::Waiting(_) => Ok(()),
            Sending::Failed(fault) => Err(fault.clone()),
        })
    }
}

impl<T, E> fmt::Debug for Ask<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ask")
    }
}

/// A call with a limit, ready to be asked; made by [`Call::timeout`].
#[must_use = "a call does nothing until it is asked with `.await`"]
pub struct TimedCall<'a, P, T, E = Infallible> {
    call: Call<'a, P, T, E>,
    limit: Duration,
}

impl<P: Protocol + Send, T: Send + 'static, E: Send + 'static> IntoFuture
    for TimedCall<'_, P, T, E>
{
    type Output = Result<T, AskError<E>>;
    type IntoFuture = TimedAsk<T, E>;

    /// Sends the message; the limit counts from here.
    fn into_future(self) -> TimedAsk<T, E> {
        TimedAsk {
            asked: time::now(),
            ask: self.call.ask(),
            limit: self.limit,
            sleep: None,
        }
    }
}

impl<P: Protocol, T, E> fmt::Debug for TimedCall<'_, P, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimedCall")
            .field("call", &self.call)
            .field("limit", &self.limit)
            .finish()
    }
}

/// The answer to an ask with a limit, on its way.
///
/// # Cancellation
/// As for [`Ask`].
#[must_use = "an answer must be awaited"]
pub struct TimedAsk<T, E = Infallible> {
    ask: Ask<T, E>,
    asked: time::Instant,
    limit: Duration,
    /// Started when the answer is not there at the first look, so that a quick answer costs no timer.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<T, E> Future for TimedAsk<T, E> {
    type Output = Result<T, AskError<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(answer) = Pin::new(&mut self.ask).poll(cx) {
            return Poll::Ready(answer);
        }
        let (asked, limit) = (self.asked, self.limit);
        let sleep = self.sleep.get_or_insert_with(|| {
            let left = limit.saturating_sub(asked.elapsed());
            Box::pin(time::sleep(left))
        });
        sleep.as_mut().poll(cx).map(|()| Err(AskError::Timeout))
    }
}

impl<T, E> fmt::Debug for TimedAsk<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimedAsk")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
