//! Nodes that run different versions of an actor: what still works, what is refused, and what is said about it.

use akt::actor::DeadLetterReason;
use akt::prelude::*;
use akt::remote::LookupError;

use super::*;

/// An older build of [`Account`]: `note` is the same, `deposit` has another type, and `audit` is gone since.
#[actor(remote, name = "bank.Account")]
struct OldAccount {
    noted: u64,
}

#[handlers]
impl OldAccount {
    #[handler]
    pub fn deposit(&mut self, amount: u32) -> u32 {
        amount
    }

    #[handler]
    pub fn note(&mut self, number: u64) {
        self.noted += number;
    }

    #[handler]
    pub fn audit(&self) -> u64 {
        self.noted
    }
}

/// A build of [`Account`] that has nothing in common with it but the name.
#[actor(remote, name = "bank.Account")]
struct FirstAccount;

#[handlers]
impl FirstAccount {
    #[handler]
    pub fn deposit(&mut self, amount: u16) -> u16 {
        amount
    }
}

/// A build of [`Account`] that knows less, and agrees on all of that.
#[actor(remote, name = "bank.Account")]
struct SmallAccount {
    last: u64,
}

#[handlers]
impl SmallAccount {
    #[handler]
    pub fn note(&mut self, number: u64) {
        self.last = number;
    }

    #[handler]
    pub fn deposit(&mut self, amount: u64) -> u64 {
        amount
    }
}

/// Waits until a node knows of that many differing protocols of its peers.
async fn differing(node: &Node, count: u64) {
    soon(async {
        while node.remote.stats().protocols_differing < count {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn builds_that_agree_on_some_methods_can_call_those() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    let local = there.account().await?;
    let old = soon(here.remote.lookup::<OldAccount>(there.addr(), "account")).await?;
    old.note(7).tell()?;
    let refused = soon(old.deposit(1).into_future()).await.unwrap_err();
    let AskError::Incompatible {
        method,
        ours,
        theirs,
    } = &refused
    else {
        panic!("{refused}")
    };
    assert_eq!(&**method, "deposit");
    assert_ne!(ours, theirs);
    assert!(refused.not_delivered());
    let gone = soon(old.audit().into_future()).await.unwrap_err();
    assert!(matches!(gone, AskError::Refused(_)), "{gone}");
    assert!(gone.to_string().contains("has no method `audit`"), "{gone}");
    assert_eq!(local.log().await?, [7], "what agrees arrived");
    Ok(())
}

#[tokio::test]
async fn tells_that_the_receiver_cannot_read_are_dead_letters_there() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    let local = there.account().await?;
    let letters = there.system.dead_letters(8);
    let old = soon(here.remote.lookup::<OldAccount>(there.addr(), "account")).await?;
    old.deposit(1).tell()?;
    old.audit().tell()?;
    old.note(7).tell()?;
    for method in ["deposit", "of another build"] {
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(
            (letter.method, letter.reason, letter.uid),
            (method, DeadLetterReason::Undecodable, local.uid())
        );
        assert_eq!(letter.path, local.path());
    }
    assert_eq!(local.log().await?, [7], "what agrees arrived");
    Ok(())
}

#[tokio::test]
async fn builds_that_agree_on_nothing_find_no_reference() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let refused = soon(here.remote.lookup::<FirstAccount>(there.addr(), "account"))
        .await
        .unwrap_err();
    let LookupError::Incompatible {
        protocol,
        ours,
        theirs,
    } = &refused
    else {
        panic!("{refused}")
    };
    assert_eq!(protocol, "bank.Account");
    assert_ne!(ours, theirs);
    assert!(!refused.is_transient());
    assert!(refused.to_string().contains("same version"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_build_that_knows_less_is_served() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    let small = soon(here.remote.lookup::<SmallAccount>(there.addr(), "account")).await?;
    assert_eq!(soon(small.deposit(3).into_future()).await?, 3);
    Ok(())
}

#[tokio::test]
async fn greetings_tell_what_differs() -> TestResult {
    let (here, there, same) = (node().await?, node().await?, node().await?);
    there.account().await?;
    same.account().await?;
    here.system
        .spawn(OldAccount { noted: 0 })
        .name("old")
        .await?;
    here.system.spawn(Teller).name("teller").await?;
    there.system.spawn(Teller).name("teller").await?;
    soon(here.remote.ping(there.addr())).await?;
    differing(&here, 1).await;
    differing(&there, 1).await;
    soon(same.remote.ping(there.addr())).await?;
    soon(there.remote.ping(same.addr())).await?;
    assert_eq!(same.remote.stats().protocols_differing, 0);
    assert_eq!(there.remote.stats().protocols_differing, 1, "said once");
    Ok(())
}

#[tokio::test]
async fn what_is_served_later_is_told_to_open_connections() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    soon(here.remote.ping(there.addr())).await?;
    there.account().await?;
    here.system
        .spawn(OldAccount { noted: 0 })
        .name("old")
        .await?;
    differing(&here, 1).await;
    differing(&there, 1).await;
    // Another actor of the same protocol is no news.
    let before = here.remote.stats().messages_sent;
    here.system
        .spawn(OldAccount { noted: 0 })
        .name("older")
        .await?;
    soon(here.remote.ping(there.addr())).await?;
    assert_eq!(here.remote.stats().messages_sent, before + 1);
    assert_eq!(here.remote.stats().protocols_differing, 1);
    assert_eq!(here.remote.stats().connections, 1);
    Ok(())
}

#[tokio::test]
async fn what_was_looked_up_before_is_compared_too() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.account().await?;
    soon(here.remote.lookup::<OldAccount>(there.addr(), "account")).await?;
    let third = node().await?;
    third.account().await?;
    soon(here.remote.ping(third.addr())).await?;
    differing(&here, 1).await;
    assert_eq!(
        third.remote.stats().protocols_differing,
        0,
        "it serves one version and looked up none"
    );
    Ok(())
}

mod early {
    //! A kind of grain as an older build has it.

    use akt::prelude::*;

    #[grain(key = u64, name = "it.Ledger")]
    #[derive(Default)]
    pub struct Ledger;

    #[handlers]
    impl Ledger {
        #[handler]
        pub fn book(&self, amount: u32) -> u32 {
            amount
        }
    }
}

#[grain(key = u64, name = "it.Ledger")]
#[derive(Default)]
struct Ledger;

#[handlers]
impl Ledger {
    #[handler]
    pub fn book(&self, amount: u64) -> u64 {
        amount
    }
}

#[test]
fn kinds_of_grains_are_told_when_they_are_registered() {
    use akt_tests::nodes::{Node, until};

    let one = Node::start("one", &[], |grains| grains.register::<Ledger>());
    // It is connected before it registers: `Grains` needs a cluster.
    let two = Node::start("two", &[one.addr()], |grains| {
        grains.register::<early::Ledger>()
    });
    until("both nodes know", || {
        [&one, &two]
            .iter()
            .all(|node| node.remote.stats().protocols_differing == 1)
    });
}
