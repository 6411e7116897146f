//! The tasks of a connection in use: one writer per lane, one reader per stream of the peer, one for datagrams.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use quinn::{Connection, SendStream};

use crate::base::limits;
use crate::base::time;
use crate::dispatch::task;
use crate::remote::NodeId;
use crate::remote::core::Core;
use crate::remote::inbound::Inbound;
use crate::remote::peer::Peer;
use crate::remote::proto::association::{CONTROL_LANE, Why};
use crate::remote::proto::frame::{Header, Kind, frame};
use crate::remote::proto::link::Ticket;
use crate::remote::proto::reader::Read;
use crate::remote::quic::endpoint::{CLOSE_CODE, why_of};
use crate::remote::quic::greeting::{Control, FrameStream, StreamEnd};

/// Lookups and gossip go before messages, whose streams have 0.
const CONTROL_PRIORITY: i32 = 1;

/// What all tasks of a connection share.
#[derive(Clone)]
struct Shared {
    core: Arc<Core>,
    peer: Arc<Peer>,
    connection: Connection,
    ticket: Ticket,
    from: NodeId,
}

/// Uses a connection until it is lost or closed.
pub(crate) async fn run(
    core: Arc<Core>,
    peer: Arc<Peer>,
    connection: Connection,
    ticket: Ticket,
    from: NodeId,
    control: Control,
) {
    core.connection_changed(1);
    let shared = Shared {
        core,
        peer,
        connection,
        ticket,
        from,
    };
    let served = shared.core.protocols.served();
    if served.len() > control.told {
        // More is served than when the greeting was written, and whoever added it may have found no open connection.
        shared.peer.announce(&served);
    }
    let lanes = shared.core.options.lanes;
    let mut writers = Vec::with_capacity(lanes + 1);
    writers.push(task::spawn(write_lane(
        shared.clone(),
        CONTROL_LANE,
        Some(control.send),
    )));
    for lane in 1..=lanes {
        writers.push(task::spawn(write_lane(shared.clone(), lane, None)));
    }
    task::spawn(read_stream(shared.clone(), control.recv));
    task::spawn(accept_streams(shared.clone()));
    task::spawn(read_datagrams(shared.clone()));

    let error = match first(shared.connection.closed(), shared.core.closing()).await {
        First::Left(error) => error,
        First::Right(()) => {
            let flushed = async {
                for writer in writers {
                    // A writer that panicked has nothing to flush.
                    let _ = writer.await;
                }
            };
            // What is not flushed by then is lost, as documented.
            let _ = time::within(limits::REMOTE_FLUSH_TIMEOUT, flushed).await;
            shared
                .connection
                .close(CLOSE_CODE, b"the node is shutting down");
            shared.connection.closed().await
        }
    };
    shared.core.connection_changed(-1);
    shared.peer.lost(shared.ticket, &why_of(&error));
}

/// Writes a lane: when idle at once, under load whatever has gathered meanwhile.
async fn write_lane(shared: Shared, lane: usize, mut stream: Option<SendStream>) {
    let Shared {
        core,
        peer,
        connection,
        ticket,
        ..
    } = shared;
    if let Some(control) = &stream {
        // A stream that is gone already needs no priority.
        let _ = control.set_priority(CONTROL_PRIORITY);
    }
    loop {
        if let Some(mut transmit) = peer.transmit(ticket, lane) {
            if stream.is_none() {
                stream = connection.open_uni().await.ok();
            }
            let Some(open) = &mut stream else { break };
            core.stats.sent(transmit.frames, transmit.bytes);
            if open.write_all_chunks(&mut transmit.chunks).await.is_err() {
                break;
            }
            continue;
        }
        if core.is_closing() {
            break;
        }
        if let First::Right(_) = first(peer.woken(lane), connection.closed()).await {
            break;
        }
    }
    // The writer of the next connection may have been meant.
    peer.wake(lane);
    if let Some(mut stream) = stream {
        finish(&mut stream, lane).await;
    }
}

/// Ends a lane in order and waits until the peer has all of it.
async fn finish(stream: &mut SendStream, lane: usize) {
    if lane == CONTROL_LANE {
        let goodbye = frame(
            Header::new(Kind::Goodbye),
            &[],
            b"the node is shutting down",
        );
        if stream.write_all(&goodbye).await.is_err() {
            return;
        }
    }
    if stream.finish().is_ok() {
        // Either everything arrived, or the connection is gone; both end the lane.
        let _ = stream.stopped().await;
    }
}

async fn accept_streams(shared: Shared) {
    while let Ok(stream) = shared.connection.accept_uni().await {
        let frames = FrameStream::new(stream, shared.core.options.message_bytes);
        task::spawn(read_stream(shared.clone(), frames));
    }
}

async fn read_stream(shared: Shared, mut frames: FrameStream) {
    let mut inbound = Inbound::new(
        Arc::clone(&shared.core),
        Arc::clone(&shared.peer),
        shared.from,
    );
    let end = loop {
        let mut count = 0;
        let drained = loop {
            match frames.buffered() {
                Ok(Some(Read::Frame(frame))) => {
                    count += 1;
                    if let Err(violation) = inbound.frame(frame) {
                        break Err(StreamEnd::Violation(violation));
                    }
                }
                Ok(Some(Read::Oversized(header))) => inbound.oversized(&header),
                Ok(None) => break Ok(()),
                Err(end) => break Err(end),
            }
        };
        shared.core.stats.received_frames(count);
        let filled = match drained {
            Ok(()) => frames.fill().await,
            Err(end) => Err(end),
        };
        match filled {
            Ok(bytes) => shared.core.stats.received_bytes(bytes),
            Err(end) => break end,
        }
    };
    if let StreamEnd::Violation(text) = end {
        tracing::warn!(peer = %shared.from, violation = %text, "a peer sent what this node cannot read");
        shared.connection.close(CLOSE_CODE, text.as_bytes());
        shared.peer.lost(shared.ticket, &Why::from(text.as_str()));
    }
}

async fn read_datagrams(shared: Shared) {
    while let Ok(datagram) = shared.connection.read_datagram().await {
        // Copied: a datagram of quinn pins the batch of packets that it came in.
        shared
            .core
            .gossip_arrived(shared.from.addr, Bytes::copy_from_slice(&datagram));
    }
}

enum First<A, B> {
    Left(A),
    Right(B),
}

/// The first of two futures that is ready; the left one when both are.
async fn first<A, B>(left: impl Future<Output = A>, right: impl Future<Output = B>) -> First<A, B> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|cx| match left.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(First::Left(value)),
        Poll::Pending => right.as_mut().poll(cx).map(First::Right),
    })
    .await
}
