//! What a protocol declares can be called by others.
use akt::prelude::*;

#[protocol]
pub trait Ledger {
    fn post(&self, amount: u64) -> u64;
}

#[actor]
pub struct Account;

#[handlers(Ledger)]
impl Account {
    #[handler]
    fn post(&mut self, amount: u64) -> u64 {
        amount
    }
}

fn main() {}
