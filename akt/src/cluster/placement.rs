//! Which member owns a grain: rendezvous hashing, a pure function of the members and the key.
//!
//! Every member draws a number from the hash of (kind, key) and a seed of its own; the highest number owns.
//! No ring, no virtual nodes, no state: two nodes with the same members agree without a word between them,
//! and when a member comes or goes only the keys move that it wins or held.
//!
//! The seed is made of the whole [`NodeId`], incarnation included. What a dead process had in memory is gone,
//! so "the owner" must mean one process, never "whatever answers at that address": a view that still knows the
//! old incarnation and one that knows the new one then name different owners instead of agreeing by accident
//! on different processes. It also keeps a grain that kills its host from finding the same host after each
//! restart. The price is that a restarted node begins with other keys than it had, all of them cold anyway.

use std::net::IpAddr;

use xxhash_rust::const_xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::remote::NodeId;

/// Spreads a seed over 64 bits when it meets the hash of a key (the fractional part of the golden ratio, odd).
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a grain's kind and key bytes: equal on every node and in every version.
#[must_use]
pub(crate) fn hash_of(kind: u64, key: &[u8]) -> u64 {
    xxh3_64_with_seed(key, kind)
}

/// The members that can own, with their seeds computed once.
#[derive(Debug, Clone)]
pub(crate) struct Placement {
    first: NodeId,
    seats: Box<[Seat]>,
}

#[derive(Debug, Clone, Copy)]
struct Seat {
    seed: u64,
    node: NodeId,
}

impl Placement {
    /// A placement over `nodes` in the order of their ids; over `fallback` alone when there are none.
    pub(crate) fn new(nodes: impl IntoIterator<Item = NodeId>, fallback: NodeId) -> Self {
        let mut seats: Vec<Seat> = nodes
            .into_iter()
            .map(|node| Seat {
                seed: seed_of(node),
                node,
            })
            .collect();
        seats.sort_unstable_by_key(|seat| seat.node);
        let first = seats.first().map_or(fallback, |seat| seat.node);
        Self {
            first,
            seats: seats.into_boxed_slice(),
        }
    }

    /// The owner of a hash that [`hash_of`] made. A few nanoseconds a member.
    #[must_use]
    pub(crate) fn owner(&self, hash: u64) -> NodeId {
        let mut best = (0, self.first);
        for seat in &self.seats {
            let weight = weigh(hash, seat.seed);
            // Of equal weights the lowest id wins: the seats are in that order on every node.
            if weight > best.0 {
                best = (weight, seat.node);
            }
        }
        best.1
    }
}

/// One member's number for one key: the two halves of a 128-bit product folded together.
fn weigh(hash: u64, seed: u64) -> u64 {
    let product = u128::from(hash ^ seed) * u128::from(seed.rotate_left(32) ^ MIX | 1);
    let folded = (product ^ (product >> 64)) & u128::from(u64::MAX);
    let mixed = u64::try_from(folded).unwrap_or_default().wrapping_mul(MIX);
    mixed ^ (mixed >> 32)
}

fn seed_of(node: NodeId) -> u64 {
    let mut bytes = [0; 26];
    let ip = match node.addr.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    let parts = ip
        .octets()
        .into_iter()
        .chain(node.addr.port().to_be_bytes())
        .chain(node.incarnation.to_be_bytes());
    for (slot, byte) in bytes.iter_mut().zip(parts) {
        *slot = byte;
    }
    xxh3_64(&bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::net::SocketAddr;

    use super::{NodeId, Placement, hash_of};

    const KEYS: u64 = 100_000;

    fn node(number: u16) -> NodeId {
        NodeId {
            addr: SocketAddr::from(([10, 0, 0, 1], 4000 + number)),
            incarnation: 1_700_000_000_000,
        }
    }

    fn placement(nodes: impl IntoIterator<Item = u16>) -> Placement {
        Placement::new(nodes.into_iter().map(node), node(0))
    }

    fn owner(placement: &Placement, key: u64) -> NodeId {
        placement.owner(hash_of(7, &key.to_be_bytes()))
    }

    #[test]
    fn keys_spread_evenly() {
        for nodes in [3, 5, 10] {
            let placement = placement(0..nodes);
            let mut counts = BTreeMap::<NodeId, u64>::new();
            for key in 0..KEYS {
                *counts.entry(owner(&placement, key)).or_default() += 1;
            }
            let fair = KEYS / u64::from(nodes);
            for (node, count) in counts {
                assert!(
                    count.abs_diff(fair) * 100 <= fair * 5,
                    "{node:?} of {nodes} owns {count}, fair is {fair}"
                );
            }
        }
    }

    #[test]
    fn a_join_moves_only_what_the_joiner_wins() {
        let (before, after) = (placement(0..4), placement(0..5));
        let mut moved = 0;
        for key in 0..KEYS {
            let (old, new) = (owner(&before, key), owner(&after, key));
            if old != new {
                assert_eq!(new, node(4));
                moved += 1;
            }
        }
        assert!(
            (KEYS / 5 * 95 / 100..KEYS / 5 * 105 / 100).contains(&moved),
            "{moved} moved"
        );
    }

    #[test]
    fn a_leave_moves_only_what_the_leaver_held() {
        let (before, after) = (placement(0..5), placement([0, 1, 3, 4]));
        for key in 0..KEYS {
            let (old, new) = (owner(&before, key), owner(&after, key));
            assert_eq!(old != new, old == node(2));
        }
    }

    #[test]
    fn the_order_of_the_members_does_not_matter() {
        let (one, other) = (placement([0, 1, 2]), placement([2, 0, 1]));
        assert!((0..1000).all(|key| owner(&one, key) == owner(&other, key)));
    }

    #[test]
    fn a_restarted_node_draws_anew() {
        let restarted = NodeId {
            incarnation: node(1).incarnation + 1,
            ..node(1)
        };
        let (before, after) = (
            placement(0..3),
            Placement::new([node(0), restarted, node(2)], node(0)),
        );
        let same = (0..KEYS)
            .filter(|&key| owner(&before, key) == node(1))
            .filter(|&key| owner(&after, key) == restarted)
            .count();
        let held = (0..KEYS)
            .filter(|&key| owner(&before, key) == node(1))
            .count();
        assert!(same * 2 < held, "{same} of {held} stayed");
    }

    #[test]
    fn nobody_means_the_fallback() {
        assert_eq!(placement([]).owner(42), node(0));
    }

    /// Nodes of different versions must agree: if this test fails, the change breaks running clusters.
    #[test]
    fn owners_are_the_same_in_every_version() {
        assert_eq!(hash_of(7, b"akt"), 0xCAB9_D594_8420_FB4D);
        let placement = placement(0..10);
        let ports: Vec<u16> = (0..16)
            .map(|key| owner(&placement, key).addr.port() - 4000)
            .collect();
        assert_eq!(ports, [0, 1, 0, 7, 6, 8, 6, 5, 7, 7, 8, 8, 9, 7, 7, 2]);
        let six = NodeId {
            addr: "[2001:db8::1]:4000".parse().unwrap(),
            incarnation: 3,
        };
        assert_eq!(super::seed_of(six), 0x3658_AFCE_9DEE_9A55);
    }
}
