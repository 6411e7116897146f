//! What travels between a producer and a consumer: plain data, which a network can carry as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use crate::pattern::delivery::proto::ranges::Ranges;

/// From a producer to its consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToConsumer<T> {
    /// Which run of the producer speaks. The greatest one is the right one.
    pub(crate) session: u64,
    /// What the numbers of messages belong to: runs with the same log continue each other's numbers.
    pub(crate) log: u64,
    /// The first message that the producer still needs an answer for.
    pub(crate) base: u64,
    pub(crate) what: What<T>,
}

/// What a producer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What<T> {
    /// A message, or a part of one.
    Message { seq: u64, body: Body<T> },
    /// Nothing but the head: asks for a report.
    Probe,
    /// The producer has ended and does not speak again in this session.
    Goodbye,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body<T> {
    Whole(T),
    Part(Part),
    /// It was confirmed before; the number alone is needed, for the order.
    Skip,
}

/// A part of the bytes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) index: u32,
    pub(crate) count: u32,
    pub(crate) bytes: Bytes,
}

/// From a consumer to one run of a producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToProducer {
    /// Whom it is for. The log as well: queues that have nothing to do with each other may reach equal epochs.
    pub(crate) session: u64,
    pub(crate) log: u64,
    pub(crate) what: Answer,
}

/// What a consumer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Report(Report),
    /// A greater session has taken over, or an equal one of another log that came first.
    Fenced {
        by: u64,
    },
    /// The consumer has stopped for good.
    Gone,
}

/// The state of a consumer as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// Which run of the consumer speaks; a later run has a greater one.
    pub(crate) life: u64,
    /// Grows with each report of one life: an older report that comes late is known by it.
    pub(crate) serial: u64,
    /// Every message up to this one is through.
    pub(crate) confirmed: u64,
    /// Messages beyond that are through as well.
    pub(crate) done: Ranges,
    /// Messages that are here as a whole and not through.
    pub(crate) held: Ranges,
    /// The first message of which only some parts are here.
    pub(crate) partial: Option<Partial>,
    /// Which of those that are through were given up, as long as the producer does not know.
    pub(crate) rejected: Vec<Rejection>,
    /// The last message that may be sent now.
    pub(crate) credit: u64,
}

impl Report {
    /// The greatest number of which the consumer has, or had, anything.
    pub(super) fn newest(&self) -> u64 {
        let partial = self.partial.as_ref().map(|partial| partial.seq);
        let beyond = [self.held.last(), self.done.last(), partial];
        let newest = beyond.into_iter().flatten().max();
        newest.map_or(self.confirmed, |newest| newest.max(self.confirmed))
    }
}

/// Which parts of a message are missing, as ranges of their indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partial {
    pub(crate) seq: u64,
    pub(crate) missing: Ranges,
}

/// A message that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) seq: u64,
    pub(crate) attempts: u32,
    pub(crate) reason: Arc<str>,
}

/// Cuts bytes into parts of at most `size` bytes, which share the memory of the whole.
pub(crate) fn cut(bytes: &Bytes, size: usize) -> Vec<Bytes> {
    let size = size.max(1);
    let starts = (0..bytes.len()).step_by(size);
    starts
        .map(|start| bytes.slice(start..bytes.len().min(start.saturating_add(size))))
        .collect()
}

/// The parts of one message, as they come.
#[derive(Debug)]
pub(super) struct Assembly {
    count: u32,
    parts: BTreeMap<u32, Bytes>,
    bytes: usize,
}

impl Assembly {
    pub(super) fn new(count: u32) -> Self {
        Self {
            count,
            parts: BTreeMap::new(),
            bytes: 0,
        }
    }

    /// Bytes that are held.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes a part; one that is there already, or does not belong here, changes nothing.
    pub(super) fn add(&mut self, part: Part) {
        if part.count == self.count && part.index < self.count {
            let bytes = part.bytes.len();
            if self.parts.insert(part.index, part.bytes).is_none() {
                self.bytes += bytes;
            }
        }
    }

    pub(super) fn missing(&self) -> Ranges {
        let absent = (0..self.count).filter(|index| !self.parts.contains_key(index));
        Ranges::ascending(absent.map(u64::from))
    }

    /// The parts in their order, if all are there.
    pub(super) fn complete(&self) -> Option<Vec<Bytes>> {
        let all = u32::try_from(self.parts.len()) == Ok(self.count);
        all.then(|| self.parts.values().cloned().collect())
    }
}

/// What a session hears when another one has taken over.
pub(crate) fn fenced(session: u64, log: u64, by: u64) -> ToProducer {
    let what = Answer::Fenced { by };
    ToProducer { session, log, what }
}

/// What the sessions of a consumer that has stopped for good hear.
pub(crate) fn gone(session: u64, log: u64) -> ToProducer {
    let what = Answer::Gone;
    ToProducer { session, log, what }
}
