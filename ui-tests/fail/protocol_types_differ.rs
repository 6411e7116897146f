//! A handler takes and answers the types that its protocol declares.
use akt::prelude::*;

#[derive(Debug)]
pub struct Short;

#[protocol]
pub trait Ledger {
    fn post(&self, amount: u64, why: String) -> Result<u64, Short>;
    fn total(&self) -> u64;
    fn close(&self) -> Option<u64>;
}

#[actor]
pub struct Account;

#[handlers(Ledger)]
impl Account {
    #[handler]
    pub fn post(&mut self, amount: u32, why: Vec<u8>) -> Result<u64, Short> {
        let _ = why;
        Ok(amount.into())
    }

    #[handler]
    pub fn total(&self) -> Result<u64, Short> {
        Ok(0)
    }

    #[handler]
    pub fn close(&mut self) {}
}

fn main() {}
