//! The task behind a work pool: it drives `proto::WorkQueue` between the front and the tasks of the workers.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::{mpsc, oneshot};

use crate::base::limits::{DELIVERY_LINK_FRAMES, DELIVERY_WORKERS_MAX};
use crate::base::time;
use crate::pattern::delivery::DeliveryFault;
use crate::pattern::delivery::front::{Front, FrontEvent};
use crate::pattern::delivery::hub::{Hub, SystemEnd};
use crate::pattern::delivery::proto::{Outcome, Verdict, WorkQueue, WorkerId};
use crate::pattern::delivery::timer::Timer;
use crate::pattern::delivery::worker::{FromWorker, Hire, Jobs};

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

pub(super) struct PoolTask<M> {
    front: Front<M>,
    queue: WorkQueue<Arc<M>>,
    changes: mpsc::Receiver<Staff<M>>,
    /// No handle is left.
    deserted: bool,
    ids: BTreeMap<WorkerKey, WorkerId>,
    workers: BTreeMap<WorkerId, Jobs<M>>,
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
            } => self.queue.handle_outcome(time::now(), worker, seq, outcome),
            FromWorker::Stopped(worker) => self.dismiss(worker),
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
                // The channel of a worker is as long as its demand, so another demand needs another task.
                let old = self.ids.get(&key).copied();
                if old.is_none() && self.queue.workers() >= DELIVERY_WORKERS_MAX {
                    let _ = answer.send(Err(DeliveryFault::PoolFull));
                    return;
                }
                if let Some(old) = old {
                    self.dismiss(old);
                }
                self.hired += 1;
                let id = WorkerId(self.hired);
                let (name, pool) = (Arc::clone(&self.name), self.to_pool.clone());
                let jobs = hire(id, demand, pool, name, self.log);
                self.ids.insert(key, id);
                self.workers.insert(id, jobs);
                self.queue.add_worker(id, demand);
                let _ = answer.send(Ok(()));
            }
            Staff::Remove { key, answer } => {
                if let Some(id) = self.ids.get(&key).copied() {
                    self.dismiss(id);
                }
                let _ = answer.send(());
            }
        }
    }

    fn dismiss(&mut self, id: WorkerId) {
        self.ids.retain(|_, known| *known != id);
        self.workers.remove(&id);
        self.queue.remove_worker(id);
    }

    fn assign(&mut self) {
        let now = time::now();
        while let Some(assignment) = self.queue.poll_assign(now) {
            let (worker, seq) = (assignment.worker, assignment.seq);
            let sent = self
                .workers
                .get(&worker)
                .map(|jobs| jobs.try_send(assignment));
            if !matches!(sent, Some(Ok(()))) {
                // Its task is gone: it has panicked, as nothing else ends it unheard.
                self.dismiss(worker);
                self.queue.lose_worker(worker);
                self.queue
                    .handle_outcome(now, worker, seq, Outcome::NotHandled);
            }
        }
    }
}
