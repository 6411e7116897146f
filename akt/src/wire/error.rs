//! What can go wrong between a value and its bytes. Each text says what to do about it.

use core::{error::Error, fmt};
use std::sync::Arc;

use rkyv::rancor::{Source, Trace};

/// Why a value could not be turned into bytes. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The encoded message is larger than the sender allows.
    #[error(
        "the message takes {bytes} bytes, the limit is {limit}: send it in parts, or raise the limit on every node"
    )]
    TooLarge {
        /// Exact size of the message in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Boxes, lists or maps of the message nest deeper than any receiver takes; only types that hold themselves can.
    #[error(
        "the message nests deeper than {limit} levels: flatten it, or send its parts one by one"
    )]
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// The value itself refused; only a hand-written serializer does that.
    #[error(
        "the message cannot be encoded: {0}; look at the hand-written parts of its serialization"
    )]
    Failed(Arc<str>),
}

/// Why bytes were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// There are more bytes than any message may have.
    #[error(
        "the message takes {bytes} bytes, the limit is {limit}: raise the limit on the receiving node, or send it in parts"
    )]
    TooLarge {
        /// Size of the message in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The bytes are not a value of the type.
    #[error(
        "the bytes are not a valid {type_name}: {reason}; check that both nodes were built from the same message types"
    )]
    Invalid {
        /// The type that was expected.
        type_name: &'static str,
        /// What the validation found.
        reason: Arc<str>,
    },
}

/// Why bytes are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The bytes end inside the key.
    #[error("the key ends too early: the nodes disagree about the key type of this grain")]
    Short,
    /// Bytes are left behind the key.
    #[error(
        "{0} bytes are left behind the key: the nodes disagree about the key type of this grain"
    )]
    Trailing(usize),
    /// The bytes have the right length and no meaning.
    #[error("the key holds an invalid {0}: the nodes disagree about the key type of this grain")]
    Invalid(&'static str),
    /// The key is longer than keys may be.
    #[error(
        "the key takes {bytes} bytes, the limit is {limit}: use a shorter key, such as a hash of this one"
    )]
    TooLong {
        /// Size of the key in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
}

/// The error that rkyv's traits carry inside akt: a text, innermost cause last.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WireFailure(Box<str>);

/// Most bytes of the text of a [`WireFailure`]; hostile bytes would otherwise add a line per level.
const FAILURE_TEXT_BYTES: usize = 256;

impl Trace for WireFailure {
    fn trace<R: fmt::Debug + fmt::Display + Send + Sync + 'static>(self, trace: R) -> Self {
        if self.0.len() > FAILURE_TEXT_BYTES {
            self
        } else {
            Self(format!("{trace}: {}", self.0).into())
        }
    }
}

impl Source for WireFailure {
    fn new<T: Error + Send + Sync + 'static>(source: T) -> Self {
        Self(source.to_string().into())
    }
}
