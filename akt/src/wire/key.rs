//! Keys of grains as canonical bytes: one key, one sequence of bytes, on every machine and in every release. They are
//! hashed for placement and compared for identity, so they are not rkyv bytes.
//!
//! Numbers are big-endian with the sign bit turned, so the order of the bytes is the order of the numbers; text carries
//! its length in front, so the parts of a compound key cannot run into each other.

use core::{fmt, hash::Hash};

use smallvec::SmallVec;

use crate::{base::limits, wire::KeyError};

/// A type that names grains.
///
/// ```
/// use akt::wire::{GrainKey, KeyBytes};
///
/// let key = ("LH", 400_u16);
/// let key = (key.0.to_string(), key.1);
/// let bytes = KeyBytes::of(&key)?;
/// assert_eq!(bytes.read::<(String, u16)>()?, key);
/// # Ok::<(), akt::wire::KeyError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a grain",
    label = "not a grain key",
    note = "use an integer, `String`, `char`, `bool` or a tuple of up to three of them, or put `#[derive(GrainKey)]` on a struct of these"
)]
pub trait GrainKey: Clone + Eq + Hash + Send + Sync + 'static {
    /// Appends the canonical bytes of the key. Equal keys must give equal bytes, and no key's bytes may begin another's.
    fn encode_key(&self, out: &mut KeyWriter);

    /// Reads a key back from what [`encode_key`](Self::encode_key) wrote.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the bytes are not such a key.
    fn decode_key(input: &mut KeyReader<'_>) -> Result<Self, KeyError>;

    /// Writes the key as people read it in logs and paths, such as `LH/400`.
    ///
    /// # Errors
    ///
    /// Only those of the formatter.
    fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// The canonical bytes of a key.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyBytes(SmallVec<[u8; 24]>);

impl KeyBytes {
    /// The bytes of a key.
    ///
    /// # Errors
    ///
    /// [`KeyError::TooLong`] beyond [`limits::GRAIN_KEY_BYTES`].
    pub fn of<K: GrainKey>(key: &K) -> Result<Self, KeyError> {
        let mut out = KeyWriter {
            out: SmallVec::new(),
        };
        key.encode_key(&mut out);
        let bytes = out.out.len();
        if bytes > limits::GRAIN_KEY_BYTES {
            return Err(KeyError::TooLong {
                bytes,
                limit: limits::GRAIN_KEY_BYTES,
            });
        }
        Ok(Self(out.out))
    }

    /// Reads a whole key from received bytes.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the bytes are not exactly one `K`.
    pub fn decode<K: GrainKey>(bytes: &[u8]) -> Result<K, KeyError> {
        let mut input = KeyReader { rest: bytes };
        let key = K::decode_key(&mut input)?;
        match input.rest.len() {
            0 => Ok(key),
            left => Err(KeyError::Trailing(left)),
        }
    }

    /// Reads the key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when these are not the bytes of a `K`.
    pub fn read<K: GrainKey>(&self) -> Result<K, KeyError> {
        Self::decode(&self.0)
    }

    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for KeyBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyBytes(")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

/// Takes the bytes of a key.
#[derive(Debug)]
pub struct KeyWriter {
    out: SmallVec<[u8; 24]>,
}

impl KeyWriter {
    /// Appends bytes whose number the type fixes.
    pub fn fixed(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Appends bytes of any number, behind their length.
    pub fn sized(&mut self, bytes: &[u8]) {
        self.out
            .extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.out.extend_from_slice(bytes);
    }
}

/// Gives the bytes of a key back.
#[derive(Debug)]
pub struct KeyReader<'a> {
    rest: &'a [u8],
}

impl<'a> KeyReader<'a> {
    /// Takes what [`KeyWriter::fixed`] wrote.
    ///
    /// # Errors
    ///
    /// [`KeyError::Short`] when there are fewer bytes.
    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N], KeyError> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>().ok_or(KeyError::Short)?;
        self.rest = rest;
        Ok(*bytes)
    }

    /// Takes what [`KeyWriter::sized`] wrote.
    ///
    /// # Errors
    ///
    /// [`KeyError::Short`] when there are fewer bytes than the length says.
    pub fn sized(&mut self) -> Result<&'a [u8], KeyError> {
        let len =
            usize::try_from(u64::from_be_bytes(self.fixed()?)).map_err(|_| KeyError::Short)?;
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(KeyError::Short)?;
        self.rest = rest;
        Ok(bytes)
    }
}

macro_rules! number_keys {
    ($($type:ident ^ $flip:expr;)*) => {$(
        impl GrainKey for $type {
            fn encode_key(&self, out: &mut KeyWriter) {
                out.fixed(&(*self ^ $flip).to_be_bytes());
            }

            fn decode_key(input: &mut KeyReader<'_>) -> Result<Self, KeyError> {
                Ok(Self::from_be_bytes(input.fixed()?) ^ $flip)
            }

            fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

number_keys! {
    u8 ^ 0;
    u16 ^ 0;
    u32 ^ 0;
    u64 ^ 0;
    u128 ^ 0;
    i8 ^ Self::MIN;
    i16 ^ Self::MIN;
    i32 ^ Self::MIN;
    i64 ^ Self::MIN;
    i128 ^ Self::MIN;
}

impl GrainKey for bool {
    fn encode_key(&self, out: &mut KeyWriter) {
        out.fixed(&[u8::from(*self)]);
    }

    fn decode_key(input: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        match input.fixed::<1>()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(KeyError::Invalid("bool")),
        }
    }

    fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl GrainKey for char {
    fn encode_key(&self, out: &mut KeyWriter) {
        u32::from(*self).encode_key(out);
    }

    fn decode_key(input: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        Self::from_u32(u32::decode_key(input)?).ok_or(KeyError::Invalid("char"))
    }

    fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl GrainKey for String {
    fn encode_key(&self, out: &mut KeyWriter) {
        out.sized(self.as_bytes());
    }

    fn decode_key(input: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        core::str::from_utf8(input.sized()?)
            .map(Self::from)
            .map_err(|_| KeyError::Invalid("text"))
    }

    fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

macro_rules! tuple_keys {
    ($($first:ident $(, $rest:ident)*;)*) => {$(
        #[allow(non_snake_case, reason = "the type parameters name the parts")]
        impl<$first: GrainKey $(, $rest: GrainKey)*> GrainKey for ($first, $($rest,)*) {
            fn encode_key(&self, out: &mut KeyWriter) {
                let ($first, $($rest,)*) = self;
                $first.encode_key(out);
                $($rest.encode_key(out);)*
            }

            fn decode_key(input: &mut KeyReader<'_>) -> Result<Self, KeyError> {
                Ok(($first::decode_key(input)?, $($rest::decode_key(input)?,)*))
            }

            fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let ($first, $($rest,)*) = self;
                $first.fmt_key(f)?;
                $(f.write_str("/")?; $rest.fmt_key(f)?;)*
                Ok(())
            }
        }
    )*};
}

tuple_keys! {
    A;
    A, B;
    A, B, C;
}
