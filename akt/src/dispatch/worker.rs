//! One worker: pick, run, yield, park.
//!
//! A worker runs actors for a slice of about [`SLICE`], then gives the thread back to tokio, so that sockets,
//! timers and foreign tasks get their turn; it gives it back at once when a turn woke a foreign task (a reply to
//! an ask). A scheduled actor goes to the LIFO slot of the worker it was scheduled on: the message it will read
//! is in this core's cache. What was in the slot goes to the back of the local queue, where others may steal it.
//! After [`LIFO_STREAK`] picks from the slot the local queue has its turn, so a pair of actors that wake each
//! other starves nobody.
//!
//! The slot has a price: nobody can steal from it, since a slot that others may reach costs each message an atomic
//! exchange. So the actor that a handler told last runs after that handler on the same worker, and waits if the
//! handler computes or blocks. Handlers should give way within milliseconds, and leave long work to threads.
//!
//! # Soundness
//!
//! `CURRENT` points to the worker that is inside [`Worker::run_slice`] on this thread; it is set and reset there,
//! also when a turn unwinds, so the pointer is never dangling. It is read by [`schedule_here`] only, which uses it
//! for the length of one push.
//!
//! # Time
//!
//! To read the clock costs about as much as a cheap turn, so it is read after the first turn of a slice and then after
//! ever more of them, up to as many as take about a fifth of a slice by what was measured. A worker that has measured
//! nothing yet, or whose turns are long, reads it at the beginning of a slice and after each turn, and lets its actors
//! time their turns from inside: so the first slice is as short as any other, whatever the handlers do.

use std::cell::Cell;
use std::future::poll_fn;
use std::ptr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_deque::Worker as Deque;

use super::pool::{Handle, Shared};
use super::runnable::{Pace, Rest, Runnable, TaskHead, turn_lost};
use super::watchdog::Pulse;
use crate::base::limits::SLICE;
use crate::base::panic::catch;
use crate::base::time::cpu_now;

/// Picks from the LIFO slot in a row at most.
const LIFO_STREAK: u32 = 16;
/// Every so many picks the injector comes first, so that a busy worker does not starve outsiders.
const INJECTOR_EVERY: u32 = 61;
/// Looks for work before a worker parks: about 2 µs, less than a wake-up costs the one who must send it.
const SPINS: u32 = 48;
/// How long an actor that ran empty leaves its senders alone, in spins: about a microsecond.
const LULL: u32 = 24;
/// Turns between two looks at the clock; the interval follows the measured cost of a turn within these bounds.
const CLOCK_EVERY_MAX: u32 = 64;
/// So many quick turns after a slow one turns are not timed from inside any more.
const QUICK_TURNS: u32 = 64;

thread_local! {
    static CURRENT: Cell<*const Worker> = const { Cell::new(ptr::null()) };
    static WOKE_FOREIGN: Cell<bool> = const { Cell::new(false) };
}

/// Why a slice ended.
enum Slice {
    /// The time is over, or a foreign task waits for the thread.
    Yield,
    /// There is nothing to do.
    Idle,
}

/// One worker, moved into its tokio task.
pub(super) struct Worker {
    shared: Arc<Shared>,
    index: usize,
    deque: Deque<Runnable>,
    /// The next actor to run, as a raw claim, or null.
    lifo: Cell<*mut TaskHead>,
    streak: Cell<u32>,
    picks: Cell<u32>,
    /// How many turns it has begun.
    turns: Cell<u64>,
    clock_every: Cell<u32>,
    pace: Cell<Pace>,
    /// Turns that were quick since the last slow one, while turns are timed.
    quick: Cell<u32>,
}

// SAFETY: the raw claim in `lifo` is a `Runnable`, which is Send; the cells move with the worker.
#[allow(unsafe_code)]
unsafe impl Send for Worker {}

/// Resets `CURRENT` when a slice ends, by return or by unwinding: to the worker whose handler blocks on a runtime
/// of its own, if this slice runs inside one. Tells the watchdog that the worker rests.
struct Entered<'a> {
    before: *const Worker,
    pulse: &'a Pulse,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.pulse.rest();
        CURRENT.set(self.before);
    }
}

impl Drop for Worker {
    /// The dispatcher has stopped, or the runtime is going: what is queued here goes to those who are left.
    fn drop(&mut self) {
        let claims = std::iter::from_fn(|| self.take_lifo().or_else(|| self.deque.pop()));
        self.shared.leave(self.index, claims);
    }
}

/// Schedules on the worker that runs on this thread, if it belongs to `dispatcher`; else gives the claim back.
#[inline]
#[allow(unsafe_code)]
pub(super) fn schedule_here(dispatcher: *const Shared, runnable: Runnable) -> Result<(), Runnable> {
    let current = CURRENT.get();
    if current.is_null() {
        return Err(runnable);
    }
    // SAFETY: set by `run_slice` on this thread, and reset before the worker moves or goes away.
    let worker = unsafe { &*current };
    if !ptr::eq(Arc::as_ptr(&worker.shared), dispatcher) {
        return Err(runnable);
    }
    worker.push_lifo(runnable);
    Ok(())
}

/// Notes that this thread woke something outside the dispatcher, which should run soon.
///
/// On a worker this ends the slice after the current turn. Called by reply cells before they wake a waker.
#[inline]
pub(crate) fn woke_foreign() {
    WOKE_FOREIGN.set(true);
}

impl Worker {
    pub(super) fn new(handle: Handle, index: usize, deque: Deque<Runnable>) -> Self {
        Self {
            shared: handle.0,
            index,
            deque,
            lifo: Cell::new(ptr::null_mut()),
            streak: Cell::new(0),
            picks: Cell::new(0),
            turns: Cell::new(0),
            clock_every: Cell::new(1),
            pace: Cell::new(Pace::Timed),
            // Nothing speaks for slow turns yet: the first measurement is enough.
            quick: Cell::new(QUICK_TURNS - 1),
        }
    }

    #[cfg(test)]
    pub(super) fn is_stopped(&self) -> bool {
        self.shared.is_stopped()
    }

    /// The life of a worker.
    pub(super) async fn work(self) {
        let mut asleep = false;
        while !self.shared.is_stopped() {
            // Around the slice and not around each turn, since there it would cost each message.
            let slice = catch(|| self.run_slice(SLICE)).unwrap_or_else(|payload| {
                turn_lost(payload);
                Slice::Yield
            });
            match slice {
                Slice::Yield => {
                    self.call_for_help();
                    tokio::task::yield_now().await;
                }
                Slice::Idle => {
                    poll_fn(|cx| self.shared.poll_park(self.index, &mut asleep, cx)).await
                }
            }
        }
    }

    fn run_slice(&self, length: Duration) -> Slice {
        let Some(pulse) = self.shared.pulses.get(self.index) else {
            return Slice::Idle;
        };
        let _entered = Entered {
            before: CURRENT.replace(self),
            pulse,
        };
        WOKE_FOREIGN.set(false);
        // Outsiders come first once in every slice, however long the turns are.
        self.picks.set(INJECTOR_EVERY - 1);
        let mut started = (self.clock_every.get() == 1).then(cpu_now);
        let mut checked = started;
        let mut interval = 1;
        let mut until_clock = interval;
        loop {
            let Some(runnable) = self.pick() else {
                pulse.rest();
                if !WOKE_FOREIGN.get() && self.spin() {
                    continue;
                }
                return Slice::Idle;
            };
            let turn = self.turns.get() + 1;
            self.turns.set(turn);
            pulse.begin(turn, runnable.address());
            match runnable.run(self.pace.get()) {
                Rest::Released => {}
                Rest::Again(claim) => self.deque.push(claim),
                Rest::Lull(claim) => self.lull(claim),
                Rest::Blocking(claim) => self.hand_over(claim),
            }
            if WOKE_FOREIGN.get() {
                if self.clock_every.get() == 1 {
                    // Else a worker that is asked and nothing else would measure nothing, and time every turn.
                    self.adapt_since(checked);
                }
                // With nothing left to do the worker parks instead, which is cheaper than a yield.
                return if self.is_empty() {
                    Slice::Idle
                } else {
                    Slice::Yield
                };
            }
            until_clock -= 1;
            if until_clock == 0 {
                let now = cpu_now();
                let start = *started.get_or_insert(now);
                if let Some(last) = checked.replace(now) {
                    self.adapt_clock(now - last, interval);
                }
                if now - start >= length {
                    return Slice::Yield;
                }
                interval = (interval * 2).min(self.clock_every.get());
                until_clock = interval;
            }
        }
    }

    /// Puts an actor back whose senders are about as fast as it is. If it were to idle whenever it is a message
    /// ahead of them, they would have to schedule it anew for almost every message, and both sides would fight for
    /// the same cache lines. So others have their turn first; if there are none, the senders get a moment alone.
    fn lull(&self, claim: Runnable) {
        if self.alone() {
            for _ in 0..LULL {
                std::hint::spin_loop();
            }
        }
        self.deque.push(claim);
    }

    /// Whether nothing else is to be run, and a sender may be running on another thread.
    fn alone(&self) -> bool {
        self.shared.is_parallel() && !WOKE_FOREIGN.get() && self.is_empty()
    }

    /// Follows the cost of a turn, of which so many took `since_last`: the clock is looked at about every fifth of a slice.
    /// When single turns are longer than a slice, they are timed from inside.
    fn adapt_clock(&self, since_last: Duration, turns: u32) {
        if self.pace.get() == Pace::Timed && since_last <= SLICE / 4 {
            // Slow actors and quick ones may take turns: a few quick turns say nothing about the next one.
            let quick = self.quick.get() + 1;
            self.quick.set(quick);
            if quick < QUICK_TURNS {
                return;
            }
            self.pace.set(Pace::Budget);
        }
        let every = if since_last < SLICE / 10 {
            self.clock_every.get().max(turns * 2).min(CLOCK_EVERY_MAX)
        } else if since_last <= SLICE / 4 {
            turns.max(2)
        } else if since_last <= SLICE {
            (turns / 2).max(1)
        } else {
            // Not by halves: at that cost each further turn without a look is one too many.
            1
        };
        self.clock_every.set(every);
        if turns == 1 && since_last > SLICE {
            self.pace.set(Pace::Timed);
            self.quick.set(0);
        }
    }

    /// [`Worker::adapt_clock`] by the one turn since `last`.
    #[cold]
    fn adapt_since(&self, last: Option<Instant>) {
        if let Some(last) = last {
            self.adapt_clock(cpu_now() - last, 1);
        }
    }

    /// Lets an actor have its turn on a thread that may block.
    fn hand_over(&self, claim: Runnable) {
        self.shared.run_blocking(claim);
    }

    /// Wakes a sleeping worker if there is more here than one can do. Not every way into the local queue does that:
    /// an actor whose budget is spent goes there without a word, since most often it is alone.
    fn call_for_help(&self) {
        let next = usize::from(!self.lifo.get().is_null());
        if next + self.deque.len() > 1 {
            self.shared.notify();
        }
    }

    fn is_empty(&self) -> bool {
        self.lifo.get().is_null() && self.deque.is_empty() && !self.shared.has_work()
    }

    #[allow(unsafe_code)]
    fn take_lifo(&self) -> Option<Runnable> {
        let raw = self.lifo.replace(ptr::null_mut());
        // SAFETY: `push_lifo` put a claim there, and the replace took it out.
        unsafe { Runnable::from_raw(raw) }
    }

    fn push_lifo(&self, runnable: Runnable) {
        let displaced = self.take_lifo();
        self.lifo.set(runnable.into_raw());
        if let Some(displaced) = displaced {
            self.deque.push(displaced);
            self.shared.notify();
        }
    }

    fn pick(&self) -> Option<Runnable> {
        let picks = self.picks.get().wrapping_add(1);
        self.picks.set(picks);
        if picks.is_multiple_of(INJECTOR_EVERY)
            && let Some(runnable) = self.shared.take_injected(&self.deque)
        {
            return Some(runnable);
        }
        let streak = self.streak.get();
        if streak < LIFO_STREAK
            && let Some(runnable) = self.take_lifo()
        {
            self.streak.set(streak + 1);
            return Some(runnable);
        }
        self.streak.set(0);
        self.deque
            .pop()
            .or_else(|| self.take_lifo())
            .or_else(|| self.shared.take_injected(&self.deque))
            .or_else(|| self.shared.steal(self.index, &self.deque))
    }

    /// Looks for work for a moment; true if some appeared.
    fn spin(&self) -> bool {
        for _ in 0..SPINS {
            if self.shared.has_work() {
                return true;
            }
            std::hint::spin_loop();
        }
        false
    }
}
