//! Messages on their way to another node: written into a buffer of the thread, then queued as a frame.
//!
//! A message is not encoded under the lock of the peer: the encoding of a large one takes long, and the code that runs is
//! the user's.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::port;
use crate::actor::{
    ActorPath, AskFault, InboundCall, Outbound, PendingReply, RefTarget, ReplySink, SendFault,
    StopKind, Unsent, WireProtocol,
};
use crate::base::limits;
use crate::remote::NodeId;
use crate::remote::fault::fault_frame;
use crate::remote::peer::{Peer, Waiting};
use crate::remote::proto::frame::{HEADER_BYTES, Header, Kind, frame};
use crate::wire::{AlignedBuffer, EncodeError, MethodId, stable_id};

/// The shortest time that a frame can say.
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(1);

/// Buffers larger than this are given back to the allocator.
const KEPT_BUFFER_BYTES: usize = 64 * 1024;

thread_local! {
    static BUFFER: Cell<Option<AlignedBuffer>> = const { Cell::new(None) };
}

/// A buffer of this thread, empty.
fn take_buffer() -> AlignedBuffer {
    BUFFER.take().unwrap_or_default()
}

fn give_buffer(mut buffer: AlignedBuffer) {
    if buffer.capacity() > 0 && buffer.capacity() <= KEPT_BUFFER_BYTES {
        buffer.clear();
        BUFFER.set(Some(buffer));
    }
}

/// Whom a message is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target<'a> {
    /// An actor, by its incarnation, on a run of a node.
    Actor { uid: u64, incarnation: u64 },
    /// A grain, by its kind and key.
    Grain { kind: u64, key: &'a [u8], hops: u8 },
}

impl Target<'_> {
    fn header(&self) -> Header {
        match *self {
            Self::Actor { uid, incarnation } => Header {
                target: uid,
                incarnation,
                ..Header::new(Kind::Call)
            },
            Self::Grain { kind, key, hops } => Header {
                target: kind,
                hops,
                key_len: u16::try_from(key.len()).unwrap_or(u16::MAX),
                ..Header::new(Kind::GrainCall)
            },
        }
    }

    fn key(&self) -> &[u8] {
        match self {
            Self::Actor { .. } => &[],
            Self::Grain { key, .. } => key,
        }
    }

    /// What chooses the lane: the same for all messages to one target.
    fn lane_key(&self) -> u64 {
        match self {
            Self::Actor { uid, .. } => *uid,
            Self::Grain { kind, key, .. } => kind ^ xxhash_rust::const_xxh3::xxh3_64(key),
        }
    }
}

/// One message that is being written.
struct OutboundCall<'a> {
    peer: &'a Peer,
    target: Target<'a>,
    /// How long an asker waits from now on; the receiver handles no ask that is older.
    timeout: Duration,
    buffer: AlignedBuffer,
}

impl<'a> OutboundCall<'a> {
    fn new(peer: &'a Peer, target: Target<'a>) -> Self {
        Self {
            peer,
            target,
            timeout: peer.options.ask_timeout,
            buffer: take_buffer(),
        }
    }
}

impl Drop for OutboundCall<'_> {
    fn drop(&mut self) {
        give_buffer(core::mem::take(&mut self.buffer));
    }
}

impl Outbound for OutboundCall<'_> {
    fn body(
        &mut self,
        method: MethodId,
        fingerprint: u32,
        encode: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>,
    ) -> Result<(), SendFault> {
        self.peer.admit()?;
        let key = self.target.key();
        if key.len() > limits::GRAIN_KEY_BYTES {
            return Err(SendFault::TooLarge {
                bytes: key.len(),
                limit: limits::GRAIN_KEY_BYTES,
            });
        }
        let timeout_ms = u32::try_from(self.timeout.as_millis()).unwrap_or(u32::MAX);
        let header = Header {
            method: method.0,
            fingerprint,
            timeout_ms,
            ..self.target.header()
        };
        write_frame(
            &mut self.buffer,
            header,
            key,
            self.peer.options.message_bytes,
            encode,
        )
        .map_err(|error| match error {
            EncodeError::TooLarge { bytes, limit } => SendFault::TooLarge { bytes, limit },
            other => SendFault::Encode(other),
        })
    }

    fn commit(&mut self, pending: Option<Box<dyn PendingReply>>) {
        let told = pending.is_none();
        let queued = self.peer.request(
            Some(self.target.lane_key()),
            &mut self.buffer,
            pending.map(Waiting::Reply),
        );
        if told && !queued {
            // The node was shut down since `body` asked. The message is bytes by now and cannot be given back.
            self.peer.undelivered(1);
        }
    }
}

/// Writes a whole frame whose body is encoded in place.
fn write_frame(
    buffer: &mut AlignedBuffer,
    mut header: Header,
    key: &[u8],
    message_limit: usize,
    encode: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>,
) -> Result<(), EncodeError> {
    buffer.clear();
    buffer.extend_zeroed(HEADER_BYTES);
    buffer.extend_from_slice(key);
    buffer.align();
    let start = buffer.len();
    buffer.set_limit(start + message_limit);
    encode(buffer)?;
    header.body_len = u32::try_from(buffer.len() - start).unwrap_or(u32::MAX);
    buffer.align();
    if let Some(place) = buffer.as_mut_slice().first_chunk_mut::<HEADER_BYTES>() {
        *place = header.encode();
    }
    Ok(())
}

/// Sends a message, or gives it back.
pub(crate) fn send<P: WireProtocol>(
    peer: &Peer,
    target: Target<'_>,
    message: P,
) -> Result<(), Unsent<P>> {
    message.encode(&mut OutboundCall::new(peer, target))
}

/// Passes a call on as it is, with the time that is left for it; its answer is relayed.
///
/// # Errors
/// Gives the call back with the reason why it cannot be passed on.
pub(crate) fn forward(
    peer: &Peer,
    target: Target<'_>,
    mut call: InboundCall,
) -> Result<(), (SendFault, InboundCall)> {
    let mut outbound = OutboundCall::new(peer, target);
    if let Some(left) = call.time_left() {
        // Below a millisecond nobody waits for the way there and back; 0 would say that there is no end.
        if left < SHORTEST_TIMEOUT {
            call.drop_late();
            return Ok(());
        }
        outbound.timeout = outbound.timeout.min(left);
    }
    let body = call.body.clone();
    let written = outbound.body(call.method, call.fingerprint, &mut |buffer| {
        buffer.align();
        buffer.extend_from_slice(&body);
        Ok(())
    });
    match written {
        Ok(()) => {
            let relay = call
                .sink
                .take()
                .map(|sink| -> Box<dyn PendingReply> { Box::new(Relay(sink)) });
            outbound.commit(relay);
            Ok(())
        }
        Err(fault) => Err((fault, call)),
    }
}

/// Gives the answer of a passed-on call to who asked first.
struct Relay(Box<dyn ReplySink>);

impl PendingReply for Relay {
    fn complete(self: Box<Self>, outcome: Result<&[u8], AskFault>) {
        match outcome {
            Ok(bytes) => self.0.reply(&mut |buffer| {
                buffer.align();
                buffer.extend_from_slice(bytes);
                Ok(())
            }),
            Err(fault) => self.0.fault(fault),
        }
    }
}

/// Where the answer of a call from a peer goes.
pub(crate) struct PeerSink {
    pub(crate) peer: Arc<Peer>,
    pub(crate) from: NodeId,
    pub(crate) correlation: u64,
    pub(crate) lane_key: u64,
}

impl PeerSink {
    fn header(&self, kind: Kind) -> Header {
        Header {
            correlation: self.correlation,
            incarnation: self.from.incarnation,
            ..Header::new(kind)
        }
    }

    fn send(&self, frame: &mut AlignedBuffer) {
        self.peer.answer(Some(self.lane_key), frame);
    }
}

impl ReplySink for PeerSink {
    fn reply(
        self: Box<Self>,
        encode: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>,
    ) {
        let mut buffer = take_buffer();
        let limit = self.peer.options.message_bytes;
        match write_frame(&mut buffer, self.header(Kind::Reply), &[], limit, encode) {
            Ok(()) => self.send(&mut buffer),
            Err(EncodeError::TooLarge { bytes, limit }) => {
                self.fault(AskFault::from(SendFault::TooLarge { bytes, limit }));
            }
            Err(error) => self.fault(AskFault::Refused(error.to_string().into())),
        }
        give_buffer(buffer);
    }

    fn fault(self: Box<Self>, fault: AskFault) {
        let mut buffer = AlignedBuffer::new();
        buffer.extend_from_slice(&fault_frame(self.header(Kind::Fault), &fault));
        self.send(&mut buffer);
    }

    fn late(self: Box<Self>) {
        self.peer.ask_was_late();
        self.fault(AskFault::Timeout);
    }
}

/// An actor on another node.
pub(crate) struct RemoteActor<P> {
    pub(crate) peer: Arc<Peer>,
    pub(crate) node: NodeId,
    pub(crate) uid: u64,
    pub(crate) path: ActorPath,
    pub(crate) protocol: PhantomData<fn(P)>,
}

impl<P> fmt::Debug for RemoteActor<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RemoteActor({}#{} on {})",
            self.path, self.uid, self.node
        )
    }
}

impl<P: WireProtocol> RefTarget<P> for RemoteActor<P> {
    fn deliver(&self, message: P) -> Result<(), Unsent<P>> {
        let target = Target::Actor {
            uid: self.uid,
            incarnation: self.node.incarnation,
        };
        send(&self.peer, target, message)
    }

    fn deliver_waiting(&self, message: P) -> port::Waiting<'_, P>
    where
        P: Send,
    {
        Box::pin(
            self.peer
                .when_room(message, |message| self.deliver(message)),
        )
    }

    fn path(&self) -> ActorPath {
        self.path.clone()
    }

    fn identity(&self) -> u64 {
        stable_id(&format!("{}/{}", self.node, self.uid))
    }

    fn stop(&self, how: StopKind) {
        let code = match how {
            StopKind::Stop => 1,
            StopKind::Drain => 2,
            StopKind::Kill => 3,
        };
        let header = Header {
            target: self.uid,
            incarnation: self.node.incarnation,
            code,
            ..Header::new(Kind::Stop)
        };
        let mut buffer = AlignedBuffer::new();
        buffer.extend_from_slice(&frame(header, &[], &[]));
        // A node that is shut down stops nobody elsewhere.
        let _ = self.peer.request(Some(self.uid), &mut buffer, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::proto::association::Why;
    use crate::remote::tests::node;

    #[tokio::test]
    async fn a_tell_is_a_dead_letter_when_the_node_shuts_down_while_it_is_written() {
        let (a, b) = (node().await, node().await);
        let peer = a.core.peer(b.local_addr());
        let target = Target::Actor {
            uid: 1,
            incarnation: 1,
        };
        let mut call = OutboundCall::new(&peer, target);
        call.body(MethodId::of("say"), 0, &mut |_| Ok(()))
            .expect("it is open");
        peer.close(&Why::from("a test"));
        call.commit(None);
        assert_eq!(a.stats().messages_lost, 1);
    }
}
