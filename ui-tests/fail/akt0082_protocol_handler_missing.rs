//! Every method of a protocol has its handler.
use akt::prelude::*;

mod bank {
    use akt::prelude::*;

    #[protocol]
    pub trait Ledger {
        fn post(&self, amount: u64) -> Result<u64, String>;
        fn total(&self) -> u64;
        fn audit(&self, from: u32, to: u32);
    }
}

#[actor]
pub struct Account;

#[handlers(bank::Ledger)]
impl Account {
    #[handler]
    pub fn total(&self) -> u64 {
        0
    }

    /// Not marked.
    pub fn audit(&self, _from: u32, _to: u32) {}
}

async fn use_it(account: &AccountRef) {
    let ledger: bank::LedgerRef = account.narrow();
    let _ = ledger.post(1).await;
}

fn main() {
    let _ = use_it;
}
