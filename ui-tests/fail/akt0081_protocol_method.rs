//! How a message is handled is up to the actor.
use akt::prelude::*;

#[protocol]
pub trait Ledger {
    async fn post(&self, amount: u64) -> u64;
    fn total(&self, ctx: &Ctx) -> u64 {
        0
    }
    fn merge(&self, other: Self);
    fn audit(&self) -> impl Future<Output = String> + Send;
    fn count(&self) -> u32;
}

async fn use_it(ledger: &LedgerRef) {
    let _ = ledger.count().await;
}

fn main() {
    let _ = use_it;
}
