//! Names as numbers that never change: they are hashes of the name alone, with no module path, position or version.

use core::fmt;

use xxhash_rust::const_xxh3::xxh3_64;

/// The number that stands for a name on the wire and on disk: xxh3 of its bytes, the same on every machine and in every release.
#[must_use]
pub const fn stable_id(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

/// A method of a protocol on the wire: the lower half of the [`stable_id`] of its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MethodId(pub u32);

impl MethodId {
    /// The id of the method of this name.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "the lower half is the id")]
    pub const fn of(name: &str) -> Self {
        Self(stable_id(name) as u32)
    }
}

impl fmt::Debug for MethodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MethodId({:#010x})", self.0)
    }
}

/// Refuses, at compile time, a protocol in which two method names have the same [`MethodId`].
///
/// # Panics
///
/// When two of the names collide; in a `const` this is a compile error.
#[allow(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "runs in the compiler; const code has no iterators"
)]
pub const fn assert_unique_methods(names: &[&str]) {
    let mut i = 0;
    while i < names.len() {
        let mut j = i + 1;
        while j < names.len() {
            assert!(
                MethodId::of(names[i]).0 != MethodId::of(names[j]).0,
                "two handlers of this actor have the same wire id: rename one of them"
            );
            j += 1;
        }
        i += 1;
    }
}
