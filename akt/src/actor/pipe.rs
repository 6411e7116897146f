//! Answers that come to an actor later, while it goes on: pipes from futures, and requests to other actors.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::task::Poll;
use std::time::Duration;

use crate::actor::cell::{SystemMessage, Wait};
use crate::actor::circle::{self, Edge};
use crate::actor::message_context::Scope;
use crate::actor::port::Alarm;
use crate::actor::reply::ReplyPort;
use crate::actor::{
    Actor, AnyRef, AskError, AskFault, Call, Ctx, MessageContext, Protocol, Reentrancy, Reentrant,
    Reply,
};
use crate::base::panic::catch;
use crate::base::time::{self, Instant};
use crate::dispatch::task::TaskHandle;
use crate::supervision::Failure;

/// Names something that an actor waits for without being suspended; for [`Ctx::cancel`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WaitId(u64);

/// Why a piped future has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PipeError {
    /// It was not through in time, and was dropped.
    #[error("the future was not through in time, and was dropped")]
    Timeout,
    /// The actor has too many pipes, requests and later answers in flight, and the future did not run.
    #[error(
        "the actor has too much in flight; wait for outcomes, or allow more with `in_flight = …`"
    )]
    TooMany,
    /// It panicked, with this text.
    #[error("the future {0}")]
    Panicked(Arc<str>),
}

/// The actor has too many requests, pipes and later answers in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the actor has too many requests in flight; wait for answers, or allow more with `in_flight = …`"
)]
#[non_exhaustive]
pub struct TooManyRequests;

impl<A: Actor> Ctx<A> {
    /// Runs `future` beside the actor, which goes on with other messages; what comes out is handed to the actor.
    ///
    /// The future runs as a task of its own. It is dropped when the actor ends or restarts. A panic in it does no harm to
    /// the actor: it is an outcome.
    ///
    /// ```
    /// # #[cfg(feature = "macros")] mod example {
    /// use std::time::Duration;
    /// use akt::actor::PipeError;
    /// use akt::prelude::*;
    ///
    /// #[actor]
    /// struct Cache { value: Option<String> }
    ///
    /// #[handlers]
    /// impl Cache {
    ///     #[handler]
    ///     pub fn load(&mut self, ctx: &mut Ctx<Self>) {
    ///         ctx.pipe(fetch())
    ///             .timeout(Duration::from_secs(1))
    ///             .then(|this: &mut Self, _, fetched: Result<String, PipeError>| this.value = fetched.ok());
    ///     }
    /// }
    ///
    /// async fn fetch() -> String {
    ///     "fresh".into()
    /// }
    /// # }
    /// ```
    #[must_use = "nothing runs until it is said what is done with the outcome"]
    pub fn pipe<F>(&mut self, future: F) -> Pipe<'_, A, F>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        Pipe {
            ctx: self,
            future,
            limit: None,
        }
    }

    /// Stops waiting for a [pipe](Self::pipe) or a [request](Self::request): it is not heard any more. A piped future is
    /// dropped; the message of a request may still be handled. False if it was over already.
    pub fn cancel(&mut self, wait: WaitId) -> bool {
        let Some(ended) = self.work().end_wait(wait.0) else {
            return false;
        };
        if let Some(alarm) = ended.alarm {
            self.base().services().cancel_alarm(alarm);
        }
        self.look();
        true
    }

    /// How many pipes, requests and later answers the actor has in flight.
    #[must_use]
    pub fn in_flight(&mut self) -> usize {
        self.work().waits.len() + self.count_later()
    }

    /// Whether no more may be in flight.
    fn is_full(&mut self) -> bool {
        self.in_flight() >= usize::try_from(A::IN_FLIGHT).unwrap_or(usize::MAX)
    }

    /// Waits for an answer without being suspended.
    fn wait_for(
        &mut self,
        until: Option<Instant>,
        exclusive: bool,
        then: impl FnOnce(&mut A, &mut Self, Option<Box<dyn Any + Send>>) + Send + 'static,
    ) -> u64 {
        let id = self.next_id();
        let alarm = until.map(|until| {
            let actor = AnyRef::borrow(self.base_ptr());
            let late = Alarm::Late { actor, id };
            self.base().services().set_alarm(until, late)
        });
        let context = MessageContext::current();
        let then = move |actor: &mut A, ctx: &mut Self, answer: Option<Box<dyn Any + Send>>| {
            let _scope = Scope::enter(context);
            then(actor, ctx, answer);
        };
        let work = self.work();
        work.exclusive += u32::from(exclusive);
        let wait = Wait {
            then: Box::new(then),
            exclusive,
            alarm,
            task: None,
            edge: None,
            open: None,
        };
        work.waits.insert(id, wait);
        self.look();
        id
    }

    /// Starts what makes the answer `id`.
    fn start_task(&mut self, id: u64, task: impl Future<Output = ()> + Send + 'static) {
        let services = self.base().services();
        let task: TaskHandle = match MessageContext::current() {
            Some(context) => services.spawn_task(Box::pin(context.scope(task))),
            None => services.spawn_task(Box::pin(task)),
        };
        if let Some(wait) = self.work().waits.get_mut(&id) {
            wait.task = Some(task);
        }
    }
}

impl<A: Actor + Reentrant> Ctx<A> {
    /// Asks another actor and goes on: the answer is handed to this actor when it comes. For actors that say by
    /// `#[actor(reentrancy = …)]` what becomes of other messages meanwhile.
    ///
    /// Unlike an ask that is awaited, a request does not suspend its actor, so that actors that request of each other do
    /// not wait for each other for ever.
    #[must_use = "nothing is sent until it is said what is done with the answer"]
    pub fn request<P, T, E>(&mut self, call: Call<'_, P, T, E>) -> Request<'_, A, T, E>
    where
        P: Protocol + Send,
        T: Send + 'static,
        E: Send + 'static,
    {
        let (target, message, place) = call.into_all();
        let target = target.clone();
        let asked = target.local().map(|target| Asked {
            target,
            reentrant: P::MANNERS && message.manner().reentrant,
        });
        let send = move |reply: Reply<T, E>, mut message: P| -> Sent {
            if let Some(slot) = place(&mut message) {
                *slot = reply;
            }
            let Err(unsent) = target.deliver(message) else {
                return Sent::Done;
            };
            if unsent.fault.is_full() {
                let waiting = async move {
                    // Why it was not sent reaches the asker as what becomes of the reply in it.
                    if let Err(unsent) = target.deliver_waiting(unsent.message).await {
                        let fault = AskFault::from(unsent.fault);
                        crate::actor::reply::unhandled_since(fault, || drop(unsent.message));
                    }
                };
                return Sent::Waits(Box::pin(waiting));
            }
            let fault = AskFault::from(unsent.fault);
            crate::actor::reply::unhandled_since(fault, || drop(unsent.message));
            Sent::Done
        };
        Request {
            ctx: self,
            send: Box::new(move |reply| send(reply, message)),
            asked,
            limit: None,
            exclusive: A::REENTRANCY == Reentrancy::Exclusive,
        }
    }
}

/// A future whose outcome is handed to the actor; made by [`Ctx::pipe`].
#[must_use = "nothing runs until it is said what is done with the outcome"]
pub struct Pipe<'a, A: Actor, F> {
    ctx: &'a mut Ctx<A>,
    future: F,
    limit: Option<Duration>,
}

impl<A, F, T> Pipe<'_, A, F>
where
    A: Actor,
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    /// How long the future may take. After that it is dropped, and its outcome is [`PipeError::Timeout`].
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs the future, and `then` in the actor, between two messages, when it is through.
    ///
    /// When as many pipes, requests and later answers are in flight as the actor allows, by default
    /// [1024](crate::base::limits::IN_FLIGHT), the future is dropped without being run, and its outcome is
    /// [`PipeError::TooMany`].
    pub fn then<D>(self, then: D) -> WaitId
    where
        D: FnOnce(&mut A, &mut Ctx<A>, Result<T, PipeError>) + Send + 'static,
    {
        let Self { ctx, future, limit } = self;
        let is_full = ctx.is_full();
        let until = limit.map(|limit| time::later(time::now(), limit));
        let id = ctx.wait_for(until, false, move |actor, ctx, outcome| {
            let outcome =
                outcome.and_then(|outcome| outcome.downcast::<Result<T, PipeError>>().ok());
            then(
                actor,
                ctx,
                outcome.map_or(Err(PipeError::Timeout), |outcome| *outcome),
            );
        });
        if is_full {
            let outcome: Result<T, PipeError> = Err(PipeError::TooMany);
            ctx.work().answers.push_back((id, Some(Box::new(outcome))));
            return WaitId(id);
        }
        let actor = AnyRef::borrow(ctx.base_ptr());
        ctx.start_task(id, async move {
            let outcome: Result<T, PipeError> = guarded(future).await;
            let answer = Box::new(outcome);
            actor.send_system(SystemMessage::Answer { id, answer });
        });
        WaitId(id)
    }

    /// Runs the future, and sends the actor the message that `call` makes of its outcome.
    ///
    /// It is handled before what is in the mailbox, and needs no room there.
    pub fn tell<C, R, E>(self, call: C) -> WaitId
    where
        C: for<'r> FnOnce(&'r A::Ref, Result<T, PipeError>) -> Call<'r, A::Protocol, R, E>
            + Send
            + 'static,
    {
        self.then(move |_, ctx, outcome| {
            let me = ctx.this();
            let (_, message) = call(&me, outcome).into_parts();
            ctx.handle_next(message);
        })
    }
}

impl<A: Actor, F> fmt::Debug for Pipe<'_, A, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// Runs a user's future; a panic in it is an outcome.
async fn guarded<F: Future>(future: F) -> Result<F::Output, PipeError> {
    let mut future = pin!(future);
    std::future::poll_fn(
        |cx| match catch(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(polled) => polled.map(Ok),
            Err(payload) => {
                let failure: Failure = Failure::from_panic(payload);
                Poll::Ready(Err(PipeError::Panicked(failure.to_string().into())))
            }
        },
    )
    .await
}

enum Sent {
    Done,
    Waits(std::pin::Pin<Box<dyn Future<Output = ()> + Send>>),
}

/// Whom a request asks.
struct Asked {
    target: AnyRef,
    /// Whether it handles the message also while it waits for an exclusive request.
    reentrant: bool,
}

/// A question to another actor; made by [`Ctx::request`].
#[must_use = "nothing is sent until it is said what is done with the answer"]
pub struct Request<'a, A: Actor, T, E> {
    ctx: &'a mut Ctx<A>,
    send: Box<dyn FnOnce(Reply<T, E>) -> Sent + 'a>,
    /// Whom it asks, if that is an actor of this process.
    asked: Option<Asked>,
    limit: Option<Duration>,
    exclusive: bool,
}

impl<A, T, E> Request<'_, A, T, E>
where
    A: Actor + Reentrant,
    T: Send + 'static,
    E: Send + 'static,
{
    /// How long to wait for the answer; after that it is [`AskError::Timeout`]. By default the actor waits until there is
    /// an answer, or surely will be none. It waits no longer than to the [deadline](MessageContext::deadline) of the message
    /// that it handles.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Other messages wait, in their order, until the answer is there; all but those of handlers that are `reentrant`.
    pub fn exclusive(mut self) -> Self {
        self.exclusive = true;
        self
    }

    /// Other messages are handled before the answer comes.
    pub fn interleaved(mut self) -> Self {
        self.exclusive = false;
        self
    }

    /// Sends the message, and runs `then` in the actor, between two messages, when the answer is there.
    ///
    /// # Deadlocks
    /// An exclusive request of an actor that waits itself, over any number of others, for this one is not sent: its answer
    /// is [`Deadlock`](AskError::Deadlock), which tells the circle. So is that of an ask that would wait for this actor in
    /// vain; not one of a message that a `reentrant` handler takes.
    ///
    /// # Errors
    /// [`TooManyRequests`] when as many are in flight as the actor allows; nothing is sent then.
    pub fn then<D>(self, then: D) -> Result<WaitId, TooManyRequests>
    where
        D: FnOnce(&mut A, &mut Ctx<A>, Result<T, AskError<E>>) + Send + 'static,
    {
        let Self {
            ctx,
            send,
            asked,
            limit,
            exclusive,
        } = self;
        if ctx.is_full() {
            return Err(TooManyRequests);
        }
        let limit = limit.map(|limit| time::later(time::now(), limit));
        let deadline = MessageContext::current().and_then(|context| context.deadline());
        // Whichever comes first: nobody waits longer for what the actor does for its asker.
        let until = limit.into_iter().chain(deadline).min();
        let id = ctx.wait_for(until, exclusive, move |actor, ctx, answer| {
            let answer = answer.and_then(|answer| answer.downcast::<Result<T, AskError<E>>>().ok());
            then(
                actor,
                ctx,
                answer.map_or(Err(AskError::Timeout), |answer| *answer),
            );
        });
        let actor = AnyRef::borrow(ctx.base_ptr());
        let edge = asked
            .filter(|_| exclusive)
            .map(|asked| circle::wait_exclusively(actor.clone(), asked.target, asked.reentrant))
            .transpose();
        let edge = match edge {
            Ok(edge) => edge,
            Err(circle) => {
                let answer: Result<T, AskError<E>> = Err(AskError::Deadlock(circle));
                ctx.work().answers.push_back((id, Some(Box::new(answer))));
                return Ok(WaitId(id));
            }
        };
        let open = Arc::new(());
        let port = Answers {
            actor,
            id,
            edge: edge.clone(),
            open: Arc::downgrade(&open),
        };
        if let Some(wait) = ctx.work().waits.get_mut(&id) {
            wait.edge = edge;
            wait.open = Some(open);
        }
        if let Sent::Waits(waiting) = send(Reply::to_port(Box::new(port))) {
            ctx.start_task(id, waiting);
        }
        Ok(WaitId(id))
    }
}

impl<A: Actor, T, E> fmt::Debug for Request<'_, A, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("limit", &self.limit)
            .field("exclusive", &self.exclusive)
            .finish_non_exhaustive()
    }
}

/// Where the answer of a request goes.
struct Answers {
    actor: AnyRef,
    id: u64,
    /// Who waits for whom, until the answer is sent.
    edge: Option<Edge>,
    /// Gone when the actor waits no more.
    open: Weak<()>,
}

impl<T: Send + 'static, E: Send + 'static> ReplyPort<T, E> for Answers {
    fn complete(self: Box<Self>, outcome: Result<T, AskError<E>>) {
        let Self {
            actor, id, edge, ..
        } = *self;
        // The actor will handle other messages, though it has not seen the answer yet.
        drop(edge);
        let answer = Box::new(outcome);
        actor.send_system(SystemMessage::Answer { id, answer });
    }

    fn is_abandoned(&self) -> bool {
        self.open.strong_count() == 0
    }
}
