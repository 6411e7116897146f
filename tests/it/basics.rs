//! Spawning, calling, stopping: what every program does.

use akt::prelude::*;

#[derive(Debug, PartialEq)]
enum BankError {
    Short { by: u64 },
}

/// A bank account.
#[actor]
struct Account {
    balance: u64,
}

#[handlers]
impl Account {
    /// Adds money.
    #[handler]
    pub fn deposit(&mut self, amount: u64) -> u64 {
        self.balance += amount;
        self.balance
    }

    #[handler]
    pub async fn withdraw(&mut self, amount: u64) -> Result<u64, BankError> {
        tokio::task::yield_now().await;
        if amount > self.balance {
            return Err(BankError::Short {
                by: amount - self.balance,
            });
        }
        self.balance -= amount;
        Ok(self.balance)
    }

    #[handler]
    pub fn balance(&self) -> u64 {
        self.balance
    }
}

#[tokio::test]
async fn calls_reach_their_handlers() -> Result<(), Box<dyn std::error::Error>> {
    let system = ActorSystem::new("test")?;
    let account = system.spawn(Account { balance: 0 }).await?;
    account.deposit(5).tell()?;
    assert_eq!(account.deposit(6).await?, 11);
    assert_eq!(account.withdraw(1).await, Ok(10));
    assert_eq!(
        account.withdraw(11).await,
        Err(AskError::Handler(BankError::Short { by: 1 }))
    );
    assert_eq!(account.balance().await?, 10);
    account.stop();
    assert_eq!(account.stopped().await.reason, StopReason::Stopped);
    assert_eq!(account.balance().await, Err(AskError::Stopped));
    let report = system.shutdown().await;
    assert_eq!((report.killed, report.stuck), (0, 0));
    Ok(())
}
