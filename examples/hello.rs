//! An actor, two calls, an orderly end: the program that stands in the README.
#![allow(clippy::print_stdout, unreachable_pub, reason = "a program prints")]

use akt::prelude::*;

#[actor]
struct Account {
    balance: u64,
}

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64) {
        self.balance += amount;
    }

    #[handler]
    pub async fn withdraw(&mut self, amount: u64) -> Result<u64, String> {
        let rest = self.balance.checked_sub(amount);
        self.balance = rest.ok_or("too little money")?;
        Ok(self.balance)
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let system = ActorSystem::new("bank")?;
    let account = system.spawn(Account { balance: 0 }).await?;
    account.deposit(12).tell()?; // sent, not waited for
    println!("{}", account.withdraw(5).await?); // 7
    println!("{:?}", account.withdraw(50).await); // Err(Handler("too little money"))
    system.shutdown().await;
    Ok(())
}
