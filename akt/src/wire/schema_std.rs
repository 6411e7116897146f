//! Descriptions of the types of the standard library that can travel. The names are part of every fingerprint and never
//! change.
//!
//! Lists of elements without size are refused at compile time: their length costs no bytes, so a peer could claim any.

use core::{
    hash::Hash,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    num::{
        NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16,
        NonZeroU32, NonZeroU64, NonZeroU128,
    },
    time::Duration,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use rkyv::Archive;

use crate::wire::{Schema, SchemaWriter};

macro_rules! primitives {
    ($($type:ty => $name:literal,)*) => {$(
        impl Schema for $type {
            fn describe(schema: &mut SchemaWriter) {
                schema.primitive($name);
            }
        }
    )*};
}

primitives! {
    () => "()",
    bool => "bool",
    char => "char",
    u8 => "u8",
    u16 => "u16",
    u32 => "u32",
    u64 => "u64",
    u128 => "u128",
    i8 => "i8",
    i16 => "i16",
    i32 => "i32",
    i64 => "i64",
    i128 => "i128",
    f32 => "f32",
    f64 => "f64",
    NonZeroU8 => "nonzero u8",
    NonZeroU16 => "nonzero u16",
    NonZeroU32 => "nonzero u32",
    NonZeroU64 => "nonzero u64",
    NonZeroU128 => "nonzero u128",
    NonZeroI8 => "nonzero i8",
    NonZeroI16 => "nonzero i16",
    NonZeroI32 => "nonzero i32",
    NonZeroI64 => "nonzero i64",
    NonZeroI128 => "nonzero i128",
    String => "string",
    Duration => "duration",
    Ipv4Addr => "ipv4",
    Ipv6Addr => "ipv6",
    IpAddr => "ip",
    SocketAddrV4 => "socket v4",
    SocketAddrV6 => "socket v6",
    SocketAddr => "socket",
}

macro_rules! generics {
    ($($type:ident < $($part:ident),+ > => $name:literal $(where { $($bounds:tt)+ })?;)*) => {$(
        impl<$($part: Schema),+> Schema for $type<$($part),+> $(where $($bounds)+)? {
            fn describe(schema: &mut SchemaWriter) {
                schema.generic($name);
                $(schema.visit::<$part>();)+
                schema.end();
            }
        }
    )*};
}

generics! {
    Box<T> => "box";
    Option<T> => "option";
    Result<T, E> => "result";
    HashMap<K, V> => "map" where { K: Hash + Eq, <K as Archive>::Archived: Hash + Eq };
    HashSet<T> => "set" where { T: Hash + Eq, <T as Archive>::Archived: Hash + Eq };
    BTreeMap<K, V> => "ordered map" where { K: Ord, <K as Archive>::Archived: Ord };
    BTreeSet<T> => "ordered set" where { T: Ord, <T as Archive>::Archived: Ord };
}

impl<T: Schema> Schema for Vec<T> {
    fn describe(schema: &mut SchemaWriter) {
        const {
            assert!(
                size_of::<T>() > 0,
                "a list of elements without size cannot travel: send its length as a u64"
            )
        };
        schema.generic("list");
        schema.visit::<T>();
        schema.end();
    }
}

impl<T: Schema> Schema for VecDeque<T> {
    fn describe(schema: &mut SchemaWriter) {
        const {
            assert!(
                size_of::<T>() > 0,
                "a list of elements without size cannot travel: send its length as a u64"
            )
        };
        schema.generic("list");
        schema.visit::<T>();
        schema.end();
    }
}

impl<T: Schema, const N: usize> Schema for [T; N] {
    fn describe(schema: &mut SchemaWriter) {
        schema.generic("array");
        schema.visit::<T>();
        schema.number(N as u64);
        schema.end();
    }
}

macro_rules! tuples {
    ($($($part:ident)+;)*) => {$(
        impl<$($part: Schema),+> Schema for ($($part,)+) {
            fn describe(schema: &mut SchemaWriter) {
                schema.generic("tuple");
                $(schema.visit::<$part>();)+
                schema.end();
            }
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
