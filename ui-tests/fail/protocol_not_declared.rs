//! Only what is declared as a protocol can be named as one.
use akt::prelude::*;

pub trait Plain {
    fn post(&self, amount: u64) -> u64;
}

#[protocol]
pub trait Ledger {
    fn post(&self, amount: u64) -> u64;
}

#[actor]
pub struct Account;

#[handlers(Plain, Leger)]
impl Account {
    #[handler]
    pub fn post(&mut self, amount: u64) -> u64 {
        amount
    }
}

fn main() {}
