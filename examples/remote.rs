//! Two processes: one holds the actor, the other one finds it by its name and calls it as if it were its own.
//!
//! ```sh
//! cargo run -p akt-examples --bin remote
//! ```
//!
//! It starts the second process itself, and prints:
//!
//! ```text
//! found the account in another process
//! it took 100 without an answer
//! 70 are left
//! it refuses to pay 100
//! there is no actor `vault` there
//! the other process has ended
//! nobody answers any more
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;
use std::io::{BufRead, BufReader, Write, stdin, stdout};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use akt::prelude::*;
use akt::remote::LookupError;

/// Where several people work on one machine, or on many, everyone needs a phrase that only the nodes know.
const PHRASE: &str = "only for this example";

/// `remote` lets other nodes call it; what its handlers take and give has to be able to travel then.
#[actor(remote, name = "bank.Account")]
struct Account {
    balance: u64,
}

#[message]
#[derive(Debug)]
struct TooMuch {
    asked: u64,
}

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64) {
        self.balance += amount;
    }

    #[handler]
    pub fn withdraw(&mut self, amount: u64) -> Result<u64, TooMuch> {
        self.balance = self
            .balance
            .checked_sub(amount)
            .ok_or(TooMuch { asked: amount })?;
        Ok(self.balance)
    }
}

/// Opens a port for this process.
async fn open(system: &ActorSystem) -> Result<Remote, Box<dyn Error>> {
    let remote = Remote::builder()
        .bind("127.0.0.1:0")
        .cluster_id("bank")
        .identity(Identity::development(PHRASE)?)
        .start(system)
        .await?;
    Ok(remote)
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("bank") => bank().await,
        _ => customer().await,
    }
}

/// The second process: holds the account until its input ends.
async fn bank() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("bank")?;
    let remote = open(&system).await?;
    system.spawn(Account { balance: 0 }).name("account").await?;
    println!("{}", remote.local_addr());
    stdout().flush()?;
    tokio::task::spawn_blocking(|| stdin().lines().count()).await?;
    system.shutdown().await;
    Ok(())
}

/// The first process.
async fn customer() -> Result<(), Box<dyn Error>> {
    let mut bank = Command::new(std::env::current_exe()?)
        .arg("bank")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut addr = String::new();
    BufReader::new(bank.stdout.take().ok_or("the bank has no output")?).read_line(&mut addr)?;
    let addr: SocketAddr = addr.trim().parse()?;

    let system = ActorSystem::new("customer")?;
    let remote = open(&system).await?;
    let account = remote.lookup::<Account>(addr, "account").await?;
    println!("found the account in another process");
    account.deposit(100).tell()?;
    println!("it took 100 without an answer");
    // One reference's messages arrive in the order they were sent, so the money is there.
    for amount in [30, 100] {
        match account.withdraw(amount).await {
            Ok(left) => println!("{left} are left"),
            Err(AskError::Handler(TooMuch { asked })) => println!("it refuses to pay {asked}"),
            Err(fault) => return Err(format!("no answer: {fault:?}").into()),
        }
    }
    match remote.lookup::<Account>(addr, "vault").await {
        Err(LookupError::NoSuchActor { name, .. }) => println!("there is no actor `{name}` there"),
        found => return Err(format!("a vault should not be there: {found:?}").into()),
    }

    // The end of its input is the sign to end.
    drop(bank.stdin.take());
    bank.wait()?;
    println!("the other process has ended");
    match account.withdraw(1).await {
        Err(AskError::Unreachable(_) | AskError::Lost(_)) => println!("nobody answers any more"),
        other => return Err(format!("nobody should answer: {other:?}").into()),
    }
    system.shutdown().await;
    Ok(())
}
