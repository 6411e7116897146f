//! Which mailboxes there are.

/// How much a mailbox holds, and in which order it gives it out.
///
/// System messages, such as a stop, never wait in it; and it survives restarts. Its length is known without counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MailboxKind {
    /// No limit: `tell` succeeds as long as the actor lives. In the order of arrival; kept in segments that are given
    /// back as they empty.
    Unbounded,
    /// At most `capacity` messages wait, in the order of arrival.
    ///
    /// Room is given back in batches, of half of the capacity and at most 16 messages, and whenever the actor stops
    /// running or waits. So while a handler computes, a mailbox may refuse that has room for less than a batch; it never takes
    /// more than its capacity.
    Bounded {
        /// Messages that may wait, at least 1.
        capacity: usize,
        /// What is done with one more.
        overflow: Overflow,
    },
    /// The most urgent message first, as `#[handler(priority = …)]` says.
    Priority {
        /// Messages that may wait, at least 1; none: no limit. One more is given back as from a full mailbox.
        capacity: Option<usize>,
        /// Whether equally urgent messages keep their order.
        stable: bool,
    },
    /// One message of each sender in turn, so that a busy sender keeps nobody waiting. A sender is an actor, or all that
    /// is no actor.
    Fair {
        /// Messages of one sender that may wait, at least 1; none: no limit. One more is given back as from a full
        /// mailbox.
        capacity: Option<usize>,
    },
}

impl MailboxKind {
    /// At most `capacity` messages wait; one more is [given back](Overflow::Backpressure).
    #[must_use]
    pub const fn bounded(capacity: usize) -> Self {
        Self::Bounded {
            capacity,
            overflow: Overflow::Backpressure,
        }
    }
}

/// What a full bounded mailbox does with one more message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Overflow {
    /// `tell` fails with `MailboxFull` and gives the message back; `send` and asks wait for room.
    #[default]
    Backpressure,
    /// `tell`, `send` and asks fail with `MailboxFull`; nobody waits.
    Reject,
    /// The new message is dropped, and is a dead letter; the send succeeds, an ask fails with `MailboxFull`.
    DropNewest,
    /// The oldest message that waits is dropped and is a dead letter, its ask fails with `MailboxFull`; the new one takes
    /// its place.
    DropOldest,
}
