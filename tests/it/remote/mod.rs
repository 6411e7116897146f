//! References across nodes: two systems in one process, over real QUIC on loopback.

use std::net::SocketAddr;
use std::time::Duration;

use akt::prelude::*;
use akt::remote::{Identity, Remote, RemoteBuilder};

mod calls;
mod faults;
mod narrowed;
mod room;
mod versions;

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Longer than anything here takes; a test that waits longer has failed.
const DEADLINE: Duration = Duration::from_secs(20);

#[message]
#[derive(Debug, Clone, PartialEq)]
pub enum BankError {
    Short { by: u64 },
}

#[actor(remote, name = "bank.Account")]
struct Account {
    balance: u64,
    log: Vec<u64>,
}

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64) -> u64 {
        self.balance += amount;
        self.balance
    }

    #[handler]
    pub async fn withdraw(&mut self, amount: u64) -> Result<u64, BankError> {
        tokio::task::yield_now().await;
        let left = self
            .balance
            .checked_sub(amount)
            .ok_or_else(|| BankError::Short {
                by: amount - self.balance,
            })?;
        self.balance = left;
        Ok(left)
    }

    #[handler]
    pub fn note(&mut self, number: u64) {
        self.log.push(number);
    }

    #[handler]
    pub fn log(&self) -> Vec<u64> {
        self.log.clone()
    }

    #[handler]
    pub fn size(&self, bytes: Vec<u8>) -> u64 {
        bytes.len() as u64
    }

    #[handler]
    pub fn blow_up(&self, bytes: u64) -> Vec<u8> {
        vec![1; usize::try_from(bytes).unwrap_or_default()]
    }

    #[handler]
    pub async fn hang(&mut self) -> u64 {
        std::future::pending().await
    }
}

#[actor(remote, name = "bank.Teller")]
struct Teller;

#[handlers]
impl Teller {
    #[handler]
    pub fn greet(&self) -> String {
        "good morning".to_owned()
    }
}

#[actor]
struct Private;

#[handlers]
impl Private {
    #[handler]
    pub fn secret(&self) -> u64 {
        42
    }
}

struct Node {
    system: ActorSystem,
    remote: Remote,
}

fn builder(phrase: &str) -> Result<RemoteBuilder, Box<dyn std::error::Error>> {
    Ok(Remote::builder()
        .bind("127.0.0.1:0")
        .cluster_id("bank")
        .identity(Identity::development(phrase)?))
}

async fn start(builder: RemoteBuilder) -> Result<Node, Box<dyn std::error::Error>> {
    let system = ActorSystem::new("node")?;
    let remote = builder.start(&system).await?;
    Ok(Node { system, remote })
}

async fn node() -> Result<Node, Box<dyn std::error::Error>> {
    start(builder("a phrase for tests")?).await
}

impl Node {
    fn addr(&self) -> SocketAddr {
        self.remote.local_addr()
    }

    async fn account(&self) -> Result<AccountRef, SpawnError> {
        self.system
            .spawn(Account {
                balance: 0,
                log: Vec::new(),
            })
            .name("account")
            .await
    }
}

/// An address where nobody listens.
fn nobody() -> Result<SocketAddr, std::io::Error> {
    std::net::UdpSocket::bind("127.0.0.1:0")?.local_addr()
}

#[allow(clippy::disallowed_methods, reason = "tests are not the runtime")]
fn spawn<F: Future<Output: Send> + Send + 'static>(
    future: F,
) -> tokio::task::JoinHandle<F::Output> {
    tokio::spawn(future)
}

async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(DEADLINE, future)
        .await
        .expect("in time")
}
