//! Durable queues of [reliable delivery](crate::pattern::delivery) in one file, by the embedded database redb.
//!
//! Nothing else is to be installed. A write is one transaction that is on disk when it returns; while it runs, what comes
//! gathers for the next one. All reads and writes are done on the runtime's threads for blocking work, never on a worker;
//! only closing the file, when the last handle of it is dropped, happens where that is done.
//!
//! # What is safe
//!
//! - A crash of the process or the machine at any moment leaves the file as after its last write. The next opening
//!   repairs what has to be repaired.
//! - Every message has a checksum of its own, over its queue, its number and its bytes. A file that is damaged, cut off or
//!   no store at all gives [`QueueError::Damaged`](crate::pattern::delivery::QueueError::Damaged), never a panic and never
//!   another message.
//! - A message that can be encoded and not be read, as one that nests too deeply, is given back to its sender. One that is
//!   stored already is left out of the delivery, is logged, and stays in the file.
//! - A file is open once at a time; another opening gets [`QueueError::InUse`](crate::pattern::delivery::QueueError::InUse).
//! - Messages are stored as their wire bytes with the fingerprint of their type. A program with another version of the type
//!   gets [`QueueError::Incompatible`](crate::pattern::delivery::QueueError::Incompatible) as long as messages of the old
//!   one are left.
//!
//! A file of length zero counts as new. Where the newest write alone is damaged, the file may open as it was before that
//! write: a consumer that has confirmed more than the queue knows then ends the delivery with
//! [`DeliveryFault::QueueBehind`](crate::pattern::delivery::DeliveryFault::QueueBehind).

mod queue;
mod store;

pub use queue::FileQueue;
pub use store::DeliveryStore;

#[cfg(test)]
mod tests;
