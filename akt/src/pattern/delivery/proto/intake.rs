//! How a consumer is set: what it keeps, how often it tries, what it joins.

use bytes::Bytes;

use crate::base::backoff::Backoff;

/// How a consumer takes messages in.
#[derive(Debug)]
pub(crate) struct Intake<T> {
    /// Messages beyond the last confirmed one that are kept.
    pub(crate) window: u64,
    /// Messages that may be with the handler at once.
    pub(crate) in_flight: usize,
    /// Attempts before a message is given up, at least 1.
    pub(crate) attempts: u32,
    /// How long to wait between attempts.
    pub(crate) retry: Backoff,
    /// Bytes of one message that came in parts, at most.
    pub(crate) message_bytes: usize,
    /// Bytes of parts that are held, at most; the message that is next may exceed it up to `message_bytes`.
    pub(crate) buffer_bytes: usize,
    /// Parts of one message at most.
    pub(crate) parts: u32,
    /// Makes a message of its parts; none if messages come whole.
    pub(crate) join: Option<Join<T>>,
}

/// Makes a message of its parts, or says why that cannot be done.
pub(crate) type Join<T> = fn(&[Bytes]) -> Result<T, String>;

impl<T> Clone for Intake<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Intake<T> {}
