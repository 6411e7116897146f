//! Work pulling: the builder of a pool, and its handle.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::actor::{Accepts, ActorRef};
use crate::base::backoff::Backoff;
use crate::base::limits::{DELIVERY_DEMAND, DELIVERY_LINK_FRAMES, DELIVERY_WINDOW_MAX};
use crate::pattern::delivery::front::{Front, FrontParts};
use crate::pattern::delivery::handle::{Sender, pair};
use crate::pattern::delivery::hub::Hub;
use crate::pattern::delivery::ledger::Ledger;
use crate::pattern::delivery::options::{Options, unnamed};
use crate::pattern::delivery::pool_task::{PoolTask, Staff};
use crate::pattern::delivery::proto::WorkQueue;
use crate::pattern::delivery::worker::hire;
use crate::pattern::delivery::{
    Delivery, DeliveryFault, DeliveryStartError, DurableQueue, Loaded, Receipt, Rejected, SendError,
};
use crate::system::ActorSystem;

/// A pool of workers, ready to be started; made by [`WorkPool::named`].
#[must_use = "nothing is delivered until this is started with `.start(&system)`"]
pub struct WorkPoolBuilder<M> {
    options: Options<M>,
}

impl<M: Send + Sync + 'static> WorkPoolBuilder<M> {
    /// How many jobs may be accepted and not confirmed; [`DELIVERY_WINDOW`](crate::base::limits::DELIVERY_WINDOW) unless
    /// set, at least 1, at most [`DELIVERY_WINDOW_MAX`](crate::base::limits::DELIVERY_WINDOW_MAX).
    pub fn window(mut self, jobs: usize) -> Self {
        self.options.set_window(jobs);
        self
    }

    /// How often a job is handled, by whichever workers, before it is given up;
    /// [`DELIVERY_ATTEMPTS`](crate::base::limits::DELIVERY_ATTEMPTS) unless set, at least 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.options.attempts = attempts.max(1);
        self
    }

    /// How long to wait before the next attempt; [`DELIVERY_RETRY`](crate::base::limits::DELIVERY_RETRY) unless set.
    pub fn retry(mut self, backoff: Backoff) -> Self {
        self.options.retry = backoff;
        self
    }

    /// Keeps jobs in `queue` from when they are accepted until they are confirmed. The next pool with the same queue
    /// begins with those that were not, and fences this one.
    pub fn durable(mut self, queue: impl DurableQueue<M>) -> Self {
        self.options.queue = Some(Box::new(queue));
        self
    }

    /// Gives jobs whose attempts are used up to `hook`, before the durable queue forgets them: at least once. It must not
    /// block. Without a hook they are logged.
    pub fn on_rejected(mut self, hook: impl FnMut(Rejected<M>) + Send + 'static) -> Self {
        self.options.hook = Some(Box::new(hook));
        self
    }

    /// Starts the pool, without workers.
    ///
    /// # Errors
    /// When the name is not valid, the queue cannot be loaded, or the system has shut down.
    ///
    /// # Cancellation
    /// Dropping the future may leave the queue loaded: the pool before is fenced then.
    pub async fn start(self, system: &ActorSystem) -> Result<WorkPool<M>, DeliveryStartError> {
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
        let name = given.unwrap_or_else(|| unnamed(loaded.log));
        loaded.log_unreadable(&name);
        let (attempts, retry) = (self.options.attempts, self.options.retry);
        let mut queue = WorkQueue::new(1, attempts, retry);
        for (seq, message) in &loaded.unconfirmed {
            queue.offer(*seq, Arc::clone(message));
        }
        let (sender, ends) = pair(&name, loaded.epoch);
        let front = Front::new(FrontParts {
            incoming: ends.incoming,
            control: ends.control,
            ledger,
            window: self.options.window,
            log: loaded.log,
            next: loaded.next,
            open: loaded.unconfirmed.iter().map(|(seq, _)| *seq).collect(),
            cut: None,
            hook: self.options.hook,
            shared: ends.shared,
            ended: ends.ended,
        });
        let (staff, changes) = mpsc::channel(DELIVERY_LINK_FRAMES);
        hub.spawn(PoolTask::new(&hub, front, queue, changes, name, loaded.log).run());
        Ok(WorkPool { sender, staff })
    }
}

impl<M> fmt::Debug for WorkPoolBuilder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkPoolBuilder")
            .field("options", &self.options)
            .finish()
    }
}

/// Jobs for many workers, each done at least once by one of them. Cheap to clone; all clones are the same pool.
///
/// A worker is any actor with a `#[handler(message)]` for `Delivery<M>`, as of a [`Producer`](super::Producer). It gets
/// jobs as it confirms them, so a slow one gets fewer. Jobs of a worker that fails, or stops, go to others. There is no
/// order between jobs.
///
/// When the last clone is dropped, what was accepted is still done, and then the pool ends.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use akt::pattern::delivery::{Delivery, WorkPool};
/// use akt::prelude::*;
///
/// #[actor]
/// struct Worker(u64);
///
/// #[handlers]
/// impl Worker {
///     #[handler(message)]
///     fn work(&mut self, job: Delivery<u64>) {
///         self.0 += *job;
///     }
///     #[handler]
///     pub fn sum(&self) -> u64 {
///         self.0
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let system = ActorSystem::new("mill")?;
/// let (a, b) = (system.spawn(Worker(0)).await?, system.spawn(Worker(0)).await?);
/// let jobs = WorkPool::named("jobs").start(&system).await?;
/// jobs.add(&a).await?;
/// jobs.add(&b).await?;
/// for job in 1..=10 {
///     jobs.send(job).await?;
/// }
/// jobs.flush().await?;
/// assert_eq!(a.sum().await? + b.sum().await?, 55);
/// # system.shutdown().await;
/// # Ok::<_, Box<dyn std::error::Error>>(()) }).unwrap(); }
/// ```
pub struct WorkPool<M> {
    sender: Sender<M>,
    staff: mpsc::Sender<Staff<M>>,
}

impl<M: Send + Sync + 'static> WorkPool<M> {
    /// A pool of that name, ready to be set and started. The name is part of each job's
    /// [`DeliveryId`](super::DeliveryId).
    ///
    /// 1 to 256 bytes, without control characters.
    pub fn named(name: impl Into<String>) -> WorkPoolBuilder<M> {
        let mut options = Options::new();
        options.name = Some(name.into());
        WorkPoolBuilder { options }
    }

    /// Adds a worker, which may have [`DELIVERY_DEMAND`](crate::base::limits::DELIVERY_DEMAND) jobs at once. Adding it
    /// again changes nothing, however busy it is. It leaves when it stops.
    ///
    /// # Errors
    /// Why the pool has ended, or [`DeliveryFault::PoolFull`].
    ///
    /// # Cancellation
    /// The worker may be added also when the future is dropped.
    pub async fn add<P>(&self, worker: &ActorRef<P>) -> Result<(), DeliveryFault>
    where
        P: Accepts<Delivery<M>, Ok = ()> + Send,
        P::Err: fmt::Display,
    {
        self.add_with(worker, DELIVERY_DEMAND).await
    }

    /// Adds a worker that may have `demand` jobs at once, at least 1; or changes how many it may have, with those that it
    /// has counted. That holds also for one that was removed and has not finished.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    ///
    /// # Cancellation
    /// As [`add`](Self::add).
    pub async fn add_with<P>(
        &self,
        worker: &ActorRef<P>,
        demand: usize,
    ) -> Result<(), DeliveryFault>
    where
        P: Accepts<Delivery<M>, Ok = ()> + Send,
        P::Err: fmt::Display,
    {
        let (answer, answered) = oneshot::channel();
        let change = Staff::Add {
            key: (worker.is_local(), worker.uid()),
            demand: demand.clamp(1, DELIVERY_WINDOW_MAX),
            hire: hire(worker),
            answer,
        };
        if self.staff.send(change).await.is_ok()
            && let Ok(answer) = answered.await
        {
            return answer;
        }
        Err(self.sender.ended().await)
    }

    /// Gives a worker no more jobs. It finishes those that it has. Does nothing if it is no worker.
    ///
    /// # Cancellation
    /// The worker may be removed also when the future is dropped.
    pub async fn remove<P>(&self, worker: &ActorRef<P>)
    where
        P: Accepts<Delivery<M>, Ok = ()> + Send,
    {
        let (answer, answered) = oneshot::channel();
        let key = (worker.is_local(), worker.uid());
        if self.staff.send(Staff::Remove { key, answer }).await.is_ok() {
            // An error says that the pool has ended, which has no workers.
            let _ = answered.await;
        }
    }

    /// Sends a job: waits for room in the window, and until the job is stored if there is a durable queue. That there is
    /// no worker yet is no error.
    ///
    /// # Errors
    /// When the pool has ended, or the job cannot be stored. Gives it back if it surely was not accepted.
    ///
    /// # Cancellation
    /// While it waits for room, dropping the future sends nothing; later the job may be sent.
    pub async fn send(&self, job: M) -> Result<Receipt, SendError<M>> {
        self.sender.send(job).await
    }

    /// How many jobs are accepted, or being stored, and not confirmed.
    #[must_use]
    pub fn unconfirmed(&self) -> usize {
        self.sender.unconfirmed()
    }

    /// Waits until every job that was accepted before is confirmed or given up.
    ///
    /// # Errors
    /// Why the pool ended before.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn flush(&self) -> Result<(), DeliveryFault> {
        self.sender.flush().await
    }

    /// Ends the pool now, for all clones, and says how many jobs are not confirmed. Those are in the durable queue for the
    /// next pool, if there is one; else they are lost, so [`flush`](Self::flush) first.
    ///
    /// # Cancellation
    /// The pool ends also when the future is dropped, once it was polled.
    pub async fn stop(&self) -> usize {
        self.sender.stop().await
    }

    /// Waits until the pool has ended, and says why: it was stopped or fenced, its queue failed, or the system shut down.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn ended(&self) -> DeliveryFault {
        self.sender.ended().await
    }

    /// The pool's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.sender.name()
    }
}

impl<M> Clone for WorkPool<M> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            staff: self.staff.clone(),
        }
    }
}

impl<M> fmt::Debug for WorkPool<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkPool")
            .field("sender", &self.sender)
            .finish_non_exhaustive()
    }
}
