//! What a protocol declares is sent to an actor.
use std::rc::Rc;

use akt::prelude::*;

#[protocol]
pub trait Ledger {
    fn post(&self, amount: Rc<u64>) -> u64;
    fn total(&self) -> Rc<u64>;
}

fn main() {}
