//! Alarms: values that ring when their time has come. One timer of tokio serves all of them.
//!
//! The alarms of a system lie in timer wheels, one for each group of threads, so that threads that set alarms do not
//! meet at one lock. A driver task, started with the first alarm, sleeps until the next one is due, takes out what is,
//! and rings it outside of the locks. Without alarms it does not wake up.
//!
//! # No alarm is overslept
//!
//! `wake` says when the driver will look again: `AWAKE` while it looks anyway, `NEVER` from just before it reads the
//! wheels for the last time, then the tick that it found. Who sets an alarm puts it into its wheel first and reads
//! `wake` after that; if the alarm is due before, it lowers `wake` and rings the bell. Either the driver's last look at
//! that wheel came after the insertion, and has seen it; or it came before, and then the lock of the wheel shows the
//! setter at least the `NEVER` that was written before that look.
//!
//! # Time
//!
//! A tick is a millisecond since the start. An alarm is put at the first tick that is not before its due time, and
//! rings when that tick has begun: never early, and late by a millisecond for this rounding, by another for that of
//! tokio's timer, and by the time until the runtime gives the driver a thread.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::base::panic::contain;
use crate::base::time::{self, Instant};
use crate::base::wheel::{Key, Wheel};
use crate::dispatch::task;

/// Wheels of one system; a power of two. More threads than this share them.
const SHARDS: u32 = 8;
/// Alarms that are taken out of one wheel under one hold of its lock: a few microseconds.
const BATCH: usize = 256;
/// The driver looks anyway: nothing is due before tick 0.
const AWAKE: u64 = 0;
/// The driver waits for the bell.
const NEVER: u64 = u64::MAX;

/// What an alarm does.
pub(crate) trait Ring: Send + 'static {
    /// Called once, on the driver's task, outside of all locks: it must be quick and must not block. A panic in it is
    /// contained.
    fn ring(self);
}

/// Names an alarm that was set, also when it has rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct AlarmId {
    stamp: NonZeroU64,
    index: u32,
    shard: u32,
}

impl AlarmId {
    /// Names no alarm.
    pub(crate) const NONE: Self = Self {
        stamp: NonZeroU64::MAX,
        index: u32::MAX,
        shard: u32::MAX,
    };
}

struct Shard<T> {
    wheel: Wheel<T>,
    /// Takes in nothing more.
    closed: bool,
}

/// A line of its own, so that two shards do not slow each other.
#[repr(align(128))]
struct Padded<T>(Mutex<Shard<T>>);

struct Shared<T> {
    shards: [Padded<T>; SHARDS as usize],
    /// When tick 0 began.
    origin: Instant,
    /// The tick at which the driver looks again.
    wake: AtomicU64,
    bell: Notify,
    closed: AtomicBool,
}

/// The alarms of one system. Dropping it, or the runtime, drops those that have not rung.
pub(crate) struct Alarms<T: Ring> {
    shared: Arc<Shared<T>>,
    runtime: task::Handle,
    started: AtomicBool,
}

impl<T: Ring> Alarms<T> {
    /// Alarms whose driver will run on `runtime`, which must have its timers enabled. Starts nothing yet.
    pub(crate) fn new(runtime: &task::Handle) -> Self {
        let shard = || {
            Padded(Mutex::new(Shard {
                wheel: Wheel::new(),
                closed: false,
            }))
        };
        Self {
            shared: Arc::new(Shared {
                shards: std::array::from_fn(|_| shard()),
                origin: time::now(),
                wake: AtomicU64::new(NEVER),
                bell: Notify::new(),
                closed: AtomicBool::new(false),
            }),
            runtime: runtime.clone(),
            started: AtomicBool::new(false),
        }
    }

    /// Rings `alarm` at `due`, or at once if that has passed. After [`Alarms::close`] it is dropped.
    ///
    /// Alarms that one thread has set ring in the order of their due times, to the millisecond, and in the order in
    /// which they were set if those are equal.
    pub(crate) fn set(&self, due: Instant, alarm: T) -> AlarmId {
        let shared = &*self.shared;
        let tick = shared.tick_of(due);
        let number = thread_number() % SHARDS;
        let Some(shard) = shared.shards.get(number as usize) else {
            return AlarmId::NONE;
        };
        let key = {
            let mut shard = shard.0.lock();
            if shard.closed {
                drop(shard);
                contain(|| drop(alarm));
                return AlarmId::NONE;
            }
            shard.wheel.insert(tick, alarm)
        };
        if !self.started.load(Ordering::Relaxed) && !self.started.swap(true, Ordering::Relaxed) {
            let driver = Driver(Arc::clone(&self.shared));
            task::spawn_on(&self.runtime, driver.drive());
        }
        if tick < shared.wake.load(Ordering::Acquire)
            && tick < shared.wake.fetch_min(tick, Ordering::AcqRel)
        {
            shared.bell.notify_one();
        }
        AlarmId {
            stamp: key.stamp,
            index: key.index,
            shard: number,
        }
    }

    /// Takes an alarm back; `None` when it rings, has rung or was cancelled.
    pub(crate) fn cancel(&self, id: AlarmId) -> Option<T> {
        let shard = self.shared.shards.get(id.shard as usize)?;
        let (stamp, index) = (id.stamp, id.index);
        shard.0.lock().wheel.cancel(Key { stamp, index })
    }

    /// How many alarms have not rung.
    pub(crate) fn pending(&self) -> usize {
        let shards = self.shared.shards.iter();
        shards.map(|shard| shard.0.lock().wheel.len()).sum()
    }

    /// Drops what has not rung, and takes in nothing more. What rings at this moment goes on.
    pub(crate) fn close(&self) {
        self.shared.close();
    }
}

impl<T: Ring> Drop for Alarms<T> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<T: Ring> fmt::Debug for Alarms<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alarms")
            .field("pending", &self.pending())
            .finish_non_exhaustive()
    }
}

impl<T: Ring> Shared<T> {
    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        for shard in &self.shards {
            let dropped = {
                let mut shard = shard.0.lock();
                shard.closed = true;
                shard.wheel.take_all()
            };
            // Outside of the lock, since a drop may set or cancel alarms, and one by one, since each may panic.
            for alarm in dropped {
                contain(|| drop(alarm));
            }
        }
        self.bell.notify_one();
    }

    /// The first tick that is not before `due`.
    fn tick_of(&self, due: Instant) -> u64 {
        let after = due.saturating_duration_since(self.origin).as_nanos();
        u64::try_from(after.div_ceil(1_000_000)).map_or(NEVER - 1, |tick| tick.min(NEVER - 1))
    }

    /// The tick that has begun last.
    fn now(&self) -> u64 {
        let since = time::now().saturating_duration_since(self.origin);
        u64::try_from(since.as_millis()).unwrap_or(NEVER - 1)
    }

    /// Moves what is due into `due`; true if some wheel has more.
    fn collect(&self, due: &mut Vec<(u64, T)>) -> bool {
        let now = self.now();
        let (mut more, mut wheels) = (false, 0);
        for shard in &self.shards {
            let before = due.len();
            due.extend(shard.0.lock().wheel.advance(now).take(BATCH));
            let taken = due.len() - before;
            more |= taken == BATCH;
            wheels += usize::from(taken > 0);
        }
        if wheels > 1 {
            due.sort_by_key(|(tick, _)| *tick);
        }
        more
    }

    fn next_due(&self) -> u64 {
        let shards = self.shards.iter();
        let next = shards.filter_map(|shard| shard.0.lock().wheel.next_due());
        next.min().unwrap_or(NEVER)
    }
}

/// The driver's task. However it ends, nobody would ring what is left: so that is dropped with it.
struct Driver<T: Ring>(Arc<Shared<T>>);

impl<T: Ring> Driver<T> {
    async fn drive(self) {
        let shared = &*self.0;
        loop {
            shared.wake.store(AWAKE, Ordering::Release);
            if self.ring_due() {
                tokio::task::yield_now().await;
                continue;
            }
            shared.wake.store(NEVER, Ordering::Release);
            let next = shared.next_due();
            let until = shared.wake.fetch_min(next, Ordering::AcqRel).min(next);
            if shared.closed.load(Ordering::Acquire) {
                return;
            }
            let bell = shared.bell.notified();
            if until == NEVER {
                bell.await;
            } else {
                let since = time::now().saturating_duration_since(shared.origin);
                let left = Duration::from_millis(until).saturating_sub(since);
                time::within(left, bell).await;
            }
        }
    }

    /// Rings what is due, up to a batch of each wheel; true if there is more.
    fn ring_due(&self) -> bool {
        let mut due = Vec::new();
        let more = self.0.collect(&mut due);
        for (_, alarm) in due {
            if self.0.closed.load(Ordering::Acquire) {
                contain(|| drop(alarm));
            } else {
                contain(|| alarm.ring());
            }
        }
        more
    }
}

impl<T: Ring> Drop for Driver<T> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A small number of this thread, by which threads are spread over shards.
fn thread_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    thread_local! {
        static NUMBER: u32 = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    // A thread that ends has no number any more, and may still set alarms in the drops of its values.
    NUMBER.try_with(|number| *number).unwrap_or_default()
}

#[cfg(test)]
mod tests;
