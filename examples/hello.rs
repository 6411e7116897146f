//! The smallest whole program: an actor with state, a message that expects no answer, and questions whose errors
//! are typed.
//!
//! ```sh
//! cargo run -p akt-examples --bin hello
//! ```
//!
//! It prints:
//!
//! ```text
//! 70
//! Err(Handler("too little money"))
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use akt::prelude::*;

#[actor]
struct Account(u64);

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64) {
        self.0 += amount;
    }

    #[handler]
    pub async fn withdraw(&mut self, amount: u64) -> Result<u64, String> {
        self.0 = self.0.checked_sub(amount).ok_or("too little money")?;
        Ok(self.0)
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let system = ActorSystem::new("bank")?;
    let account = system.spawn(Account(0)).await?;
    account.deposit(100).tell()?; // sent: nobody waits for an answer
    println!("{}", account.withdraw(30).await?); // asked: 70
    println!("{:?}", account.withdraw(100).await); // Err(Handler("too little money"))
    system.shutdown().await;
    Ok(())
}
