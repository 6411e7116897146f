//! One node's view of one peer: what waits to be sent, who waits for an answer, and the link between them. What is queued
//! does not belong to a connection, so it survives a lost one; what was handed to a connection does not.
//!
//! Generic over who waits for an answer, so that tests need no actors.

use std::{collections::VecDeque, sync::Arc, time::Instant};

use crate::{
    base::limits,
    remote::{
        NodeId,
        proto::{
            handshake::{Refusal, RefusalReason},
            lane::{Lane, Outgoing, Transmit},
            link::{Accepted, DialOutcome, Link, Opened, Ticket},
            pending::{Ask, Pending},
        },
    },
};

/// The lane of everything that is not a message.
pub(crate) const CONTROL_LANE: usize = 0;

/// Most frames that wait on the control lane when gossip joins them.
const GOSSIP_BACKLOG: u64 = 16;

/// Bounds of one association.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Ordered lanes for messages, beside the control lane.
    pub(crate) lanes: usize,
    pub(crate) queue_bytes: usize,
    pub(crate) queue_frames: u64,
    pub(crate) pending: usize,
}

/// Why a peer is not reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Why {
    pub(crate) text: Arc<str>,
    /// Set when the connection was refused by one of the nodes, and not just failed.
    pub(crate) reason: Option<RefusalReason>,
}

impl From<&str> for Why {
    fn from(text: &str) -> Self {
        Self {
            text: text.into(),
            reason: None,
        }
    }
}

impl From<Refusal> for Why {
    fn from(refusal: Refusal) -> Self {
        Self {
            text: refusal.text.into(),
            reason: Some(refusal.reason),
        }
    }
}

/// Why an ask has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AskFailure {
    Timeout,
    /// The peer was not reached; `sent` says whether the request may have arrived.
    Unreachable {
        why: Why,
        sent: bool,
    },
}

/// What the driver has to do.
#[derive(Debug)]
pub(crate) enum Event<R> {
    /// Dial the peer.
    Dial(Ticket),
    /// Close this connection, or give this dial up.
    Close(Ticket, &'static str),
    /// Tell this one that no answer comes.
    Fail(R, AskFailure),
    /// So many messages were lost because the peer was not reached.
    Lost(u64),
}

/// Why a frame is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotQueued {
    /// Too much waits for the peer already.
    Full,
    /// The association is closed.
    Closed,
}

/// The association with one peer.
#[derive(Debug)]
pub(crate) struct Association<R> {
    bounds: Bounds,
    link: Link,
    lanes: Vec<Lane>,
    pending: Pending<R>,
    queued_bytes: usize,
    queued_frames: u64,
    next_sweep: Option<Instant>,
    events: VecDeque<Event<R>>,
}

impl<R> Association<R> {
    pub(crate) fn new(us: NodeId, bounds: Bounds) -> Self {
        Self {
            bounds,
            link: Link::new(us),
            lanes: (0..=bounds.lanes).map(|_| Lane::default()).collect(),
            pending: Pending::default(),
            queued_bytes: 0,
            queued_frames: 0,
            next_sweep: None,
            events: VecDeque::new(),
        }
    }

    pub(crate) fn open(&self) -> Option<Ticket> {
        self.link.open()
    }

    /// Whether requests are refused for now.
    pub(crate) fn is_full(&self) -> bool {
        self.over(1) || self.pending.len() >= self.bounds.pending
    }

    /// Whether nothing is queued, and nobody waits for an answer.
    pub(crate) fn is_idle(&self) -> bool {
        self.queued_frames == 0 && self.pending.is_empty()
    }

    /// Whether nothing goes on, and nothing will by itself.
    pub(crate) fn is_dormant(&self) -> bool {
        self.is_idle() && self.events.is_empty() && self.link.is_dormant()
    }

    /// The lane of a target: one target, one lane, so that what one actor sends to another keeps its order.
    pub(crate) fn lane_of(&self, target: u64) -> usize {
        let lanes = (self.lanes.len() - 1).max(1) as u64;
        1 + usize::try_from((target.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % lanes)
            .unwrap_or_default()
    }

    // ---- commands

    /// Names an ask whose request is queued next on `lane`.
    pub(crate) fn ask(&mut self, now: Instant, lane: usize, reply: R, deadline: Instant) -> u64 {
        let sequence = self.lanes.get(lane).map_or(0, Lane::next_sequence);
        self.next_sweep.get_or_insert(now + limits::REMOTE_SWEEP);
        self.pending.insert(Ask {
            reply,
            deadline,
            lane,
            sequence,
        })
    }

    /// Queues a frame; true when the writer of the lane has to be woken. Takes requests even when
    /// [`is_full`](Self::is_full): whoever wants to be bounded asks first.
    pub(crate) fn send(&mut self, lane: usize, frame: Outgoing<'_>) -> Result<bool, NotQueued> {
        if self.link.is_closed() {
            return Err(NotQueued::Closed);
        }
        self.queued_bytes += frame.len();
        self.queued_frames += 1;
        let wake = self
            .lanes
            .get_mut(lane)
            .is_some_and(|lane| lane.push(frame));
        self.demand();
        Ok(wake)
    }

    /// Queues an answer, unless even the room for answers is used up.
    pub(crate) fn answer(&mut self, lane: usize, frame: Outgoing<'_>) -> Result<bool, NotQueued> {
        if self.over(limits::REMOTE_REPLY_FACTOR) {
            Err(NotQueued::Full)
        } else {
            self.send(lane, frame)
        }
    }

    /// Connects although nothing is to be sent.
    pub(crate) fn demand(&mut self) {
        if let Some(ticket) = self.link.demand() {
            self.events.push_back(Event::Dial(ticket));
        }
    }

    /// Queues gossip on the control lane, unless some waits there already: gossip repeats itself.
    pub(crate) fn gossip(&mut self, frame: Vec<u8>) -> bool {
        let room = self
            .lanes
            .get(CONTROL_LANE)
            .is_some_and(|lane| lane.backlog() < GOSSIP_BACKLOG);
        room && self
            .send(CONTROL_LANE, Outgoing::Large(frame.into()))
            .unwrap_or_default()
    }

    /// Takes the ask that an answer belongs to.
    pub(crate) fn answered(&mut self, correlation: u64) -> Option<R> {
        self.pending.remove(correlation).map(|ask| ask.reply)
    }

    /// Ends the association: nothing is taken any more, and nobody waits any longer.
    pub(crate) fn close(&mut self, why: &Why) {
        for ticket in self.link.close() {
            self.events
                .push_back(Event::Close(ticket, "the node is shutting down"));
        }
        self.fail_all(why);
    }

    // ---- inputs

    pub(crate) fn handle_hello(&mut self, now: Instant, from: NodeId) -> Result<Ticket, Refusal> {
        let Accepted { ticket, abandoned } = self.link.hello(now, from)?;
        if let Some(abandoned) = abandoned {
            self.events.push_back(Event::Close(
                abandoned,
                "the connection that the peer dialled is used",
            ));
        }
        Ok(ticket)
    }

    /// The peer confirmed; false when the connection is not wanted any more.
    pub(crate) fn handle_confirm(&mut self, now: Instant, ticket: Ticket) -> bool {
        let opened = self.link.confirm(now, ticket);
        self.opened(opened)
    }

    /// The peer welcomed us; false when the connection is not wanted any more.
    pub(crate) fn handle_welcome(&mut self, now: Instant, ticket: Ticket, peer: NodeId) -> bool {
        let opened = self.link.welcome(now, ticket, peer);
        self.opened(opened)
    }

    /// A dial failed; true when that leaves no way to the peer, so that everything for it has failed.
    pub(crate) fn handle_dial_failed(
        &mut self,
        now: Instant,
        ticket: Ticket,
        why: &Why,
        jitter: u64,
    ) -> bool {
        let failed = match self.link.dial_failed(now, ticket, why.reason, jitter) {
            DialOutcome::Stale | DialOutcome::Superseded => false,
            DialOutcome::Failed => true,
        };
        if failed {
            self.fail_all(why);
        }
        failed
    }

    /// A connection is gone. What was handed to it is unknown; what was not is sent over the next one.
    pub(crate) fn handle_lost(&mut self, now: Instant, ticket: Ticket, why: &Why, jitter: u64) {
        if self.link.lost(now, ticket, jitter) {
            self.fail_sent(why);
        }
        if self.wants_link() {
            self.demand();
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.next_sweep.is_some_and(|sweep| sweep <= now) {
            for ask in self.pending.take_if(|ask| ask.deadline <= now) {
                self.events
                    .push_back(Event::Fail(ask.reply, AskFailure::Timeout));
            }
            self.next_sweep = (!self.pending.is_empty()).then(|| now + limits::REMOTE_SWEEP);
        }
        let wanted = self.wants_link();
        if let Some(ticket) = self.link.timeout(now, wanted) {
            self.events.push_back(Event::Dial(ticket));
        }
    }

    // ---- outputs

    /// Frames of a lane to write to this connection. Nothing when it is not the one in use, or the lane is empty: the
    /// next [`send`](Self::send) on the lane then asks to wake its writer.
    pub(crate) fn poll_transmit(&mut self, ticket: Ticket, lane: usize) -> Option<Transmit> {
        if self.open() != Some(ticket) {
            return None;
        }
        let transmit = self.lanes.get_mut(lane)?.take()?;
        self.queued_bytes = self.queued_bytes.saturating_sub(transmit.bytes);
        self.queued_frames = self.queued_frames.saturating_sub(transmit.frames);
        Some(transmit)
    }

    pub(crate) fn poll_event(&mut self) -> Option<Event<R>> {
        self.events.pop_front()
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        [self.next_sweep, self.link.poll_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    // ---- parts

    fn over(&self, factor: usize) -> bool {
        self.queued_bytes >= self.bounds.queue_bytes.saturating_mul(factor)
            || self.queued_frames >= self.bounds.queue_frames.saturating_mul(factor as u64)
    }

    fn wants_link(&self) -> bool {
        self.queued_frames > 0
    }

    fn opened(&mut self, opened: Option<Opened>) -> bool {
        let Some(Opened {
            replaced,
            restarted,
        }) = opened
        else {
            return false;
        };
        if let Some(replaced) = replaced {
            self.events
                .push_back(Event::Close(replaced, "the peer connected anew"));
        }
        if replaced.is_some() || restarted {
            self.fail_sent(&Why::from("the connection was lost before the answer came"));
        }
        true
    }

    /// Fails the asks whose requests were handed to a connection.
    fn fail_sent(&mut self, why: &Why) {
        let lanes = &self.lanes;
        let sent = self.pending.take_if(|ask| {
            lanes
                .get(ask.lane)
                .is_some_and(|lane| lane.was_taken(ask.sequence))
        });
        for ask in sent {
            self.events.push_back(Event::Fail(
                ask.reply,
                AskFailure::Unreachable {
                    why: why.clone(),
                    sent: true,
                },
            ));
        }
    }

    /// Fails every ask and throws every queued frame away.
    fn fail_all(&mut self, why: &Why) {
        self.fail_sent(why);
        let unsent = self.pending.take_if(|_| true);
        let asks = unsent.iter().filter(|ask| ask.lane != CONTROL_LANE).count() as u64;
        for ask in unsent {
            self.events.push_back(Event::Fail(
                ask.reply,
                AskFailure::Unreachable {
                    why: why.clone(),
                    sent: false,
                },
            ));
        }
        let frames: u64 = self.lanes.iter_mut().map(Lane::clear).skip(1).sum();
        (self.queued_bytes, self.queued_frames) = (0, 0);
        if frames > asks {
            self.events.push_back(Event::Lost(frames - asks));
        }
    }
}
