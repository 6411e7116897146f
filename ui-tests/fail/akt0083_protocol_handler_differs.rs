//! A handler takes what its protocol declares.
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
    pub fn post(&mut self, ctx: &mut Ctx, amount: u64, why: String) -> u64 {
        let _ = (ctx, why);
        amount
    }
}

fn main() {}
