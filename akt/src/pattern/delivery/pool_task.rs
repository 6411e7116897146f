//! The task behind a work pool: it drives `proto::WorkQueue` between the front and the tasks of the workers.

use std::collections::BTreeMap;
use std::future::{Ready, poll_fn, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::{Join, join};
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{mpsc, oneshot};

use crate::base::limits::{DELIVERY_LINK_FRAMES, DELIVERY_WORKERS_MAX};
use crate::base::time;
use crate::pattern::delivery::DeliveryFault;
use crate::pattern::delivery::front::{Front, FrontEvent};
use crate::pattern::delivery::hub::{Hub, SystemEnd};
use crate::pattern::delivery::proto::{Outcome, Verdict, WorkQueue, WorkerId};
use crate::pattern::delivery::timer::Timer;
use crate::pattern::delivery::worker::{Ended, FromWorker, Hire, Jobs};

/// Who a worker is: whether it is of this process, and its identity.
type WorkerKey = (bool, u64);

/// A change among the workers.
pub(super) enum Staff<M> {
    Add {
        key: WorkerKey,
        demand: usize,
        hire: Hire<M>,
        answer: oneshot::Sender<Result<(), DeliveryFault>>,
    },
    Remove {
        key: WorkerKey,
        answer: oneshot::Sender<()>,
    },
}

/// A worker, as the pool knows it.
struct Hand<M> {
    key: WorkerKey,
    jobs: Jobs<M>,
}

pub(super) struct PoolTask<M> {
    front: Front<M>,
    queue: WorkQueue<Arc<M>>,
    changes: mpsc::Receiver<Staff<M>>,
    /// No handle is left.
    deserted: bool,
    ids: BTreeMap<WorkerKey, WorkerId>,
    workers: BTreeMap<WorkerId, Hand<M>>,
    /// The ends of their tasks.
    ends: FuturesUnordered<Join<Ready<WorkerId>, Ended>>,
    hired: u64,
    to_pool: mpsc::Sender<FromWorker>,
    from_workers: mpsc::Receiver<FromWorker>,
    system_end: SystemEnd,
    timer: Timer,
    name: Arc<str>,
    log: u64,
}

enum Input<M> {
    FromWorker(FromWorker),
    /// The task of a worker has ended.
    WorkerEnded(WorkerId),
    Change(Option<Staff<M>>),
    Front(FrontEvent<M>),
    SystemEnded,
    Timer,
}

impl<M: Send + Sync + 'static> PoolTask<M> {
    pub(super) fn new(
        hub: &Hub,
        front: Front<M>,
        queue: WorkQueue<Arc<M>>,
        changes: mpsc::Receiver<Staff<M>>,
        name: Arc<str>,
        log: u64,
    ) -> Self {
        let (to_pool, from_workers) = mpsc::channel(DELIVERY_LINK_FRAMES);
        Self {
            front,
            queue,
            changes,
            deserted: false,
            ids: BTreeMap::new(),
            workers: BTreeMap::new(),
            ends: FuturesUnordered::new(),
            hired: 0,
            to_pool,
            from_workers,
            system_end: hub.end(),
            timer: Timer::default(),
            name,
            log,
        }
    }

    pub(super) async fn run(mut self) {
        let fault = loop {
            self.assign();
            if self.front.is_done() {
                break DeliveryFault::Stopped;
            }
            match poll_fn(|cx| self.poll_input(cx)).await {
                Input::SystemEnded => break DeliveryFault::SystemStopped,
                Input::FromWorker(said) => self.hear(said),
                Input::WorkerEnded(worker) => self.lose(worker),
                Input::Change(Some(change)) => self.change(change),
                Input::Change(None) => self.deserted = true,
                Input::Front(FrontEvent::Accepted(accepted)) => {
                    for job in accepted {
                        self.queue.offer(job.seq, job.message);
                    }
                }
                Input::Front(FrontEvent::End(fault)) => break fault,
                Input::Front(FrontEvent::Changed) | Input::Timer => {}
            }
        };
        // Workers finish what they have; nobody counts it any more.
        drop(self.workers);
        drop(self.from_workers);
        drop(self.changes);
        self.front.end(fault).await;
    }

    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<Input<M>> {
        if self.system_end.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Input::SystemEnded);
        }
        if let Poll::Ready(Some(said)) = self.from_workers.poll_recv(cx) {
            return Poll::Ready(Input::FromWorker(said));
        }
        if let Poll::Ready(Some((worker, _))) = self.ends.poll_next_unpin(cx) {
            return Poll::Ready(Input::WorkerEnded(worker));
        }
        if !self.deserted
            && let Poll::Ready(change) = self.changes.poll_recv(cx)
        {
            return Poll::Ready(Input::Change(change));
        }
        if let Poll::Ready(event) = self.front.poll_event(cx) {
            return Poll::Ready(Input::Front(event));
        }
        self.timer
            .poll(cx, self.queue.poll_timeout())
            .map(|()| Input::Timer)
    }

    fn hear(&mut self, said: FromWorker) {
        match said {
            FromWorker::Outcome {
                worker,
                seq,
                outcome,
            } => {
                self.queue.handle_outcome(time::now(), worker, seq, outcome);
                self.forget_finished(worker);
            }
            FromWorker::Stopped(worker) => {
                // Added again, it is asked anew whether it has stopped.
                self.queue.remove_worker(worker);
                self.forget(worker);
            }
        }
        while let Some(verdict) = self.queue.poll_verdict() {
            match verdict {
                Verdict::Confirmed { seq } => self.front.confirmed(seq),
                Verdict::Rejected {
                    seq,
                    attempts,
                    reason,
                    payload,
                } => self.front.rejected(seq, attempts, reason, payload),
            }
        }
    }

    fn change(&mut self, change: Staff<M>) {
        match change {
            Staff::Add {
                key,
                demand,
                hire,
                answer,
            } => {
                let _ = answer.send(self.add(key, demand, hire));
            }
            Staff::Remove { key, answer } => {
                if let Some(id) = self.ids.get(&key).copied() {
                    self.queue.remove_worker(id);
                    self.forget_finished(id);
                }
                let _ = answer.send(());
            }
        }
    }

    fn add(&mut self, key: WorkerKey, demand: usize, hire: Hire<M>) -> Result<(), DeliveryFault> {
        let known = self.ids.get(&key).copied().filter(|id| {
            let hand = self.workers.get(id);
            hand.is_some_and(|hand| !hand.jobs.is_closed())
        });
        if let Some(id) = known {
            // What it has counts, so that being added again and again gives it no more than it demands.
            self.queue.add_worker(id, demand);
            return Ok(());
        }
        if self.queue.workers() >= DELIVERY_WORKERS_MAX {
            return Err(DeliveryFault::PoolFull);
        }
        self.hired += 1;
        let id = WorkerId(self.hired);
        let (name, pool) = (Arc::clone(&self.name), self.to_pool.clone());
        let (jobs, ended) = hire(id, pool, name, self.log);
        self.ids.insert(key, id);
        self.workers.insert(id, Hand { key, jobs });
        self.ends.push(join(ready(id), ended));
        self.queue.add_worker(id, demand);
        Ok(())
    }

    /// Lets the task of a worker end when it has finished what it has.
    fn forget(&mut self, id: WorkerId) {
        if let Some(hand) = self.workers.remove(&id)
            && self.ids.get(&hand.key) == Some(&id)
        {
            self.ids.remove(&hand.key);
        }
    }

    fn forget_finished(&mut self, id: WorkerId) {
        if !self.queue.has_worker(id) {
            self.forget(id);
        }
    }

    /// The task of a worker has ended. Unless it has finished, it has panicked, and what it had goes to others.
    fn lose(&mut self, id: WorkerId) {
        // What it has said before it ended is there.
        while let Ok(said) = self.from_workers.try_recv() {
            self.hear(said);
        }
        self.queue.lose_worker(id);
        self.forget(id);
    }

    fn assign(&mut self) {
        let now = time::now();
        while let Some(assignment) = self.queue.poll_assign(now) {
            let (worker, seq) = (assignment.worker, assignment.seq);
            let hand = self.workers.get(&worker);
            let sent = hand.map(|hand| hand.jobs.try_send(assignment));
            if !matches!(sent, Some(Ok(()))) {
                // Its task has ended, which is heard soon: then others get the rest.
                self.queue.remove_worker(worker);
                self.queue
                    .handle_outcome(now, worker, seq, Outcome::NotHandled);
            }
        }
    }
}
