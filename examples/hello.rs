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
//! Ok(70)
//! Err(Handler(TooMuch(100)))
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use akt::prelude::*;

#[actor]
struct Account(u64);

#[derive(Debug, PartialEq)]
struct TooMuch(u64);

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64) {
        self.0 += amount;
    }

    #[handler]
    pub async fn withdraw(&mut self, amount: u64) -> Result<u64, TooMuch> {
        self.0 = self.0.checked_sub(amount).ok_or(TooMuch(amount))?;
        Ok(self.0)
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let account = ActorSystem::new("bank")?.spawn(Account(0)).await?;
    account.deposit(100).tell()?; // sent: nobody waits for an answer
    println!("{:?}", account.withdraw(30).await); // asked: Ok(70)
    println!("{:?}", account.withdraw(100).await); // asked: Err(Handler(TooMuch(100)))
    Ok(())
}
