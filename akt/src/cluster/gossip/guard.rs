//! What a message of gossip may cost, and do, checked before chitchat reads it.
//!
//! chitchat trusts its peers: it unpacks whatever they compressed, keeps every node that they make up, and panics on
//! deltas that it would not write itself. So this file reads a message first, by chitchat's format:
//!
//! ```text
//! message = magic u16, version 0, type ∙ Syn: digest, cluster id ∙ SynAck: digest, delta ∙ Ack: delta ∙ BadCluster: –
//! digest  = count u16, count × (node, heartbeat u64, last_gc u64, max_version u64)
//! node    = name, generation u64, address          name, key, value, cluster id = length u16, UTF-8
//! delta   = blocks (type u8: 1 zstd, 2 plain, each length u16, bytes), type 0 ∙ unpacked: operations
//! operation = 0, node, last_gc u64, from u64 ∙ 1, key, value, version u64, status u8 ∙ 2, max_version u64
//! ```
//!
//! It refuses what is malformed, what would unpack to too much (told by the headers, before anything is unpacked),
//! and what makes chitchat panic. Nodes beyond what a digest may hold are cut out of it, and a whole delta when all
//! nodes together say too much; the rest of the message counts, so that a cluster at its limit goes on as it is.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use chitchat::{ChitchatId, Deserializable, NodeState, Serializable};
use parking_lot::Mutex;
use thiserror::Error;
use zstd::bulk::Decompressor;
use zstd::zstd_safe;

use crate::base::limits;

/// Magic number and version.
const PREFIX: [u8; 3] = [83, 176, 0];
const SYN: u8 = 0;
const SYN_ACK: u8 = 1;
const ACK: u8 = 2;
const BAD_CLUSTER: u8 = 3;

const BLOCK_END: u8 = 0;
const BLOCK_ZSTD: u8 = 1;
const BLOCK_PLAIN: u8 = 2;
/// What one block unpacks to at most: the buffer that chitchat gives its decoder.
const BLOCK_BYTES: usize = u16::MAX as usize;

const OP_NODE: u8 = 0;
const OP_KEY_VALUE: u8 = 1;
const OP_MAX_VERSION: u8 = 2;
const STATUS_LAST: u8 = 2;

/// Heartbeat and two versions, behind each node of a digest.
const DIGEST_VERSIONS_BYTES: usize = 24;

/// Versions count changes; one that is larger was made up, and would leave no room for counting on.
const VERSION_MAX: u64 = u64::MAX / 2;

/// Why a message of gossip is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Refused {
    /// It is not what chitchat writes.
    #[error("it is no gossip of this version")]
    Malformed,
    /// It would unpack to this much, by what its headers say.
    #[error("it would unpack to {0} bytes")]
    TooLarge(usize),
    /// Its versions run backwards or beyond all bounds.
    #[error("its versions are made up")]
    Versions,
    /// It says something of this node, which only this node does.
    #[error("it speaks for this node")]
    Impostor,
}

/// Decides which messages of peers chitchat gets to read.
#[derive(Debug, Default)]
pub(super) struct Guard {
    known: Mutex<Known>,
}

/// What chitchat knows by now, or will when it has read what was let through.
#[derive(Debug, Default)]
struct Known {
    me: Option<ChitchatId>,
    nodes: HashSet<ChitchatId>,
    digest_bytes: usize,
    state_bytes: usize,
    /// Nodes of the message that was let through last: chitchat may not have read it yet.
    latest: Vec<ChitchatId>,
}

/// A node of a digest, and its bytes there.
type Entry<'a> = (ChitchatId, &'a [u8]);

/// What a delta does.
struct Delta {
    nodes: Vec<ChitchatId>,
    unpacked: usize,
}

impl Guard {
    /// Takes note of what chitchat knows.
    pub(super) fn observed(&self, me: &ChitchatId, states: &BTreeMap<ChitchatId, NodeState>) {
        let mut known = self.known.lock();
        let latest = std::mem::take(&mut known.latest);
        *known = Known {
            me: Some(me.clone()),
            digest_bytes: states.keys().map(digest_len).sum(),
            state_bytes: states.values().map(state_len).sum(),
            nodes: states.keys().cloned().collect(),
            latest: Vec::new(),
        };
        for node in &latest {
            known.learn(node);
        }
        known.latest = latest;
    }

    /// The message as chitchat may read it: without what there is no room for.
    pub(super) fn admit<'a>(&self, message: &'a [u8]) -> Result<Cow<'a, [u8]>, Refused> {
        let mut rest = message.strip_prefix(&PREFIX).ok_or(Refused::Malformed)?;
        let kind = take_u8(&mut rest)?;
        let digest = match kind {
            SYN | SYN_ACK => Some(read_digest(&mut rest)?),
            ACK | BAD_CLUSTER => None,
            _ => return Err(Refused::Malformed),
        };
        let mut tail = rest;
        let delta = match kind {
            SYN_ACK | ACK => Some(read_delta(&mut rest)?),
            _ => None,
        };
        let mut known = self.known.lock();
        if let Some(delta) = &delta
            && !known.has_room(delta)?
        {
            tail = &[BLOCK_END];
        }
        known.latest.clear();
        let digest = digest.map(|mut nodes| {
            nodes.retain(|(node, _)| known.learn(node));
            nodes
        });
        Ok(reduced(message, kind, digest.as_deref(), tail))
    }
}

/// The message with this digest and this tail; they are parts of it, or less.
fn reduced<'a>(
    message: &'a [u8],
    kind: u8,
    digest: Option<&[Entry<'_>]>,
    tail: &[u8],
) -> Cow<'a, [u8]> {
    let mut parts = PREFIX.to_vec();
    parts.push(kind);
    if let Some(digest) = digest {
        let count = u16::try_from(digest.len()).unwrap_or(u16::MAX);
        parts.extend(count.to_le_bytes());
        parts.extend(digest.iter().flat_map(|(_, bytes)| *bytes));
    }
    parts.extend(tail);
    if parts.len() == message.len() {
        Cow::Borrowed(message)
    } else {
        Cow::Owned(parts)
    }
}

impl Known {
    /// Whether the node is known, now that there may be room for it.
    fn learn(&mut self, node: &ChitchatId) -> bool {
        if self.nodes.contains(node) {
            return true;
        }
        let bytes = self.digest_bytes + digest_len(node);
        if bytes > limits::GOSSIP_DIGEST_BYTES {
            return false;
        }
        self.digest_bytes = bytes;
        self.nodes.insert(node.clone());
        self.latest.push(node.clone());
        true
    }

    /// Whether what a delta says can be kept as well.
    fn has_room(&mut self, delta: &Delta) -> Result<bool, Refused> {
        if delta
            .nodes
            .iter()
            .any(|node| Some(node) == self.me.as_ref())
        {
            return Err(Refused::Impostor);
        }
        // Most of it replaces what was there; the next observation sets the sum right.
        let bytes = self.state_bytes.saturating_add(delta.unpacked);
        let room = bytes <= limits::GOSSIP_STATE_BYTES;
        if room {
            self.state_bytes = bytes;
        }
        Ok(room)
    }
}

fn digest_len(node: &ChitchatId) -> usize {
    node.serialized_len() + DIGEST_VERSIONS_BYTES
}

fn state_len(state: &NodeState) -> usize {
    state
        .key_values_including_deleted()
        .map(|(key, value)| key.len() + value.value.len())
        .sum()
}

fn read_digest<'a>(rest: &mut &'a [u8]) -> Result<Vec<Entry<'a>>, Refused> {
    let mut nodes = Vec::new();
    for _ in 0..take_u16(rest)? {
        let entry = *rest;
        let node = take_node(rest)?;
        take(rest, DIGEST_VERSIONS_BYTES)?;
        let entry = entry.get(..entry.len() - rest.len()).unwrap_or_default();
        nodes.push((node, entry));
    }
    Ok(nodes)
}

/// Reads a delta, but only when the headers of its blocks promise that it is small enough.
fn read_delta(rest: &mut &[u8]) -> Result<Delta, Refused> {
    let blocks = read_blocks(rest)?;
    let claimed = blocks.iter().map(claimed_len).sum();
    if claimed > limits::GOSSIP_UNPACKED_BYTES {
        return Err(Refused::TooLarge(claimed));
    }
    let unpacked = unpack(&blocks)?;
    let nodes = read_operations(&unpacked)?;
    Ok(Delta {
        nodes,
        unpacked: unpacked.len(),
    })
}

/// A block and whether it is compressed.
type Block<'a> = (&'a [u8], bool);

fn read_blocks<'a>(rest: &mut &'a [u8]) -> Result<Vec<Block<'a>>, Refused> {
    let mut blocks = Vec::new();
    loop {
        let compressed = match take_u8(rest)? {
            BLOCK_END => return Ok(blocks),
            BLOCK_ZSTD => true,
            BLOCK_PLAIN => false,
            _ => return Err(Refused::Malformed),
        };
        let len = usize::from(take_u16(rest)?);
        blocks.push((take(rest, len)?, compressed));
    }
}

/// What a block unpacks to at most. A single frame that says its size is held to it by zstd; anything else may fill
/// the decoder's buffer.
fn claimed_len(&(bytes, compressed): &Block<'_>) -> usize {
    if !compressed {
        return bytes.len();
    }
    if zstd_safe::find_frame_compressed_size(bytes) != Ok(bytes.len()) {
        return BLOCK_BYTES;
    }
    match zstd_safe::get_frame_content_size(bytes) {
        Ok(Some(len)) => usize::try_from(len).unwrap_or(BLOCK_BYTES).min(BLOCK_BYTES),
        Ok(None) | Err(_) => BLOCK_BYTES,
    }
}

fn unpack(blocks: &[Block<'_>]) -> Result<Vec<u8>, Refused> {
    let mut unpacked = Vec::new();
    let mut decoder = None;
    let mut buffer = Vec::new();
    for &(bytes, compressed) in blocks {
        if !compressed {
            unpacked.extend_from_slice(bytes);
            continue;
        }
        if decoder.is_none() {
            decoder = Some(Decompressor::new().map_err(|_| Refused::Malformed)?);
            buffer.resize(BLOCK_BYTES, 0);
        }
        let len = decoder
            .as_mut()
            .and_then(|decoder| decoder.decompress_to_buffer(bytes, &mut buffer[..]).ok())
            .ok_or(Refused::Malformed)?;
        unpacked.extend_from_slice(buffer.get(..len).unwrap_or_default());
    }
    Ok(unpacked)
}

/// The nodes that a delta speaks of. Refuses versions that chitchat would panic on when it applies them.
fn read_operations(mut rest: &[u8]) -> Result<Vec<ChitchatId>, Refused> {
    let mut nodes = Vec::new();
    let mut max_version = 0;
    while !rest.is_empty() {
        match take_u8(&mut rest)? {
            OP_NODE => {
                nodes.push(take_node(&mut rest)?);
                take(&mut rest, 2 * size_of::<u64>())?;
                max_version = 0;
            }
            OP_KEY_VALUE => {
                take_text(&mut rest)?;
                take_text(&mut rest)?;
                let version = take_u64(&mut rest)?;
                if version <= max_version || version > VERSION_MAX {
                    return Err(Refused::Versions);
                }
                max_version = version;
                if take_u8(&mut rest)? > STATUS_LAST {
                    return Err(Refused::Malformed);
                }
            }
            OP_MAX_VERSION => {
                let version = take_u64(&mut rest)?;
                if version < max_version || version > VERSION_MAX {
                    return Err(Refused::Versions);
                }
                max_version = version;
            }
            _ => return Err(Refused::Malformed),
        }
    }
    Ok(nodes)
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], Refused> {
    let (taken, left) = rest.split_at_checked(len).ok_or(Refused::Malformed)?;
    *rest = left;
    Ok(taken)
}

fn take_array<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Refused> {
    let (taken, left) = rest.split_first_chunk().ok_or(Refused::Malformed)?;
    *rest = left;
    Ok(*taken)
}

fn take_u8(rest: &mut &[u8]) -> Result<u8, Refused> {
    take_array(rest).map(u8::from_le_bytes)
}

fn take_u16(rest: &mut &[u8]) -> Result<u16, Refused> {
    take_array(rest).map(u16::from_le_bytes)
}

fn take_u64(rest: &mut &[u8]) -> Result<u64, Refused> {
    take_array(rest).map(u64::from_le_bytes)
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Refused> {
    let len = usize::from(take_u16(rest)?);
    take(rest, len)
}

fn take_node(rest: &mut &[u8]) -> Result<ChitchatId, Refused> {
    ChitchatId::deserialize(rest).map_err(|_| Refused::Malformed)
}
