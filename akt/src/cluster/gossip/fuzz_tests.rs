//! Gossip of random and changed bytes against a running chitchat.

use bytes::Bytes;
use chitchat::{ChitchatId, Deserializable};

use super::socket::TAG_GOSSIP;
use super::tests::{
    Operations, SYN, SYN_ACK, addr, block, digest, id, message, nodes_of, packed, plain, talk,
};
use crate::base::rng::Rng;

const SEED: u64 = 0x00a4_7f4a_3e00_0021;
const FUZZED: usize = 60_000;

fn below(rng: &mut Rng, limit: usize) -> usize {
    usize::try_from(rng.next_u64() % limit as u64).unwrap()
}

fn random_bytes(rng: &mut Rng, most: usize) -> Vec<u8> {
    let len = below(rng, most);
    (0..len).map(|_| rng.next_u64().to_le_bytes()[0]).collect()
}

fn random_version(rng: &mut Rng) -> u64 {
    match below(rng, 8) {
        0 => u64::MAX - rng.next_u64() % 3,
        1 => u64::MAX / 2 + rng.next_u64() % 2,
        2 => 0,
        _ => rng.next_u64() % 20,
    }
}

fn random_operations(rng: &mut Rng, known: &[ChitchatId]) -> Vec<u8> {
    let mut operations = Operations::default();
    for _ in 0..below(rng, 12) {
        let version = random_version(rng);
        operations = match below(rng, 4) {
            0 => operations.max_version(version),
            1 | 2 => operations.value(
                ["phase", "incarnation", ""][below(rng, 3)],
                "up",
                version,
                1,
            ),
            _ => {
                let node = known[below(rng, known.len())].clone();
                operations.node(&node, version, random_version(rng))
            }
        };
    }
    operations.0
}

/// A message with the right magic: built by the format, of noise, or a true one with some bytes changed.
fn hostile(rng: &mut Rng, known: &[ChitchatId], truth: &[Bytes]) -> Vec<u8> {
    let kind = u8::try_from(below(rng, 5)).unwrap();
    match below(rng, 4) {
        0 => message(kind, &[&random_bytes(rng, 200)]),
        1 => {
            let operations = random_operations(rng, known);
            let digest = if kind == SYN_ACK {
                digest(known)
            } else {
                Vec::new()
            };
            let body = if below(rng, 2) == 0 {
                packed(&operations)
            } else {
                plain(&operations)
            };
            message(kind, &[&digest, &body, &[0]])
        }
        2 => {
            let count = u16::try_from(below(rng, 4)).unwrap().to_le_bytes();
            let block = block(1, &random_bytes(rng, 60));
            message(kind, &[&count, &random_bytes(rng, 40), &block, &[0]])
        }
        _ => {
            let mut bytes = truth[below(rng, truth.len())][1..].to_vec();
            for _ in 0..1 + below(rng, 4) {
                let at = 3 + below(rng, bytes.len() - 3);
                bytes[at] = rng.next_u64().to_le_bytes()[0];
            }
            if below(rng, 4) == 0 {
                bytes.truncate(3 + below(rng, bytes.len()));
            }
            bytes
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_message_of_a_peer_ends_gossip() {
    let (net, mut agents) = talk().await;
    let truth = net.carried.lock().clone();
    let mut known = vec![id("stranger", 50)];
    for bytes in net.carried(SYN) {
        let mut rest = &bytes[7..];
        known.extend((0..nodes_of(&bytes[1..])).map_while(|_| {
            let node = ChitchatId::deserialize(&mut rest).ok()?;
            rest = rest.get(24..)?;
            Some(node)
        }));
    }
    known.sort();
    known.dedup();
    let mut rng = Rng::seeded(SEED);
    println!("seed {SEED:#x}");
    for number in 0..FUZZED {
        let mut bytes = vec![TAG_GOSSIP];
        bytes.extend(hostile(&mut rng, &known, &truth));
        net.give(addr(9), addr(1), bytes.into());
        if number % 1_000 == 0 {
            net.read(addr(1)).await;
            assert!(!agents[0].has_ended(), "seed {SEED:#x}, before {number}");
            agents[0].observe().await;
        }
    }
    net.read(addr(1)).await;
    assert!(!agents[0].has_ended(), "seed {SEED:#x}");
}
