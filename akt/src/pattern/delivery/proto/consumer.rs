//! The consumer's side: joins parts, puts messages in order, drops what it has had, hands out and retries.
//!
//! ```text
//!          a part           the last part              handing             Confirmed
//!  ──────▶ Parts ─────┬──────────────────▶ Ready ───────────────▶ Handed ────────────▶ Done ──▶ forgotten, when all
//!                     │  a whole message    ▲                        │                          before it are done
//!  ───────────────────┘                     └────────────────────────┤ Failed, and attempts are left
//!                                             after a wait           └─────────────▶ Done and rejected, otherwise
//! ```
//!
//! What is handed out next is the first message that is not out yet, and only if all before it are out or done, and it
//! does not wait for another attempt. Numbers up to `confirmed + window` are kept, others are dropped: memory is bounded
//! whatever the producer sends.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::base::time::{Instant, later};
use crate::pattern::delivery::proto::Intake;
use crate::pattern::delivery::proto::entries::{Entries, Entry};
use crate::pattern::delivery::proto::frame::{
    Answer, Body, Part, Rejection, Report, ToConsumer, ToProducer, What, fenced,
};

/// Names one handing out, so that the outcome of an earlier one of the same number changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket {
    seq: u64,
    handing: u64,
}

/// A message for the handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handing<T> {
    pub(crate) ticket: Ticket,
    pub(crate) seq: u64,
    /// Counted from 1.
    pub(crate) attempt: u32,
    pub(crate) payload: T,
}

/// How the handling of a message went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Confirmed,
    /// It counts as an attempt.
    Failed {
        reason: Arc<str>,
    },
    /// It surely was not handled: no attempt.
    NotHandled,
}

/// The consumer of one producer, over all its sessions.
#[derive(Debug)]
pub(crate) struct Consumer<T> {
    intake: Intake<T>,
    life: u64,
    serial: u64,
    /// Session and log of the producer; none before the first frame.
    producer: Option<(u64, u64)>,
    base: u64,
    confirmed: u64,
    entries: Entries<T>,
    rejected: BTreeMap<u64, Rejection>,
    /// Messages that are with the handler, those of earlier logs included.
    in_flight: usize,
    handings: u64,
    /// Failures in a row to reach the handler.
    unreached: u32,
    report: bool,
    refusals: VecDeque<ToProducer>,
    departed: bool,
}

/// Refusals that wait to be sent; a producer of an old session that hears none asks again.
const REFUSALS_MAX: usize = 16;

/// Beyond what any producer ever reaches, and far from where numbers end.
const NUMBER_MAX: u64 = u64::MAX / 2;

impl<T: Clone> Consumer<T> {
    /// `life` must be greater than that of every earlier consumer of the same producer.
    pub(crate) fn new(life: u64, intake: Intake<T>) -> Self {
        Self {
            intake,
            life,
            serial: 0,
            producer: None,
            base: 1,
            confirmed: 0,
            entries: Entries::new(1),
            rejected: BTreeMap::new(),
            in_flight: 0,
            handings: 0,
            unreached: 0,
            report: false,
            refusals: VecDeque::new(),
            departed: false,
        }
    }

    // ---- getters

    /// Whether the producer has said goodbye and nothing is with the handler.
    pub(crate) fn is_idle(&self) -> bool {
        self.departed && self.in_flight == 0
    }

    /// Session and log of the producer.
    pub(crate) fn producer(&self) -> Option<(u64, u64)> {
        self.producer
    }

    /// Messages, or beginnings of them, that are kept.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> usize {
        self.entries.len() + self.rejected.len()
    }

    /// Messages that were given up and that the producer may not know of.
    #[cfg(test)]
    pub(crate) fn given_up(&self) -> impl Iterator<Item = u64> {
        self.rejected.keys().copied()
    }

    // ---- inputs

    /// `intake` says how messages of the frame's session are taken. Without it, a session that is new is not heard.
    pub(crate) fn handle_frame(&mut self, frame: ToConsumer<T>, intake: Option<Intake<T>>) {
        if !self.admit((frame.session, frame.log), frame.base, intake) {
            return;
        }
        match frame.what {
            What::Probe => self.report = true,
            What::Goodbye => {
                self.departed = true;
                // What is not out stays with the producer's queue; its next session sends it again.
                self.entries
                    .retain(|entry| matches!(entry, Entry::Handed { .. } | Entry::Done));
            }
            What::Message { seq, body } => {
                self.report = true;
                self.take(seq, body);
            }
        }
    }

    /// Whether a frame is of the right session; brings the state up to what its head says.
    fn admit(&mut self, producer: (u64, u64), base: u64, intake: Option<Intake<T>>) -> bool {
        let base = base.max(1);
        if base > NUMBER_MAX {
            return false;
        }
        if self.producer != Some(producer) {
            let (session, log) = producer;
            if let Some((mine, _)) = self.producer.filter(|&(mine, _)| session <= mine) {
                if self.refusals.len() < REFUSALS_MAX {
                    self.refusals.push_back(fenced(session, log, mine));
                }
                return false;
            }
            let Some(intake) = intake else {
                return false;
            };
            self.begin(producer, base, intake);
        }
        if base > self.base {
            self.base = base;
            self.rejected = self.rejected.split_off(&base);
            // Confirmed by an earlier life of this consumer.
            if base - 1 > self.confirmed {
                self.confirmed = base - 1;
                self.entries.forget_below(base);
                self.settle();
            }
        }
        !self.departed
    }

    /// A session of the producer begins.
    fn begin(&mut self, producer: (u64, u64), base: u64, intake: Intake<T>) {
        if self.producer.is_some_and(|(_, known)| known == producer.1) {
            // It may cut its messages in other places than the one before.
            self.entries
                .retain(|entry| !matches!(entry, Entry::Parts(_)));
        } else {
            self.entries = Entries::new(base);
            self.rejected.clear();
            self.confirmed = base - 1;
            self.base = base;
        }
        self.intake = intake;
        self.producer = Some(producer);
        self.departed = false;
        self.report = true;
    }

    fn take(&mut self, seq: u64, body: Body<T>) {
        if seq <= self.confirmed || seq > self.credit() {
            return;
        }
        match (self.entries.get(seq), body) {
            (None | Some(Entry::Parts(_)), Body::Whole(payload)) => {
                self.entries.put(seq, ready(payload));
            }
            (None | Some(Entry::Parts(_) | Entry::Ready { .. }), Body::Skip) => {
                self.entries.put(seq, Entry::Done);
                self.settle();
            }
            (None | Some(Entry::Parts(_)), Body::Part(part)) => self.take_part(seq, part),
            _ => {}
        }
    }

    fn take_part(&mut self, seq: u64, part: Part) {
        let Some(join) = self.intake.join else {
            return self.reject(seq, 0, "it came in parts, and this consumer takes none");
        };
        if part.count == 0 || part.count > self.intake.parts {
            return self.reject(seq, 0, "it has more parts than a message may have");
        }
        let next = seq == self.confirmed + 1;
        let held = self.entries.part_bytes();
        if !next && held.saturating_add(part.bytes.len()) > self.intake.buffer_bytes {
            return;
        }
        let Some((bytes, whole)) = self.entries.add_part(seq, part) else {
            return;
        };
        if bytes > self.intake.message_bytes {
            return self.reject(seq, 0, "it has more bytes than a message may have");
        }
        let Some(parts) = whole else { return };
        match join(&parts) {
            Ok(payload) => {
                self.entries.put(seq, ready(payload));
            }
            Err(reason) => self.reject(seq, 0, &reason),
        }
    }

    pub(crate) fn handle_outcome(&mut self, now: Instant, ticket: Ticket, outcome: Outcome) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let Ticket { seq, handing } = ticket;
        let known = match self.entries.get(seq) {
            Some(Entry::Handed { handing, .. }) => Some(*handing),
            _ => None,
        };
        if known != Some(handing) {
            return;
        }
        let Some(Entry::Handed {
            payload, attempts, ..
        }) = self.entries.put(seq, Entry::Done)
        else {
            return;
        };
        let (attempts, wait) = match outcome {
            Outcome::Confirmed => {
                self.unreached = 0;
                return self.settle();
            }
            Outcome::Failed { reason } => {
                self.unreached = 0;
                if attempts >= self.intake.attempts {
                    return self.reject(seq, attempts, &reason);
                }
                (
                    attempts,
                    self.intake.retry.delay(attempts.saturating_sub(1), 0),
                )
            }
            Outcome::NotHandled => {
                let wait = self.intake.retry.delay(self.unreached, 0);
                self.unreached = self.unreached.saturating_add(1);
                (attempts.saturating_sub(1), wait)
            }
        };
        if self.departed {
            return self.entries.remove(seq);
        }
        let until = Some(later(now, wait));
        self.entries.put(
            seq,
            Entry::Ready {
                payload,
                attempts,
                until,
            },
        );
    }

    // ---- outputs

    /// The next message for the handler, if one may be handed out now.
    pub(crate) fn poll_handing(&mut self, now: Instant) -> Option<Handing<T>> {
        if self.in_flight >= self.intake.in_flight.max(1) {
            return None;
        }
        let (seq, until) = self.entries.first_ready()?;
        if until.is_some_and(|until| now < until) {
            return None;
        }
        let Some(Entry::Ready {
            payload, attempts, ..
        }) = self.entries.get(seq)
        else {
            return None;
        };
        self.in_flight += 1;
        self.handings += 1;
        let (attempt, handing) = (attempts.saturating_add(1), self.handings);
        let payload = payload.clone();
        let handed = Entry::Handed {
            payload: payload.clone(),
            attempts: attempt,
            handing,
        };
        self.entries.put(seq, handed);
        Some(Handing {
            ticket: Ticket { seq, handing },
            seq,
            attempt,
            payload,
        })
    }

    /// The next answer to a producer, if there is one. Drain it after every input.
    pub(crate) fn poll_transmit(&mut self) -> Option<ToProducer> {
        if let Some(refusal) = self.refusals.pop_front() {
            return Some(refusal);
        }
        let (session, log) = self.producer?;
        if !std::mem::take(&mut self.report) || self.departed {
            return None;
        }
        self.serial += 1;
        let what = Answer::Report(self.state());
        Some(ToProducer { session, log, what })
    }

    /// When a message may be handed out that waits for another attempt.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        if self.in_flight >= self.intake.in_flight.max(1) {
            return None;
        }
        self.entries.first_ready().and_then(|(_, until)| until)
    }

    // ---- inside

    fn state(&self) -> Report {
        Report {
            life: self.life,
            serial: self.serial,
            confirmed: self.confirmed,
            done: self.entries.done(),
            held: self.entries.held(),
            partial: self.entries.partial(),
            rejected: self.rejected.values().cloned().collect(),
            credit: self.credit(),
        }
    }

    /// The last message that is taken now. The second bound is for a producer that never says what it needs no more: it
    /// must not make this side remember ever more rejections.
    fn credit(&self) -> u64 {
        let window = self.intake.window;
        let needed = self.base.saturating_sub(1);
        let bound = needed.saturating_add(window.saturating_mul(2));
        self.confirmed.saturating_add(window).min(bound)
    }

    /// Gives a message up.
    fn reject(&mut self, seq: u64, attempts: u32, reason: &str) {
        self.entries.put(seq, Entry::Done);
        let reason = Arc::from(reason);
        let rejection = Rejection {
            seq,
            attempts,
            reason,
        };
        self.rejected.insert(seq, rejection);
        self.settle();
    }

    /// Forgets what is done with nothing open before it.
    fn settle(&mut self) {
        self.report = true;
        while self.entries.forget_done(self.confirmed + 1) {
            self.confirmed += 1;
        }
    }
}

fn ready<T>(payload: T) -> Entry<T> {
    Entry::Ready {
        payload,
        attempts: 0,
        until: None,
    }
}
