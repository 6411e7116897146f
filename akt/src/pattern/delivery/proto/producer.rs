//! The producer's side: numbers messages, keeps them until they are confirmed, sends what there is credit for, and sends
//! again what did not arrive.
//!
//! ```text
//!        offer                credit               report: held            report: through
//!  ───────────────▶ Waiting ─────────▶ Sent ─────────────────────▶ Held ─────────────────▶ gone
//!                      ▲                │ ▲                          │
//!                      │                └─┘ timer, or a later one    │
//!                      │                    arrived before it        │
//!                      └─────────────────────────────────────────────┘ another life of the consumer
//! ```

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;

use crate::base::backoff::Backoff;
use crate::base::time::{Instant, later};
use crate::pattern::delivery::proto::frame::{
    Answer, Body, Part, Report, ToConsumer, ToProducer, What,
};
use crate::pattern::delivery::proto::ranges::Ranges;

/// Which run of which producer this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) session: u64,
    pub(crate) log: u64,
    /// The number of the next new message; the first one ever is 1.
    pub(crate) next: u64,
}

/// What became of a message, or of the whole delivery.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event<T> {
    /// A handler has confirmed it. Comes once for each message.
    Confirmed { seq: u64 },
    /// It was given up, and here it is. Comes once, instead of `Confirmed`.
    Rejected {
        seq: u64,
        attempts: u32,
        reason: Arc<str>,
        payload: T,
    },
    /// Another session has taken over: this one ends.
    Fenced { by: u64 },
    /// The consumer has stopped for good: this session ends.
    Gone,
    /// The consumer has had numbers that were never given here: the queue has lost some, and messages under the same
    /// numbers would be taken for old ones. This session ends.
    Behind { seen: u64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not sent in this life of the consumer.
    Waiting,
    /// On its way.
    Sent,
    /// The consumer has it.
    Held,
}

#[derive(Debug)]
struct Slot<T> {
    /// None when it is through while one before it is not.
    payload: Option<T>,
    /// Its bytes in parts, if it travels so.
    parts: Option<Vec<Bytes>>,
    state: State,
}

impl<T> Slot<T> {
    fn open(payload: T, parts: Option<Vec<Bytes>>) -> Self {
        Self {
            payload: Some(payload),
            parts,
            state: State::Waiting,
        }
    }

    fn closed() -> Self {
        Self {
            payload: None,
            parts: None,
            state: State::Waiting,
        }
    }

    /// How many frames it takes.
    fn frames(&self) -> u32 {
        self.parts
            .as_ref()
            .map_or(1, |parts| u32::try_from(parts.len()).unwrap_or(u32::MAX))
            .max(1)
    }
}

/// Frames of one message that are to be sent.
#[derive(Debug, Clone, Copy)]
struct Due {
    seq: u64,
    index: u32,
    /// One past the last.
    end: u32,
}

/// The producer of one session.
#[derive(Debug)]
pub(crate) struct Producer<T> {
    session: u64,
    log: u64,
    resend: Backoff,
    /// The number of the first slot.
    base: u64,
    slots: VecDeque<Slot<T>>,
    /// The first number that this session gives itself; known with its first frame.
    own: Option<u64>,
    /// The first message that was not sent in this life of the consumer.
    unsent: u64,
    credit: u64,
    life: u64,
    serial: u64,
    /// What the last report of this life said: only what is new is looked at.
    held: Ranges,
    done: Ranges,
    /// What is below it and was lost was sent again because a later one arrived; not twice before the timer.
    hurried: u64,
    due: VecDeque<Due>,
    probe: bool,
    goodbye: bool,
    timer: Option<Instant>,
    /// Timers in a row without progress.
    silent: u32,
    events: VecDeque<Event<T>>,
    ended: bool,
}

impl<T: Clone> Producer<T> {
    pub(crate) fn new(session: Session, resend: Backoff) -> Self {
        Self {
            session: session.session,
            log: session.log,
            resend,
            base: session.next.max(1),
            slots: VecDeque::new(),
            own: None,
            unsent: session.next.max(1),
            credit: 0,
            life: 0,
            serial: 0,
            held: Ranges::default(),
            done: Ranges::default(),
            hurried: 0,
            due: VecDeque::new(),
            probe: true,
            goodbye: false,
            timer: None,
            silent: 0,
            events: VecDeque::new(),
            ended: false,
        }
    }

    // ---- getters

    /// The number that the next offered message gets.
    pub(crate) fn next(&self) -> u64 {
        self.base.saturating_add(self.slots.len() as u64)
    }

    /// Slots in use: all messages from the first unconfirmed one on.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> usize {
        self.slots.len()
    }

    #[cfg(test)]
    pub(crate) fn is_ended(&self) -> bool {
        self.ended
    }

    // ---- commands

    /// Takes a message, with its bytes in parts if it is to travel so. Its number is what [`next`](Self::next) said.
    pub(crate) fn offer(&mut self, payload: T, parts: Option<Vec<Bytes>>) {
        self.slots.push_back(Slot::open(payload, parts));
    }

    /// Takes a number whose message is through, before the first frame: it stands between others that are not.
    pub(crate) fn offer_closed(&mut self) {
        if self.slots.is_empty() {
            self.base = self.base.saturating_add(1);
            self.unsent = self.base;
        } else {
            self.slots.push_back(Slot::closed());
        }
    }

    /// Tells the consumer, once, that this session has ended.
    pub(crate) fn end(&mut self) {
        if !self.ended {
            self.ended = true;
            self.goodbye = true;
        }
    }

    // ---- inputs

    pub(crate) fn handle_frame(&mut self, now: Instant, frame: ToProducer) {
        if self.ended || (frame.session, frame.log) != (self.session, self.log) {
            return;
        }
        match frame.what {
            Answer::Report(report) => self.handle_report(now, report),
            Answer::Fenced { by } => {
                self.ended = true;
                self.events.push_back(Event::Fenced { by });
            }
            Answer::Gone => {
                self.ended = true;
                self.events.push_back(Event::Gone);
            }
        }
    }

    fn handle_report(&mut self, now: Instant, report: Report) {
        if report.life < self.life {
            return;
        }
        // Nothing of this session is sent before it has heard the consumer: what that has is of earlier ones.
        let (seen, known) = match self.own {
            Some(own) if self.life == 0 => (report.newest(), own),
            _ => (report.confirmed, self.next()),
        };
        if report.life > self.life {
            self.begin_life(report.life);
        } else if report.serial <= self.serial {
            return;
        }
        self.serial = report.serial;
        if seen >= known {
            self.ended = true;
            return self.events.push_back(Event::Behind { seen });
        }
        let mut progress = report.credit > self.credit;
        self.credit = report.credit;
        progress |= self.take_results(&report);
        let last = self.next().saturating_sub(1);
        let held = report.held.beyond(&self.held);
        for seq in held.within(self.base, last) {
            if let Some(slot) = self.slot(seq)
                && slot.state != State::Held
            {
                slot.state = State::Held;
                progress = true;
            }
        }
        self.hurry(&report);
        (self.held, self.done) = (report.held, report.done);
        if progress {
            self.silent = 0;
            self.timer = None;
        }
        self.arm(now);
    }

    /// The consumer has started anew: what it held is lost.
    fn begin_life(&mut self, life: u64) {
        self.life = life;
        self.serial = 0;
        self.credit = 0;
        self.unsent = self.base;
        (self.held, self.done) = (Ranges::default(), Ranges::default());
        self.hurried = 0;
        self.due.clear();
        for slot in &mut self.slots {
            slot.state = State::Waiting;
        }
    }

    /// Takes what is through; true if anything was new.
    fn take_results(&mut self, report: &Report) -> bool {
        let mut any = false;
        for rejection in &report.rejected {
            if let Some(payload) = self.close(rejection.seq) {
                any = true;
                self.events.push_back(Event::Rejected {
                    seq: rejection.seq,
                    attempts: rejection.attempts,
                    reason: Arc::clone(&rejection.reason),
                    payload,
                });
            }
        }
        let last = self.next().saturating_sub(1);
        let (base, confirmed) = (self.base, report.confirmed);
        let done = report.done.beyond(&self.done);
        for seq in (base..=confirmed).chain(done.within(base.max(confirmed), last)) {
            if self.close(seq).is_some() {
                any = true;
                self.events.push_back(Event::Confirmed { seq });
            }
        }
        // A number may leave only when all before it have: the consumer counts on what base says.
        while self
            .slots
            .front()
            .is_some_and(|slot| slot.payload.is_none())
        {
            self.slots.pop_front();
            self.base += 1;
        }
        self.unsent = self.unsent.max(self.base);
        any
    }

    /// What arrived later than something that did not is sent again at once, once.
    fn hurry(&mut self, report: &Report) {
        let newest = [report.held.last(), report.done.last()]
            .into_iter()
            .flatten()
            .max();
        let Some(newest) = newest else { return };
        let lost = self.base.max(self.hurried)..newest.min(self.unsent);
        self.hurried = self.hurried.max(lost.end);
        for seq in lost {
            let sent = self.slot(seq).is_some_and(|slot| slot.state == State::Sent);
            if sent {
                self.resend_one(seq, report);
            }
        }
    }

    /// Sends a message again: what is missing of it, if the report says so.
    fn resend_one(&mut self, seq: u64, report: &Report) {
        let Some(frames) = self.slot(seq).map(|slot| slot.frames()) else {
            return;
        };
        match &report.partial {
            Some(partial) if partial.seq == seq => {
                for index in partial.missing.within(0, u64::from(frames) - 1) {
                    let index = u32::try_from(index).unwrap_or(u32::MAX);
                    let end = index.saturating_add(1);
                    self.due.push_back(Due { seq, index, end });
                }
            }
            _ => self.due.push_back(Due {
                seq,
                index: 0,
                end: frames,
            }),
        }
    }

    /// What was sent and did not arrive is sent again; if there is nothing of that kind, the consumer is asked.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.timer.is_none_or(|at| now < at) {
            return;
        }
        self.timer = None;
        self.silent = self.silent.saturating_add(1);
        // What still waits here to be sent is not lost.
        if self.due.is_empty() {
            self.hurried = 0;
            let first = self.base;
            for (seq, slot) in (first..self.unsent).zip(self.slots.iter_mut()) {
                if slot.state == State::Sent {
                    let end = slot.frames();
                    let index = 0;
                    self.due.push_back(Due { seq, index, end });
                }
            }
        }
        self.probe |= self.due.is_empty();
        self.arm(now);
    }

    // ---- outputs

    /// The next frame, if there is one. Drain it after every input and command.
    pub(crate) fn poll_transmit(&mut self, now: Instant) -> Option<ToConsumer<T>> {
        if std::mem::take(&mut self.goodbye) {
            return Some(self.frame(What::Goodbye));
        }
        if self.ended {
            return None;
        }
        let next = self.next();
        self.own.get_or_insert(next);
        self.arm(now);
        if std::mem::take(&mut self.probe) {
            return Some(self.frame(What::Probe));
        }
        loop {
            if self.due.is_empty() && !self.take_unsent() {
                return None;
            }
            let due = self.due.front_mut()?;
            let (seq, index) = (due.seq, due.index);
            due.index += 1;
            if due.index >= due.end {
                self.due.pop_front();
            }
            if let Some(body) = self.body(seq, index) {
                return Some(self.frame(What::Message { seq, body }));
            }
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.timer.filter(|_| !self.ended)
    }

    pub(crate) fn poll_event(&mut self) -> Option<Event<T>> {
        self.events.pop_front()
    }

    // ---- inside

    /// Makes the next new message due, if there is credit for it.
    fn take_unsent(&mut self) -> bool {
        let seq = self.unsent;
        if seq > self.credit {
            return false;
        }
        let Some(slot) = self.slot(seq) else {
            return false;
        };
        slot.state = State::Sent;
        let end = slot.frames();
        self.due.push_back(Due { seq, index: 0, end });
        self.unsent += 1;
        true
    }

    /// The frame `index` of a message; none when the consumer has it by now.
    fn body(&mut self, seq: u64, index: u32) -> Option<Body<T>> {
        let slot = self.slot(seq)?;
        if slot.state == State::Held {
            return None;
        }
        let Some(payload) = &slot.payload else {
            return Some(Body::Skip);
        };
        match &slot.parts {
            None => Some(Body::Whole(payload.clone())),
            Some(parts) => Some(Body::Part(Part {
                index,
                count: u32::try_from(parts.len()).ok()?,
                bytes: parts.get(usize::try_from(index).ok()?)?.clone(),
            })),
        }
    }

    fn frame(&self, what: What<T>) -> ToConsumer<T> {
        ToConsumer {
            session: self.session,
            log: self.log,
            base: self.base,
            what,
        }
    }

    /// A timer runs as long as something is not confirmed.
    fn arm(&mut self, now: Instant) {
        if self.slots.is_empty() {
            self.timer = None;
            self.silent = 0;
        } else if self.timer.is_none() {
            self.timer = Some(later(now, self.resend.delay(self.silent, 0)));
        }
    }

    fn slot(&mut self, seq: u64) -> Option<&mut Slot<T>> {
        let index = usize::try_from(seq.checked_sub(self.base)?).ok()?;
        self.slots.get_mut(index)
    }

    /// Takes the message out of its slot, if it was open.
    fn close(&mut self, seq: u64) -> Option<T> {
        let slot = self.slot(seq)?;
        slot.state = State::Held;
        slot.parts = None;
        slot.payload.take()
    }
}
