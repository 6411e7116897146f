//! Which connection of a pair of nodes is used, when both may dial at any time and connections may be lost.
//!
//! ```text
//!            demand                welcome
//!   Idle ─────────────▶ Dialing ─────────────▶ Open
//!    ▲                   │  ▲                   │ ▲
//!    │ backoff over,     │  │ backoff over,     │ │ confirm (the peer dialled)
//!    │ nothing to send   ▼  │ something to send │ │
//!    └──────────────── Backoff                  │ Accepting (beside any state)
//!    └──────────────────────────────────────────┘ lost, by way of Backoff when it was short
//! ```
//!
//! Each attempt has a ticket. A connection is used from the moment on that the one who dialled confirms it, and it
//! confirms only while its ticket is current. Of two simultaneous dials the one of the smaller node goes on: the smaller
//! node refuses the other one's hello as a duplicate, the greater one gives its own dial up when the hello of the smaller
//! one arrives. A connection that is lost soon counts as a failed dial, so a peer that accepts and drops is not dialled
//! without end. So at most one connection of a pair is ever confirmed by both rules, and no queued frame depends on which.

use core::time::Duration;
use std::time::Instant;

use crate::{
    base::limits,
    remote::{
        NodeId,
        proto::handshake::{Refusal, RefusalReason},
    },
};

/// Names one attempt to connect, and then the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ticket(u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Dialing { ticket: Ticket },
    Backoff { until: Instant },
    Open { ticket: Ticket, since: Instant },
    Closed,
}

#[derive(Debug, Clone, Copy)]
struct Accepting {
    ticket: Ticket,
    from: NodeId,
    until: Instant,
}

/// A hello that may be welcomed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) ticket: Ticket,
    /// Our own dial that is given up.
    pub(crate) abandoned: Option<Ticket>,
}

/// A connection that is used from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opened {
    /// The connection that it takes the place of.
    pub(crate) replaced: Option<Ticket>,
    /// Whether the peer is another run of itself than before.
    pub(crate) restarted: bool,
}

/// What became of a failed dial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DialOutcome {
    /// Nobody waited for it any more.
    Stale,
    /// The peer dialled at the same time and its connection is awaited.
    Superseded,
    /// The peer cannot be reached now.
    Failed,
}

/// The link to one peer.
#[derive(Debug)]
pub(crate) struct Link {
    us: NodeId,
    peer: Option<NodeId>,
    state: State,
    accepting: Option<Accepting>,
    failures: u32,
    tickets: u64,
}

impl Link {
    pub(crate) fn new(us: NodeId) -> Self {
        Self {
            us,
            peer: None,
            state: State::Idle,
            accepting: None,
            failures: 0,
            tickets: 0,
        }
    }

    /// The connection in use.
    pub(crate) fn open(&self) -> Option<Ticket> {
        match self.state {
            State::Open { ticket, .. } => Some(ticket),
            State::Idle | State::Dialing { .. } | State::Backoff { .. } | State::Closed => None,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// Whether there is no connection and none is being made.
    pub(crate) fn is_dormant(&self) -> bool {
        let away = match self.state {
            State::Idle | State::Backoff { .. } | State::Closed => true,
            State::Dialing { .. } | State::Open { .. } => false,
        };
        away && self.accepting.is_none()
    }

    /// Something is to be sent: starts a dial when there is neither a connection nor hope for one.
    pub(crate) fn demand(&mut self) -> Option<Ticket> {
        if self.state != State::Idle || self.accepting.is_some() {
            return None;
        }
        let ticket = self.ticket();
        self.state = State::Dialing { ticket };
        Some(ticket)
    }

    /// The peer said hello on a connection that it dialled.
    pub(crate) fn hello(&mut self, now: Instant, from: NodeId) -> Result<Accepted, Refusal> {
        if self.is_closed() {
            return Err(Refusal::new(
                RefusalReason::ShuttingDown,
                "the node is shutting down; dial it again later",
            ));
        }
        if let Some(known) = self.peer
            && from.incarnation < known.incarnation
        {
            let text = format!(
                "by the clock of its machine {from} began before {known}, which is known; stop the older process, or if \
                 it is the newer one, set that clock right and start it again"
            );
            return Err(Refusal::new(RefusalReason::OldIncarnation, text));
        }
        let mut abandoned = None;
        if let State::Dialing { ticket } = self.state {
            if self.us < from {
                return Err(Refusal::new(
                    RefusalReason::Duplicate,
                    "the nodes dialled each other; this dial is not used",
                ));
            }
            self.state = State::Idle;
            abandoned = Some(ticket);
        }
        let ticket = self.ticket();
        self.accepting = Some(Accepting {
            ticket,
            from,
            until: now + limits::REMOTE_DIAL_TIMEOUT,
        });
        Ok(Accepted { ticket, abandoned })
    }

    /// The peer confirmed the connection that it dialled.
    pub(crate) fn confirm(&mut self, now: Instant, ticket: Ticket) -> Option<Opened> {
        let accepting = self
            .accepting
            .filter(|accepting| accepting.ticket == ticket && !self.is_closed())?;
        self.accepting = None;
        Some(self.opened(now, ticket, accepting.from))
    }

    /// The peer welcomed us: true when we may confirm and use the connection.
    pub(crate) fn welcome(&mut self, now: Instant, ticket: Ticket, peer: NodeId) -> Option<Opened> {
        if self.state != (State::Dialing { ticket }) {
            return None;
        }
        self.accepting = None;
        Some(self.opened(now, ticket, peer))
    }

    /// A dial came to nothing.
    pub(crate) fn dial_failed(
        &mut self,
        now: Instant,
        ticket: Ticket,
        reason: Option<RefusalReason>,
        jitter: u64,
    ) -> DialOutcome {
        if self.state != (State::Dialing { ticket }) {
            return DialOutcome::Stale;
        }
        if reason == Some(RefusalReason::Duplicate) {
            self.state = State::Backoff {
                until: now + limits::REMOTE_DIAL_TIMEOUT,
            };
            return DialOutcome::Superseded;
        }
        self.back_off(now, jitter);
        DialOutcome::Failed
    }

    /// A connection is gone: true when it was the one in use. One that had settled is made again when it is needed; after
    /// any other the node waits as after a failed dial.
    pub(crate) fn lost(&mut self, now: Instant, ticket: Ticket, jitter: u64) -> bool {
        if self
            .accepting
            .is_some_and(|accepting| accepting.ticket == ticket)
        {
            self.accepting = None;
        }
        let State::Open {
            ticket: used,
            since,
        } = self.state
        else {
            return false;
        };
        if used != ticket {
            return false;
        }
        if now.saturating_duration_since(since) >= limits::REMOTE_SETTLED {
            self.failures = 0;
            self.state = State::Idle;
        } else {
            self.back_off(now, jitter);
        }
        true
    }

    /// Time has passed; `wanted` says whether something waits to be sent.
    pub(crate) fn timeout(&mut self, now: Instant, wanted: bool) -> Option<Ticket> {
        if self
            .accepting
            .is_some_and(|accepting| accepting.until <= now)
        {
            self.accepting = None;
        }
        if let State::Backoff { until } = self.state
            && until <= now
        {
            self.state = State::Idle;
        }
        if wanted { self.demand() } else { None }
    }

    /// When [`timeout`](Self::timeout) has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let accepting = self.accepting.map(|accepting| accepting.until);
        let backoff = match self.state {
            State::Backoff { until } => Some(until),
            State::Idle | State::Dialing { .. } | State::Open { .. } | State::Closed => None,
        };
        [accepting, backoff].into_iter().flatten().min()
    }

    /// Ends the link for good; gives the connections and dials to close.
    pub(crate) fn close(&mut self) -> Vec<Ticket> {
        let current = match self.state {
            State::Dialing { ticket } | State::Open { ticket, .. } => Some(ticket),
            State::Idle | State::Backoff { .. } | State::Closed => None,
        };
        self.state = State::Closed;
        current
            .into_iter()
            .chain(self.accepting.take().map(|accepting| accepting.ticket))
            .collect()
    }

    fn back_off(&mut self, now: Instant, jitter: u64) {
        self.failures = self.failures.saturating_add(1);
        self.state = State::Backoff {
            until: now + backoff(self.failures, jitter),
        };
    }

    fn opened(&mut self, now: Instant, ticket: Ticket, peer: NodeId) -> Opened {
        let replaced = self.open();
        let restarted = self
            .peer
            .is_some_and(|known| known.incarnation != peer.incarnation);
        self.state = State::Open { ticket, since: now };
        self.peer = Some(peer);
        Opened {
            replaced,
            restarted,
        }
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }
}

/// Doubles with each failure, between half and all of it, so that nodes do not dial in step.
fn backoff(failures: u32, jitter: u64) -> Duration {
    let doubled =
        limits::REMOTE_BACKOFF_FIRST.saturating_mul(1 << failures.saturating_sub(1).min(10));
    let longest = doubled.min(limits::REMOTE_BACKOFF_LAST);
    let half = longest / 2;
    let spread = u64::try_from(half.as_micros()).unwrap_or(u64::MAX).max(1);
    half + Duration::from_micros(jitter % spread)
}
