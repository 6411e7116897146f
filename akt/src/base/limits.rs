//! Every bound of the framework with its unit and its reason. A bound that a user can feel can be set where it is used.

// ---- wire

/// Most bytes that one encoded message may have anywhere, 64 MiB. Offsets inside rkyv bytes are 32 bits, and a message
/// is held in memory as a whole on both sides: data beyond this belongs into a stream of messages.
pub const WIRE_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Deepest nesting of boxes, lists and maps that a received message may have, in levels. Validation and decoding recurse
/// once per level; 64 is far beyond data made by people and far below any stack.
pub const WIRE_DEPTH: usize = 64;

/// Most bytes of one encoded grain key. Keys are hashed for every call and travel with it.
pub const GRAIN_KEY_BYTES: usize = 1024;
