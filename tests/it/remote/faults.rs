//! What goes wrong: strangers, dead nodes, cut cables, full queues, wrong configurations.

use std::net::SocketAddr;
use std::time::Duration;

use akt::actor::SendFault;
use akt::prelude::*;
use akt::remote::{Identity, LookupError, RefusalReason, Remote, RemoteError};
use tokio::time::Instant;

use super::*;

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
    let asked = account.clone();
    let hanging = spawn(async move { asked.hang().await });
    soon(here.remote.ping(there.addr())).await?;
    soon(there.remote.shutdown()).await;
    let lost = soon(hanging).await?.unwrap_err();
    assert!(matches!(lost, AskError::Lost(_)), "{lost}");
    assert!(!lost.not_delivered());
    Ok(())
}

#[tokio::test]
async fn asks_that_were_given_up_hold_their_places_until_the_ask_timeout_and_no_longer()
-> TestResult {
    let (limit, places) = (Duration::from_millis(200), 8);
    let here = builder("a phrase for tests")?
        .ask_timeout(limit)
        .pending_asks(places);
    let (here, there) = (start(here).await?, node().await?);
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    let begin = Instant::now();
    // No answer ever comes, so each round through all places needs the asks of the last one to end.
    for taken in 0..3 * places {
        let mut asked = account.hang().into_future();
        soon(asked.sent()).await;
        if taken % 2 == 0 {
            let looked_at = tokio::time::timeout(Duration::ZERO, asked).await;
            assert!(looked_at.is_err(), "{looked_at:?}");
        }
    }
    assert!(
        begin.elapsed() >= 2 * limit,
        "more than {places} asks waited at once: {:?}",
        begin.elapsed()
    );
    Ok(())
}

#[tokio::test]
async fn a_longer_timeout_of_a_call_does_not_outlast_the_ask_timeout() -> TestResult {
    let here =
        start(builder("a phrase for tests")?.ask_timeout(Duration::from_millis(200))).await?;
    let there = node().await?;
    there.account().await?;
    let account = soon(here.remote.lookup::<Account>(there.addr(), "account")).await?;
    let ended = soon(account.hang().timeout(DEADLINE * 10).into_future()).await;
    assert_eq!(ended, Err(AskError::Timeout));
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
    let failed = soon(account.deposit(1).into_future()).await.unwrap_err();
    assert!(matches!(failed, AskError::Unreachable(_)), "{failed}");
    assert_eq!(here.remote.stats().messages_lost, taken);
    assert_eq!(
        here.system.dead_letter_count(),
        here.remote.stats().messages_lost
    );
    Ok(())
}

#[tokio::test]
async fn a_dial_that_nobody_answers_does_not_hold_up_the_end() -> TestResult {
    let silent = std::net::UdpSocket::bind("127.0.0.1:0")?;
    let (addr, short) = (silent.local_addr()?, Duration::from_millis(50));
    // One was given up, and one still waits.
    let here = start(builder("a phrase for tests")?.dial_timeout(short)).await?;
    assert!(here.remote.ping(addr).await.is_err());
    let there = node().await?;
    let pinged = there.remote.clone();
    let waiting = spawn(async move { pinged.ping(addr).await });
    soon(there.remote.ping(here.addr())).await?;
    for node in [here, there] {
        let began = Instant::now();
        soon(node.remote.shutdown()).await;
        let took = began.elapsed();
        // QUIC would keep the dials for three seconds.
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
    assert!(soon(waiting).await?.is_err());
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
    spawn(async move {
        let (mut there, mut back, mut from) = (vec![0; 65_536], vec![0; 65_536], None);
        loop {
            tokio::select! {
                Ok((count, sender)) = near.recv_from(&mut there) => {
                    from = Some(sender);
                    if !*state.borrow() {
                        let _ = far.send(there.get(..count).unwrap_or_default()).await;
                    }
                }
                Ok(count) = far.recv(&mut back) => {
                    if let Some(from) = from.filter(|_| !*state.borrow()) {
                        let _ = near.send_to(back.get(..count).unwrap_or_default(), from).await;
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
