//! What a frame of a peer does. Nothing here may panic or wait, whatever the peer sends.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::actor::{
    AnyRef, AskFault, DeadLetterReason, InboundCall, ReplySink, SendFault, StopKind,
};
use crate::base::time::now;
use crate::remote::NodeId;
use crate::remote::core::Core;
use crate::remote::fault::{fault_frame, fault_of};
use crate::remote::outbound::PeerSink;
use crate::remote::peer::{Peer, Waiting};
use crate::remote::proto::frame::{Frame, Header, Kind, frame};
use crate::remote::proto::protocols::{self, Found};
use crate::remote::protocols::wire_method;
use crate::wire::{AlignedBuffer, MethodId};

/// Actors that one stream remembers; a stream that talks to more asks the table of the node again.
const REMEMBERED_ACTORS: usize = 1024;

/// Handles the frames of one stream.
pub(crate) struct Inbound {
    core: Arc<Core>,
    peer: Arc<Peer>,
    from: NodeId,
    actors: HashMap<u64, AnyRef>,
    /// The last one: messages come in bursts for one actor.
    last: Option<(u64, AnyRef)>,
}

impl Inbound {
    pub(crate) fn new(core: Arc<Core>, peer: Arc<Peer>, from: NodeId) -> Self {
        Self {
            core,
            peer,
            from,
            actors: HashMap::new(),
            last: None,
        }
    }

    /// Handles a frame. An error is the text of a violation: the connection is of no use any more.
    pub(crate) fn frame(&mut self, frame: Frame) -> Result<(), String> {
        match frame.header.kind {
            Kind::Call => self.call(frame),
            Kind::GrainCall => self.grain_call(frame),
            Kind::Reply | Kind::Fault | Kind::Found | Kind::Pong => self.answer(frame),
            Kind::Lookup => self.lookup(&frame),
            Kind::Stop => self.stop(&frame.header),
            Kind::Ping => self.control(&frame.header, Kind::Pong, 0, &[]),
            Kind::Gossip => self
                .core
                .gossip_arrived(self.from.addr, Bytes::copy_from_slice(frame.body())),
            Kind::Goodbye => {
                tracing::debug!(peer = %self.from, why = %frame.text(), "a peer says goodbye")
            }
            Kind::Protocols => match protocols::decode(frame.body()) {
                Some(list) => self.core.heard(&self.peer, |theirs| theirs.announced(list)),
                None => return Err("a list of protocols that cannot be read".to_owned()),
            },
            Kind::Hello | Kind::Welcome | Kind::Refuse | Kind::Confirm => {
                return Err(format!(
                    "a {:?} frame after the greeting",
                    frame.header.kind
                ));
            }
        }
        Ok(())
    }

    /// Handles a frame that is larger than this node takes.
    pub(crate) fn oversized(&self, header: &Header) {
        let fault = SendFault::TooLarge {
            bytes: header.body_bytes(),
            limit: self.core.options.message_bytes,
        };
        if header.kind == Kind::Reply {
            if header.incarnation == self.core.id.incarnation
                && let Some(Waiting::Reply(reply)) = self.peer.answered(header.correlation)
            {
                reply.complete(Err(fault.into()));
            }
        } else if let Some(sink) = self.sink(header, header.target) {
            sink.fault(fault.into());
        } else {
            self.core
                .messages_lost(self.from.addr, 1, DeadLetterReason::Refused);
        }
    }

    fn sink(&self, header: &Header, lane_key: u64) -> Option<Box<dyn ReplySink>> {
        if header.correlation == 0 {
            return None;
        }
        let peer = Arc::clone(&self.peer);
        Some(Box::new(PeerSink {
            peer,
            from: self.from,
            correlation: header.correlation,
            lane_key,
        }))
    }

    fn inbound_call(&self, frame: Frame) -> InboundCall {
        let header = frame.header;
        let asked = header.correlation != 0 && header.timeout_ms != 0;
        let waits = Duration::from_millis(u64::from(header.timeout_ms));
        InboundCall {
            method: MethodId(header.method),
            fingerprint: header.fingerprint,
            body: frame.into_body(),
            hops: header.hops,
            sink: self.sink(&header, header.target),
            deadline: asked.then(|| now() + waits),
        }
    }

    fn call(&mut self, frame: Frame) {
        let header = frame.header;
        let call = self.inbound_call(frame);
        let Some(actor) = self.actor(&header) else {
            return self.undelivered(call, SendFault::NoSuchActor);
        };
        if let Err((fault, call)) = actor.deliver_inbound(call) {
            if fault == SendFault::Stopped {
                self.last = None;
                self.actors.remove(&header.target);
                self.core.forget_export(header.target);
            }
            self.undelivered(call, fault);
        }
    }

    /// The actor that a frame is for, if it was handed out by this run of this node and still lives.
    fn actor(&mut self, header: &Header) -> Option<&AnyRef> {
        if header.incarnation != self.core.id.incarnation {
            return None;
        }
        if self
            .last
            .as_ref()
            .is_none_or(|(uid, _)| *uid != header.target)
        {
            let known = self.actors.get(&header.target).cloned();
            let actor = known.or_else(|| self.remember(header.target))?;
            self.last = Some((header.target, actor));
        }
        self.last.as_ref().map(|(_, actor)| actor)
    }

    fn remember(&mut self, uid: u64) -> Option<AnyRef> {
        let actor = self.core.export(uid)?;
        if self.actors.len() >= REMEMBERED_ACTORS {
            self.actors.clear();
        }
        self.actors.insert(uid, actor.clone());
        Some(actor)
    }

    fn undelivered(&self, call: InboundCall, fault: SendFault) {
        if call.sink.is_some() {
            call.refuse(fault.into());
        } else {
            self.core
                .messages_lost(self.from.addr, 1, DeadLetterReason::Refused);
        }
    }

    fn grain_call(&self, frame: Frame) {
        let header = frame.header;
        let Some(grains) = self.core.grain_handler() else {
            return self.undelivered(self.inbound_call(frame), SendFault::NoGrains);
        };
        let key = frame.clone();
        grains.call(
            self.from,
            header.target,
            key.key(),
            self.inbound_call(frame),
        );
    }

    fn stop(&mut self, header: &Header) {
        let how = match header.code {
            2 => StopKind::Drain,
            3 => StopKind::Kill,
            _ => StopKind::Stop,
        };
        if let Some(actor) = self.actor(header) {
            actor.stop(how);
        }
    }

    fn answer(&self, frame: Frame) {
        let header = &frame.header;
        // An answer to an ask of an earlier run of this node.
        if header.incarnation != self.core.id.incarnation {
            return;
        }
        match self.peer.answered(header.correlation) {
            Some(Waiting::Reply(reply)) => {
                // Decoding runs hand-written code of users where they wrote some.
                let completed = catch_unwind(AssertUnwindSafe(|| match header.kind {
                    Kind::Reply => reply.complete(Ok(frame.body())),
                    _ => reply.complete(Err(fault_of(&frame))),
                }));
                if completed.is_err() {
                    tracing::error!(peer = %self.from, "decoding an answer panicked");
                }
            }
            // Whoever asked may have given up.
            Some(Waiting::Control(sender)) => drop(sender.send(Ok((self.from, frame)))),
            None => {}
        }
    }

    fn lookup(&self, frame: &Frame) {
        let header = &frame.header;
        let name = String::from_utf8_lossy(frame.key());
        let Some(actor) = self.core.find(&name) else {
            return self.fault(header, SendFault::NoSuchActor.into());
        };
        let Some(protocol) = actor.remote_name() else {
            return self.fault(header, SendFault::NotRemote.into());
        };
        // Told already, unless the system had another node when the actor was named.
        self.core.serve(protocol, || actor.methods());
        let uid = actor.uid();
        let found = Found {
            protocol: protocol.to_owned(),
            methods: actor.methods().iter().map(wire_method).collect(),
            path: actor.path().to_string(),
        };
        self.core.add_export(actor);
        self.control(header, Kind::Found, uid, &found.encode());
    }

    fn fault(&self, request: &Header, fault: AskFault) {
        self.send(&fault_frame(
            self.reply_header(request, Kind::Fault),
            &fault,
        ));
    }

    fn control(&self, request: &Header, kind: Kind, target: u64, body: &[u8]) {
        let header = Header {
            target,
            ..self.reply_header(request, kind)
        };
        self.send(&frame(header, &[], body));
    }

    fn reply_header(&self, request: &Header, kind: Kind) -> Header {
        Header {
            correlation: request.correlation,
            incarnation: self.from.incarnation,
            ..Header::new(kind)
        }
    }

    fn send(&self, frame: &[u8]) {
        let mut buffer = AlignedBuffer::new();
        buffer.extend_from_slice(frame);
        self.peer.answer(None, &mut buffer);
    }
}
