//! What nodes tell each other about the protocols that they serve, and where two nodes disagree. The fingerprint of each
//! call guards the call itself; this is for telling people early, and for refusing a lookup that could not be used.

use std::collections::HashMap;

use crate::{base::limits, remote::proto::handshake::Input};

/// The stable id of a protocol's name, and the fingerprint over all its methods.
pub(crate) type Announced = (u64, u64);

/// The id of a method and the fingerprint of its types.
pub(crate) type Method = (u32, u32);

/// The fingerprint over all methods of a protocol, whatever their order.
pub(crate) fn fingerprint(methods: impl IntoIterator<Item = Method>) -> u64 {
    methods.into_iter().fold(0, |sum, (id, types)| {
        let both = (u64::from(id) << 32) | u64::from(types);
        // A sum of hashes: the same for every order, and no two changes are likely to cancel.
        sum.wrapping_add(xxhash_rust::const_xxh3::xxh3_64(&both.to_le_bytes()))
    })
}

/// Appends a list; what is beyond [`limits::REMOTE_PROTOCOLS`] is left out.
pub(crate) fn encode(protocols: &[Announced], out: &mut Vec<u8>) {
    let protocols = protocols
        .get(..limits::REMOTE_PROTOCOLS)
        .unwrap_or(protocols);
    put_count(protocols.len(), out);
    for (id, fingerprint) in protocols {
        out.extend_from_slice(&id.to_le_bytes());
        out.extend_from_slice(&fingerprint.to_le_bytes());
    }
}

/// Reads the body of a `Protocols` frame. Bytes behind the list are left alone.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<Announced>> {
    read(&mut Input::new(bytes))
}

pub(super) fn read(input: &mut Input<'_>) -> Option<Vec<Announced>> {
    let count = usize::from(input.u16()?);
    if count > limits::REMOTE_PROTOCOLS {
        return None;
    }
    (0..count)
        .map(|_| Some((input.u64()?, input.u64()?)))
        .collect()
}

fn put_count(count: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u16::try_from(count).unwrap_or_default().to_le_bytes());
}

/// The answer to a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The stable name of the actor's protocol.
    pub(crate) protocol: String,
    pub(crate) methods: Vec<Method>,
    pub(crate) path: String,
}

impl Found {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        let name = self.protocol.as_bytes();
        let name = name.get(..limits::REMOTE_TEXT_BYTES).unwrap_or(name);
        put_count(name.len(), &mut out);
        out.extend_from_slice(name);
        let methods = self
            .methods
            .get(..limits::REMOTE_METHODS)
            .unwrap_or(&self.methods);
        put_count(methods.len(), &mut out);
        for (id, fingerprint) in methods {
            out.extend_from_slice(&id.to_le_bytes());
            out.extend_from_slice(&fingerprint.to_le_bytes());
        }
        // Last, so that a path beyond what a frame holds is cut and nothing else.
        out.extend_from_slice(self.path.as_bytes());
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut input = Input::new(bytes);
        let len = usize::from(input.u16()?);
        if len > limits::REMOTE_TEXT_BYTES {
            return None;
        }
        let protocol = core::str::from_utf8(input.bytes(len)?).ok()?.to_owned();
        let count = usize::from(input.u16()?);
        if count > limits::REMOTE_METHODS {
            return None;
        }
        let methods = (0..count)
            .map(|_| Some((input.u32()?, input.u32()?)))
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            protocol,
            methods,
            path: String::from_utf8_lossy(input.rest()).into_owned(),
        })
    }
}

/// A protocol that two nodes know in different versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) id: u64,
    pub(crate) ours: u64,
    pub(crate) theirs: u64,
}

/// The protocols that a peer serves, and what was said about them already.
#[derive(Debug, Default)]
pub(crate) struct Theirs {
    served: HashMap<u64, u64>,
    /// By protocol, so that what a peer sends cannot make it grow beyond what this node knows.
    reported: HashMap<u64, Difference>,
    /// Protocols whose lookups were warned about.
    warned: HashMap<u64, u64>,
}

impl Theirs {
    /// Another connection: what the peer said on an earlier one is forgotten, since it may be another run.
    pub(crate) fn greeted(&mut self, protocols: Vec<Announced>) {
        self.served = protocols.into_iter().collect();
    }

    /// The peer serves more. A run of a node serves each protocol in one version, so what was said first stays; a frame
    /// that waited for a connection may say less than the greeting, so nothing is removed.
    pub(crate) fn announced(&mut self, protocols: Vec<Announced>) {
        for (id, fingerprint) in protocols {
            if self.served.len() >= limits::REMOTE_PROTOCOLS {
                return;
            }
            self.served.entry(id).or_insert(fingerprint);
        }
    }

    /// What differs from what `ours` says about a protocol, and was not said before.
    pub(crate) fn differing(&mut self, ours: impl Fn(u64) -> Option<u64>) -> Vec<Difference> {
        let mut fresh = Vec::new();
        for (&id, &theirs) in &self.served {
            let Some(ours) = ours(id).filter(|ours| *ours != theirs) else {
                continue;
            };
            let difference = Difference { id, ours, theirs };
            if self.reported.insert(id, difference) != Some(difference) {
                fresh.push(difference);
            }
        }
        fresh
    }

    /// How many protocols the peer serves, as far as it said.
    #[cfg(test)]
    pub(super) fn served(&self) -> usize {
        self.served.len()
    }

    /// Whether a lookup that found this version of a protocol is to be warned about: once for each version.
    pub(crate) fn warns(&mut self, id: u64, fingerprint: u64) -> bool {
        self.warned.insert(id, fingerprint) != Some(fingerprint)
    }
}
