//! A protocol is named once, by its name.
use akt::prelude::*;

#[protocol]
pub trait Ledger {
    fn post(&self, amount: u64) -> u64;
}

#[actor]
pub struct Account;

#[handlers(Ledger, Ledger, Ledger<u8>, ledger)]
impl Account {
    #[handler]
    pub fn post(&mut self, amount: u64) -> u64 {
        amount
    }
}

async fn use_it(account: &AccountRef) {
    let ledger: LedgerRef = account.narrow();
    let _ = ledger.post(1).await;
}

fn main() {
    let _ = use_it;
}
