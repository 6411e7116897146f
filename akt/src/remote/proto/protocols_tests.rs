//! What nodes tell each other about their protocols: bytes, fingerprints, and what is said about differences.

use super::protocols::{self, Difference, Found, Theirs};
use crate::base::limits;

#[test]
fn answers_to_lookups_come_back_and_cut_ones_are_refused() {
    let found = Found {
        protocol: "bank.Account".into(),
        methods: vec![(1, 2), (3, 4)],
        path: "/user/account".into(),
    };
    let bytes = found.encode();
    assert_eq!(Found::decode(&bytes).as_ref(), Some(&found));
    let head = bytes.len() - found.path.len();
    for len in 0..head {
        assert_eq!(Found::decode(&bytes[..len]), None);
    }
    let long = Found {
        methods: vec![(0, 0); limits::REMOTE_METHODS + 1],
        path: "/user".into(),
        ..found
    };
    let read = Found::decode(&long.encode()).unwrap();
    assert_eq!(read.methods.len(), limits::REMOTE_METHODS);
    assert_eq!(read.path, long.path);
}

#[test]
fn lists_of_protocols_are_bounded() {
    let mut bytes = Vec::new();
    let list: Vec<_> = (0..limits::REMOTE_PROTOCOLS as u64 + 1)
        .map(|id| (id, 1))
        .collect();
    protocols::encode(&list, &mut bytes);
    assert_eq!(
        protocols::decode(&bytes).as_deref(),
        list.get(..limits::REMOTE_PROTOCOLS)
    );
    assert_eq!(protocols::decode(&bytes[..bytes.len() - 1]), None);
    bytes[..2].copy_from_slice(&u16::MAX.to_le_bytes());
    bytes.resize(usize::from(u16::MAX) * 16 + 2, 0);
    assert_eq!(protocols::decode(&bytes), None);
}

#[test]
fn the_fingerprint_of_a_protocol_covers_every_method_in_any_order() {
    let one = protocols::fingerprint([(1, 10), (2, 20), (3, 30)]);
    assert_eq!(one, protocols::fingerprint([(3, 30), (1, 10), (2, 20)]));
    for other in [
        vec![(1, 10), (2, 20)],
        vec![(1, 10), (2, 20), (3, 31)],
        vec![(1, 20), (2, 10), (3, 30)],
        vec![(1, 10), (2, 20), (3, 30), (4, 40)],
    ] {
        assert_ne!(one, protocols::fingerprint(other));
    }
}

#[test]
fn a_difference_is_reported_once_for_each_version() {
    let ours = |id| (id < 3).then_some(id * 10);
    let mut theirs = Theirs::default();
    theirs.greeted(vec![(1, 10), (2, 99), (7, 1)]);
    let difference = Difference {
        id: 2,
        ours: 20,
        theirs: 99,
    };
    assert_eq!(theirs.differing(ours), [difference]);
    assert_eq!(theirs.differing(ours), []);
    theirs.announced(vec![(1, 11), (2, 98), (0, 5)]);
    let added = Difference {
        id: 0,
        ours: 0,
        theirs: 5,
    };
    assert_eq!(
        theirs.differing(ours),
        [added],
        "what a run said first stays"
    );
    theirs.greeted(vec![(1, 11), (2, 99)]);
    let restarted = Difference {
        id: 1,
        ours: 10,
        theirs: 11,
    };
    assert_eq!(theirs.differing(ours), [restarted], "another run");
    theirs.announced((100..10_000).map(|id| (id, 0)).collect());
    assert_eq!(theirs.served(), limits::REMOTE_PROTOCOLS);
}
