//! The place of one grain on this node: empty, active, or ending.
//!
//! ```text
//!            first message            passivated, moved, or ended by itself
//!   Empty ─────────────────▶ Active ────────────────────────────────────────▶ Ending ─┐
//!     │                        ▲                                                      │ the old activation is gone
//!     │ not owned here         └───────────── messages waited: activate anew ◀────────┤
//!     └────────▶ Removed ◀─────────────────── nothing waited ─────────────────────────┘
//! ```
//!
//! One lock per grain orders what must not race: there is never a second activation before the first one has
//! ended, and messages that come while one ends wait here in their order. The lock is taken on the first call
//! through a reference and on calls from other nodes; warm local calls bypass it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use parking_lot::Mutex;

/// Something that takes messages until it ends.
pub(super) trait Activation<M>: Clone {
    /// Why it may refuse a message although it lives.
    type Fault;

    /// Gives it a message, or takes that back.
    fn offer(&self, message: M) -> Result<(), Refusal<Self::Fault, M>>;

    /// Gives it a message that was accepted before, so that there need be no room for it. An error gives the message
    /// back because the activation has ended.
    fn hand_over(&self, message: M) -> Result<(), M>;
}

/// A message that was given back.
#[derive(Debug)]
pub(super) enum Refusal<F, M> {
    /// The activation has ended or is ending: it takes no message any more.
    Ended(M),
    /// It lives, but does not take this message now.
    Fault(F, M),
}

/// What became of a message.
#[derive(Debug)]
#[must_use]
pub(super) enum Taken<A, F, M> {
    /// The activation has it; later messages may go to it directly.
    Delivered(A),
    /// It waits for the next activation.
    Waiting,
    /// The slot was taken out of the directory: look the grain up again.
    Removed(M),
    /// Nobody has it.
    Refused(F, M),
    /// Too many messages wait already.
    Full(M),
}

/// The place of one grain.
#[derive(Debug)]
pub(super) struct Slot<A, M> {
    state: Mutex<State<A, M>>,
    touched: AtomicBool,
    /// Whether messages wait for the next activation; changed under the lock.
    ending: AtomicBool,
    /// Sweeps since the slot was touched; only the sweep writes it.
    quiet: AtomicU32,
}

#[derive(Debug)]
enum State<A, M> {
    Empty,
    Active(A),
    Ending(Backlog<M>),
    Removed,
}

/// Messages for the next activation.
#[derive(Debug)]
struct Backlog<M> {
    /// What the ending activation had accepted and did not handle.
    left: VecDeque<M>,
    /// What came since.
    waiting: VecDeque<M>,
}

impl<M> Default for Backlog<M> {
    fn default() -> Self {
        Self {
            left: VecDeque::new(),
            waiting: VecDeque::new(),
        }
    }
}

/// What to do after an activation has ended.
#[derive(Debug)]
#[must_use]
pub(super) enum Aftermath<M> {
    /// Nothing waited; the slot is removed.
    Removed,
    /// Messages waited and a new activation has them.
    Activated,
    /// Messages waited but no activation could be made; the slot is removed.
    Stranded(VecDeque<M>),
}

impl<M, A: Activation<M>> Slot<A, M> {
    /// An empty place.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State::Empty),
            touched: AtomicBool::new(true),
            ending: AtomicBool::new(false),
            quiet: AtomicU32::new(0),
        }
    }

    /// Notes that the grain is in use.
    pub(super) fn touch(&self) {
        // Reading first keeps the line shared among the processors that only use the grain.
        if !self.touched.load(Ordering::Relaxed) {
            self.touched.store(true, Ordering::Relaxed);
        }
    }

    /// Whether messages may wait here. Then none may go around the slot: it would outrun those that its sender sent
    /// before.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }

    /// Counts one sweep; says for how many the grain has been left alone.
    pub(super) fn sweep(&self) -> u32 {
        let quiet = if self.touched.swap(false, Ordering::Relaxed) {
            0
        } else {
            self.quiet.load(Ordering::Relaxed).saturating_add(1)
        };
        self.quiet.store(quiet, Ordering::Relaxed);
        quiet
    }

    /// Hands a message to the grain, activating it by `activate` if need be. At most `room` messages wait.
    ///
    /// When `activate` fails, the slot is removed: take it out of the directory.
    pub(super) fn deliver(
        &self,
        message: M,
        room: usize,
        activate: impl FnOnce() -> Result<A, A::Fault>,
    ) -> Taken<A, A::Fault, M> {
        self.touch();
        let mut state = self.state.lock();
        if matches!(*state, State::Empty) {
            match activate() {
                Ok(activation) => *state = State::Active(activation),
                Err(fault) => {
                    *state = State::Removed;
                    return Taken::Refused(fault, message);
                }
            }
        }
        match &mut *state {
            State::Empty | State::Removed => Taken::Removed(message),
            State::Ending(backlog) if backlog.waiting.len() >= room => Taken::Full(message),
            State::Ending(backlog) => {
                backlog.waiting.push_back(message);
                Taken::Waiting
            }
            State::Active(activation) => match activation.offer(message) {
                Ok(()) => Taken::Delivered(activation.clone()),
                Err(Refusal::Fault(fault, message)) => Taken::Refused(fault, message),
                Err(Refusal::Ended(message)) => {
                    // It ended by itself, and is about to say so.
                    self.backlog(&mut state).waiting.push_back(message);
                    Taken::Waiting
                }
            },
        }
    }

    /// Begins to end the activation: from now on messages wait. The caller must make it end.
    /// `None` when there is none, or when it is ending already.
    #[must_use]
    pub(super) fn close(&self) -> Option<A> {
        let mut state = self.state.lock();
        let State::Active(activation) = &*state else {
            return None;
        };
        let activation = activation.clone();
        self.backlog(&mut state);
        Some(activation)
    }

    /// Keeps a message for the next activation that the ending one had accepted and did not handle.
    pub(super) fn inherit(&self, message: M) {
        self.backlog(&mut self.state.lock()).left.push_back(message);
    }

    /// What waits; begins to wait if need be.
    fn backlog<'a>(&self, state: &'a mut State<A, M>) -> &'a mut Backlog<M> {
        self.ending.store(true, Ordering::Relaxed);
        if !matches!(state, State::Ending(_)) {
            *state = State::Ending(Backlog::default());
        }
        match state {
            State::Ending(backlog) => backlog,
            State::Empty | State::Active(_) | State::Removed => {
                unreachable!("invariant: it was set just now")
            }
        }
    }

    /// The activation, if there is one that is not ending.
    pub(super) fn active(&self) -> Option<A> {
        match &*self.state.lock() {
            State::Active(activation) => Some(activation.clone()),
            State::Empty | State::Ending(_) | State::Removed => None,
        }
    }

    /// The old activation is gone: makes a new one for what waited. `removed` runs under the slot's lock when
    /// the slot ends, so that nobody finds it in the directory as removed for long.
    pub(super) fn ended(
        &self,
        activate: impl FnOnce() -> Result<A, A::Fault>,
        removed: impl FnOnce(),
    ) -> Aftermath<M> {
        let mut state = self.state.lock();
        let Backlog {
            left: mut waiting,
            waiting: since,
        } = match &mut *state {
            State::Ending(backlog) => std::mem::take(backlog),
            State::Empty | State::Active(_) | State::Removed => Backlog::default(),
        };
        waiting.extend(since);
        if !waiting.is_empty()
            && let Ok(activation) = activate()
        {
            while let Some(message) = waiting.pop_front() {
                if let Err(message) = activation.hand_over(message) {
                    waiting.push_front(message);
                    break;
                }
            }
            *state = State::Active(activation);
            self.ending.store(false, Ordering::Relaxed);
            return if waiting.is_empty() {
                Aftermath::Activated
            } else {
                Aftermath::Stranded(waiting)
            };
        }
        *state = State::Removed;
        removed();
        if waiting.is_empty() {
            Aftermath::Removed
        } else {
            Aftermath::Stranded(waiting)
        }
    }
}

#[cfg(test)]
mod tests;
