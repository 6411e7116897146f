//! Floor 1: what travels between nodes: rkyv bytes, schema fingerprints, canonical keys.
//!
//! | file | what lives there |
//! |---|---|
//! | `codec` | values to bytes and back, checked |
//! | `schema`, `schema_std`, `fingerprint` | what a type looks like on the wire, as one number |
//! | `id` | names as numbers that never change |
//! | `key` | keys of grains as canonical bytes |
//! | `error` | what can go wrong |

mod codec;
mod error;
mod fingerprint;
mod id;
mod key;
mod schema;
mod schema_std;

pub use codec::{AlignedBuffer, WIRE_ALIGN, Wire, WireDecoder, WireEncoder, WireValidator};
pub use error::{DecodeError, EncodeError, KeyError, WireFailure};
pub use fingerprint::{fingerprint, fold_fingerprint};
pub use id::{MethodId, assert_unique_methods, stable_id};
pub use key::{GrainKey, KeyBytes, KeyReader, KeyWriter};
pub use schema::{FieldWriter, Schema, SchemaWriter, Travels, VariantWriter};

#[cfg(test)]
mod tests;
