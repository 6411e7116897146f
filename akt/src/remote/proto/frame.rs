//! The unit of the wire: a header of fixed size, a key, a body, each padded to 16 bytes, so that in an aligned buffer
//! every body is aligned. Numbers are little-endian.
//!
//! ```text
//!  0 kind u8 | hops u8 | key length u16 | body length u32
//!  8 target u64            actor uid, grain kind, or protocol id
//! 16 correlation u64       0: nobody waits for an answer
//! 24 incarnation u64       of the node that the target lives on, 0: any
//! 32 method u32 | fingerprint u32
//! 40 timeout u32 (ms) | code u32   how long an asker waits from the sending on, 0: no end
//! 48 key, zeros … body, zeros …
//! ```

use bytes::{Buf, Bytes};

use crate::base::limits;

/// Bytes of a header.
pub(crate) const HEADER_BYTES: usize = 48;
/// What keys and bodies are padded to.
pub(crate) const FRAME_ALIGN: usize = 16;
/// Where the correlation stands in a header.
const CORRELATION_AT: usize = 16;
/// Most bytes of the body of a frame that carries no message.
const SMALL_BODY_BYTES: usize = 64 * 1024;

/// What a frame is for. The numbers never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// A message to an actor.
    Call = 1,
    /// A message to a grain: key is its key.
    GrainCall = 2,
    /// The answer of a handler.
    Reply = 3,
    /// Why there is no answer: code and text.
    Fault = 4,
    /// Asks for an actor by name: key is the name.
    Lookup = 5,
    /// The actor: target is its uid; body says its protocol, its methods and its path.
    Found = 6,
    /// First frame of a connection: who we are.
    Hello = 7,
    /// Answers a hello: who we are.
    Welcome = 8,
    /// Answers a hello: why not.
    Refuse = 9,
    /// The one who dialled uses this connection.
    Confirm = 10,
    /// Last frame of a connection: why.
    Goodbye = 11,
    /// Asks for a pong.
    Ping = 12,
    /// Answers a ping.
    Pong = 13,
    /// Gossip that is too large for a datagram.
    Gossip = 14,
    /// Asks an actor to end: code says how.
    Stop = 15,
    /// The protocols that the sender serves by now.
    Protocols = 16,
}

impl Kind {
    const ALL: [Self; 16] = [
        Self::Call,
        Self::GrainCall,
        Self::Reply,
        Self::Fault,
        Self::Lookup,
        Self::Found,
        Self::Hello,
        Self::Welcome,
        Self::Refuse,
        Self::Confirm,
        Self::Goodbye,
        Self::Ping,
        Self::Pong,
        Self::Gossip,
        Self::Stop,
        Self::Protocols,
    ];

    #[inline]
    fn from_wire(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte).checked_sub(1)?).copied()
    }

    /// Whether the body is a message, which may be large.
    #[inline]
    pub(crate) fn carries_message(self) -> bool {
        matches!(self, Self::Call | Self::GrainCall | Self::Reply)
    }

    #[inline]
    fn body_limit(self) -> usize {
        match self {
            Self::Call | Self::GrainCall | Self::Reply => limits::WIRE_MESSAGE_BYTES,
            Self::Gossip => limits::REMOTE_GOSSIP_BYTES,
            Self::Found | Self::Hello | Self::Welcome | Self::Protocols => SMALL_BODY_BYTES,
            Self::Fault | Self::Refuse | Self::Goodbye => limits::REMOTE_TEXT_BYTES,
            Self::Lookup | Self::Confirm | Self::Ping | Self::Pong | Self::Stop => 0,
        }
    }

    #[inline]
    fn key_limit(self) -> usize {
        match self {
            Self::GrainCall => limits::GRAIN_KEY_BYTES,
            Self::Lookup => limits::REMOTE_TEXT_BYTES,
            Self::Call
            | Self::Reply
            | Self::Fault
            | Self::Found
            | Self::Hello
            | Self::Welcome
            | Self::Refuse
            | Self::Confirm
            | Self::Goodbye
            | Self::Ping
            | Self::Pong
            | Self::Gossip
            | Self::Stop
            | Self::Protocols => 0,
        }
    }
}

/// Why bytes are not a frame. The connection that carried them is of no use any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrameError {
    #[error("unknown kind of frame {0}")]
    Kind(u8),
    #[error("a {kind:?} frame declares a key of {bytes} bytes")]
    Key { kind: Kind, bytes: usize },
    #[error("a {kind:?} frame declares a body of {bytes} bytes")]
    Body { kind: Kind, bytes: usize },
    #[error("a call was passed on {0} times")]
    Hops(u8),
}

/// The header of a frame; the fields that its kind does not use are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: Kind,
    pub(crate) hops: u8,
    pub(crate) key_len: u16,
    pub(crate) body_len: u32,
    pub(crate) target: u64,
    pub(crate) correlation: u64,
    pub(crate) incarnation: u64,
    pub(crate) method: u32,
    pub(crate) fingerprint: u32,
    pub(crate) timeout_ms: u32,
    pub(crate) code: u32,
}

impl Header {
    /// A header with nothing but its kind.
    pub(crate) const fn new(kind: Kind) -> Self {
        Self {
            kind,
            hops: 0,
            key_len: 0,
            body_len: 0,
            target: 0,
            correlation: 0,
            incarnation: 0,
            method: 0,
            fingerprint: 0,
            timeout_ms: 0,
            code: 0,
        }
    }

    #[inline]
    pub(crate) fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut out = [0; HEADER_BYTES];
        let mut rest = out.as_mut_slice();
        let mut put = |bytes: &[u8]| {
            if let Some((head, tail)) = core::mem::take(&mut rest).split_at_mut_checked(bytes.len())
            {
                head.copy_from_slice(bytes);
                rest = tail;
            }
        };
        put(&[self.kind as u8, self.hops]);
        put(&self.key_len.to_le_bytes());
        put(&self.body_len.to_le_bytes());
        put(&self.target.to_le_bytes());
        put(&self.correlation.to_le_bytes());
        put(&self.incarnation.to_le_bytes());
        put(&self.method.to_le_bytes());
        put(&self.fingerprint.to_le_bytes());
        put(&self.timeout_ms.to_le_bytes());
        put(&self.code.to_le_bytes());
        out
    }

    /// Reads a header and refuses lengths that no frame of the kind may have.
    #[inline]
    pub(crate) fn decode(bytes: &[u8; HEADER_BYTES]) -> Result<Self, FrameError> {
        let mut rest = bytes.as_slice();
        let [byte, hops] = take(&mut rest);
        let kind = Kind::from_wire(byte).ok_or(FrameError::Kind(byte))?;
        let header = Self {
            kind,
            hops,
            key_len: u16::from_le_bytes(take(&mut rest)),
            body_len: u32::from_le_bytes(take(&mut rest)),
            target: u64::from_le_bytes(take(&mut rest)),
            correlation: u64::from_le_bytes(take(&mut rest)),
            incarnation: u64::from_le_bytes(take(&mut rest)),
            method: u32::from_le_bytes(take(&mut rest)),
            fingerprint: u32::from_le_bytes(take(&mut rest)),
            timeout_ms: u32::from_le_bytes(take(&mut rest)),
            code: u32::from_le_bytes(take(&mut rest)),
        };
        if header.key_bytes() > kind.key_limit() {
            return Err(FrameError::Key {
                kind,
                bytes: header.key_bytes(),
            });
        }
        if header.body_bytes() > kind.body_limit() {
            return Err(FrameError::Body {
                kind,
                bytes: header.body_bytes(),
            });
        }
        if hops > limits::REMOTE_HOPS {
            return Err(FrameError::Hops(hops));
        }
        Ok(header)
    }

    #[inline]
    pub(crate) fn key_bytes(&self) -> usize {
        usize::from(self.key_len)
    }

    #[inline]
    pub(crate) fn body_bytes(&self) -> usize {
        self.body_len as usize
    }

    /// Where the body begins in the frame.
    #[inline]
    pub(crate) fn body_at(&self) -> usize {
        HEADER_BYTES + self.key_bytes().next_multiple_of(FRAME_ALIGN)
    }

    /// Bytes of the whole frame.
    #[inline]
    pub(crate) fn frame_bytes(&self) -> usize {
        self.body_at() + self.body_bytes().next_multiple_of(FRAME_ALIGN)
    }
}

#[inline]
fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    match rest.split_first_chunk::<N>() {
        Some((head, tail)) => {
            *rest = tail;
            *head
        }
        None => [0; N],
    }
}

/// A received frame, in place.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) header: Header,
    /// The whole frame, its header included.
    pub(crate) bytes: Bytes,
}

impl Frame {
    pub(crate) fn key(&self) -> &[u8] {
        self.bytes
            .get(HEADER_BYTES..HEADER_BYTES + self.header.key_bytes())
            .unwrap_or_default()
    }

    /// The body; aligned when the buffer that the frame was read into is.
    pub(crate) fn body(&self) -> &[u8] {
        let at = self.header.body_at();
        self.bytes
            .get(at..at + self.header.body_bytes())
            .unwrap_or_default()
    }

    /// Keeps the body alone.
    pub(crate) fn into_body(mut self) -> Bytes {
        self.bytes
            .advance(self.header.body_at().min(self.bytes.len()));
        self.bytes.truncate(self.header.body_bytes());
        self.bytes
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(self.body()).into_owned()
    }
}

/// A whole frame with a key and a body that are at hand. Lengths beyond what the kind allows are cut.
pub(crate) fn frame(mut header: Header, key: &[u8], body: &[u8]) -> Vec<u8> {
    let key = key.get(..header.kind.key_limit()).unwrap_or(key);
    let body = body.get(..header.kind.body_limit()).unwrap_or(body);
    header.key_len = u16::try_from(key.len()).unwrap_or_default();
    header.body_len = u32::try_from(body.len()).unwrap_or_default();
    let mut out = Vec::with_capacity(header.frame_bytes());
    out.extend_from_slice(&header.encode());
    out.extend_from_slice(key);
    out.resize(header.body_at(), 0);
    out.extend_from_slice(body);
    out.resize(header.frame_bytes(), 0);
    out
}

/// Writes the correlation into an encoded frame.
pub(crate) fn set_correlation(frame: &mut [u8], correlation: u64) {
    if let Some(place) = frame.get_mut(CORRELATION_AT..CORRELATION_AT + 8) {
        place.copy_from_slice(&correlation.to_le_bytes());
    }
}
