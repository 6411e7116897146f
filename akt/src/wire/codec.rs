//! Values to bytes and back: rkyv in its default format, in buffers aligned to 16 bytes, checked on the way in.
//!
//! The root of rkyv bytes stands at their end, so the bytes of a message are exactly `start..end` of what
//! [`Wire::encode`] appended, without padding behind.

use core::{any::type_name, convert::Infallible, fmt, num::NonZeroUsize};

use bytes::Bytes;
use rkyv::{
    api::{
        access_with_context, deserialize_using,
        high::{HighDeserializer, HighSerializer, HighValidator},
        serialize_using,
    },
    de::Pool,
    ser::{Positional, Serializer, Writer, allocator::ArenaHandle, sharing::Share},
    util::{Align, AlignedVec, with_arena},
    validation::{Validator, archive::ArchiveValidator, shared::SharedValidator},
};

use crate::{
    base::limits,
    wire::{DecodeError, EncodeError, Schema, SchemaWriter, WireFailure, fingerprint::is_deep},
};

/// Alignment of every message in bytes: the largest that rkyv's own archived types ask for.
pub const WIRE_ALIGN: usize = 16;

/// The rkyv serializer of messages.
pub type WireEncoder<'a> = HighSerializer<AlignedBuffer, ArenaHandle<'a>, WireFailure>;
/// The rkyv deserializer of messages.
pub type WireDecoder = HighDeserializer<WireFailure>;
/// The bytecheck context of messages.
pub type WireValidator<'a> = HighValidator<'a, WireFailure>;

/// A value that can travel between nodes.
///
/// Implemented for every type with a [`Schema`], which `#[message]` writes, and for `Result<T, Infallible>`,
/// which is what a handler without an error type answers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel between nodes",
    label = "not a wire type",
    note = "put `#[message]` on the type if it is yours; if not, send what it is made of: `String` for `Arc<str>`, `u64` for `usize`, whose width differs between machines"
)]
pub trait Wire: Sized + Send + 'static {
    /// Describes the type, for its fingerprint.
    fn describe_wire(schema: &mut SchemaWriter);

    /// Appends the bytes of the value to `out`, behind padding to a multiple of [`WIRE_ALIGN`].
    ///
    /// # Errors
    ///
    /// [`EncodeError::TooLarge`] when `out` would grow beyond its limit, [`EncodeError::TooDeep`] when a receiver would
    /// refuse it for its depth; `out` is then as it was before.
    fn encode(&self, out: &mut AlignedBuffer) -> Result<(), EncodeError>;

    /// Reads a value from exactly its bytes, after checking every one of them. Never panics, and never allocates more
    /// than a small multiple of `bytes`. Bytes that are not aligned to [`WIRE_ALIGN`] are copied first.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the bytes are too many, too deeply nested, or not a `Self`.
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError>;
}

impl<T: Schema> Wire for T {
    fn describe_wire(schema: &mut SchemaWriter) {
        Self::describe(schema);
    }

    fn encode(&self, out: &mut AlignedBuffer) -> Result<(), EncodeError> {
        out.align();
        let start = out.len();
        write(self, out, start)?;
        let bytes = out.as_slice().get(start..).unwrap_or_default();
        if bytes.len() > SHALLOW_BYTES && is_deep::<T>() {
            check_depth::<T>(bytes).inspect_err(|_| out.rewind(start))?;
        }
        Ok(())
    }

    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > limits::WIRE_MESSAGE_BYTES {
            return Err(DecodeError::TooLarge {
                bytes: bytes.len(),
                limit: limits::WIRE_MESSAGE_BYTES,
            });
        }
        if bytes.is_empty() {
            return decode_aligned(EMPTY.as_slice());
        }
        if bytes.as_ptr().addr().is_multiple_of(WIRE_ALIGN) {
            decode_aligned(bytes)
        } else {
            let mut copy = AlignedVec::<WIRE_ALIGN>::with_capacity(bytes.len());
            copy.extend_from_slice(bytes);
            decode_aligned(&copy)
        }
    }
}

/// A handler that cannot fail answers with the bytes of its value alone: the other arm does not exist.
impl<T: Wire> Wire for Result<T, Infallible> {
    fn describe_wire(schema: &mut SchemaWriter) {
        schema.infallible::<T>();
    }

    fn encode(&self, out: &mut AlignedBuffer) -> Result<(), EncodeError> {
        match self {
            Ok(value) => value.encode(out),
            Err(never) => match *never {},
        }
    }

    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        T::decode(bytes).map(Ok)
    }
}

/// No bytes, at an aligned address: the address of an empty slice is otherwise anything.
static EMPTY: Align<[u8; 0]> = Align([]);

/// What is not longer is not too deep: each level is reached through a pointer of 4 bytes at least.
const SHALLOW_BYTES: usize = limits::WIRE_DEPTH * 2;

/// Appends the bytes of a value to `out`, which has `start` bytes, however deep it is.
pub(super) fn write<T: Schema>(
    value: &T,
    out: &mut AlignedBuffer,
    start: usize,
) -> Result<(), EncodeError> {
    let result = with_arena(|arena| {
        let mut serializer = Serializer::new(core::mem::take(out), arena.acquire(), Share::new());
        let result = serialize_using::<_, WireFailure>(value, &mut serializer);
        *out = serializer.into_writer();
        result
    });
    match result {
        Ok(_) => out.finish(start),
        Err(failure) => {
            out.rewind(start);
            Err(EncodeError::Failed(failure.to_string().into()))
        }
    }
}

/// What rkyv says of bytes that nest too deeply. Its type has no name here.
const DEPTH_EXCEEDED: &str = "maximum subtree depth";

/// Looks at bytes as their receiver will.
#[cold]
fn check_depth<T: Schema>(bytes: &[u8]) -> Result<(), EncodeError> {
    let looked = access_with_context::<T::Archived, _, WireFailure>(bytes, &mut validator(bytes));
    looked.map(drop).map_err(|failure| {
        let text = failure.to_string();
        if text.contains(DEPTH_EXCEEDED) {
            let limit = limits::WIRE_DEPTH;
            EncodeError::TooDeep { limit }
        } else {
            EncodeError::Failed(text.into())
        }
    })
}

fn validator(bytes: &[u8]) -> Validator<ArchiveValidator<'_>, SharedValidator> {
    Validator::new(
        ArchiveValidator::with_max_depth(bytes, NonZeroUsize::new(limits::WIRE_DEPTH)),
        SharedValidator::new(),
    )
}

fn decode_aligned<T: Schema>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut validator = validator(bytes);
    access_with_context::<T::Archived, _, WireFailure>(bytes, &mut validator)
        .and_then(|archived| deserialize_using::<T, Pool, WireFailure>(archived, &mut Pool::new()))
        .map_err(invalid::<T>)
}

#[cold]
fn invalid<T>(failure: WireFailure) -> DecodeError {
    DecodeError::Invalid {
        type_name: type_name::<T>(),
        reason: failure.to_string().into(),
    }
}

/// A growing buffer aligned to [`WIRE_ALIGN`] with a limit: what messages are encoded into.
///
/// Beyond the limit nothing is stored any more, only counted, so an oversized message costs no memory and its exact
/// size is known.
pub struct AlignedBuffer {
    bytes: AlignedVec<WIRE_ALIGN>,
    /// Bytes that were written beyond the limit and not stored.
    overflow: usize,
    limit: usize,
}

impl Default for AlignedBuffer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for AlignedBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlignedBuffer")
            .field("len", &self.len())
            .field("limit", &self.limit)
            .finish()
    }
}

impl AlignedBuffer {
    /// An empty buffer that may grow to [`limits::WIRE_MESSAGE_BYTES`]. Allocates nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(limits::WIRE_MESSAGE_BYTES)
    }

    /// An empty buffer that may grow to `limit` bytes. Allocates nothing.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self {
            bytes: AlignedVec::new(),
            overflow: 0,
            limit,
        }
    }

    /// Bytes in the buffer.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the buffer holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Bytes that the buffer can hold without allocating.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Most bytes that the buffer may hold.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Sets the most bytes that the buffer may hold. What is in it stays.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// The bytes in the buffer.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// The bytes in the buffer, to patch what is known only later.
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        self.bytes.as_mut_slice()
    }

    /// Empties the buffer and keeps its memory.
    pub fn clear(&mut self) {
        self.rewind(0);
    }

    /// Cuts the buffer to `len` bytes; does nothing when it is shorter.
    pub fn rewind(&mut self, len: usize) {
        self.overflow = 0;
        if len < self.bytes.len() {
            self.bytes.resize(len, 0);
        }
    }

    /// Appends zeros up to the next multiple of [`WIRE_ALIGN`].
    pub fn align(&mut self) {
        let len = self.bytes.len().next_multiple_of(WIRE_ALIGN);
        self.bytes.resize(len, 0);
    }

    /// Appends raw bytes, whatever the limit.
    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends `count` zeros, whatever the limit.
    pub fn extend_zeroed(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count, 0);
    }

    /// The bytes as a shared buffer of the same alignment, without copying.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        if self.bytes.is_empty() {
            Bytes::new()
        } else {
            Bytes::from_owner(self.bytes)
        }
    }

    /// Ends an encoding that began at `start`.
    fn finish(&mut self, start: usize) -> Result<(), EncodeError> {
        if self.overflow == 0 {
            return Ok(());
        }
        let bytes = self.bytes.len() + self.overflow - start;
        self.rewind(start);
        Err(EncodeError::TooLarge {
            bytes,
            limit: self.limit.saturating_sub(start),
        })
    }
}

impl Positional for AlignedBuffer {
    #[inline]
    fn pos(&self) -> usize {
        self.bytes.len() + self.overflow
    }
}

impl Writer<WireFailure> for AlignedBuffer {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> Result<(), WireFailure> {
        if self.overflow == 0 && bytes.len() <= self.limit.saturating_sub(self.bytes.len()) {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.overflow += bytes.len();
        }
        Ok(())
    }
}
