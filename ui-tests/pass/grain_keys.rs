//! Keys of grains: one field, several, and keys in keys.
#![deny(warnings)]
use akt::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct AccountId(u64);

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct SeatId {
    flight: String,
    row: u16,
    r#type: char,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct Pair<A, B>(A, B)
where
    A: Clone;

struct Shown<'a, K>(&'a K);

impl<K: GrainKey> std::fmt::Display for Shown<'_, K> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt_key(formatter)
    }
}

fn main() {
    let seat = SeatId {
        flight: String::from("AK7"),
        row: 12,
        r#type: 'C',
    };
    assert_eq!(Shown(&Pair(seat, AccountId(5))).to_string(), "AK7/12/C/5");
}
