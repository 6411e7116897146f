//! Frames and greetings against every cut of the stream and against hostile bytes.

use super::frame::{FRAME_ALIGN, FrameError, HEADER_BYTES, Header, Kind, frame, set_correlation};
use super::handshake::{FEATURES, Hello, RefusalReason, VERSIONS, format_id};
use super::reader::{FrameReader, Read};
use super::tests::{call, node};
use crate::base::limits;
use crate::base::rng::Rng;

const SEED: u64 = 0x00a4_7f4a_3e00_0001;

fn below(rng: &mut Rng, limit: usize) -> usize {
    usize::try_from(rng.next_u64() % limit as u64).unwrap()
}

fn random_bytes(rng: &mut Rng, len: usize) -> Vec<u8> {
    (0..len).map(|_| rng.next_u64().to_le_bytes()[0]).collect()
}

#[allow(clippy::disallowed_methods, reason = "an origin for made-up times")]
/// Header, key and body.
type Parts = (Header, Vec<u8>, Vec<u8>);

/// Reads everything in pieces of random sizes; gives frames as (header, key, body) and the first error.
fn read_all(rng: &mut Rng, bytes: &[u8], limit: usize) -> (Vec<Parts>, usize, Option<FrameError>) {
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
