//! The protocols that this node knows: those that it serves, which its peers are told, and those that it has looked up.

use std::collections::BTreeMap;

use parking_lot::RwLock;

use crate::actor::MethodInfo;
use crate::base::limits;
use crate::remote::proto::protocols::{Announced, Method, fingerprint};
use crate::wire::stable_id;

#[derive(Debug, Clone, Copy)]
struct Known {
    name: &'static str,
    fingerprint: u64,
    served: bool,
}

/// What this node knows. It only grows, and a protocol keeps the version that it was known in first.
#[derive(Debug, Default)]
pub(crate) struct Protocols {
    known: RwLock<BTreeMap<u64, Known>>,
}

impl Protocols {
    /// The node serves a protocol: true when that is news for its peers.
    pub(crate) fn serve(
        &self,
        name: &'static str,
        methods: impl FnOnce() -> Vec<MethodInfo>,
    ) -> bool {
        let id = stable_id(name);
        if self.known.read().get(&id).is_some_and(|known| known.served) {
            return false;
        }
        // The description of types runs code of users: not under the lock.
        let fingerprint = fingerprint_of(&methods());
        let mut known = self.known.write();
        let told = known.values().filter(|known| known.served).count();
        let entry = known.entry(id).or_insert(Known {
            name,
            fingerprint,
            served: false,
        });
        // What is served counts, also when the node looked up another version of it before.
        let news = !entry.served && told < limits::REMOTE_PROTOCOLS;
        (entry.fingerprint, entry.served) = (fingerprint, entry.served || news);
        news
    }

    /// The node calls actors of a protocol.
    pub(crate) fn know(&self, name: &'static str, fingerprint: u64) {
        self.known.write().entry(stable_id(name)).or_insert(Known {
            name,
            fingerprint,
            served: false,
        });
    }

    /// What peers are told.
    pub(crate) fn served(&self) -> Vec<Announced> {
        let known = self.known.read();
        let served = known.iter().filter(|(_, known)| known.served);
        served.map(|(id, known)| (*id, known.fingerprint)).collect()
    }

    /// This node's version of a protocol, if it knows it.
    pub(crate) fn fingerprint(&self, id: u64) -> Option<u64> {
        self.known.read().get(&id).map(|known| known.fingerprint)
    }

    pub(crate) fn name(&self, id: u64) -> &'static str {
        self.known.read().get(&id).map_or("", |known| known.name)
    }
}

/// A method as it is on the wire.
pub(crate) fn wire_method(method: &MethodInfo) -> Method {
    (method.id.0, method.fingerprint)
}

pub(crate) fn fingerprint_of(methods: &[MethodInfo]) -> u64 {
    fingerprint(methods.iter().map(wire_method))
}
