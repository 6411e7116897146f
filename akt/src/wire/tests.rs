//! Round trips, refusals and golden values of the wire. A golden value that changes breaks nodes in the field.

use core::{convert::Infallible, time::Duration};
use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use rkyv::{Archive, Deserialize, Serialize};

use super::*;

#[derive(Debug, Clone, PartialEq, Archive, Serialize, Deserialize)]
enum Kind {
    Plain,
    Tagged { by: u64, name: String },
    Wide(u128, Option<Duration>),
}

impl Schema for Kind {
    fn describe(schema: &mut SchemaWriter) {
        schema.enumeration("Kind", |v| {
            v.variant("Plain", |_| {});
            v.variant("Tagged", |f| {
                f.field::<u64>("by");
                f.field::<String>("name");
            });
            v.variant("Wide", |f| {
                f.field::<u128>("0");
                f.field::<Option<Duration>>("1");
            });
        });
    }
}

#[derive(Debug, Clone, PartialEq, Archive, Serialize, Deserialize)]
struct Order {
    id: u64,
    lines: Vec<(String, u32)>,
    kinds: HashMap<u16, Kind>,
    sorted: BTreeMap<String, i64>,
    maybe: Option<Box<u8>>,
}

impl Schema for Order {
    fn describe(schema: &mut SchemaWriter) {
        schema.structure("Order", |f| {
            f.field::<u64>("id");
            f.field::<Vec<(String, u32)>>("lines");
            f.field::<HashMap<u16, Kind>>("kinds");
            f.field::<BTreeMap<String, i64>>("sorted");
            f.field::<Option<Box<u8>>>("maybe");
        });
    }
}

#[derive(Debug, Clone, PartialEq, Archive, Serialize, Deserialize)]
#[rkyv(
    serialize_bounds(__S: rkyv::ser::Writer + rkyv::ser::Allocator, __S::Error: rkyv::rancor::Source),
    deserialize_bounds(__D::Error: rkyv::rancor::Source),
    bytecheck(bounds(__C: rkyv::validation::ArchiveContext, __C::Error: rkyv::rancor::Source))
)]
struct Tree {
    value: u8,
    #[rkyv(omit_bounds)]
    children: Vec<Self>,
}

impl Schema for Tree {
    fn describe(schema: &mut SchemaWriter) {
        schema.structure("Tree", |f| {
            f.field::<u8>("value");
            f.field::<Vec<Self>>("children");
        });
    }
}

fn tree(depth: usize) -> Tree {
    (0..depth).fold(
        Tree {
            value: 0,
            children: vec![],
        },
        |child, _| Tree {
            value: 1,
            children: vec![child],
        },
    )
}

fn encoded<T: Wire>(value: &T) -> Vec<u8> {
    let mut out = AlignedBuffer::new();
    value.encode(&mut out).expect("encodes");
    out.as_slice().to_vec()
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Plain),
        (any::<u64>(), any::<String>()).prop_map(|(by, name)| Kind::Tagged { by, name }),
        (any::<u128>(), any::<Option<Duration>>()).prop_map(|(wide, time)| Kind::Wide(wide, time)),
    ]
}

fn orders() -> impl Strategy<Value = Order> {
    (
        any::<u64>(),
        prop::collection::vec(any::<(String, u32)>(), 0..8),
        prop::collection::hash_map(any::<u16>(), kinds(), 0..8),
        prop::collection::btree_map(any::<String>(), any::<i64>(), 0..8),
        any::<Option<u8>>(),
    )
        .prop_map(|(id, lines, kinds, sorted, maybe)| Order {
            id,
            lines,
            kinds,
            sorted,
            maybe: maybe.map(Box::new),
        })
}

fn key_round_trip<K: GrainKey + core::fmt::Debug>(key: K) -> Result<(), TestCaseError> {
    let bytes = KeyBytes::of(&key).expect("short enough");
    prop_assert_eq!(bytes.read::<K>(), Ok(key));
    let mut longer = bytes.as_slice().to_vec();
    longer.push(0);
    prop_assert_eq!(
        KeyBytes::decode::<K>(&longer).err(),
        Some(KeyError::Trailing(1))
    );
    longer.truncate(bytes.as_slice().len() - 1);
    prop_assert_eq!(KeyBytes::decode::<K>(&longer).err(), Some(KeyError::Short));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_come_back_from_any_offset(order in orders(), shift in 0_usize..17, before in 0_usize..40) {
        let mut out = AlignedBuffer::new();
        out.extend_zeroed(before);
        order.encode(&mut out).expect("encodes");
        let start = before.next_multiple_of(WIRE_ALIGN);
        prop_assert_eq!(&Order::decode(&out.as_slice()[start..]).expect("decodes"), &order);

        let mut shifted = vec![0; shift];
        shifted.extend_from_slice(&out.as_slice()[start..]);
        prop_assert_eq!(Order::decode(&shifted[shift..]).expect("decodes"), order);
    }

    #[test]
    fn broken_bytes_never_panic(order in orders(), flips in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8), cut in any::<usize>()) {
        let mut bytes = encoded(&order);
        for (at, value) in flips {
            let at = at % bytes.len();
            bytes[at] ^= value;
        }
        let _ = Order::decode(&bytes);
        bytes.truncate(cut % bytes.len());
        let _ = Order::decode(&bytes);
        let _ = Tree::decode(&bytes);
        let _ = <Vec<Duration>>::decode(&bytes);
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        let _ = Order::decode(&bytes);
        let _ = Tree::decode(&bytes);
        let _ = Kind::decode(&bytes);
        let _ = <BTreeMap<String, Vec<String>>>::decode(&bytes);
        let _ = KeyBytes::decode::<(String, u64, bool)>(&bytes);
    }

    #[test]
    fn keys_come_back(a in any::<u128>(), b in any::<i64>(), c in any::<String>(), d in any::<char>(), e in any::<bool>()) {
        key_round_trip(a)?;
        key_round_trip(b)?;
        key_round_trip(c.clone())?;
        key_round_trip(d)?;
        key_round_trip(e)?;
        key_round_trip((c.clone(),))?;
        key_round_trip((c.clone(), b))?;
        key_round_trip((c.clone(), c, d))?;
    }

    #[test]
    fn order_of_numbers_is_order_of_bytes(a in any::<i32>(), b in any::<i32>()) {
        let (x, y) = (KeyBytes::of(&a).expect("short"), KeyBytes::of(&b).expect("short"));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
    }
}

#[test]
fn empty_and_infallible_values_come_back() {
    assert_eq!(<()>::decode(&encoded(&())), Ok(()));
    assert_eq!(<(u64,)>::decode(&encoded(&(7_u64,))), Ok((7,)));
    let answer: Result<u32, Infallible> = Ok(9);
    assert_eq!(encoded(&answer), encoded(&9_u32));
    assert_eq!(
        <Result<u32, Infallible>>::decode(&encoded(&answer)),
        Ok(answer)
    );
    assert_eq!(<Result<(), Infallible>>::decode(&[]), Ok(Ok(())));
    assert_eq!(<[u64; 0]>::decode(&[]), Ok([]));
}

#[test]
fn too_deep_values_are_refused_and_shallow_ones_are_not() {
    assert_eq!(Tree::decode(&encoded(&tree(40))), Ok(tree(40)));
    let mut deep = AlignedBuffer::new();
    codec::write(&tree(100), &mut deep, 0).expect("encodes");
    let refused = Tree::decode(deep.as_slice()).expect_err("too deep");
    assert!(
        matches!(&refused, DecodeError::Invalid { reason, .. } if reason.contains("depth")),
        "{refused}"
    );
}

/// Whatever can be sent can be read, also when the tree is only a part of the message.
#[test]
fn what_its_receiver_would_refuse_for_its_depth_is_not_encoded() {
    let limit = crate::base::limits::WIRE_DEPTH;
    let mut out = AlignedBuffer::new();
    5_u128.encode(&mut out).expect("encodes");
    let before = out.as_slice().to_vec();
    let mut longest = 0;
    for depth in 0..200 {
        let value = (7_u8, vec![tree(depth)]);
        match value.encode(&mut out) {
            Ok(()) => {
                let bytes = &out.as_slice()[16..];
                assert_eq!(<(u8, Vec<Tree>)>::decode(bytes).as_ref(), Ok(&value));
                longest = depth;
                out.rewind(before.len());
            }
            Err(refused) => assert_eq!(refused, EncodeError::TooDeep { limit }),
        }
        assert_eq!(out.as_slice(), before, "depth {depth}");
    }
    assert!((50..64).contains(&longest), "{longest}");
}

#[test]
fn only_types_that_hold_themselves_can_be_too_deep() {
    use super::fingerprint::is_deep;
    assert!(is_deep::<Tree>() && is_deep::<Vec<Tree>>() && is_deep::<Result<Tree, Infallible>>());
    assert!(!is_deep::<Order>() && !is_deep::<(Kind, Vec<Kind>)>());
}

#[test]
fn an_oversized_message_is_counted_and_not_stored() {
    let mut out = AlignedBuffer::with_limit(100);
    out.extend_from_slice(&[7; 10]);
    let big = vec![1_u8; 1 << 20];
    let refused = big.encode(&mut out).expect_err("too large");
    assert_eq!(
        refused,
        EncodeError::TooLarge {
            bytes: encoded(&big).len(),
            limit: 84
        }
    );
    assert_eq!(out.len(), 16);
    assert!(out.capacity() < 1 << 10);
    5_u8.encode(&mut out).expect("the buffer is usable again");
    assert_eq!(&out.as_slice()[16..], [5]);
}

#[test]
fn lying_lengths_cost_nothing() {
    let mut bytes = encoded(&vec![1_u64, 2, 3]);
    let len = bytes.len();
    bytes[len - 4..].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        <Vec<u64>>::decode(&bytes),
        Err(DecodeError::Invalid { .. })
    ));
}

/// A struct that is described as the closure says.
macro_rules! variant_of {
    ($name:ident, $($wire_name:literal: $type:ty),*) => {{
        #[derive(Archive, Serialize, Deserialize)]
        struct $name;
        impl Schema for $name {
            fn describe(schema: &mut SchemaWriter) {
                schema.structure("Point", |f| { $(f.field::<$type>($wire_name);)* });
            }
        }
        fingerprint::<$name>()
    }};
}

#[test]
fn fingerprints_differ_for_every_change() {
    let all = [
        variant_of!(Base, "x": u32, "y": u64),
        variant_of!(Renamed, "x": u32, "z": u64),
        variant_of!(Retyped, "x": u32, "y": i64),
        variant_of!(Reordered, "y": u64, "x": u32),
        variant_of!(Longer, "x": u32, "y": u64, "z": u8),
        variant_of!(Shorter, "x": u32),
        variant_of!(Wrapped, "x": u32, "y": Option<u64>),
        variant_of!(Nested, "x": u32, "y": Vec<Kind>),
        variant_of!(NestedOther, "x": u32, "y": Vec<Order>),
        variant_of!(Array, "x": u32, "y": [u8; 3]),
        variant_of!(LongerArray, "x": u32, "y": [u8; 4]),
        fingerprint::<(u32, u64)>(),
        fingerprint::<(u32, (u64,))>(),
        fingerprint::<Result<u8, u8>>(),
        fingerprint::<Result<u8, Infallible>>(),
        fingerprint::<u8>(),
    ];
    for (i, a) in all.iter().enumerate() {
        for b in &all[i + 1..] {
            assert_ne!(a, b);
        }
    }
    assert_eq!(all[0], variant_of!(SameAsBase, "x": u32, "y": u64));
}

#[test]
fn fingerprints_and_ids_never_change() {
    let golden = [
        ("()", fingerprint::<()>(), 0xfae2_244a_636d_5e3f),
        ("u64", fingerprint::<u64>(), 0x363b_1708_9ee6_a3ab),
        (
            "(String, u32)",
            fingerprint::<(String, u32)>(),
            0xad42_86ca_5233_c671,
        ),
        ("Kind", fingerprint::<Kind>(), 0x8913_b086_9c3e_ec76),
        ("Order", fingerprint::<Order>(), 0xd853_fbda_bc35_4afb),
        ("Tree", fingerprint::<Tree>(), 0xd854_9474_6cc6_845e),
        (
            "Vec<Tree>",
            fingerprint::<Vec<Tree>>(),
            0xb235_6773_d3d4_3d49,
        ),
        (
            "infallible",
            fingerprint::<Result<u64, Infallible>>(),
            0x61e9_460d_399f_704b,
        ),
        (
            "bank.Account",
            stable_id("bank.Account"),
            0x4e8f_b9f8_82d1_9c38,
        ),
        ("deposit", u64::from(MethodId::of("deposit").0), 0xaaa1_4e24),
    ];
    let changed: Vec<_> = golden.iter().filter(|(_, now, then)| now != then).collect();
    assert!(changed.is_empty(), "{changed:#x?}");
}

#[test]
fn bytes_never_change() {
    assert_eq!(
        encoded(&Kind::Tagged {
            by: 7,
            name: "seven".into()
        }),
        [
            &[
                1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, b's', b'e', b'v', b'e', b'n', 255,
                255, 255
            ][..],
            &[0; 40]
        ]
        .concat()
    );
    assert_eq!(
        KeyBytes::of(&("LH".to_string(), -1_i16))
            .expect("short")
            .as_slice(),
        [0, 0, 0, 0, 0, 0, 0, 2, b'L', b'H', 0x7f, 0xff]
    );
}

#[test]
fn keys_are_limited_and_readable() {
    let long = "x".repeat(crate::base::limits::GRAIN_KEY_BYTES);
    assert!(matches!(KeyBytes::of(&long), Err(KeyError::TooLong { .. })));
    struct Shown<K>(K);
    impl<K: GrainKey> core::fmt::Display for Shown<K> {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            self.0.fmt_key(f)
        }
    }
    assert_eq!(
        Shown(("LH".to_string(), 400_u16, 'a')).to_string(),
        "LH/400/a"
    );
}

#[test]
fn methods_are_found_by_name_alone() {
    const { assert_unique_methods(&["deposit", "withdraw", "balance"]) };
    assert_eq!(MethodId::of("deposit"), MethodId::of("deposit"));
    assert!(std::panic::catch_unwind(|| assert_unique_methods(&["deposit", "deposit"])).is_err());
}
