//! References to actors of another node, narrowed where they are used.

use akt_tests::ledger::{BankError, Ledger, LedgerRef};

use super::*;

#[actor(remote, name = "bank.Till")]
struct Till(i64);

#[handlers(Ledger)]
impl Till {
    #[handler]
    pub fn post(&mut self, amount: i64) -> Result<u64, BankError> {
        let sum = self.0 + amount;
        let balance = u64::try_from(sum).map_err(|_| BankError::Short(sum.unsigned_abs()))?;
        self.0 = sum;
        Ok(balance)
    }

    #[handler]
    pub async fn total(&self) -> u64 {
        self.0.unsigned_abs()
    }

    #[handler]
    pub fn note(&mut self, line: String, times: u8) {
        self.0 += i64::from(times) * i64::try_from(line.len()).expect("a short line");
    }
}

#[tokio::test]
async fn a_reference_to_another_node_can_be_narrowed() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    let till = there.system.spawn(Till(1)).name("till").await?;
    let found = soon(here.remote.lookup::<Till>(there.addr(), "till")).await?;
    let ledger: LedgerRef = found.narrow();
    assert_eq!(soon(ledger.post(4).into_future()).await, Ok(5));
    ledger.note("four".to_owned(), 2).tell()?;
    assert_eq!(soon(ledger.total().into_future()).await, Ok(13));
    let short = soon(ledger.post(-20).into_future()).await;
    assert_eq!(short, Err(AskError::Handler(BankError::Short(7))));
    assert!(!ledger.is_local() && !ledger.is_stopped());
    // On its own node it is another reference, as it is when it is not narrowed.
    assert_ne!(ledger, till.narrow());
    till.stop();
    till.stopped().await;
    let gone = soon(ledger.total().into_future()).await.unwrap_err();
    assert!(gone.not_delivered(), "{gone:?}");
    Ok(())
}
