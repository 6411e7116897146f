//! A reference is narrowed to what its actor implements, and can no more than that.
use akt::prelude::*;

#[protocol]
pub trait Ledger {
    fn post(&self, amount: u64) -> u64;
}

#[protocol]
pub trait Audit {
    fn audit(&self);
}

#[actor]
pub struct Account;

#[handlers(Ledger)]
impl Account {
    #[handler]
    pub fn post(&mut self, amount: u64) -> u64 {
        amount
    }

    #[handler]
    pub fn audit(&self) {}
}

async fn use_it(account: &AccountRef) {
    let _: AuditRef = account.narrow();
    let ledger: LedgerRef = account.narrow();
    let _ = ledger.audit().await;
    ledger.stop();
}

fn main() {
    let _ = use_it;
}
