//! Every field of a message can travel. What comes first says so; the rest is rkyv's.
use akt::prelude::*;

pub struct Currency;

#[message]
pub struct Transfer {
    pub amount: u64,
    pub currency: Option<Currency>,
}

fn main() {}
