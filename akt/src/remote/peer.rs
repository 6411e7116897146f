//! One peer: its association behind a lock, and what wakes the tasks that move its bytes.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{Notify, oneshot};

use crate::actor::{AskFault, DeadLetterReason, PendingReply, SendFault, Unsent};
use crate::base::time;
use crate::remote::NodeId;
use crate::remote::core::Core;
use crate::remote::options::Options;
use crate::remote::proto::association::{
    AskFailure, Association, CONTROL_LANE, Event, NotQueued, Why,
};
use crate::remote::proto::frame::{Frame, Header, Kind, frame, set_correlation};
use crate::remote::proto::handshake::Refusal;
use crate::remote::proto::lane::{LARGE_FRAME_BYTES, Outgoing, Transmit};
use crate::remote::proto::link::Ticket;
use crate::remote::proto::protocols::{self, Announced, Theirs};
use crate::remote::quic::endpoint::CLOSE_CODE;
use crate::wire::AlignedBuffer;

/// Senders that are woken when there is room: a batch that leaves the queue makes room for many messages, and waking
/// all senders of a crowd for each batch would cost more than sending it.
const WOKEN: usize = 16;

/// An answer to this node itself, and which run of the peer gave it: by the time that it is read there may be another.
pub(crate) type ControlAnswer = Result<(NodeId, Frame), AskFailure>;

/// Who waits for an answer of a peer.
pub(crate) enum Waiting {
    /// An asker, or one on whose behalf a call was passed on.
    Reply(Box<dyn PendingReply>),
    /// This node itself.
    Control(oneshot::Sender<ControlAnswer>),
}

impl Waiting {
    fn fail(self, failure: AskFailure) {
        match self {
            Self::Reply(reply) => reply.complete(Err(match failure {
                AskFailure::Timeout => AskFault::Timeout,
                AskFailure::Unreachable { why, sent: true } => AskFault::Lost(why.text),
                AskFailure::Unreachable { why, sent: false } => AskFault::Unreachable(why.text),
            })),
            // Whoever asked may have given up.
            Self::Control(sender) => drop(sender.send(Err(failure))),
        }
    }
}

/// One peer.
pub(crate) struct Peer {
    pub(crate) addr: SocketAddr,
    pub(crate) options: Options,
    core: Weak<Core>,
    association: Mutex<Association<Waiting>>,
    connections: Mutex<HashMap<Ticket, quinn::Connection>>,
    theirs: Mutex<Theirs>,
    /// One per lane: there is something to write.
    wakes: Box<[Notify]>,
    /// Whether requests are refused for now; readable without the lock.
    full: AtomicBool,
    /// Whether nothing is queued and no ask waits; readable without the lock.
    idle: AtomicBool,
    /// Wakes those who wait for room, in the order in which they began to.
    room: Notify,
    /// How often the node was not reached, and why the last time: who waits for room then waits in vain.
    unreached: Mutex<(u64, Arc<str>)>,
    /// Whether nothing is taken any more; readable without the lock.
    closed: AtomicBool,
    /// Whether the timer of the node knows that this peer needs it.
    armed: AtomicBool,
    /// Since when the peer was dormant whenever somebody looked.
    dormant_since: Mutex<Option<Instant>>,
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
            .field("addr", &self.addr)
            .finish_non_exhaustive()
    }
}

impl Peer {
    pub(crate) fn new(core: &Arc<Core>, addr: SocketAddr) -> Self {
        let options = core.options;
        Self {
            addr,
            options,
            core: Arc::downgrade(core),
            association: Mutex::new(Association::new(core.id, options.bounds())),
            connections: Mutex::new(HashMap::new()),
            theirs: Mutex::default(),
            wakes: (0..=options.lanes).map(|_| Notify::new()).collect(),
            full: AtomicBool::new(false),
            idle: AtomicBool::new(true),
            room: Notify::new(),
            unreached: Mutex::new((0, "".into())),
            closed: AtomicBool::new(false),
            armed: AtomicBool::new(false),
            dormant_since: Mutex::new(None),
        }
    }

    /// Works on the association, then does what it asks for, outside the lock.
    fn with<T>(&self, work: impl FnOnce(&mut Association<Waiting>) -> T) -> T {
        let mut association = self.association.lock();
        let out = work(&mut association);
        let full = association.is_full();
        let made_room = self.full.swap(full, Ordering::Relaxed) && !full;
        let idle = association.is_idle();
        let became_idle = !self.idle.swap(idle, Ordering::Relaxed) && idle;
        let timed = association.poll_timeout().is_some();
        let mut event = association.poll_event();
        drop(association);
        self.wake_waiting(made_room, became_idle);
        if timed
            && !self.armed.swap(true, Ordering::AcqRel)
            && let Some(core) = self.core.upgrade()
        {
            core.timer.notify_one();
        }
        while let Some(current) = event {
            self.act(current);
            event = self.association.lock().poll_event();
        }
        out
    }

    fn act(&self, event: Event<Waiting>) {
        match event {
            Event::Dial(ticket) => match self.core.upgrade() {
                Some(core) => core.dial(self.addr, ticket),
                None => self.lost(ticket, &Why::from("the node is shut down")),
            },
            Event::Close(ticket, reason) => {
                let connection = self.connections.lock().remove(&ticket);
                if let Some(connection) = connection {
                    connection.close(CLOSE_CODE, reason.as_bytes());
                }
            }
            Event::Fail(waiting, failure) => waiting.fail(failure),
            Event::Lost(count) => {
                tracing::warn!(peer = %self.addr, count, "messages were lost because a node was not reached");
                self.undelivered(count);
            }
        }
    }

    // ---- sending

    /// Whether a request would be taken now.
    pub(crate) fn admit(&self) -> Result<(), SendFault> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(SendFault::Unreachable("this node is shut down".into()));
        }
        if self.full.load(Ordering::Relaxed) {
            Err(SendFault::Backpressure)
        } else {
            Ok(())
        }
    }

    /// Sends a message by `send`, which says [`SendFault::Backpressure`] until there is room. Those who wait all fail when
    /// the node is not reached, or this one is shut down.
    pub(crate) async fn when_room<P>(
        &self,
        mut message: P,
        send: impl Fn(P) -> Result<(), Unsent<P>>,
    ) -> Result<(), Unsent<P>> {
        let began = self.unreached.lock().0;
        loop {
            let mut room = pin!(self.room.notified());
            // Before the attempt, so that no room is made in between unnoticed.
            room.as_mut().enable();
            let (times, why) = self.unreached.lock().clone();
            if times != began {
                let fault = SendFault::Unreachable(why);
                return Err(Unsent { fault, message });
            }
            match send(message) {
                Err(unsent) if unsent.fault == SendFault::Backpressure => message = unsent.message,
                done => {
                    if !self.full.load(Ordering::Relaxed) {
                        // There is room for the next one.
                        self.room.notify_one();
                    }
                    return done;
                }
            }
            room.await;
        }
    }

    /// Wakes the first of those who wait when there is room, and everybody when nothing is under way any more. The first
    /// alone are not enough for ever: some may be futures that nobody polls now.
    fn wake_waiting(&self, room: bool, idle: bool) {
        if idle {
            self.room.notify_waiters();
        } else if room {
            for _ in 0..WOKEN {
                self.room.notify_one();
            }
        }
    }

    /// Tells those who wait for room that the node is not reached.
    fn waits_in_vain(&self, why: &Why) {
        let mut unreached = self.unreached.lock();
        unreached.0 += 1;
        unreached.1 = Arc::clone(&why.text);
        drop(unreached);
        self.room.notify_waiters();
    }

    /// Counts tells that were taken and are not sent.
    pub(crate) fn undelivered(&self, count: u64) {
        if let Some(core) = self.core.upgrade() {
            core.messages_lost(self.addr, count, DeadLetterReason::Undeliverable);
        }
    }

    /// Queues a request that is written in `frame`, on the lane of `target`, or on the control lane. False if this node
    /// is shut down by now; then whoever waits is told so.
    pub(crate) fn request(
        &self,
        target: Option<u64>,
        frame: &mut AlignedBuffer,
        waiting: Option<Waiting>,
    ) -> bool {
        let asked = waiting.is_some().then(time::now);
        let (lane, sent, refused) = self.with(|association| {
            let lane = target.map_or(CONTROL_LANE, |target| association.lane_of(target));
            let mut correlation = 0;
            if let (Some(waiting), Some(asked)) = (waiting, asked) {
                let deadline = time::later(asked, self.options.ask_timeout).into_std();
                correlation = association.ask(asked.into_std(), lane, waiting, deadline);
                set_correlation(frame.as_mut_slice(), correlation);
            }
            match association.send(lane, outgoing(frame)) {
                Ok(wake) => (lane, Ok(wake), None),
                Err(refused) => (lane, Err(refused), association.answered(correlation)),
            }
        });
        if sent == Ok(true) {
            self.wake(lane);
        }
        if let Some(waiting) = refused {
            let why = Why::from("this node is shutting down");
            waiting.fail(AskFailure::Unreachable { why, sent: false });
        }
        sent.is_ok()
    }

    /// Queues an answer that is written in `frame`; drops it when even the room for answers is used up.
    pub(crate) fn answer(&self, target: Option<u64>, frame: &mut AlignedBuffer) {
        let (lane, sent) = self.with(|association| {
            let lane = target.map_or(CONTROL_LANE, |target| association.lane_of(target));
            (lane, association.answer(lane, outgoing(frame)))
        });
        match sent {
            Ok(true) => self.wake(lane),
            Ok(false) | Err(NotQueued::Closed) => {}
            Err(NotQueued::Full) => {
                if let Some(core) = self.core.upgrade() {
                    core.stats.answer_dropped();
                }
            }
        }
    }

    /// Counts an ask of the peer that was not handled, since its time had passed.
    pub(crate) fn ask_was_late(&self) {
        if let Some(core) = self.core.upgrade() {
            core.stats.ask_late();
        }
    }

    /// Asks the peer something that is none of an actor's business.
    pub(crate) fn control(&self, frame: &[u8]) -> oneshot::Receiver<ControlAnswer> {
        let (sender, receiver) = oneshot::channel();
        let mut buffer = AlignedBuffer::new();
        buffer.extend_from_slice(frame);
        // Whoever waits is told when it is not queued.
        let _ = self.request(None, &mut buffer, Some(Waiting::Control(sender)));
        receiver
    }

    /// Sends gossip: as a datagram when it fits and a connection is open, else behind what is queued; drops it when
    /// gossip waits already.
    pub(crate) fn gossip(&self, payload: &Bytes) {
        let open = self.association.lock().open();
        if let Some(ticket) = open {
            let connection = self.connections.lock().get(&ticket).cloned();
            if let Some(connection) = connection
                && connection
                    .max_datagram_size()
                    .is_some_and(|most| payload.len() <= most)
                && connection.send_datagram(payload.clone()).is_ok()
            {
                return;
            }
        }
        let wake = self
            .with(|association| association.gossip(frame(Header::new(Kind::Gossip), &[], payload)));
        if wake {
            self.wake(CONTROL_LANE);
        }
    }

    /// What is known of the peer's protocols.
    pub(crate) fn theirs(&self) -> MutexGuard<'_, Theirs> {
        self.theirs.lock()
    }

    /// Tells the peer what this node serves, if it is connected; if not, the next greeting does.
    pub(crate) fn announce(&self, served: &[Announced]) {
        let mut body = Vec::new();
        protocols::encode(served, &mut body);
        let announcement = frame(Header::new(Kind::Protocols), &[], &body);
        let wake = self.with(|association| {
            let open = association.open().is_some();
            open && association
                .send(CONTROL_LANE, Outgoing::Small(&announcement))
                .unwrap_or_default()
        });
        if wake {
            self.wake(CONTROL_LANE);
        }
    }

    // ---- the driver

    /// Takes what a lane has for a connection.
    pub(crate) fn transmit(&self, ticket: Ticket, lane: usize) -> Option<Transmit> {
        self.with(|association| association.poll_transmit(ticket, lane))
    }

    pub(crate) fn wake(&self, lane: usize) {
        if let Some(wake) = self.wakes.get(lane) {
            wake.notify_one();
        }
    }

    /// Waits until a lane has something to write. Spurious wake-ups happen.
    pub(crate) async fn woken(&self, lane: usize) {
        if let Some(wake) = self.wakes.get(lane) {
            wake.notified().await;
        }
    }

    /// Takes who waits for an answer of this name.
    pub(crate) fn answered(&self, correlation: u64) -> Option<Waiting> {
        self.with(|association| association.answered(correlation))
    }

    pub(crate) fn hello(
        &self,
        from: NodeId,
        connection: &quinn::Connection,
    ) -> Result<Ticket, Refusal> {
        let ticket = self.with(|association| association.handle_hello(now(), from))?;
        self.connections.lock().insert(ticket, connection.clone());
        Ok(ticket)
    }

    pub(crate) fn confirmed(&self, ticket: Ticket) -> bool {
        self.with(|association| association.handle_confirm(now(), ticket))
    }

    pub(crate) fn welcomed(
        &self,
        ticket: Ticket,
        peer: NodeId,
        connection: &quinn::Connection,
    ) -> bool {
        self.connections.lock().insert(ticket, connection.clone());
        let used = self.with(|association| association.handle_welcome(now(), ticket, peer));
        if !used {
            // A handle that is kept keeps the socket, and with it the port.
            self.connections.lock().remove(&ticket);
        }
        used
    }

    pub(crate) fn dial_failed(&self, ticket: Ticket, why: &Why) {
        tracing::debug!(peer = %self.addr, why = %why.text, "a node was not reached");
        self.connections.lock().remove(&ticket);
        let jitter = self.jitter();
        if self.with(|association| association.handle_dial_failed(now(), ticket, why, jitter)) {
            self.waits_in_vain(why);
        }
    }

    /// A connection is gone.
    pub(crate) fn lost(&self, ticket: Ticket, why: &Why) {
        self.connections.lock().remove(&ticket);
        let jitter = self.jitter();
        self.with(|association| association.handle_lost(now(), ticket, why, jitter));
    }

    fn jitter(&self) -> u64 {
        self.core.upgrade().map_or(0, |core| core.jitter())
    }

    /// Time has passed; gives whether the timer is needed further.
    pub(crate) fn tick(&self) -> bool {
        if !self.armed.load(Ordering::Acquire) {
            return false;
        }
        self.with(|association| association.handle_timeout(now()));
        let association = self.association.lock();
        let needed = association.poll_timeout().is_some();
        self.armed.store(needed, Ordering::Release);
        needed
    }

    /// How long nothing has gone on with this peer, as far as those know who looked.
    pub(crate) fn dormant(&self, now: Instant) -> Option<Duration> {
        let dormant = self.association.lock().is_dormant();
        let mut since = self.dormant_since.lock();
        *since = dormant.then(|| since.unwrap_or(now));
        since.map(|since| now.saturating_duration_since(since))
    }

    /// Wakes all writers, so that they see that the node is closing.
    pub(crate) fn wake_all(&self) {
        self.wakes.iter().for_each(Notify::notify_one);
    }

    /// Ends the association; connections are closed by their own tasks, which flush first.
    pub(crate) fn close(&self, why: &Why) {
        self.closed.store(true, Ordering::Relaxed);
        self.with(|association| association.close(why));
        self.waits_in_vain(why);
    }
}

/// Small frames are copied into the batch, large ones handed over.
fn outgoing(frame: &mut AlignedBuffer) -> Outgoing<'_> {
    if frame.len() < LARGE_FRAME_BYTES {
        Outgoing::Small(frame.as_slice())
    } else {
        Outgoing::Large(core::mem::take(frame).into_bytes())
    }
}

/// The time as the state machines know it.
pub(crate) fn now() -> Instant {
    time::now().into_std()
}
