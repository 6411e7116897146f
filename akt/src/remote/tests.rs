//! What the floors above use: grains, calls that are passed on, gossip.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::inbound::Inbound;
use super::proto::frame::{Frame, Header, Kind, frame};
use super::*;
use crate::actor::{
    ActorPath, ActorRef, AskError, Call, InboundCall, MethodInfo, Outbound, Protocol, RefTarget,
    RejectedCall, RemoteYes, Reply, SendFault, Signal, StopKind, Unsent, WireProtocol, send_call,
};
use crate::base::{limits, time};
use crate::system::ActorSystem;
use crate::wire::MethodId;

const SAY: &str = "say";
const DEADLINE: Duration = Duration::from_secs(20);

enum Echo {
    Say { text: String, reply: Reply<String> },
    Signal(Signal),
    Inbound(Box<InboundCall>),
}

impl Protocol for Echo {
    fn method(&self) -> &'static str {
        SAY
    }

    fn from_signal(signal: Signal) -> Self {
        Self::Signal(signal)
    }

    fn signal(&self) -> Option<&Signal> {
        match self {
            Self::Signal(signal) => Some(signal),
            Self::Say { .. } | Self::Inbound(_) => None,
        }
    }

    fn from_inbound(call: Box<InboundCall>) -> Self {
        Self::Inbound(call)
    }

    fn into_inbound(self) -> Result<Box<InboundCall>, Self> {
        match self {
            Self::Inbound(call) => Ok(call),
            other @ (Self::Say { .. } | Self::Signal(_)) => Err(other),
        }
    }
}

impl WireProtocol for Echo {
    type Remoting = RemoteYes;
    const NAME: &'static str = "test.Echo";

    fn methods() -> Vec<MethodInfo> {
        vec![MethodInfo::new::<RemoteYes, (String,), String, Infallible>(
            MethodId::of(SAY),
            SAY,
        )]
    }

    fn encode(self, out: &mut dyn Outbound) -> Result<(), Unsent<Self>> {
        match self {
            Self::Say { text, reply } => send_call::<RemoteYes, _, _, _, _>(
                out,
                MethodId::of(SAY),
                (text,),
                reply,
                |(text,), reply| Self::Say { text, reply },
            ),
            local => Err(crate::actor::local_only(local)),
        }
    }

    fn decode(call: InboundCall) -> Result<Self, RejectedCall> {
        let ((text,), reply) = call.open::<RemoteYes, (String,), String, Infallible>()?;
        Ok(Self::Say { text, reply })
    }
}

/// Answers with what it knows about the call.
struct Host;

impl InboundGrain for Host {
    fn call(&self, _: NodeId, kind: u64, key: &[u8], call: InboundCall) {
        let hops = call.hops;
        match Echo::decode(call) {
            Ok(Echo::Say { text, reply }) => {
                reply.send(Ok(format!(
                    "{text} {kind} {} {hops}",
                    String::from_utf8_lossy(key)
                )));
            }
            Ok(_) => {}
            Err(rejected) => rejected.reject(),
        }
    }
}

/// Passes everything on.
struct Forwarder {
    remote: Remote,
    to: SocketAddr,
}

impl InboundGrain for Forwarder {
    fn call(&self, _: NodeId, kind: u64, key: &[u8], call: InboundCall) {
        if let Err((fault, call)) = self.remote.forward(self.to, kind, key, call) {
            call.refuse(fault.into());
        }
    }
}

struct GrainTarget {
    remote: Remote,
    to: SocketAddr,
    key: Vec<u8>,
}

impl RefTarget<Echo> for GrainTarget {
    fn deliver(&self, message: Echo) -> Result<(), Unsent<Echo>> {
        self.remote.send(
            self.to,
            Target::Grain {
                kind: 7,
                key: &self.key,
                hops: 0,
            },
            message,
        )
    }

    fn path(&self) -> ActorPath {
        ActorPath::new("/grain")
    }

    fn identity(&self) -> u64 {
        1
    }

    fn stop(&self, _: StopKind) {}
}

pub(super) async fn node() -> Remote {
    start(Remote::builder()).await
}

async fn start(builder: RemoteBuilder) -> Remote {
    let system = ActorSystem::new("node").unwrap();
    let identity = Identity::development("a phrase for tests").unwrap();
    builder
        .bind("127.0.0.1:0")
        .identity(identity)
        .start(&system)
        .await
        .unwrap()
}

async fn soon<F: Future>(future: F) -> F::Output {
    time::within(DEADLINE, future).await.expect("in time")
}

fn grain(from: &Remote, to: &Remote, key: &[u8]) -> ActorRef<Echo> {
    ActorRef::from_target(Arc::new(GrainTarget {
        remote: from.clone(),
        to: to.local_addr(),
        key: key.to_vec(),
    }))
}

async fn say(target: &ActorRef<Echo>, text: &str) -> Result<String, AskError> {
    let message = Echo::Say {
        text: text.to_owned(),
        reply: Reply::none(),
    };
    let call = Call::new(target, message, |message| match message {
        Echo::Say { reply, .. } => Some(reply),
        Echo::Signal(_) | Echo::Inbound(_) => None,
    });
    soon(call.into_future()).await
}

#[tokio::test]
async fn calls_reach_grains_and_are_passed_on() {
    let (a, b, c) = (node().await, node().await, node().await);
    c.set_grain_handler(Arc::new(Host));
    b.set_grain_handler(Arc::new(Forwarder {
        remote: b.clone(),
        to: c.local_addr(),
    }));
    let direct = grain(&a, &c, b"LH400");
    assert_eq!(
        say(&direct, "hello").await,
        Ok("hello 7 LH400 0".to_owned())
    );
    let relayed = grain(&a, &b, b"LH401");
    assert_eq!(
        say(&relayed, "hello").await,
        Ok("hello 7 LH401 1".to_owned())
    );
    let nobody = grain(&c, &a, b"LH402");
    assert_eq!(
        say(&nobody, "hello").await,
        Err(AskError::NotSent(SendFault::NoGrains))
    );
    let long = grain(&a, &c, &[7; limits::GRAIN_KEY_BYTES + 1]);
    assert!(matches!(
        say(&long, "hello").await,
        Err(AskError::NotSent(SendFault::TooLarge { .. }))
    ));
}

#[tokio::test]
async fn calls_that_go_in_circles_end() {
    let (a, b, c) = (node().await, node().await, node().await);
    b.set_grain_handler(Arc::new(Forwarder {
        remote: b.clone(),
        to: c.local_addr(),
    }));
    c.set_grain_handler(Arc::new(Forwarder {
        remote: c.clone(),
        to: b.local_addr(),
    }));
    let circle = say(&grain(&a, &b, b"LH400"), "hello").await;
    assert!(
        matches!(&circle, Err(AskError::Unreachable(why)) if why.contains("too often")),
        "{circle:?}"
    );
}

/// Keeps the calls for the test.
struct Keeper(flume::Sender<InboundCall>);

impl InboundGrain for Keeper {
    fn call(&self, _: NodeId, _: u64, _: &[u8], call: InboundCall) {
        self.0.send(call).unwrap();
    }
}

#[tokio::test]
async fn a_call_that_is_late_is_not_passed_on() {
    let hurried = Remote::builder().ask_timeout(Duration::from_millis(20));
    let (a, b, c) = (start(hurried).await, node().await, node().await);
    let (sender, kept) = flume::bounded(1);
    b.set_grain_handler(Arc::new(Keeper(sender)));
    // So that the connection does not take the time of the ask.
    soon(async { while a.ping(b.local_addr()).await.is_err() {} }).await;
    let answer = say(&grain(&a, &b, b"LH400"), "hello").await;
    assert_eq!(answer, Err(AskError::Timeout));
    let call = soon(kept.recv_async()).await.unwrap();
    soon(async {
        while !call.is_late() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(b.forward(c.local_addr(), 7, b"LH400", call).is_ok());
    assert_eq!(b.stats().asks_late, 1);
    assert_eq!(c.stats().messages_received, 0);
}

#[tokio::test]
async fn a_call_that_cannot_be_passed_on_is_given_back() {
    let (a, b) = (node().await, node().await);
    let _known = a.core.peer(b.local_addr());
    soon(a.shutdown()).await;
    let call = InboundCall {
        method: MethodId::of(SAY),
        fingerprint: 0,
        body: Bytes::new(),
        hops: 0,
        deadline: None,
        sink: None,
    };
    let (fault, call) = a
        .forward(b.local_addr(), 7, b"LH400", call)
        .expect_err("it is shut down");
    assert!(matches!(fault, SendFault::Unreachable(_)), "{fault}");
    assert_eq!(call.method, MethodId::of(SAY));
}

#[tokio::test]
async fn an_answer_is_that_of_the_run_whose_connection_brought_it() {
    let (a, b) = (node().await, node().await);
    let peer = a.core.peer(b.local_addr());
    let answer = peer.control(&frame(Header::new(Kind::Ping), &[], &[]));
    let earlier = NodeId {
        addr: b.local_addr(),
        incarnation: 1,
    };
    // As if it had been on its way when another run took the place of the one that gave it.
    let header = Header {
        correlation: 1,
        incarnation: a.node().incarnation,
        ..Header::new(Kind::Pong)
    };
    let bytes = Bytes::from(frame(header, &[], &[]));
    let mut connection = Inbound::new(Arc::clone(&a.core), peer, earlier);
    assert_eq!(connection.frame(Frame { header, bytes }), Ok(()));
    let (from, _) = soon(answer).await.unwrap().expect("the first ask");
    assert_eq!(from, earlier);
}

#[tokio::test]
async fn a_lost_relay_fails_the_ask_at_once() {
    let (a, b, c) = (node().await, node().await, node().await);
    let (sender, kept) = flume::bounded(1);
    c.set_grain_handler(Arc::new(Keeper(sender)));
    b.set_grain_handler(Arc::new(Forwarder {
        remote: b.clone(),
        to: c.local_addr(),
    }));
    let target = grain(&a, &b, b"LH400");
    let asking = crate::dispatch::task::spawn(async move { say(&target, "hello").await });
    let _call = soon(kept.recv_async()).await.unwrap();
    soon(c.shutdown()).await;
    let lost = soon(asking).await.unwrap();
    assert!(matches!(lost, Err(AskError::Lost(_))), "{lost:?}");
}

#[tokio::test]
async fn gossip_of_any_size_arrives_and_the_oversized_is_dropped() {
    let (a, b) = (node().await, node().await);
    let (from, to) = (a.gossip(), b.gossip());
    for size in [10, 1_000, 5_000, limits::REMOTE_GOSSIP_BYTES] {
        let payload = Bytes::from(vec![7; size]);
        from.send(b.local_addr(), &payload);
        let (sender, received) = soon(to.recv.recv_async()).await.unwrap();
        assert_eq!(
            (sender, received),
            (a.local_addr(), payload),
            "{size} bytes"
        );
    }
    from.send(
        b.local_addr(),
        &vec![7; limits::REMOTE_GOSSIP_BYTES + 1].into(),
    );
    assert_eq!(a.stats().gossip_dropped, 1);
    from.send(a.local_addr(), &Bytes::from_static(b"self"));
    assert_eq!(soon(from.recv.recv_async()).await.unwrap().1, "self");
}

/// Lets virtual time pass, in steps in which everyone can do something.
async fn pass(steps: u32, step: Duration) {
    for _ in 0..steps {
        tokio::time::advance(step).await;
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_peer_that_is_gone_is_forgotten_unless_something_refers_to_it() {
    let (a, b) = (node().await, node().await);
    soon(b.ping(a.local_addr())).await.unwrap();
    let reference = b.core.peer(a.local_addr());
    soon(a.shutdown()).await;
    soon(async {
        while b.stats().connections > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    tokio::time::pause();
    let quarter = limits::REMOTE_FORGET / 4;
    pass(12, quarter).await;
    assert_eq!(b.stats().peers, 1, "something refers to it");
    assert!(Arc::ptr_eq(&reference, &b.core.peer(a.local_addr())));
    drop(reference);
    pass(2, quarter).await;
    assert_eq!(b.stats().peers, 0);
    // Known again when it is needed, and not forgotten at once.
    b.core.peer(a.local_addr());
    pass(3, quarter).await;
    assert_eq!(b.stats().peers, 1);
    pass(4, quarter).await;
    assert_eq!(b.stats().peers, 0);
}

#[tokio::test]
async fn a_peer_that_was_forgotten_is_found_again() {
    let (a, b) = (node().await, node().await);
    let target = grain(&b, &a, b"LH400");
    a.set_grain_handler(Arc::new(Host));
    assert!(say(&target, "hello").await.is_ok());
    let connected = b.core.peer(a.local_addr());
    let long = peer::now() + 2 * limits::REMOTE_FORGET;
    assert_eq!(connected.dormant(long), None, "it is connected");
    // As if both had been silent for long and lost each other.
    connected.close(&proto::association::Why::from("a test"));
    soon(async {
        while a.stats().connections + b.stats().connections > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    drop(connected);
    soon(async {
        while b.stats().peers > 0 {
            b.core.forget_peers(Duration::ZERO);
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(
        say(&target, "again").await,
        Ok("again 7 LH400 0".to_owned())
    );
}

#[tokio::test]
async fn strangers_are_refused_when_too_many_are_known_and_busy() {
    let (a, b) = (node().await, node().await);
    let strangers = |count: usize| {
        let addr =
            |number: usize| SocketAddr::from(([10, 9, 8, 7], u16::try_from(number).unwrap()));
        (1..=count)
            .map(|number| b.core.peer(addr(number)))
            .collect::<Vec<_>>()
    };
    let busy = strangers(limits::REMOTE_PEERS);
    assert_eq!(b.stats().peers, limits::REMOTE_PEERS);
    let refused = soon(a.ping(b.local_addr())).await.unwrap_err();
    assert!(refused.to_string().contains("too many"), "{refused}");
    // Those that are only remembered give way.
    drop(busy);
    soon(async {
        while a.ping(b.local_addr()).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(b.stats().peers, 1);
}
