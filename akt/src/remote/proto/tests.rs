//! The protocol against hostile bytes and against every order of events that a seeded network makes.

use std::time::{Duration, Instant};

use super::association::{AskFailure, Association, Bounds, CONTROL_LANE, Event, NotQueued};
use super::frame::{FRAME_ALIGN, FrameError, HEADER_BYTES, Header, Kind, frame, set_correlation};
use super::handshake::{FEATURES, Hello, RefusalReason, VERSIONS, format_id};
use super::lane::{Lane, Outgoing};
use super::link::{DialOutcome, Link};
use super::pending::{Ask, Pending};
use super::reader::{FrameReader, Read};
use crate::base::limits;
use crate::base::rng::Rng;
use crate::remote::NodeId;

const SEED: u64 = 0x00a4_7f4a_3e00_0001;

fn below(rng: &mut Rng, limit: usize) -> usize {
    usize::try_from(rng.next_u64() % limit as u64).unwrap()
}

fn random_bytes(rng: &mut Rng, len: usize) -> Vec<u8> {
    (0..len).map(|_| rng.next_u64().to_le_bytes()[0]).collect()
}

#[allow(clippy::disallowed_methods, reason = "an origin for made-up times")]
fn origin() -> Instant {
    Instant::now()
}

fn node(port: u16, incarnation: u64) -> NodeId {
    NodeId {
        addr: ([127, 0, 0, 1], port).into(),
        incarnation,
    }
}

fn bounds() -> Bounds {
    Bounds {
        lanes: 2,
        queue_bytes: 10_000,
        queue_frames: 100,
        pending: 50,
    }
}

fn call(target: u64, body: &[u8]) -> Vec<u8> {
    frame(
        Header {
            target,
            ..Header::new(Kind::Call)
        },
        &[],
        body,
    )
}

/// Frames as (header, key, body), how many were too large, and the first error.
type ReadAll = (Vec<(Header, Vec<u8>, Vec<u8>)>, usize, Option<FrameError>);

/// Reads everything in pieces of random sizes.
fn read_all(rng: &mut Rng, bytes: &[u8], limit: usize) -> ReadAll {
    let mut reader = FrameReader::new(limit);
    let (mut rest, mut frames, mut oversized) = (bytes, Vec::new(), 0);
    loop {
        loop {
            match reader.next() {
                Ok(Some(Read::Frame(frame))) => {
                    let body = frame.body();
                    assert!(body.is_empty() || body.as_ptr().addr().is_multiple_of(FRAME_ALIGN));
                    frames.push((frame.header, frame.key().to_vec(), body.to_vec()));
                }
                Ok(Some(Read::Oversized(_))) => oversized += 1,
                Ok(None) => break,
                Err(error) => return (frames, oversized, Some(error)),
            }
        }
        if rest.is_empty() {
            return (frames, oversized, None);
        }
        let space = reader.space();
        assert!(!space.is_empty());
        let count = (1 + below(rng, 100_000)).min(space.len()).min(rest.len());
        space[..count].copy_from_slice(&rest[..count]);
        reader.filled(count);
        rest = &rest[count..];
    }
}

#[test]
fn headers_have_their_golden_place() {
    let header = Header {
        hops: 2,
        key_len: 0x0102,
        body_len: 0x0304_0506,
        target: 0x1112_1314_1516_1718,
        correlation: 0x2122_2324_2526_2728,
        incarnation: 0x3132_3334_3536_3738,
        method: 0x4142_4344,
        fingerprint: 0x5152_5354,
        timeout_ms: 0x6162_6364,
        code: 0x7172_7374,
        ..Header::new(Kind::GrainCall)
    };
    let header = Header {
        body_len: 0x0003_0405,
        ..header
    };
    let bytes = header.encode();
    assert_eq!(bytes[..8], [2, 2, 0x02, 0x01, 0x05, 0x04, 0x03, 0x00]);
    assert_eq!(bytes[8], 0x18);
    assert_eq!(bytes[16], 0x28);
    assert_eq!(bytes[24], 0x38);
    assert_eq!(
        [bytes[32], bytes[36], bytes[40], bytes[44]],
        [0x44, 0x54, 0x64, 0x74]
    );
    assert_eq!(Header::decode(&bytes), Ok(header));
    let mut patched = bytes;
    set_correlation(&mut patched, 9);
    assert_eq!(
        Header::decode(&patched),
        Ok(Header {
            correlation: 9,
            ..header
        })
    );
}

#[test]
fn frames_come_out_as_they_went_in_whatever_the_pieces() {
    let mut rng = Rng::seeded(SEED);
    for _ in 0..200 {
        let (mut stream, mut sent) = (Vec::new(), Vec::new());
        for _ in 0..1 + below(&mut rng, 60) {
            let len = match below(&mut rng, 20) {
                0 => below(&mut rng, 300_000),
                1..4 => below(&mut rng, 9_000),
                _ => below(&mut rng, 200),
            };
            let key_len = below(&mut rng, 40);
            let (key, body) = (random_bytes(&mut rng, key_len), vec![7; len]);
            let header = Header {
                target: rng.next_u64(),
                ..Header::new(Kind::GrainCall)
            };
            stream.extend_from_slice(&frame(header, &key, &body));
            sent.push((key, body));
        }
        let (frames, oversized, error) = read_all(&mut rng, &stream, 1 << 20);
        assert_eq!((oversized, error), (0, None), "seed {SEED:#x}");
        let got: Vec<_> = frames
            .into_iter()
            .map(|(_, key, body)| (key, body))
            .collect();
        assert!(got == sent, "seed {SEED:#x}");
    }
}

#[test]
fn oversized_frames_are_skipped_and_their_neighbours_arrive() {
    let mut rng = Rng::seeded(SEED);
    let mut stream = call(1, &[1; 100]);
    stream.extend_from_slice(&call(2, &[2; 500_000]));
    stream.extend_from_slice(&call(3, &[3; 2_000]));
    stream.extend_from_slice(&call(4, &[4; 999]));
    let (frames, oversized, error) = read_all(&mut rng, &stream, 1_000);
    assert_eq!((oversized, error), (2, None));
    assert_eq!(
        frames
            .iter()
            .map(|(header, ..)| header.target)
            .collect::<Vec<_>>(),
        [1, 4]
    );
}

#[test]
fn hostile_streams_neither_panic_nor_make_the_reader_grow() {
    let mut rng = Rng::seeded(SEED);
    for round in 0..100_000 {
        let mut bytes = if round % 2 == 0 {
            let len = below(&mut rng, 200);
            random_bytes(&mut rng, len)
        } else {
            let len = below(&mut rng, 100);
            let mut bytes = frame(Header::new(Kind::GrainCall), b"key", &vec![1; len]);
            bytes.extend_from_slice(&call(5, b"body"));
            for _ in 0..1 + below(&mut rng, 6) {
                let at = below(&mut rng, bytes.len());
                bytes[at] = rng.next_u64().to_le_bytes()[0];
            }
            bytes
        };
        bytes.truncate(200);
        let (frames, ..) = read_all(&mut rng, &bytes, 1 << 16);
        assert!(
            frames.len() <= bytes.len() / HEADER_BYTES,
            "seed {SEED:#x} round {round}"
        );
        let _ = Hello::decode(&bytes);
    }
}

#[test]
fn a_declared_size_costs_nothing_before_the_bytes_arrive() {
    let mut reader = FrameReader::new(limits::WIRE_MESSAGE_BYTES);
    let limit = u32::try_from(limits::WIRE_MESSAGE_BYTES).unwrap();
    let header = Header {
        body_len: limit,
        ..Header::new(Kind::Call)
    }
    .encode();
    reader.space()[..HEADER_BYTES].copy_from_slice(&header);
    reader.filled(HEADER_BYTES);
    assert!(matches!(reader.next(), Ok(None)));
    assert!(reader.space().len() <= 64 * 1024);
    let beyond = Header {
        body_len: limit + 1,
        ..Header::new(Kind::Call)
    }
    .encode();
    assert!(matches!(
        Header::decode(&beyond),
        Err(FrameError::Body { .. })
    ));
    let text = Header {
        body_len: 1 << 20,
        ..Header::new(Kind::Fault)
    }
    .encode();
    assert!(matches!(
        Header::decode(&text),
        Err(FrameError::Body { .. })
    ));
    let key = Header {
        key_len: 5_000,
        ..Header::new(Kind::GrainCall)
    }
    .encode();
    assert!(matches!(Header::decode(&key), Err(FrameError::Key { .. })));
    let hops = Header {
        hops: 200,
        ..Header::new(Kind::GrainCall)
    }
    .encode();
    assert_eq!(Header::decode(&hops), Err(FrameError::Hops(200)));
}

fn hello(port: u16) -> Hello {
    Hello {
        versions: VERSIONS,
        features: FEATURES,
        format: format_id(),
        node: node(port, 77),
        cluster: "flights".into(),
        protocols: vec![(1, 2), (3, 4)],
    }
}

#[test]
fn hellos_come_back_and_are_judged() {
    let ours = hello(1);
    let mut v6 = hello(2);
    v6.node.addr = "[::1]:9000".parse().unwrap();
    for hello in [&ours, &v6] {
        let mut bytes = hello.encode();
        assert_eq!(Hello::decode(&bytes).as_ref(), Some(hello));
        bytes.extend_from_slice(b"what a later release adds");
        assert_eq!(Hello::decode(&bytes).as_ref(), Some(hello));
        for len in 0..hello.encode().len() {
            assert_eq!(Hello::decode(&bytes[..len]), None);
        }
    }
    let theirs = hello(2);
    assert_eq!(ours.judge(&theirs), Ok(()));
    let reason = |theirs: Hello| ours.judge(&theirs).unwrap_err().reason;
    assert_eq!(
        reason(Hello {
            versions: (2, 3),
            ..theirs.clone()
        }),
        RefusalReason::Version
    );
    assert_eq!(
        reason(Hello {
            cluster: "boats".into(),
            ..theirs.clone()
        }),
        RefusalReason::Cluster
    );
    assert_eq!(
        reason(Hello {
            format: 1,
            ..theirs.clone()
        }),
        RefusalReason::Format
    );
    assert_eq!(
        reason(Hello {
            node: node(1, 78),
            ..theirs
        }),
        RefusalReason::SelfConnect
    );
    assert_eq!(
        RefusalReason::from_code(RefusalReason::Cluster.code()),
        RefusalReason::Cluster
    );
    assert_eq!(RefusalReason::from_code(999), RefusalReason::Malformed);
}

#[test]
fn names_of_asks_are_never_used_twice() {
    let now = origin();
    let ask = |reply| Ask {
        reply,
        deadline: now,
        lane: 0,
        sequence: 0,
    };
    let mut pending = Pending::default();
    let mut names = std::collections::HashSet::new();
    for round in 0..5 {
        let all: Vec<u64> = (0..3_000).map(|reply| pending.insert(ask(reply))).collect();
        assert!(
            all.iter().all(|name| *name != 0 && names.insert(*name)),
            "round {round}"
        );
        assert_eq!(pending.remove(all[17]).map(|ask| ask.reply), Some(17));
        assert!(pending.remove(all[17]).is_none());
        assert_eq!(pending.take_if(|_| true).len(), 2_999);
        assert!(pending.is_empty());
        assert!(all.iter().all(|name| pending.remove(*name).is_none()));
    }
}

#[test]
fn lanes_gather_small_frames_and_keep_the_order() {
    let mut lane = Lane::default();
    assert!(lane.take().is_none(), "the writer waits now");
    assert!(lane.push(Outgoing::Small(&[1; 100])), "and is woken once");
    assert!(!lane.push(Outgoing::Small(&[2; 100])));
    assert!(!lane.push(Outgoing::Large(vec![3; 20_000].into())));
    assert!(!lane.push(Outgoing::Small(&[4; 10])));
    let taken = lane.take().unwrap();
    assert_eq!(
        (taken.frames, taken.bytes, taken.chunks.len()),
        (4, 20_210, 3)
    );
    let bytes: Vec<u8> = taken.chunks.concat();
    assert!(bytes.is_sorted());
    for _ in 0..5_000 {
        lane.push(Outgoing::Small(&[5; 64]));
    }
    let taken = lane.take().unwrap();
    assert!(
        taken.bytes <= 2 * limits::REMOTE_BATCH_BYTES,
        "one write is bounded"
    );
    assert!(lane.was_taken(4 + taken.frames) && !lane.was_taken(5 + taken.frames));
}

#[test]
fn of_two_simultaneous_dials_the_smaller_node_wins() {
    let now = origin();
    let (small, great) = (node(1, 5), node(2, 4));
    let (mut a, mut b) = (Link::new(small), Link::new(great));
    let (dial_a, dial_b) = (a.demand().unwrap(), b.demand().unwrap());
    assert_eq!(
        a.hello(now, great).unwrap_err().reason,
        RefusalReason::Duplicate
    );
    let accepted = b.hello(now, small).unwrap();
    assert_eq!(accepted.abandoned, Some(dial_b));
    assert!(
        b.welcome(dial_b, small).is_none(),
        "an abandoned dial is never confirmed"
    );
    assert_eq!(
        b.dial_failed(now, dial_b, Some(RefusalReason::Duplicate), 0),
        DialOutcome::Stale
    );
    assert!(a.welcome(dial_a, great).is_some());
    assert!(b.confirm(accepted.ticket).is_some());
    assert_eq!((a.open(), b.open()), (Some(dial_a), Some(accepted.ticket)));
}

#[test]
fn old_runs_are_refused_and_new_runs_take_their_place() {
    let now = origin();
    let mut link = Link::new(node(9, 1));
    let first = link.hello(now, node(1, 10)).unwrap().ticket;
    assert!(link.confirm(first).is_some_and(|opened| !opened.restarted));
    assert_eq!(
        link.hello(now, node(1, 9)).unwrap_err().reason,
        RefusalReason::OldIncarnation
    );
    let second = link.hello(now, node(1, 11)).unwrap().ticket;
    assert_eq!(
        link.open(),
        Some(first),
        "until the new connection is confirmed"
    );
    let opened = link.confirm(second).unwrap();
    assert_eq!((opened.replaced, opened.restarted), (Some(first), true));
    assert!(!link.lost(first) && link.lost(second));
    link.close();
    assert_eq!(
        link.hello(now, node(1, 12)).unwrap_err().reason,
        RefusalReason::ShuttingDown
    );
    assert!(link.demand().is_none());
}

#[test]
fn dials_back_off_while_something_waits() {
    let now = origin();
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    association.ask(now, 1, 7, now + Duration::from_secs(60));
    association
        .send(1, Outgoing::Small(&call(1, b"x")))
        .unwrap();
    association
        .send(2, Outgoing::Small(&call(2, b"y")))
        .unwrap();
    let Some(Event::Dial(ticket)) = association.poll_event() else {
        panic!("dials")
    };
    association.handle_dial_failed(now, ticket, &"nobody there".into(), 3);
    assert!(matches!(
        association.poll_event(),
        Some(Event::Fail(7, AskFailure::Unreachable { sent: false, .. }))
    ));
    assert!(matches!(association.poll_event(), Some(Event::Lost(1))));
    assert!(association.poll_event().is_none());

    association
        .send(1, Outgoing::Small(&call(1, b"z")))
        .unwrap();
    assert!(association.poll_event().is_none(), "waits for the backoff");
    let at = association.poll_timeout().unwrap();
    assert!(at > now);
    association.handle_timeout(at);
    association.handle_timeout(at + limits::REMOTE_BACKOFF_LAST);
    assert!(matches!(association.poll_event(), Some(Event::Dial(_))));
}

#[test]
fn queues_are_bounded_and_answers_have_room_beyond() {
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    let frame = call(1, &[0; 52]);
    assert_eq!(frame.len(), 112);
    let mut sent = 0;
    while !association.is_full() {
        association.send(1, Outgoing::Small(&frame)).unwrap();
        sent += 1;
    }
    assert_eq!(sent, 90);
    let mut answered = 0;
    while association.answer(1, Outgoing::Small(&frame)).is_ok() {
        answered += 1;
    }
    assert_eq!(answered, 89);
    association.close(&"over".into());
    assert_eq!(
        association.send(1, Outgoing::Small(&frame)),
        Err(NotQueued::Closed)
    );
}

#[test]
fn asks_end_at_their_deadline() {
    let now = origin();
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    let early = association.ask(now, 1, 1, now + Duration::from_secs(1));
    let late = association.ask(now, 1, 2, now + Duration::from_secs(60));
    let mut at = now;
    let failed = loop {
        at = association.poll_timeout().unwrap().max(at);
        association.handle_timeout(at);
        if let Some(event) = association.poll_event() {
            break event;
        }
    };
    assert!(matches!(failed, Event::Fail(1, AskFailure::Timeout)));
    assert!(at - now <= Duration::from_secs(1) + 2 * limits::REMOTE_SWEEP);
    assert!(association.answered(early).is_none());
    assert_eq!(association.answered(late), Some(2));
}

#[test]
fn what_was_not_handed_to_a_lost_connection_goes_over_the_next() {
    let now = origin();
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    association.ask(now, 1, 1, now + Duration::from_secs(60));
    association
        .send(1, Outgoing::Small(&call(1, b"sent")))
        .unwrap();
    let Some(Event::Dial(first)) = association.poll_event() else {
        panic!("dials")
    };
    assert!(association.handle_welcome(first, node(2, 1)));
    assert!(association.poll_transmit(first, 1).is_some());
    association.ask(now, 1, 2, now + Duration::from_secs(60));
    association
        .send(1, Outgoing::Small(&call(1, b"kept")))
        .unwrap();
    association
        .send(
            CONTROL_LANE,
            Outgoing::Small(&frame(Header::new(Kind::Ping), &[], &[])),
        )
        .unwrap();

    association.handle_lost(first, &"cable".into());
    assert!(matches!(
        association.poll_event(),
        Some(Event::Fail(1, AskFailure::Unreachable { sent: true, .. }))
    ));
    let Some(Event::Dial(second)) = association.poll_event() else {
        panic!("dials again")
    };
    assert!(association.poll_event().is_none());
    assert!(
        association.poll_transmit(second, 1).is_none(),
        "not open yet"
    );
    assert!(association.handle_welcome(second, node(2, 1)));
    let kept = association.poll_transmit(second, 1).unwrap();
    assert_eq!(kept.chunks.concat(), call(1, b"kept"));
    assert!(
        association.poll_transmit(first, CONTROL_LANE).is_none(),
        "the old connection gets nothing"
    );
}

#[test]
fn gossip_to_nobody_stays_bounded() {
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    let taken = (0..10_000)
        .filter(|_| association.gossip(vec![7; 64]))
        .count();
    assert_eq!(taken, 0, "no writer waits to be woken");
    let Some(Event::Dial(ticket)) = association.poll_event() else {
        panic!("dials")
    };
    assert!(association.handle_welcome(ticket, node(2, 1)));
    assert_eq!(
        association
            .poll_transmit(ticket, CONTROL_LANE)
            .unwrap()
            .frames,
        16
    );
}
