//! The task beside one worker of a pool: assignments in, asks to the worker, outcomes back.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::{mpsc, oneshot};

use crate::actor::{Accepts, ActorRef};
use crate::base::limits::DELIVERY_WINDOW_MAX;
use crate::dispatch::task;
use crate::pattern::delivery::asks::{Answer, Asks};
use crate::pattern::delivery::proto::{Assignment, Outcome, WorkerId};
use crate::pattern::delivery::{Delivery, DeliveryId};

/// What a worker's task says to the pool.
pub(super) enum FromWorker {
    Outcome {
        worker: WorkerId,
        seq: u64,
        outcome: Outcome,
    },
    /// The worker has stopped: it takes no more jobs. Outcomes of those that it had may still come.
    Stopped(WorkerId),
}

/// The way to a worker. Nobody sends more than the worker demands, which may change.
pub(super) type Jobs<M> = mpsc::Sender<Assignment<Arc<M>>>;

/// Ready when the task of a worker has ended, however.
pub(super) type Ended = oneshot::Receiver<Infallible>;

/// What makes the task of a worker, for the pool that it is added to.
pub(super) type Hire<M> =
    Box<dyn FnOnce(WorkerId, mpsc::Sender<FromWorker>, Arc<str>, u64) -> (Jobs<M>, Ended) + Send>;

/// How to hire an actor.
pub(super) fn hire<M, P>(actor: &ActorRef<P>) -> Hire<M>
where
    M: Send + Sync + 'static,
    P: Accepts<Delivery<M>, Ok = ()> + Send,
    P::Err: fmt::Display,
{
    let actor = actor.clone();
    Box::new(move |id, pool, name, log| {
        let (to_worker, jobs) = mpsc::channel(DELIVERY_WINDOW_MAX);
        let (alive, ended) = oneshot::channel();
        let watched = actor.clone();
        let stopped: Pin<Box<dyn Future<Output = ()> + Send>> = if actor.is_local() {
            Box::pin(async move { drop(watched.stopped().await) })
        } else {
            Box::pin(pending())
        };
        let worker = Worker {
            id,
            actor,
            jobs,
            dismissed: false,
            asks: Asks::new(),
            stopped,
            is_stopped: false,
            pool,
            name,
            log,
            _alive: alive,
        };
        task::spawn(worker.run());
        (to_worker, ended)
    })
}

struct Worker<M, P: Accepts<Delivery<M>>> {
    id: WorkerId,
    actor: ActorRef<P>,
    jobs: mpsc::Receiver<Assignment<Arc<M>>>,
    /// The pool sends no more jobs.
    dismissed: bool,
    asks: Asks<u64, P::Err>,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
    is_stopped: bool,
    pool: mpsc::Sender<FromWorker>,
    name: Arc<str>,
    log: u64,
    /// Dropped last: what was said before it is there.
    _alive: oneshot::Sender<Infallible>,
}

enum Input<M> {
    Job(Option<Assignment<Arc<M>>>),
    Answer(u64, Answer),
    Stopped,
}

impl<M, P> Worker<M, P>
where
    M: Send + Sync + 'static,
    P: Accepts<Delivery<M>, Ok = ()> + Send,
    P::Err: fmt::Display,
{
    async fn run(mut self) {
        while !(self.dismissed && self.asks.is_empty()) {
            let say = match poll_fn(|cx| self.poll_input(cx)).await {
                Input::Job(None) => {
                    self.dismissed = true;
                    continue;
                }
                Input::Job(Some(job)) => {
                    let Assignment {
                        seq,
                        attempt,
                        payload,
                        ..
                    } = job;
                    let (producer, log) = (Arc::clone(&self.name), self.log);
                    let id = DeliveryId { producer, log, seq };
                    let delivery = Delivery::new(payload, id, attempt);
                    self.asks.ask(seq, &self.actor, delivery);
                    continue;
                }
                Input::Stopped => {
                    self.is_stopped = true;
                    FromWorker::Stopped(self.id)
                }
                Input::Answer(seq, answer) => {
                    let outcome = match answer {
                        Answer::Outcome(outcome) => outcome,
                        Answer::Stopped if self.is_stopped => Outcome::NotHandled,
                        Answer::Stopped => {
                            // Said first, so that the job goes to another worker and not back here.
                            self.is_stopped = true;
                            let _ = self.pool.send(FromWorker::Stopped(self.id)).await;
                            Outcome::NotHandled
                        }
                    };
                    let worker = self.id;
                    FromWorker::Outcome {
                        worker,
                        seq,
                        outcome,
                    }
                }
            };
            if self.pool.send(say).await.is_err() {
                return;
            }
        }
    }

    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<Input<M>> {
        if let Poll::Ready((seq, answer)) = self.asks.poll_answer(cx) {
            return Poll::Ready(Input::Answer(seq, answer));
        }
        if !self.dismissed
            && let Poll::Ready(job) = self.jobs.poll_recv(cx)
        {
            return Poll::Ready(Input::Job(job));
        }
        if !self.is_stopped && self.stopped.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Input::Stopped);
        }
        Poll::Pending
    }
}
