//! One queue of a file: heads and messages in two tables, one transaction for each load and each write.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use ::redb::{Database, ReadableTable, Table, TableDefinition, WriteTransaction};
use xxhash_rust::xxh3::Xxh3;

use crate::base::rng::Rng;
use crate::integration::redb::store::{blocking, failed};
use crate::pattern::delivery::{Batch, DurableQueue, Loaded, QueueError};
use crate::wire::{AlignedBuffer, EncodeError, Wire, fingerprint};

/// By name: log, epoch, next number, fingerprint of the messages.
const HEADS: TableDefinition<'_, &str, (u64, u64, u64, u64)> =
    TableDefinition::new("akt.delivery.1.heads");

/// By name and number: a checksum in 8 bytes, little-endian, and the wire bytes of the message.
const MESSAGES: TableDefinition<'_, (&str, u64), &[u8]> =
    TableDefinition::new("akt.delivery.1.messages");

const SUM_BYTES: usize = 8;

/// A durable queue in a file; made by [`DeliveryStore::queue`](super::DeliveryStore::queue).
pub struct FileQueue<M> {
    pub(super) database: Arc<Database>,
    pub(super) name: Arc<str>,
    pub(super) messages: PhantomData<fn() -> M>,
}

impl<M> fmt::Debug for FileQueue<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileQueue")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl<M: Wire + Sync> DurableQueue<M> for FileQueue<M> {
    async fn load(&mut self, at_least: u64) -> Result<Loaded<M>, QueueError> {
        let (database, name) = (Arc::clone(&self.database), Arc::clone(&self.name));
        blocking(move || load(&database, &name, at_least)).await
    }

    /// Encodes it, once more than storing it does: a message that others cannot read is found before it has a number.
    fn storable(message: &M) -> Result<(), EncodeError> {
        message.encode(&mut AlignedBuffer::new())
    }

    async fn write(&mut self, epoch: u64, batch: &Batch<M>) -> Result<(), QueueError> {
        let (database, name) = (Arc::clone(&self.database), Arc::clone(&self.name));
        let batch = Batch::new(batch.stored.clone(), batch.confirmed.clone());
        blocking(move || write(&database, &name, epoch, &batch)).await
    }
}

type Heads<'a> = Table<'a, &'static str, (u64, u64, u64, u64)>;

fn load<M: Wire + Sync>(
    database: &Database,
    name: &str,
    at_least: u64,
) -> Result<Loaded<M>, QueueError> {
    let transaction = database.begin_write().map_err(failed)?;
    let loaded = {
        let mut heads = transaction.open_table(HEADS).map_err(failed)?;
        let known = head(&heads, name)?;
        let ours = fingerprint::<M>();
        let (log, epoch, next, theirs) =
            known.unwrap_or_else(|| (Rng::from_os().next_u64(), 0, 1, ours));
        let (unconfirmed, unreadable) = messages(&transaction, name, ours, theirs)?;
        let epoch = epoch.saturating_add(1).max(at_least);
        heads
            .insert(name, (log, epoch, next, ours))
            .map_err(failed)?;
        let mut loaded = Loaded::new(log, epoch, next, unconfirmed);
        loaded.unreadable = unreadable;
        loaded
    };
    transaction.commit().map_err(failed)?;
    Ok(loaded)
}

fn head(heads: &Heads<'_>, name: &str) -> Result<Option<(u64, u64, u64, u64)>, QueueError> {
    Ok(heads.get(name).map_err(failed)?.map(|head| head.value()))
}

/// Messages by their numbers, and those that cannot be read.
type Messages<M> = (Vec<(u64, Arc<M>)>, Vec<(u64, Arc<str>)>);

/// The messages of a queue, each checked.
fn messages<M: Wire + Sync>(
    transaction: &WriteTransaction,
    name: &str,
    ours: u64,
    theirs: u64,
) -> Result<Messages<M>, QueueError> {
    let table = transaction.open_table(MESSAGES).map_err(failed)?;
    let (mut found, mut unreadable) = (Vec::new(), Vec::new());
    for entry in table.range((name, 0)..=(name, u64::MAX)).map_err(failed)? {
        let (key, value) = entry.map_err(failed)?;
        let (_, seq) = key.value();
        // Of another type, they cannot be read; and only then does it matter.
        if ours != theirs {
            return Err(QueueError::Incompatible { ours, theirs });
        }
        let bytes = whole(name, seq, value.value())
            .map_err(|why| QueueError::Damaged(Arc::from(format!("message {seq}: {why}"))))?;
        // As it was stored: the file is whole, and the other messages are wanted.
        match M::decode(bytes) {
            Ok(message) => found.push((seq, Arc::new(message))),
            Err(error) => unreadable.push((seq, Arc::from(error.to_string()))),
        }
    }
    Ok((found, unreadable))
}

fn write<M: Wire + Sync>(
    database: &Database,
    name: &str,
    epoch: u64,
    batch: &Batch<M>,
) -> Result<(), QueueError> {
    let transaction = database.begin_write().map_err(failed)?;
    {
        let mut heads = transaction.open_table(HEADS).map_err(failed)?;
        let Some((log, by, mut next, kind)) = head(&heads, name)? else {
            let text = "it has no head: it was not loaded before it was written to";
            return Err(QueueError::Damaged(Arc::from(text)));
        };
        if by != epoch {
            return Err(QueueError::Fenced { by });
        }
        let mut table = transaction.open_table(MESSAGES).map_err(failed)?;
        let mut bytes = AlignedBuffer::new();
        for (seq, message) in &batch.stored {
            // A number that was stored before keeps its first message.
            if *seq < next {
                continue;
            }
            bytes.clear();
            message.encode(&mut bytes)?;
            let mut value = sum(name, *seq, bytes.as_slice()).to_le_bytes().to_vec();
            value.extend_from_slice(bytes.as_slice());
            table
                .insert((name, *seq), value.as_slice())
                .map_err(failed)?;
            next = seq.saturating_add(1);
        }
        for seq in &batch.confirmed {
            table.remove((name, *seq)).map_err(failed)?;
        }
        heads
            .insert(name, (log, epoch, next, kind))
            .map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

/// The bytes of a message, if they are those that were stored.
fn whole<'a>(name: &str, seq: u64, stored: &'a [u8]) -> Result<&'a [u8], &'static str> {
    let (known, bytes) = stored
        .split_first_chunk::<SUM_BYTES>()
        .ok_or("it is shorter than its checksum")?;
    if u64::from_le_bytes(*known) != sum(name, seq, bytes) {
        return Err("its checksum is wrong");
    }
    Ok(bytes)
}

/// Over the place as well: bytes of one message must not pass for another.
pub(super) fn sum(name: &str, seq: u64, bytes: &[u8]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(name.as_bytes());
    hash.update(&seq.to_le_bytes());
    hash.update(bytes);
    hash.digest()
}
