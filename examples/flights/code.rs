//! Short names of airlines, airports and aircraft: small enough to copy, so that no row allocates. They travel in
//! messages, and they are the keys of the grains.

use std::fmt;

use akt::prelude::*;
use akt::wire::{KeyError, KeyReader, KeyWriter};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An airline, as in `UA`.
pub(crate) type Carrier = Code<2>;
/// An airport, as in `JFK`.
pub(crate) type Airport = Code<3>;
/// An aircraft by the number on its tail, as in `N328AA`, or [`Tail::UNKNOWN`].
pub(crate) type Tail = Code<6>;

/// One to `N` capital letters and digits, ordered like their text.
#[message]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Code<const N: usize> {
    /// Filled up with zero bytes, which sort before every letter and digit.
    bytes: [u8; N],
}

impl<const N: usize> Code<N> {
    /// The code that `text` spells, if it has one to `N` capital letters and digits.
    pub(crate) fn new(text: &[u8]) -> Option<Self> {
        let mut bytes = [0; N];
        let valid = text
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if !valid || text.is_empty() {
            return None;
        }
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(Self { bytes })
    }

    /// The code as text.
    pub(crate) fn as_str(&self) -> &str {
        let text = self
            .bytes
            .split(|byte| *byte == 0)
            .next()
            .unwrap_or_default();
        // Never the default: `new` lets only ASCII in.
        str::from_utf8(text).unwrap_or_default()
    }
}

impl Tail {
    /// The aircraft of all rows that have no tail number.
    pub(crate) const UNKNOWN: Self = Self {
        bytes: *b"NA\0\0\0\0",
    };
}

impl<const N: usize> fmt::Display for Code<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Code<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not derived: only what [`Code::new`] lets in is a key, and logs should show its text.
impl<const N: usize> GrainKey for Code<N> {
    fn encode_key(&self, out: &mut KeyWriter) {
        out.fixed(&self.bytes);
    }

    fn decode_key(input: &mut KeyReader<'_>) -> Result<Self, KeyError> {
        let bytes: [u8; N] = input.fixed()?;
        let length = bytes.iter().take_while(|byte| **byte != 0).count();
        bytes
            .get(..length)
            .and_then(Self::new)
            .filter(|code| code.bytes == bytes)
            .ok_or(KeyError::Invalid("code of letters and digits"))
    }

    fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de, const N: usize> Deserialize<'de> for Code<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(text.as_bytes())
            .ok_or_else(|| D::Error::custom(format_args!("{text:?} is no code")))
    }
}

impl<const N: usize> Serialize for Code<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_text() {
        for text in ["A", "UA", "N328AA", "0A9"] {
            assert_eq!(Code::<6>::new(text.as_bytes()).unwrap().as_str(), text);
        }
        assert_eq!(Tail::new(b"NA"), Some(Tail::UNKNOWN));
        assert_eq!(format!("{:>4}|", Carrier::new(b"UA").unwrap()), "  UA|");
    }

    #[test]
    fn everything_else_is_refused() {
        for text in ["", "ABC", "a", "A ", "-", "\0", "A\0", "É"] {
            assert_eq!(Carrier::new(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn only_codes_are_keys() {
        use akt::wire::KeyBytes;
        let key = KeyBytes::of(&Carrier::new(b"U").unwrap()).unwrap();
        assert_eq!(key.as_slice(), b"U\0");
        assert_eq!(key.read(), Ok(Carrier::new(b"U").unwrap()));
        for bytes in [b"\0\0", b"\0U", b"u\0", b"U\xff"] {
            assert!(KeyBytes::decode::<Carrier>(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn codes_are_read_back_from_json() {
        let code = Tail::new(b"N1").unwrap();
        let json = serde_json::to_string(&code).unwrap();
        assert_eq!(
            (json.as_str(), serde_json::from_str(&json).ok()),
            ("\"N1\"", Some(code))
        );
        assert!(serde_json::from_str::<Tail>("\"n1\"").is_err());
    }

    #[test]
    fn codes_sort_like_text() {
        let mut texts = ["N1", "N10", "9E", "N", "NA", "N9"];
        let mut codes = texts.map(|text| Tail::new(text.as_bytes()).unwrap());
        texts.sort_unstable();
        codes.sort_unstable();
        assert_eq!(codes.map(|code| code.to_string()), texts);
    }
}
