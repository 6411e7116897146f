//! Where this node and its peers disagree about protocols: who is told what, and what is said about it.

use std::sync::Arc;

use crate::actor::{MethodInfo, WireProtocol};
use crate::remote::LookupError;
use crate::remote::core::Core;
use crate::remote::peer::Peer;
use crate::remote::proto::handshake::Hello;
use crate::remote::proto::protocols::{Difference, Found, Theirs, fingerprint};
use crate::remote::protocols::{fingerprint_of, wire_method};
use crate::wire::stable_id;

impl Core {
    /// How this node introduces itself now.
    pub(super) fn hello(&self) -> Hello {
        Hello {
            protocols: self.protocols.served(),
            ..self.hello.clone()
        }
    }

    /// This node serves a protocol: tells the peers that are connected, once.
    pub(crate) fn serve(&self, name: &'static str, methods: impl FnOnce() -> Vec<MethodInfo>) {
        if !self.protocols.serve(name, methods) {
            return;
        }
        let served = self.protocols.served();
        for peer in self.all_peers() {
            peer.announce(&served);
            self.heard(&peer, |_| ());
        }
    }

    /// Takes what a peer says about its protocols, and says where it differs from this node.
    pub(crate) fn heard(&self, peer: &Peer, news: impl FnOnce(&mut Theirs)) {
        let differing = {
            let mut theirs = peer.theirs();
            news(&mut theirs);
            theirs.differing(|id| self.protocols.fingerprint(id))
        };
        for Difference { id, ours, theirs } in differing {
            self.stats.protocol_differs();
            tracing::warn!(
                peer = %peer.addr,
                protocol = self.protocols.name(id),
                ours = format_args!("{ours:016x}"),
                theirs = format_args!("{theirs:016x}"),
                "a node runs another version of a protocol; calls whose types differ will be refused"
            );
        }
    }

    /// Whether an actor that was found can be called as `P`: at least one method has to agree.
    pub(crate) fn compatible<P: WireProtocol>(
        &self,
        peer: &Arc<Peer>,
        found: &Found,
    ) -> Result<(), LookupError> {
        if found.protocol != P::NAME {
            return Err(LookupError::WrongProtocol {
                found: found.protocol.clone(),
                wanted: P::NAME.to_owned(),
            });
        }
        let methods = P::methods();
        let ours = fingerprint_of(&methods);
        self.protocols.know(P::NAME, ours);
        let differing: Vec<&str> = methods
            .iter()
            .filter(|method| !found.methods.contains(&wire_method(method)))
            .map(|method| method.name)
            .collect();
        if differing.is_empty() {
            return Ok(());
        }
        let theirs = fingerprint(found.methods.iter().copied());
        if differing.len() == methods.len() {
            return Err(LookupError::Incompatible {
                protocol: P::NAME.to_owned(),
                ours,
                theirs,
            });
        }
        if peer.theirs().warns(stable_id(P::NAME), theirs) {
            tracing::warn!(
                peer = %peer.addr,
                protocol = P::NAME,
                methods = ?differing,
                "a node runs another version of an actor; calls of these methods will be refused"
            );
        }
        Ok(())
    }
}
