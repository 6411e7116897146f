//! The place of one grain on this node: empty, active, fed, or ending.
//!
//! ```text
//!            first message                 passivated, moved, or ended by itself
//!   Empty ─────────────────▶ Active, Fed ─────────────────────────────────────▶ Ending ─┐
//!     │                        ▲                                                        │ the old activation is gone
//!     │ not owned here         └────────────── messages waited: activate anew ◀─────────┤
//!     └────────▶ Removed ◀──────────────────── nothing waited ──────────────────────────┘
//! ```
//!
//! One lock per grain orders what must not race: there is never a second activation before the first one has
//! ended, and messages that come while one ends wait here in their order. The lock is taken on the first call
//! through a reference and on calls from other nodes; warm local calls bypass it.
//!
//! What waited is handed over in portions: the next one when the activation has handled the last one. Meanwhile the
//! place is *fed*, and later messages wait behind. A whole backlog at once would be moved into the mailbox and out of it
//! again by each activation, which is quadratic where each ends after a few messages; and it would be moved under the
//! lock.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use parking_lot::Mutex;

/// Messages that are handed to a new activation at once: enough for two turns, so that it seldom asks for more.
pub(super) const PORTION: usize = 64;

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
    /// Whether messages wait for an activation; changed under the lock.
    holding: AtomicBool,
    /// Sweeps since the slot was touched; only the sweep writes it.
    quiet: AtomicU32,
}

#[derive(Debug)]
enum State<A, M> {
    Empty,
    Active(A),
    /// It is active, and has a portion of what waits.
    Fed(A, Backlog<M>),
    /// The activation ends, if it was known here.
    Ending(Option<A>, Backlog<M>),
    Removed,
}

/// Messages for an activation, the oldest first: what was given back, what is left, what came since.
#[derive(Debug)]
struct Backlog<M> {
    /// What the ending activation had accepted and did not handle.
    given_back: VecDeque<M>,
    /// What was accepted before this activation began.
    left: VecDeque<M>,
    /// What came since it began, or since it began to end.
    since: VecDeque<M>,
}

impl<M> Default for Backlog<M> {
    fn default() -> Self {
        Self {
            given_back: VecDeque::new(),
            left: VecDeque::new(),
            since: VecDeque::new(),
        }
    }
}

impl<M> Backlog<M> {
    fn len(&self) -> usize {
        self.given_back.len() + self.left.len() + self.since.len()
    }

    /// Everything in order. A message is moved here once when it came, and once for each activation that got it.
    fn into_left(mut self) -> VecDeque<M> {
        if self.left.is_empty() {
            self.left = self.given_back;
        } else {
            for message in self.given_back.into_iter().rev() {
                self.left.push_front(message);
            }
        }
        self.left.append(&mut self.since);
        self.left
    }

    /// Hands the next portion to a new activation; whether nothing is left then.
    fn feed<A: Activation<M>>(&mut self, activation: &A) -> bool {
        for _ in 0..PORTION {
            let Some(message) = self.left.pop_front().or_else(|| self.since.pop_front()) else {
                return true;
            };
            if let Err(message) = activation.hand_over(message) {
                // It has ended, and is about to say so.
                self.left.push_front(message);
                return false;
            }
        }
        self.left.is_empty() && self.since.is_empty()
    }
}

/// What to do after an activation has ended.
#[derive(Debug)]
#[must_use]
pub(super) enum Aftermath<F, M> {
    /// Nothing waited; the slot is removed.
    Removed,
    /// Messages waited, and a new activation has the first of them.
    Activated,
    /// Messages waited but no activation could be made, and why; the slot is removed.
    Stranded(F, VecDeque<M>),
}

impl<M, A: Activation<M>> Slot<A, M> {
    /// An empty place.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State::Empty),
            touched: AtomicBool::new(true),
            holding: AtomicBool::new(false),
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
    pub(super) fn is_holding(&self) -> bool {
        // Acquire: whoever sees that nothing waits any more comes behind what was handed over.
        self.holding.load(Ordering::Acquire)
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
            State::Fed(_, backlog) | State::Ending(_, backlog) if backlog.len() >= room => {
                Taken::Full(message)
            }
            State::Fed(_, backlog) | State::Ending(_, backlog) => {
                backlog.since.push_back(message);
                Taken::Waiting
            }
            State::Active(activation) => match activation.offer(message) {
                Ok(()) => Taken::Delivered(activation.clone()),
                Err(Refusal::Fault(fault, message)) => Taken::Refused(fault, message),
                Err(Refusal::Ended(message)) => {
                    // It ended by itself, and is about to say so.
                    self.backlog(&mut state).since.push_back(message);
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
        let (State::Active(activation) | State::Fed(activation, _)) = &*state else {
            return None;
        };
        let activation = activation.clone();
        self.backlog(&mut state);
        Some(activation)
    }

    /// As [`Slot::close`], and gives the activation that is ending already as well: to be ended in a harder way.
    #[must_use]
    pub(super) fn end(&self) -> Option<A> {
        self.close().or_else(|| match &*self.state.lock() {
            State::Ending(activation, _) => activation.clone(),
            State::Empty | State::Active(_) | State::Fed(..) | State::Removed => None,
        })
    }

    /// Whether fewer than `room` messages wait.
    pub(super) fn has_room(&self, room: usize) -> bool {
        match &*self.state.lock() {
            State::Fed(_, backlog) | State::Ending(_, backlog) => backlog.len() < room,
            State::Empty | State::Active(_) | State::Removed => true,
        }
    }

    /// Keeps a message for the next activation that the ending one had accepted and did not handle.
    pub(super) fn inherit(&self, message: M) {
        self.backlog(&mut self.state.lock())
            .given_back
            .push_back(message);
    }

    /// The activation failed: gives what waited for it, as if it had been in its mailbox. What comes from now on waits
    /// for the next one.
    pub(super) fn abandon(&self) -> VecDeque<M> {
        let mut state = self.state.lock();
        let State::Fed(_, backlog) = &mut *state else {
            return VecDeque::new();
        };
        let backlog = std::mem::take(backlog);
        self.backlog(&mut state);
        drop(state);
        backlog.into_left()
    }

    /// The activation has handled its portion: hands it the next one. `mark` makes it say so again, unless that was all.
    /// Gives whether there is room now where there was none, if `room` messages may wait.
    pub(super) fn feed(&self, room: usize, mark: impl FnOnce(&A)) -> bool {
        self.touch();
        let mut state = self.state.lock();
        let State::Fed(activation, backlog) = &mut *state else {
            return false;
        };
        let was_full = backlog.len() >= room;
        if backlog.feed(activation) {
            *state = State::Active(activation.clone());
            self.holding.store(false, Ordering::Release);
            return true;
        }
        mark(activation);
        was_full && backlog.len() < room
    }

    /// What waits; begins to wait if need be.
    fn backlog<'a>(&self, state: &'a mut State<A, M>) -> &'a mut Backlog<M> {
        self.holding.store(true, Ordering::Relaxed);
        if !matches!(state, State::Ending(..)) {
            *state = match std::mem::replace(state, State::Removed) {
                State::Fed(activation, backlog) => State::Ending(Some(activation), backlog),
                State::Active(activation) => State::Ending(Some(activation), Backlog::default()),
                State::Empty | State::Ending(..) | State::Removed => {
                    State::Ending(None, Backlog::default())
                }
            };
        }
        match state {
            State::Ending(_, backlog) => backlog,
            State::Empty | State::Active(_) | State::Fed(..) | State::Removed => {
                unreachable!("invariant: it was set just now")
            }
        }
    }

    /// The activation, if there is one that takes messages directly.
    pub(super) fn active(&self) -> Option<A> {
        match &*self.state.lock() {
            State::Active(activation) => Some(activation.clone()),
            State::Empty | State::Fed(..) | State::Ending(..) | State::Removed => None,
        }
    }

    /// The old activation is gone: makes a new one for what waited. `mark` makes it call for [`Slot::feed`] when it has
    /// handled its first portion, unless that was all. `removed` runs under the slot's lock when the slot ends, so that
    /// nobody finds it in the directory as removed for long.
    pub(super) fn ended(
        &self,
        activate: impl FnOnce() -> Result<A, A::Fault>,
        mark: impl FnOnce(&A),
        removed: impl FnOnce(),
    ) -> Aftermath<A::Fault, M> {
        let mut state = self.state.lock();
        let left = match &mut *state {
            State::Fed(_, backlog) | State::Ending(_, backlog) => {
                std::mem::take(backlog).into_left()
            }
            State::Empty | State::Active(_) | State::Removed => VecDeque::new(),
        };
        let mut waits = Backlog {
            left,
            ..Backlog::default()
        };
        if waits.left.is_empty() {
            *state = State::Removed;
            removed();
            return Aftermath::Removed;
        }
        match activate() {
            Ok(activation) => {
                let all = waits.feed(&activation);
                if all {
                    *state = State::Active(activation);
                } else {
                    mark(&activation);
                    *state = State::Fed(activation, waits);
                }
                self.holding.store(!all, Ordering::Release);
                Aftermath::Activated
            }
            Err(fault) => {
                *state = State::Removed;
                removed();
                Aftermath::Stranded(fault, waits.left)
            }
        }
    }
}

#[cfg(test)]
mod tests;
