//! Work pulling: one queue, many workers, each of which gets as much at once as it has asked for.
//!
//! ```text
//!   offer            assign, to the least loaded worker             Confirmed
//!  ───────▶ waiting ──────────────────────────────────▶ assigned ──────────────▶ gone
//!              ▲                                           │
//!              │  after a wait, to another worker if any   │ Failed, and attempts are left
//!              ├───────────────────────────────────────────┤
//!              │  at once, if the worker is gone           │ NotHandled, or the worker is lost
//!              └───────────────────────────────────────────┘
//! ```

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::base::backoff::Backoff;
use crate::base::time::{Instant, later};
use crate::pattern::delivery::proto::consumer::Outcome;

/// Names a worker, uniquely in one queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WorkerId(pub(crate) u64);

/// A job for a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment<T> {
    pub(crate) worker: WorkerId,
    pub(crate) seq: u64,
    /// Counted from 1.
    pub(crate) attempt: u32,
    pub(crate) payload: T,
}

/// What became of a job. Comes once for each.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict<T> {
    Confirmed {
        seq: u64,
    },
    Rejected {
        seq: u64,
        attempts: u32,
        reason: Arc<str>,
        payload: T,
    },
}

#[derive(Debug)]
struct Job<T> {
    payload: T,
    attempts: u32,
    /// Who has it.
    with: Option<WorkerId>,
    /// Who failed it last.
    last: Option<WorkerId>,
    /// Until when it waits.
    until: Option<Instant>,
}

#[derive(Debug)]
struct Worker {
    /// 0 when it was removed and finishes what it has.
    demand: usize,
    jobs: BTreeSet<u64>,
    /// When it got its last job, counted in assignments: those who waited longest come first.
    turn: u64,
}

/// Jobs and workers.
#[derive(Debug)]
pub(crate) struct WorkQueue<T> {
    attempts: u32,
    retry: Backoff,
    next: u64,
    jobs: BTreeMap<u64, Job<T>>,
    ready: BTreeSet<u64>,
    delayed: BTreeSet<(Instant, u64)>,
    workers: BTreeMap<WorkerId, Worker>,
    /// Workers with demand, the least loaded first.
    free: BTreeSet<(usize, u64, WorkerId)>,
    turns: u64,
    verdicts: VecDeque<Verdict<T>>,
}

impl<T: Clone> WorkQueue<T> {
    /// A queue whose jobs are given up after `attempts`, at least 1.
    pub(crate) fn new(next: u64, attempts: u32, retry: Backoff) -> Self {
        Self {
            attempts: attempts.max(1),
            retry,
            next,
            jobs: BTreeMap::new(),
            ready: BTreeSet::new(),
            delayed: BTreeSet::new(),
            workers: BTreeMap::new(),
            free: BTreeSet::new(),
            turns: 0,
            verdicts: VecDeque::new(),
        }
    }

    // ---- getters

    /// Workers, with those that were removed and are not finished.
    pub(crate) fn workers(&self) -> usize {
        self.workers.len()
    }

    pub(crate) fn has_worker(&self, id: WorkerId) -> bool {
        self.workers.contains_key(&id)
    }

    #[cfg(test)]
    pub(crate) fn jobs(&self) -> usize {
        self.jobs.len()
    }

    // ---- commands

    /// Takes a job; its number is greater than every earlier one.
    pub(crate) fn offer(&mut self, seq: u64, payload: T) {
        debug_assert!(seq >= self.next, "jobs come in the order of their numbers");
        self.next = seq.saturating_add(1);
        let job = Job {
            payload,
            attempts: 0,
            with: None,
            last: None,
            until: None,
        };
        self.jobs.insert(seq, job);
        self.ready.insert(seq);
    }

    /// Takes a worker that may have `demand` jobs at once, or changes its demand: what it has counts.
    pub(crate) fn add_worker(&mut self, id: WorkerId, demand: usize) {
        let demand = demand.max(1);
        let worker = self.workers.entry(id).or_insert_with(|| Worker {
            demand,
            jobs: BTreeSet::new(),
            turn: 0,
        });
        self.free.remove(&(worker.jobs.len(), worker.turn, id));
        worker.demand = demand;
        self.list(id);
    }

    /// Gives a worker no more jobs. It is known until it has finished those that it has.
    pub(crate) fn remove_worker(&mut self, id: WorkerId) {
        self.unlist(id);
        if let Some(worker) = self.workers.get_mut(&id) {
            worker.demand = 0;
        }
        self.list(id);
    }

    /// Gives the jobs of a worker to others at once; it may still be doing one of them.
    pub(crate) fn lose_worker(&mut self, id: WorkerId) {
        self.unlist(id);
        let lost = self.workers.remove(&id);
        for seq in lost.into_iter().flat_map(|worker| worker.jobs) {
            if let Some(job) = self.jobs.get_mut(&seq).filter(|job| job.with == Some(id)) {
                job.with = None;
                self.ready.insert(seq);
            }
        }
    }

    // ---- inputs

    /// What came of an assignment. One that has been taken back changes nothing, unless the job was confirmed: then
    /// nobody has to do it again.
    pub(crate) fn handle_outcome(
        &mut self,
        now: Instant,
        worker: WorkerId,
        seq: u64,
        outcome: Outcome,
    ) {
        self.relieve(worker, seq);
        let Some(job) = self.jobs.get_mut(&seq) else {
            return;
        };
        let current = job.with == Some(worker);
        match outcome {
            Outcome::Confirmed => {
                if let Some(until) = job.until {
                    self.delayed.remove(&(until, seq));
                }
                self.jobs.remove(&seq);
                self.ready.remove(&seq);
                self.verdicts.push_back(Verdict::Confirmed { seq });
            }
            Outcome::Failed { reason } if current => {
                job.with = None;
                job.last = Some(worker);
                if job.attempts >= self.attempts {
                    self.reject(seq, reason);
                } else {
                    let wait = self.retry.delay(job.attempts.saturating_sub(1), 0);
                    let until = later(now, wait);
                    job.until = Some(until);
                    self.delayed.insert((until, seq));
                }
            }
            Outcome::NotHandled if current => {
                job.with = None;
                job.attempts = job.attempts.saturating_sub(1);
                // A worker that cannot be reached at the moment must not be asked without end.
                if self.workers.get(&worker).is_some_and(|one| one.demand > 0) {
                    let until = later(now, self.retry.delay(0, 0));
                    job.until = Some(until);
                    self.delayed.insert((until, seq));
                } else {
                    self.ready.insert(seq);
                }
            }
            Outcome::Failed { .. } | Outcome::NotHandled => {}
        }
    }

    // ---- outputs

    /// The next job that a worker should get now.
    pub(crate) fn poll_assign(&mut self, now: Instant) -> Option<Assignment<T>> {
        while let Some(&(until, seq)) = self.delayed.first()
            && until <= now
        {
            self.delayed.pop_first();
            self.ready.insert(seq);
        }
        let seq = *self.ready.first()?;
        let last = self.jobs.get(&seq)?.last;
        // Another worker than the one that failed it, if another one is free.
        let other = |free: &&(usize, u64, WorkerId)| Some(free.2) != last;
        let &(_, _, worker) = self.free.iter().find(other).or_else(|| self.free.first())?;
        self.unlist(worker);
        self.ready.remove(&seq);
        self.turns += 1;
        if let Some(known) = self.workers.get_mut(&worker) {
            known.jobs.insert(seq);
            known.turn = self.turns;
        }
        self.list(worker);
        let job = self.jobs.get_mut(&seq)?;
        job.attempts = job.attempts.saturating_add(1);
        job.until = None;
        job.with = Some(worker);
        Some(Assignment {
            worker,
            seq,
            attempt: job.attempts,
            payload: job.payload.clone(),
        })
    }

    /// When a job may be assigned that waits for another attempt.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.delayed.first().map(|&(until, _)| until)
    }

    pub(crate) fn poll_verdict(&mut self) -> Option<Verdict<T>> {
        self.verdicts.pop_front()
    }

    // ---- inside

    fn reject(&mut self, seq: u64, reason: Arc<str>) {
        if let Some(job) = self.jobs.remove(&seq) {
            self.verdicts.push_back(Verdict::Rejected {
                seq,
                attempts: job.attempts,
                reason,
                payload: job.payload,
            });
        }
    }

    /// Takes a job off a worker's hands.
    fn relieve(&mut self, id: WorkerId, seq: u64) {
        self.unlist(id);
        if let Some(worker) = self.workers.get_mut(&id) {
            worker.jobs.remove(&seq);
        }
        self.list(id);
    }

    fn unlist(&mut self, id: WorkerId) {
        if let Some(worker) = self.workers.get(&id) {
            self.free.remove(&(worker.jobs.len(), worker.turn, id));
        }
    }

    /// Lists a worker that may have more, and forgets one that is to have none and has none.
    fn list(&mut self, id: WorkerId) {
        let Some(worker) = self.workers.get(&id) else {
            return;
        };
        if worker.jobs.len() < worker.demand {
            self.free.insert((worker.jobs.len(), worker.turn, id));
        } else if worker.demand == 0 && worker.jobs.is_empty() {
            self.workers.remove(&id);
        }
    }
}
