//! The description of a type as one number, and whether its values can nest too deeply: computed once per type and
//! thread.

use core::{
    any::TypeId,
    cell::RefCell,
    hash::{BuildHasherDefault, Hasher},
};
use std::collections::HashMap;

use xxhash_rust::const_xxh3::xxh3_64;

use crate::wire::{SchemaWriter, Wire};

/// The fingerprint of a type: equal on two nodes exactly when the bytes of the one can be read by the other.
///
/// It covers names and order of fields and variants and everything reachable from them, and nothing about the machine,
/// the compiler or the place of the type in its crate.
#[must_use]
pub fn fingerprint<T: Wire>() -> u64 {
    known::<T>().fingerprint
}

/// Whether values of the type can nest deeper than they may, because it holds itself.
pub(crate) fn is_deep<T: Wire>() -> bool {
    known::<T>().deep
}

/// What a description says.
#[derive(Clone, Copy)]
struct Known {
    fingerprint: u64,
    deep: bool,
}

fn known<T: Wire>() -> Known {
    thread_local! {
        static KNOWN: RefCell<HashMap<TypeId, Known, BuildHasherDefault<TypeIdHasher>>> = RefCell::default();
    }
    let id = TypeId::of::<T>();
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&id).copied()) {
        return known;
    }
    let computed = compute::<T>();
    KNOWN.with_borrow_mut(|known| known.insert(id, computed));
    computed
}

/// A fingerprint in the 32 bits that frames have for it.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "both halves are folded in")]
pub const fn fold_fingerprint(fingerprint: u64) -> u32 {
    (fingerprint ^ (fingerprint >> 32)) as u32
}

#[cold]
fn compute<T: Wire>() -> Known {
    let mut schema = SchemaWriter::default();
    schema.visit::<T>();
    Known {
        deep: schema.is_deep(),
        fingerprint: xxh3_64(&schema.into_description()),
    }
}

/// A `TypeId` is a hash already.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 ^= value;
    }
}
