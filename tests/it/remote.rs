//! References across nodes: two systems in one process, over real QUIC on loopback.

use std::net::SocketAddr;
use std::time::Duration;

use akt::actor::SendFault;
use akt::prelude::*;
use akt::remote::{Identity, LookupError, RefusalReason, Remote, RemoteBuilder, RemoteError};

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

/// What an old build of `Account` looks like on the wire: the same names, another type.
#[actor(remote, name = "bank.Account")]
struct OldAccount {
    _balance: u32,
}

#[handlers]
impl OldAccount {
    #[handler]
    pub fn deposit(&mut self, amount: u32) -> u32 {
        amount
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

async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(DEADLINE, future)
        .await
        .expect("in time")
}

#[tokio::test]
async fn asks_and_tells_reach_an_actor_on_another_node() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    account.deposit(5).tell()?;
    assert_eq!(soon(account.deposit(6).into_future()).await?, 11);
    assert_eq!(soon(account.withdraw(1).into_future()).await, Ok(10));
    let short = soon(account.withdraw(12).into_future()).await;
    assert_eq!(short, Err(AskError::Handler(BankError::Short { by: 2 })));
    assert_eq!(account.path().as_str(), "/user/account");
    let again = soon(here.remote.lookup::<Account>(there.addr(), "/user/account")).await?;
    assert_eq!(account, again);
    assert!(here.remote.stats().messages_sent >= 5);
    assert_eq!(here.remote.stats().connections, 1);
    assert!(soon(here.remote.ping(there.addr())).await? < DEADLINE);
    Ok(())
}

#[tokio::test]
async fn tells_of_a_pair_keep_their_order() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    for number in 0..20_000 {
        account.note(number).tell()?;
    }
    let log = soon(account.log().into_future()).await?;
    assert!(
        log.iter().copied().eq(0..20_000),
        "{} of 20000 arrived",
        log.len()
    );
    Ok(())
}

#[tokio::test]
async fn lookups_say_what_is_wrong() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.system.spawn(Teller).name("teller").await?;
    there.system.spawn(Private).name("private").await?;
    let missing = soon(here.remote.lookup::<Account>(there.addr(), "nobody"))
        .await
        .unwrap_err();
    assert!(
        matches!(&missing, LookupError::NoSuchActor { name, .. } if name == "nobody"),
        "{missing}"
    );
    let wrong = soon(here.remote.lookup::<Account>(there.addr(), "teller"))
        .await
        .unwrap_err();
    let expected = LookupError::WrongProtocol {
        found: "bank.Teller".into(),
        wanted: "bank.Account".into(),
    };
    assert_eq!(wrong, expected);
    let private = soon(here.remote.lookup::<Account>(there.addr(), "private"))
        .await
        .unwrap_err();
    assert!(
        matches!(private, LookupError::NotRemote { .. }),
        "{private}"
    );
    let own = soon(here.remote.lookup::<Account>(here.addr(), "teller"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            own,
            LookupError::Refused {
                reason: RefusalReason::SelfConnect,
                ..
            }
        ),
        "{own}"
    );
    Ok(())
}

#[tokio::test]
async fn strangers_are_refused_on_both_sides() -> TestResult {
    let (here, stranger) = (node().await?, start(builder("another phrase")?).await?);
    for (from, to) in [(&here, &stranger), (&stranger, &here)] {
        let refused = soon(from.remote.lookup::<Teller>(to.addr(), "teller"))
            .await
            .unwrap_err();
        assert!(
            matches!(
                refused,
                LookupError::Refused {
                    reason: RefusalReason::Identity,
                    ..
                }
            ),
            "{refused}"
        );
        assert!(refused.to_string().contains("certificates"));
    }
    assert_eq!(
        here.remote.stats().connections + stranger.remote.stats().connections,
        0
    );
    Ok(())
}

#[tokio::test]
async fn other_clusters_are_refused() -> TestResult {
    let here = node().await?;
    let other = start(builder("a phrase for tests")?.cluster_id("boats")).await?;
    let refused = soon(here.remote.lookup::<Teller>(other.addr(), "teller"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            &refused,
            LookupError::Refused {
                reason: RefusalReason::Cluster,
                ..
            }
        ),
        "{refused}"
    );
    assert!(refused.to_string().contains("boats"));
    soon(async {
        while other.remote.stats().refused == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    Ok(())
}

#[tokio::test]
async fn unreachable_nodes_fail_after_the_dial_timeout() -> TestResult {
    let here =
        start(builder("a phrase for tests")?.dial_timeout(Duration::from_millis(200))).await?;
    let failed = soon(here.remote.lookup::<Teller>(nobody()?, "teller"))
        .await
        .unwrap_err();
    assert!(
        matches!(failed, LookupError::Unreachable { .. }),
        "{failed}"
    );
    assert!(failed.is_transient());
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_named() -> TestResult {
    let here = node().await?;
    let taken = builder("a phrase for tests")?
        .bind(here.addr())
        .start(&here.system)
        .await
        .unwrap_err();
    assert!(
        matches!(&taken, RemoteError::Bind { addr, .. } if *addr == here.addr()),
        "{taken}"
    );
    assert!(taken.to_string().contains("another process"));
    Ok(())
}

#[tokio::test]
async fn wrong_configurations_say_what_to_do() -> TestResult {
    let system = ActorSystem::new("node")?;
    let identity = Identity::development("phrase")?;
    let error = Remote::builder()
        .identity(identity.clone())
        .start(&system)
        .await
        .unwrap_err();
    assert!(matches!(error, RemoteError::NoAddress));
    let error = Remote::builder()
        .bind("here")
        .identity(identity.clone())
        .start(&system)
        .await
        .unwrap_err();
    assert!(matches!(error, RemoteError::InvalidAddress(_)));
    let error = Remote::builder()
        .bind("127.0.0.1:0")
        .start(&system)
        .await
        .unwrap_err();
    assert!(matches!(error, RemoteError::NoIdentity));
    let error = Remote::builder()
        .bind("0.0.0.0:0")
        .identity(identity.clone())
        .start(&system)
        .await
        .unwrap_err();
    assert!(matches!(error, RemoteError::Unspecified(_)));
    let zero = Remote::builder()
        .bind("127.0.0.1:0")
        .identity(identity)
        .lanes(0);
    assert!(matches!(
        zero.start(&system).await.unwrap_err(),
        RemoteError::Limit { what: "lanes", .. }
    ));
    Ok(())
}

#[tokio::test]
async fn asks_fail_at_once_when_the_peer_goes() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    let hanging = tokio::spawn({
        let account = account.clone();
        async move { account.hang().await }
    });
    soon(here.remote.ping(there.addr())).await?;
    soon(there.remote.shutdown()).await;
    let lost = soon(hanging).await?.unwrap_err();
    assert!(matches!(lost, AskError::Lost(_)), "{lost}");
    assert!(!lost.not_delivered());
    Ok(())
}

#[tokio::test]
async fn an_actor_of_an_earlier_run_is_gone() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    let addr = there.addr();
    soon(there.system.shutdown()).await;
    let again = start(builder("a phrase for tests")?.bind(addr)).await?;
    again.account().await?;
    let gone = soon(account.deposit(1).into_future()).await.unwrap_err();
    assert!(gone.not_delivered(), "{gone}");
    let account = soon(here.remote.lookup::<Account>(addr, "account")).await?;
    assert_eq!(soon(account.deposit(1).into_future()).await?, 1);
    Ok(())
}

#[tokio::test]
async fn stopped_actors_say_so() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    let local = there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    local.stop();
    local.stopped().await;
    let stopped = soon(account.deposit(1).into_future()).await.unwrap_err();
    assert_eq!(stopped, AskError::Stopped);
    let gone = soon(account.deposit(1).into_future()).await.unwrap_err();
    assert!(gone.not_delivered(), "{gone}");
    Ok(())
}

#[tokio::test]
async fn actors_can_be_stopped_from_another_node() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    let local = there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    account.stop();
    assert_eq!(soon(local.stopped()).await.reason, StopReason::Stopped);
    Ok(())
}

#[tokio::test]
async fn large_messages_pass_and_oversized_ones_are_refused_with_their_size() -> TestResult {
    let limit = 2 << 20;
    let here = start(builder("a phrase for tests")?.message_limit(limit)).await?;
    let there = start(builder("a phrase for tests")?.message_limit(1 << 19)).await?;
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    assert_eq!(
        soon(account.size(vec![7; 500_000]).into_future()).await?,
        500_000
    );

    let refused = soon(account.size(vec![7; 3 << 20]).into_future())
        .await
        .unwrap_err();
    assert!(
        matches!(refused, AskError::NotSent(SendFault::TooLarge { bytes, limit: l }) if bytes > 3 << 20 && l == limit),
        "by this node: {refused:?}"
    );
    let refused = soon(account.size(vec![7; 1 << 20]).into_future())
        .await
        .unwrap_err();
    assert!(
        matches!(refused, AskError::NotSent(SendFault::TooLarge { limit: l, .. }) if l == 1 << 19),
        "by the other node: {refused:?}"
    );
    let refused = soon(account.blow_up(1 << 20).into_future())
        .await
        .unwrap_err();
    assert!(
        matches!(refused, AskError::NotSent(SendFault::TooLarge { .. })),
        "the answer: {refused:?}"
    );
    assert_eq!(
        soon(account.deposit(1).into_future()).await?,
        1,
        "the connection lives on"
    );
    assert_eq!(here.remote.stats().connections, 1);
    Ok(())
}

#[tokio::test]
async fn a_megabyte_makes_the_round_trip() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    assert_eq!(
        soon(account.size(vec![7; 1 << 20]).into_future()).await?,
        1 << 20
    );
    assert_eq!(
        soon(account.blow_up(1 << 20).into_future()).await?.len(),
        1 << 20
    );
    Ok(())
}

#[tokio::test]
async fn builds_that_disagree_on_a_method_are_told_so() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let old = soon(here.remote.lookup::<OldAccount>(there.addr(), "account")).await?;
    let refused = soon(old.deposit(1).into_future()).await.unwrap_err();
    let AskError::Incompatible { ours, theirs, .. } = refused else {
        panic!("{refused}")
    };
    assert_ne!(ours, theirs);
    assert!(refused.not_delivered());
    Ok(())
}

#[tokio::test]
async fn queues_to_a_silent_peer_are_bounded() -> TestResult {
    let here = start(
        builder("a phrase for tests")?
            .queue_limit(100_000, 1_000)
            .dial_timeout(Duration::from_millis(300)),
    )
    .await?;
    let there = node().await?;
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    // The last moment of the peer: nothing more is acknowledged, and the node has not noticed yet.
    let addr = there.addr();
    soon(there.system.shutdown()).await;
    let _silent = std::net::UdpSocket::bind(addr)?;
    let mut taken = 0;
    let refused = loop {
        match account.size(vec![0; 500]).tell() {
            Ok(()) => taken += 1,
            Err(error) => break error,
        }
        assert!(taken < 1_000, "the bound does not hold");
    };
    assert_eq!(refused.fault(), &SendFault::Backpressure);
    let failed = soon(async {
        loop {
            match account.deposit(1).await {
                Err(AskError::NotSent(SendFault::Backpressure)) => tokio::task::yield_now().await,
                other => break other,
            }
        }
    })
    .await
    .unwrap_err();
    assert!(matches!(failed, AskError::Unreachable(_)), "{failed}");
    assert!(here.remote.stats().messages_lost >= taken);
    assert_eq!(
        here.system.dead_letter_count(),
        here.remote.stats().messages_lost
    );
    Ok(())
}

#[tokio::test]
async fn nodes_that_dial_each_other_share_one_connection() -> TestResult {
    for _ in 0..10 {
        let (a, b) = (node().await?, node().await?);
        a.account().await?;
        b.account().await?;
        let (to_b, to_a) = soon(async {
            tokio::join!(
                a.remote.lookup::<Account>(b.addr(), "account"),
                b.remote.lookup::<Account>(a.addr(), "account")
            )
        })
        .await;
        let (to_b, to_a) = (to_b?, to_a?);
        assert_eq!(soon(to_b.deposit(1).into_future()).await?, 1);
        assert_eq!(soon(to_a.deposit(2).into_future()).await?, 2);
        assert_eq!(
            (a.remote.stats().connections, b.remote.stats().connections),
            (1, 1)
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_is_queued_is_flushed_before_the_end() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    let local = there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    for number in 0..5_000 {
        account.note(number).tell()?;
    }
    soon(here.system.shutdown()).await;
    let log = soon(async {
        loop {
            let log = local.log().await?;
            if log.len() == 5_000 {
                break Ok::<_, AskError>(log);
            }
            tokio::task::yield_now().await;
        }
    })
    .await?;
    assert!(log.iter().copied().eq(0..5_000));
    let refused = account.note(1).tell().unwrap_err();
    assert!(
        matches!(refused.fault(), SendFault::Unreachable(_)),
        "{refused}"
    );
    Ok(())
}

/// A cable between two nodes that can be cut: what arrives at it goes to `to`, and the answers back.
struct Cable {
    addr: SocketAddr,
    cut: tokio::sync::watch::Sender<bool>,
}

async fn cable(to: SocketAddr) -> Result<Cable, std::io::Error> {
    let near = tokio::net::UdpSocket::bind("127.0.0.1:0").await?;
    let far = tokio::net::UdpSocket::bind("127.0.0.1:0").await?;
    far.connect(to).await?;
    let addr = near.local_addr()?;
    let (cut, state) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        let (mut there, mut back, mut from) = (vec![0; 65_536], vec![0; 65_536], None);
        loop {
            tokio::select! {
                Ok((count, sender)) = near.recv_from(&mut there) => {
                    from = Some(sender);
                    if !*state.borrow() {
                        let _ = far.send(&there[..count]).await;
                    }
                }
                Ok(count) = far.recv(&mut back) => {
                    if let Some(from) = from.filter(|_| !*state.borrow()) {
                        let _ = near.send_to(&back[..count], from).await;
                    }
                }
                else => break,
            }
        }
    });
    Ok(Cable { addr, cut })
}

#[tokio::test]
async fn a_cut_cable_is_noticed_and_a_mended_one_used_again() -> TestResult {
    let quick = || {
        let builder = builder("a phrase for tests")?.dial_timeout(Duration::from_millis(200));
        Ok::<_, Box<dyn std::error::Error>>(
            builder.keep_alive(Duration::from_millis(400), Duration::from_millis(100)),
        )
    };
    let (here, there) = (start(quick()?).await?, start(quick()?).await?);
    there.account().await?;
    let cable = cable(there.addr()).await?;
    let account = soon(here.remote.lookup::<Account>(cable.addr, "account")).await?;
    assert_eq!(soon(account.deposit(1).into_future()).await?, 1);

    cable.cut.send_replace(true);
    let lost = soon(account.deposit(1).into_future()).await.unwrap_err();
    assert!(
        matches!(lost, AskError::Lost(_)),
        "it may have arrived: {lost}"
    );
    let unreachable = soon(account.deposit(1).into_future()).await.unwrap_err();
    assert!(
        matches!(unreachable, AskError::Unreachable(_)),
        "it was not sent: {unreachable}"
    );

    cable.cut.send_replace(false);
    let balance = soon(async {
        loop {
            if let Ok(balance) = account.deposit(1).await {
                break balance;
            }
        }
    })
    .await;
    assert!(balance >= 2);
    Ok(())
}
