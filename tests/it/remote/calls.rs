//! What works: lookups, asks, tells, their order and their size.

use std::sync::Arc;

use akt::actor::SendFault;
use akt::prelude::*;
use akt::remote::{LookupError, RefusalReason};

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::*;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_left_of_a_connection_that_is_not_used() -> TestResult {
    for _ in 0..20 {
        let nodes = [node().await?, node().await?];
        let pings = [(0, 1), (1, 0)].map(|(from, to)| {
            let (remote, addr) = (nodes[from].remote.clone(), nodes[to].addr());
            spawn(async move { remote.ping(addr).await })
        });
        for ping in pings {
            soon(ping).await??;
        }
        // Its socket would keep the node for three seconds.
        let began = Instant::now();
        let [a, b] = nodes.each_ref().map(|node| node.remote.shutdown());
        soon(async { tokio::join!(a, b) }).await;
        let took = began.elapsed();
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
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

/// Waits until it is told to go on; what comes meanwhile waits in its mailbox.
#[actor(remote)]
struct Slow {
    gate: Arc<Semaphore>,
    handled: u64,
}

#[handlers]
impl Slow {
    #[handler]
    pub async fn wait(&mut self) {
        if let Ok(pass) = self.gate.acquire().await {
            pass.forget();
        }
    }

    #[handler]
    pub fn handle(&mut self) {
        self.handled += 1;
    }

    #[handler]
    pub fn handled(&self) -> u64 {
        self.handled
    }
}

#[tokio::test]
async fn an_ask_whose_time_has_passed_is_not_handled() -> TestResult {
    let hurried = builder("a phrase for tests")?.ask_timeout(Duration::from_millis(100));
    let (here, there) = (start(hurried).await?, node().await?);
    let gate = Arc::new(Semaphore::new(0));
    let slow = Slow {
        gate: Arc::clone(&gate),
        handled: 0,
    };
    let local = there.system.spawn(slow).name("slow").await?;
    let slow = soon(async {
        loop {
            // To connect may take longer than an ask may here.
            if let Ok(found) = here.remote.lookup::<Slow>(there.addr(), "slow").await {
                return found;
            }
        }
    })
    .await;

    local.wait().tell()?;
    let before = there.remote.stats().messages_received;
    slow.handle().tell()?;
    let asked = soon(slow.handle().into_future()).await;
    assert_eq!(asked, Err(AskError::Timeout));
    soon(async {
        while there.remote.stats().messages_received < before + 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // This one waits as long as the other; after it the other's time has passed there as well.
    let last = soon(slow.handled().into_future()).await;
    assert_eq!(last, Err(AskError::Timeout));

    gate.add_permits(1);
    assert_eq!(soon(local.handled().into_future()).await?, 1, "the tell");
    assert!(there.remote.stats().asks_late >= 1);
    Ok(())
}
