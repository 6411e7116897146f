//! Every bound of the framework with its unit and its reason. A bound that a user can feel can be set where it is used.

use core::time::Duration;

// ---- wire

/// Most bytes that one encoded message may have anywhere, 64 MiB. Offsets inside rkyv bytes are 32 bits, and a message
/// is held in memory as a whole on both sides: data beyond this belongs into a stream of messages.
pub const WIRE_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Deepest nesting of boxes, lists and maps that a received message may have, in levels. Validation and decoding recurse
/// once per level; 64 is far beyond data made by people and far below any stack.
pub const WIRE_DEPTH: usize = 64;

/// Most bytes of one encoded grain key. Keys are hashed for every call and travel with it.
pub const GRAIN_KEY_BYTES: usize = 1024;

// ---- remote

/// Most bytes of one message between nodes unless the builder says otherwise, 16 MiB. The receiver holds a message as a
/// whole before it can check it.
pub const REMOTE_MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Most bytes that wait for one peer unless the builder says otherwise, 32 MiB: about 40 ms of a fast link.
pub const REMOTE_QUEUE_BYTES: usize = 32 * 1024 * 1024;

/// Most frames that wait for one peer unless the builder says otherwise. It bounds the bookkeeping of tiny messages.
pub const REMOTE_QUEUE_FRAMES: usize = 262_144;

/// Answers may exceed the bounds of the queue of a peer by this factor before they are dropped: an answer cannot be given
/// back to anyone, a request can.
pub const REMOTE_REPLY_FACTOR: usize = 2;

/// Most asks to one peer that wait for their answer unless the builder says otherwise.
pub const REMOTE_PENDING_ASKS: usize = 262_144;

/// Bytes that are gathered into one write. Larger gives nothing: QUIC cuts packets of at most 64 KiB of segments.
pub const REMOTE_BATCH_BYTES: usize = 64 * 1024;

/// Ordered lanes to each peer unless the builder says otherwise. Each is a QUIC stream: a lost packet delays one of them.
pub const REMOTE_LANES: usize = 4;

/// Most lanes that a peer may open.
pub const REMOTE_PEER_LANES: usize = 16;

/// How long an ask waits for the answer of another node unless the call says otherwise.
pub const REMOTE_ASK_TIMEOUT: Duration = Duration::from_secs(30);

/// How often asks past their deadline are collected. Coarse, because a deadline of seconds needs no more.
pub const REMOTE_SWEEP: Duration = Duration::from_millis(100);

/// How long a connection may take from the first packet to the agreement of both nodes.
pub const REMOTE_DIAL_TIMEOUT: Duration = Duration::from_secs(3);

/// Shortest wait after a failed connection attempt; it doubles with every further one.
pub const REMOTE_BACKOFF_FIRST: Duration = Duration::from_millis(100);

/// Longest wait after a failed connection attempt.
pub const REMOTE_BACKOFF_LAST: Duration = Duration::from_secs(2);

/// How long a peer may be silent before its connection counts as lost.
pub const REMOTE_IDLE_TIMEOUT: Duration = Duration::from_secs(5);

/// How often a silent connection is kept alive; several times per [`REMOTE_IDLE_TIMEOUT`].
pub const REMOTE_KEEP_ALIVE: Duration = Duration::from_secs(1);

/// How long an orderly close waits for what is queued.
pub const REMOTE_FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// Most bytes of an error text, a reason or a name in a frame.
pub const REMOTE_TEXT_BYTES: usize = 4096;

/// Most protocols that a node announces when it connects.
pub const REMOTE_PROTOCOLS: usize = 1024;

/// Most times that a call is passed on between nodes before it is refused: two owners that point at each other must end.
pub const REMOTE_HOPS: u8 = 8;

/// Most gossip messages that wait to be taken; gossip repeats itself, so newer ones are dropped.
pub const REMOTE_GOSSIP_QUEUE: usize = 1024;

/// Most bytes of one gossip message.
pub const REMOTE_GOSSIP_BYTES: usize = 256 * 1024;
