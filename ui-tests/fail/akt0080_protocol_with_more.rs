//! A protocol is a list of methods.
use akt::prelude::*;

#[protocol]
pub trait Ledger<T>: Clone {
    const LIMIT: u64;
    type Error;

    fn post(&self, amount: u64) -> u64;
}

#[actor]
pub struct Account;

#[handlers(Ledger)]
impl Account {
    #[handler]
    pub fn post(&mut self, amount: u64) -> u64 {
        amount
    }
}

async fn use_it(ledger: &LedgerRef) {
    let _ = ledger.post(1).await;
}

fn main() {
    let _ = use_it;
}
