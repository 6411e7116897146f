//! Who is there, and whether the two nodes can talk. The one who dials says hello; the other one welcomes or refuses it;
//! the one who dialled confirms. Only then is the connection used, which is what makes simultaneous dials safe: see `link`.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::{
    base::limits,
    remote::{
        NodeId,
        proto::protocols::{self, Announced},
    },
    wire::{AlignedBuffer, Wire},
};

/// Oldest and newest version of this protocol that this build speaks.
pub(crate) const VERSIONS: (u16, u16) = (1, 1);
/// Optional abilities of this build, one bit each. None are defined yet; unknown bits of a peer are ignored.
pub(crate) const FEATURES: u64 = 0;

/// Why a node refuses another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalReason {
    /// The ranges of protocol versions do not meet: one of the nodes is too old.
    Version,
    /// The nodes belong to different clusters.
    Cluster,
    /// The nodes were built with different rkyv format features.
    Format,
    /// Both nodes dialled at once, and the other connection is used. Nothing is lost.
    Duplicate,
    /// The node runs no more: a later run at its address is known. Which one is later says the clock at their starts, so a
    /// node whose clock was set back meets this too.
    OldIncarnation,
    /// The node dialled its own address.
    SelfConnect,
    /// The node is shutting down.
    ShuttingDown,
    /// The greeting could not be read.
    Malformed,
    /// The certificate of the node is not trusted.
    Identity,
}

impl RefusalReason {
    const ALL: [(u32, Self); 9] = [
        (1, Self::Version),
        (2, Self::Cluster),
        (3, Self::Format),
        (4, Self::Duplicate),
        (5, Self::OldIncarnation),
        (6, Self::SelfConnect),
        (7, Self::ShuttingDown),
        (8, Self::Malformed),
        (9, Self::Identity),
    ];

    pub(crate) fn code(self) -> u32 {
        Self::ALL
            .iter()
            .find(|(_, reason)| *reason == self)
            .map_or(0, |(code, _)| *code)
    }

    /// A reason of a later release reads as `Malformed`; its text is kept.
    pub(crate) fn from_code(code: u32) -> Self {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == code)
            .map_or(Self::Malformed, |(_, reason)| *reason)
    }
}

/// A refusal with the text that says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: RefusalReason,
    pub(crate) text: String,
}

impl Refusal {
    pub(crate) fn new(reason: RefusalReason, text: impl Into<String>) -> Self {
        Self {
            reason,
            text: text.into(),
        }
    }
}

/// How a node introduces itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hello {
    pub(crate) versions: (u16, u16),
    pub(crate) features: u64,
    /// See [`format_id`].
    pub(crate) format: u64,
    pub(crate) node: NodeId,
    pub(crate) cluster: String,
    /// Protocols that the node serves.
    pub(crate) protocols: Vec<Announced>,
}

/// A number that is equal on two nodes when rkyv writes the same bytes on both: the hash of a sample.
pub(crate) fn format_id() -> u64 {
    let mut out = AlignedBuffer::new();
    let sample = (
        1_u8,
        2_u32,
        3_u64,
        4_u128,
        "a text that is too long to be stored in place".to_string(),
        vec![5_u16, 6],
    );
    if sample.encode(&mut out).is_err() {
        return 0;
    }
    xxhash_rust::const_xxh3::xxh3_64(out.as_slice())
}

impl Hello {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        out.extend_from_slice(&self.versions.0.to_le_bytes());
        out.extend_from_slice(&self.versions.1.to_le_bytes());
        out.extend_from_slice(&self.features.to_le_bytes());
        out.extend_from_slice(&self.format.to_le_bytes());
        match self.node.addr.ip() {
            IpAddr::V4(ip) => {
                out.push(4);
                out.extend_from_slice(&ip.octets());
            }
            IpAddr::V6(ip) => {
                out.push(6);
                out.extend_from_slice(&ip.octets());
            }
        }
        out.extend_from_slice(&self.node.addr.port().to_le_bytes());
        out.extend_from_slice(&self.node.incarnation.to_le_bytes());
        let cluster = self.cluster.as_bytes();
        let cluster = cluster.get(..limits::REMOTE_TEXT_BYTES).unwrap_or(cluster);
        out.extend_from_slice(
            &u16::try_from(cluster.len())
                .unwrap_or_default()
                .to_le_bytes(),
        );
        out.extend_from_slice(cluster);
        protocols::encode(&self.protocols, &mut out);
        out
    }

    /// Reads a hello. Bytes behind it are left alone: a later release may say more.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut input = Input::new(bytes);
        let versions = (input.u16()?, input.u16()?);
        let features = input.u64()?;
        let format = input.u64()?;
        let ip = match input.array::<1>()? {
            [4] => IpAddr::V4(Ipv4Addr::from(input.array::<4>()?)),
            [6] => IpAddr::V6(Ipv6Addr::from(input.array::<16>()?)),
            _ => return None,
        };
        let addr = SocketAddr::new(ip, input.u16()?);
        let node = NodeId {
            addr,
            incarnation: input.u64()?,
        };
        let len = usize::from(input.u16()?);
        if len > limits::REMOTE_TEXT_BYTES {
            return None;
        }
        let cluster = core::str::from_utf8(input.bytes(len)?).ok()?.to_owned();
        let protocols = protocols::read(&mut input)?;
        Some(Self {
            versions,
            features,
            format,
            node,
            cluster,
            protocols,
        })
    }

    /// Whether we can talk to `theirs`. What depends on the connections at hand is decided in `link`.
    pub(crate) fn judge(&self, theirs: &Self) -> Result<(), Refusal> {
        let (ours, other) = (self.versions, theirs.versions);
        if ours.1 < other.0 || other.1 < ours.0 {
            let text = format!(
                "protocol versions do not meet: this node speaks {}..={}, the other one {}..={}; upgrade the older one",
                ours.0, ours.1, other.0, other.1
            );
            return Err(Refusal::new(RefusalReason::Version, text));
        }
        if self.cluster != theirs.cluster {
            let text = format!(
                "this node belongs to the cluster `{}`, the other one to `{}`; give both the same cluster_id",
                self.cluster, theirs.cluster
            );
            return Err(Refusal::new(RefusalReason::Cluster, text));
        }
        if self.format != theirs.format {
            let text = "the nodes were built with different format features of rkyv; build both with the same ones";
            return Err(Refusal::new(RefusalReason::Format, text));
        }
        if self.node.addr == theirs.node.addr {
            let text = format!(
                "{} is this node's own address; advertise a different one on each node",
                self.node.addr
            );
            return Err(Refusal::new(RefusalReason::SelfConnect, text));
        }
        Ok(())
    }
}

/// Bytes that are read from front to back.
pub(super) struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    pub(super) fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(head)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}
