//! Gossip against peers that send anything: what chitchat writes itself passes, what would harm it does not.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chitchat::{ChitchatId, ChitchatMessage, Deserializable, Serializable};
use parking_lot::Mutex;
use tokio::sync::mpsc;

use super::guard::{Guard, Refused};
use super::socket::TAG_GOSSIP;
use super::{Agent, AgentConfig, Carrier, Wire};
use crate::base::limits;
use crate::base::time;
use crate::remote::NodeId;

const HEAD: [u8; 3] = [83, 176, 0];
pub(super) const SYN: u8 = 0;
pub(super) const SYN_ACK: u8 = 1;
const ACK: u8 = 2;
const BAD_CLUSTER: u8 = 3;
/// Largest block of chitchat's own writer.
const HONEST_BLOCK_BYTES: usize = 16_384;

type Inbox = flume::Sender<(SocketAddr, Bytes)>;

/// Carries between nodes and keeps what it carried.
#[derive(Clone, Default)]
pub(super) struct Net {
    inboxes: Arc<Mutex<Vec<(SocketAddr, Inbox)>>>,
    pub(super) carried: Arc<Mutex<Vec<Bytes>>>,
}

struct Cable {
    net: Net,
    from: SocketAddr,
}

impl Carrier for Cable {
    fn send(&self, to: SocketAddr, bytes: Bytes) {
        self.net.carried.lock().push(bytes.clone());
        self.net.give(self.from, to, bytes);
    }
}

impl Net {
    pub(super) fn give(&self, from: SocketAddr, to: SocketAddr, bytes: Bytes) {
        let inboxes = self.inboxes.lock();
        if let Some((_, inbox)) = inboxes.iter().find(|(addr, _)| *addr == to) {
            inbox.send((from, bytes)).unwrap();
        }
    }

    fn wire(&self, addr: SocketAddr) -> Wire {
        let (sender, inbound) = flume::unbounded();
        self.inboxes.lock().push((addr, sender));
        let net = self.clone();
        let (notices, _) = mpsc::channel(1);
        Wire::new(Arc::new(Cable { net, from: addr }), inbound, notices)
    }

    async fn agent(&self, number: u16, seeds: &[u16], cluster: &str) -> Agent {
        let config = AgentConfig {
            me: NodeId {
                addr: addr(number),
                incarnation: 7,
            },
            name: format!("node {number}").into(),
            cluster_id: cluster.to_owned(),
            seeds: seeds.iter().map(|&seed| addr(seed)).collect(),
            gossip_interval: limits::GOSSIP_INTERVAL,
        };
        Agent::start(config, self.wire(addr(number))).await
    }

    /// Waits until all messages for a node were read.
    pub(super) async fn read(&self, to: SocketAddr) {
        let inbox = |(at, inbox): &(SocketAddr, Inbox)| (*at == to).then(|| inbox.clone());
        let inbox = self.inboxes.lock().iter().find_map(inbox).unwrap();
        let deadline = time::now() + Duration::from_secs(60);
        while !inbox.is_empty() {
            assert!(time::now() < deadline, "nobody reads any more");
            pass(Duration::from_millis(1)).await;
        }
        pass(Duration::from_millis(1)).await;
    }

    /// Messages that were carried, of one type.
    pub(super) fn carried(&self, kind: u8) -> Vec<Bytes> {
        let mut carried = self.carried.lock().clone();
        carried.retain(|bytes| bytes.first() == Some(&TAG_GOSSIP) && bytes.get(4) == Some(&kind));
        carried
    }
}

/// Lets virtual time pass.
async fn pass(time: Duration) {
    let _ = time::within(time, std::future::pending::<()>()).await;
}

pub(super) fn addr(number: u16) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 1], number))
}

pub(super) fn id(name: &str, number: u16) -> ChitchatId {
    ChitchatId::new(name, 1, addr(number))
}

pub(super) fn message(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = HEAD.to_vec();
    bytes.push(kind);
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

pub(super) fn digest(nodes: &[ChitchatId]) -> Vec<u8> {
    let mut bytes = u16::try_from(nodes.len()).unwrap().to_le_bytes().to_vec();
    for node in nodes {
        node.serialize(&mut bytes);
        for version in [1_u64, 0, 0] {
            bytes.extend(version.to_le_bytes());
        }
    }
    bytes
}

pub(super) fn nodes_of(message: &[u8]) -> usize {
    usize::from(u16::from_le_bytes([message[4], message[5]]))
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

#[derive(Default)]
pub(super) struct Operations(pub(super) Vec<u8>);

impl Operations {
    pub(super) fn node(mut self, node: &ChitchatId, last_gc: u64, from: u64) -> Self {
        self.0.push(0);
        node.serialize(&mut self.0);
        self.0.extend(last_gc.to_le_bytes());
        self.0.extend(from.to_le_bytes());
        self
    }

    pub(super) fn value(mut self, key: &str, value: &str, version: u64, status: u8) -> Self {
        self.0.push(1);
        text(&mut self.0, key);
        text(&mut self.0, value);
        self.0.extend(version.to_le_bytes());
        self.0.push(status);
        self
    }

    pub(super) fn max_version(mut self, version: u64) -> Self {
        self.0.push(2);
        self.0.extend(version.to_le_bytes());
        self
    }

    fn ack(self) -> Vec<u8> {
        message(ACK, &[&plain(&self.0), &[0]])
    }
}

pub(super) fn block(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut block = vec![kind];
    block.extend(u16::try_from(bytes.len()).unwrap().to_le_bytes());
    block.extend_from_slice(bytes);
    block
}

pub(super) fn plain(bytes: &[u8]) -> Vec<u8> {
    block(2, bytes)
}

pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    block(1, &zstd::bulk::compress(bytes, 0).unwrap())
}

/// Three nodes that know each other, one of another cluster, and all that they said.
pub(super) async fn talk() -> (Net, Vec<Agent>) {
    let net = Net::default();
    let mut agents = vec![
        net.agent(1, &[], "one").await,
        net.agent(2, &[1], "one").await,
        net.agent(3, &[1], "one").await,
        net.agent(4, &[1], "another").await,
    ];
    let deadline = time::now() + Duration::from_secs(30);
    let mut known = 0;
    while known < 6 {
        assert!(time::now() < deadline, "the nodes do not meet");
        pass(limits::GOSSIP_INTERVAL).await;
        known = 0;
        for agent in &mut agents {
            known += agent.observe().await.len();
        }
    }
    (net, agents)
}

#[tokio::test(start_paused = true)]
async fn what_nodes_really_say_passes_untouched() {
    let (net, _agents) = talk().await;
    let wire = Net::default().wire(addr(9));
    for kind in [SYN, SYN_ACK, ACK, BAD_CLUSTER] {
        let carried = net.carried(kind);
        assert!(!carried.is_empty(), "no message of type {kind} was said");
        for bytes in carried {
            assert!(bytes.len() <= limits::REMOTE_GOSSIP_BYTES);
            let read = wire.read(addr(1), &bytes).expect("a true message");
            let same = ChitchatMessage::deserialize(&mut &bytes[1..]).unwrap();
            assert_eq!(read, same, "type {kind}");
        }
    }
}

#[test]
fn a_large_true_delta_passes() {
    let mut operations = Operations::default();
    for number in 0..1_000 {
        operations = operations
            .node(&id(&format!("10.0.0.1:{number}"), number), 0, 0)
            .value("phase", "up", 1, 0)
            .value(
                "incarnation",
                &(0x1234_5678_9abc + u64::from(number)).to_string(),
                2,
                0,
            );
    }
    let blocks: Vec<u8> = operations
        .0
        .chunks(HONEST_BLOCK_BYTES)
        .flat_map(packed)
        .collect();
    let bytes = message(ACK, &[&blocks, &[0]]);
    assert!(bytes.len() < limits::REMOTE_GOSSIP_BYTES);
    let admitted = Guard::default().admit(&bytes);
    assert_eq!(admitted.as_deref(), Ok(bytes.as_slice()));
}

#[test]
fn a_bomb_is_refused_by_its_headers() {
    // Behind its header each block is broken: unpacking the first one would end in `Malformed`.
    let mut broken = zstd::bulk::compress(&vec![0; 65_535], 0).unwrap();
    let last = broken.len() - 1;
    broken[last] ^= 0xff;
    let honest = zstd::bulk::compress(&vec![0; 65_535], 0).unwrap();
    for bytes in [broken, honest] {
        let blocks = block(1, &bytes).repeat(65_000 / (bytes.len() + 3));
        for bomb in [
            message(ACK, &[&blocks, &[0]]),
            message(SYN_ACK, &[&digest(&[id("a", 1)]), &blocks, &[0]]),
        ] {
            assert!(bomb.len() <= limits::REMOTE_GOSSIP_BYTES);
            let refused = Guard::default().admit(&bomb).unwrap_err();
            let Refused::TooLarge(claimed) = refused else {
                panic!("{refused:?}");
            };
            assert!(claimed > 50 * limits::GOSSIP_UNPACKED_BYTES);
        }
    }
}

#[test]
fn frames_that_hide_their_size_count_as_full_blocks() {
    let full = Refused::TooLarge(17 * 65_535);
    // Two frames in one block: the first one speaks for itself only.
    let mut two = zstd::bulk::compress(b"x", 0).unwrap();
    two.extend(zstd::bulk::compress(&vec![0; 60_000], 0).unwrap());
    // A stream does not know its size when it begins.
    let unsized_frame = zstd::stream::encode_all(&vec![0; 60_000][..], 0).unwrap();
    // No frame at all.
    for bytes in [two, unsized_frame, vec![1, 2, 3], Vec::new()] {
        let sixteen = message(ACK, &[&block(1, &bytes).repeat(16), &[0]]);
        assert!(!matches!(
            Guard::default().admit(&sixteen),
            Err(Refused::TooLarge(_))
        ));
        let seventeen = message(ACK, &[&block(1, &bytes).repeat(17), &[0]]);
        assert_eq!(Guard::default().admit(&seventeen).unwrap_err(), full);
    }
}

#[test]
fn what_speaks_for_this_node_is_refused() {
    let guard = Guard::default();
    let me = id("me", 1);
    guard.observed(&me, &std::collections::BTreeMap::new());
    let of = |node| {
        Operations::default()
            .node(&node, 0, 0)
            .value("phase", "leaving", 9, 0)
    };
    assert_eq!(guard.admit(&of(me).ack()), Err(Refused::Impostor));
    // An earlier run of this node is history, and gossip tells it.
    let earlier = ChitchatId::new("me", 0, addr(1));
    assert!(guard.admit(&of(earlier).ack()).is_ok());
}

#[tokio::test(start_paused = true)]
async fn versions_that_run_backwards_end_nothing() {
    let (net, mut agents) = talk().await;
    let mut known = Vec::new();
    for bytes in net.carried(SYN) {
        let mut rest = &bytes[7..];
        known.extend(ChitchatId::deserialize(&mut rest));
    }
    assert!(!known.is_empty());
    for node in &known {
        let of = || Operations::default().node(node, 0, 0);
        for hostile in [
            of().value("a", "", 100, 0).max_version(50),
            of().max_version(u64::MAX),
            of().value("a", "", u64::MAX, 1),
            Operations::default().node(node, u64::MAX, 0).max_version(1),
        ] {
            let mut bytes = vec![TAG_GOSSIP];
            bytes.extend(hostile.ack());
            for number in 1..4 {
                net.give(addr(9), addr(number), bytes.clone().into());
            }
        }
    }
    for number in 1..4 {
        net.read(addr(number)).await;
    }
    for agent in &mut agents {
        assert!(!agent.has_ended(), "chitchat panicked");
        agent.set_phase(crate::cluster::proto::Phase::Leaving).await;
    }
}

#[tokio::test(start_paused = true)]
async fn made_up_nodes_do_not_crowd_gossip_out() {
    let (net, mut agents) = talk().await;
    for round in 0..40_u16 {
        let nodes: Vec<_> = (0..1_000)
            .map(|number| id(&round.to_string(), number))
            .collect();
        let mut bytes = vec![TAG_GOSSIP];
        bytes.extend(message(SYN, &[&digest(&nodes), &[3, 0], b"one"]));
        net.give(addr(9), addr(1), bytes.into());
        if round % 8 == 0 {
            net.read(addr(1)).await;
            agents[0].observe().await;
        }
    }
    net.read(addr(1)).await;
    assert!(!agents[0].has_ended(), "chitchat panicked");
    net.carried.lock().clear();
    net.give(
        addr(2),
        addr(1),
        [
            &[TAG_GOSSIP][..],
            &message(SYN, &[&digest(&[]), &[3, 0], b"one"]),
        ]
        .concat()
        .into(),
    );
    net.read(addr(1)).await;
    let answers = net.carried(SYN_ACK);
    let answer = answers.last().expect("an answer");
    assert!(answer.len() <= limits::REMOTE_GOSSIP_BYTES);
    let nodes = nodes_of(&answer[1..]);
    assert!((500..1_200).contains(&nodes), "{nodes} nodes are known");
}

#[test]
fn a_digest_that_is_full_keeps_those_it_knows() {
    let guard = Guard::default();
    let nodes: Vec<_> = (0..1_200).map(|number| id("n", number)).collect();
    let full = message(SYN, &[&digest(&nodes), &[3, 0], b"one"]);
    let kept = nodes_of(&guard.admit(&full).unwrap());
    assert!(kept < 1_200 && kept > 1_200 * 9 / 10, "{kept}");
    // The nodes of the last message count although chitchat has not shown them yet.
    guard.observed(&id("me", 1), &std::collections::BTreeMap::new());
    let others: Vec<_> = (0..1_200).map(|number| id("o", number)).collect();
    let mixed = [&nodes[..10], &others[..500]].concat();
    let mixed = message(SYN, &[&digest(&mixed), &[3, 0], b"one"]);
    let cut = guard.admit(&mixed).unwrap();
    assert_eq!(nodes_of(&cut), 10);
    let known = message(SYN, &[&digest(&nodes[..10]), &[3, 0], b"one"]);
    assert_eq!(&*cut, &known[..]);
}

#[test]
fn values_without_end_are_not_taken_in() {
    let guard = Guard::default();
    let value = "v".repeat(60_000);
    let delta = |number: u64| {
        let operations = Operations::default().node(&id("n", 1), 0, number).value(
            &number.to_string(),
            &value,
            number + 1,
            0,
        );
        message(SYN_ACK, &[&digest(&[]), &packed(&operations.0), &[0]])
    };
    let taken = (0..1_000).filter(|&number| {
        let bytes = delta(number);
        let admitted = guard.admit(&bytes).unwrap();
        let kept = *admitted == bytes[..];
        assert!(kept || *admitted == message(SYN_ACK, &[&digest(&[]), &[0]])[..]);
        kept
    });
    assert_eq!(taken.count(), limits::GOSSIP_STATE_BYTES / 60_044);
}
