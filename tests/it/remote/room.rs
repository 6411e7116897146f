//! Waiting for room in the queue to another node.

use akt::actor::SendFault;
use akt::prelude::*;
use akt_tests::is_pending;

use super::*;

/// Frames that may wait for a peer in these tests.
const FRAMES: usize = 32;

async fn narrow() -> Result<Node, Box<dyn std::error::Error>> {
    start(
        builder("a phrase for tests")?
            .queue_limit(1 << 20, FRAMES)
            .dial_timeout(Duration::from_millis(300)),
    )
    .await
}

/// A node with a narrow queue that is full, because the peer is silent; and how many messages are in it.
async fn stuck() -> Result<(Node, AccountRef, std::net::UdpSocket, u64), Box<dyn std::error::Error>>
{
    let (here, there) = (narrow().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    let addr = there.addr();
    soon(there.system.shutdown()).await;
    let silent = std::net::UdpSocket::bind(addr)?;
    let mut taken = 0;
    while account.note(1).tell().is_ok() {
        taken += 1;
    }
    Ok((here, account, silent, taken))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn senders_that_wait_lose_nothing_and_keep_their_order() -> TestResult {
    const SENDERS: u64 = 4;
    const EACH: u64 = 5_000;
    let (here, there) = (narrow().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let account = account.clone();
            spawn(async move {
                let mut waited = 0;
                for number in 0..EACH {
                    let note = account.note(sender * EACH + number);
                    match note.tell() {
                        Ok(()) => continue,
                        Err(full) => assert_eq!(full.fault(), &SendFault::Backpressure),
                    }
                    waited += 1;
                    account.note(sender * EACH + number).send().await.unwrap();
                }
                waited
            })
        })
        .collect();
    let mut waited = 0;
    for sender in senders {
        waited += soon(sender).await?;
    }
    assert!(waited > 0, "the queue was never full");
    let log = soon(account.log().into_future()).await?;
    assert_eq!(log.len() as u64, SENDERS * EACH);
    for sender in 0..SENDERS {
        let own = log.iter().filter(|&&number| number / EACH == sender);
        assert!(own.is_sorted(), "the order of one sender is kept");
    }
    assert_eq!(there.system.dead_letter_count(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asks_wait_for_room_and_keep_their_order_when_they_are_sent_one_by_one() -> TestResult {
    let (here, there) = (narrow().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    let mut answers = Vec::new();
    for _ in 0..2_000 {
        let mut answer = account.deposit(1).into_future();
        soon(answer.sent()).await;
        answers.push(answer);
    }
    for (answer, sum) in answers.into_iter().zip(1..) {
        assert_eq!(soon(answer).await?, sum);
    }
    Ok(())
}

#[tokio::test]
async fn a_crowd_that_nobody_polls_holds_up_nobody() -> TestResult {
    let (here, there) = (narrow().await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    while account.note(0).tell().is_ok() {}
    let mut crowd: Vec<_> = (0..100)
        .map(|number| Box::pin(account.note(number).send()))
        .collect();
    for member in &mut crowd {
        assert!(is_pending(member).await);
    }
    soon(account.note(100).send()).await?;
    for member in crowd {
        soon(member).await?;
    }
    let log = soon(account.log().into_future()).await?;
    assert_eq!(log.len(), FRAMES + 101);
    Ok(())
}

#[tokio::test]
async fn those_who_wait_fail_when_the_node_is_not_reached() -> TestResult {
    let (here, account, _silent, taken) = stuck().await?;
    let mut given_up = Box::pin(account.note(2).send());
    assert!(is_pending(&mut given_up).await);
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let account = account.clone();
            spawn(async move { account.note(3).send().await.unwrap_err() })
        })
        .collect();
    let mut asked = account.deposit(1).into_future();
    assert!(is_pending(&mut asked).await);
    drop(given_up);
    for waiting in waiting {
        let failed = soon(waiting).await?;
        assert!(
            matches!(failed.fault(), SendFault::Unreachable(_)),
            "{failed}"
        );
        assert!(matches!(
            failed.into_message(),
            AccountProtocol::Note { number: 3, .. }
        ));
    }
    let failed = soon(asked).await.unwrap_err();
    assert!(matches!(failed, AskError::Unreachable(_)), "{failed}");
    assert!(failed.not_delivered());
    assert_eq!(
        here.remote.stats().messages_lost,
        taken,
        "who waited lost nothing"
    );
    Ok(())
}

#[tokio::test]
async fn those_who_wait_fail_when_this_node_is_shut_down() -> TestResult {
    let (here, account, _silent, _) = stuck().await?;
    let mut waiting = Box::pin(account.note(2).send());
    let mut behind = Box::pin(account.note(2).send());
    assert!(is_pending(&mut waiting).await);
    assert!(is_pending(&mut behind).await);
    let end = async { tokio::join!(waiting, behind, here.remote.shutdown()) };
    let (waited, behind, ()) = soon(end).await;
    for failed in [waited, behind] {
        let failed = failed.unwrap_err();
        assert!(
            matches!(failed.fault(), SendFault::Unreachable(_)),
            "{failed}"
        );
    }
    let late = soon(account.note(2).send()).await.unwrap_err();
    assert!(matches!(late.fault(), SendFault::Unreachable(_)), "{late}");
    Ok(())
}

/// Has room for one message.
#[actor(remote, name = "bank.Booth", mailbox = bounded(1))]
struct Booth;

#[handlers]
impl Booth {
    #[handler]
    pub async fn hang(&mut self) -> u64 {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_full_mailbox_on_another_node_answers_asks_and_drops_tells() -> TestResult {
    let (here, there) = (node().await?, node().await?);
    there.system.spawn(Booth).name("booth").await?;
    let booth = soon(here.remote.lookup::<Booth>(there.addr(), "booth")).await?;
    let full = soon(async {
        loop {
            match booth.hang().timeout(Duration::from_millis(1)).await {
                Err(AskError::Timeout) => {}
                other => break other,
            }
        }
    })
    .await;
    assert_eq!(full, Err(AskError::MailboxFull));
    let before = there.system.dead_letter_count();
    soon(booth.hang().send()).await?;
    let asked = soon(booth.hang().into_future()).await;
    assert_eq!(asked, Err(AskError::MailboxFull));
    assert_eq!(there.system.dead_letter_count(), before + 1);
    Ok(())
}
