//! Whole memberships over a network in memory, in virtual time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;

use crate::base::time;
use crate::cluster::driver::Command;
use crate::cluster::error::JoinError;
use crate::cluster::event::MemberEvent;
use crate::cluster::gossip::Carrier;
use crate::cluster::launch::{Link, Running, Settings, launch};
use crate::remote::NodeId;

/// Where the messages for one node go.
type Plug = flume::Sender<(SocketAddr, Bytes)>;

/// Carries between the nodes that are plugged in.
#[derive(Clone, Default)]
struct Net {
    plugs: Arc<Mutex<BTreeMap<SocketAddr, Plug>>>,
}

struct Cable {
    net: Net,
    from: SocketAddr,
}

impl Carrier for Cable {
    fn send(&self, to: SocketAddr, bytes: Bytes) {
        let plugs = self.net.plugs.lock();
        if plugs.contains_key(&self.from)
            && let Some(plug) = plugs.get(&to)
        {
            let _ = plug.try_send((self.from, bytes));
        }
    }
}

impl Net {
    fn plug(&self, me: NodeId) -> Link {
        let (outbound, inbound) = flume::bounded(1024);
        self.plugs.lock().insert(me.addr, outbound);
        let carrier = Arc::new(Cable {
            net: self.clone(),
            from: me.addr,
        });
        Link {
            me,
            cluster_id: "test".to_owned(),
            carrier,
            inbound,
        }
    }

    fn pull(&self, node: NodeId) {
        self.plugs.lock().remove(&node.addr);
    }

    async fn join(&self, me: NodeId, seeds: &[NodeId]) -> Result<Running, JoinError> {
        let seeds = seeds.iter().map(|node| node.addr).collect();
        launch(
            Settings {
                seeds,
                ..Settings::default()
            },
            self.plug(me),
        )
        .await
    }

    /// Three members that know each other.
    async fn three(&self) -> [Running; 3] {
        let first = self.join(node(1), &[]).await.unwrap();
        let second = self.join(node(2), &[node(1)]).await.unwrap();
        let third = self.join(node(3), &[node(2)]).await.unwrap();
        for running in [&first, &second, &third] {
            running
                .membership
                .wait_for(3, Duration::from_secs(5))
                .await
                .unwrap();
        }
        [first, second, third]
    }
}

fn node(number: u16) -> NodeId {
    NodeId {
        addr: SocketAddr::from(([10, 0, 0, 1], number)),
        incarnation: 1,
    }
}

fn members(running: &Running) -> Vec<NodeId> {
    running
        .membership
        .snapshot()
        .members
        .iter()
        .map(|member| member.node)
        .collect()
}

async fn leave(running: &Running) {
    let (done, left) = tokio::sync::oneshot::channel();
    running.commands.send(Command::Leave(done)).await.unwrap();
    left.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn three_nodes_find_each_other_through_any_seed() {
    let net = Net::default();
    let began = time::now();
    let nodes = net.three().await;
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    for running in &nodes {
        assert_eq!(members(running), [node(1), node(2), node(3)]);
    }
}

#[tokio::test(start_paused = true)]
async fn every_node_names_the_same_owner() {
    let net = Net::default();
    let nodes = net.three().await;
    for hash in 0..1000 {
        let owners = nodes
            .each_ref()
            .map(|running| running.membership.snapshot().placement.owner(hash));
        assert!(owners.iter().all(|owner| *owner == owners[0]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_node_whose_seeds_are_silent_says_so() {
    let net = Net::default();
    let error = net
        .join(node(1), &[node(8), node(1), node(9)])
        .await
        .unwrap_err();
    let tried = vec![node(8).addr, node(9).addr];
    assert_eq!(
        error,
        JoinError::NoSeedAnswered {
            tried,
            within: Duration::from_secs(30)
        }
    );
    assert!(error.is_transient());
}

#[tokio::test(start_paused = true)]
async fn nodes_that_share_one_list_of_seeds_form_one_cluster() {
    let net = Net::default();
    let seeds = [node(1), node(2), node(3)];
    let all = tokio::join!(
        net.join(node(3), &seeds),
        net.join(node(2), &seeds),
        net.join(node(1), &seeds)
    );
    for running in [all.0.unwrap(), all.1.unwrap(), all.2.unwrap()] {
        running
            .membership
            .wait_for(3, Duration::from_secs(5))
            .await
            .unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_first_seed_that_restarts_finds_the_running_cluster() {
    let net = Net::default();
    let [first, second, _third] = net.three().await;
    let mut events = second.membership.subscribe();
    net.pull(node(1));
    drop(first);
    let again = NodeId {
        incarnation: 2,
        ..node(1)
    };
    let running = net.join(again, &[again, node(2)]).await.unwrap();
    let found = members(&running);
    assert!(
        found.len() >= 2,
        "it did not begin a cluster of its own: {found:?}"
    );
    let seen = time::within(Duration::from_secs(5), async {
        while !matches!(events.recv().await, Some(MemberEvent::Up(member)) if member.node == again)
        {
        }
    });
    assert!(seen.await.is_some());
    assert_eq!(
        members(&second),
        [again, node(2), node(3)],
        "the old incarnation is gone at once"
    );
}

#[tokio::test(start_paused = true)]
async fn a_killed_node_is_noticed_within_ten_seconds() {
    let net = Net::default();
    let [first, second, third] = net.three().await;
    let mut events = first.membership.subscribe();
    for _ in 0..3 {
        assert!(matches!(events.recv().await, Some(MemberEvent::Up(_))));
    }
    net.pull(node(3));
    let began = time::now();
    assert!(
        matches!(events.recv().await, Some(MemberEvent::Suspected(member)) if member.node == node(3))
    );
    assert!(
        began.elapsed() >= Duration::from_millis(2500),
        "{:?}",
        began.elapsed()
    );
    assert!(
        matches!(events.recv().await, Some(MemberEvent::Down(member)) if member.node == node(3))
    );
    assert!(
        began.elapsed() <= Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(members(&first), [node(1), node(2)]);
    drop((second, third));
}

#[tokio::test(start_paused = true)]
async fn two_seconds_of_silence_bury_nobody() {
    let net = Net::default();
    let [first, _second, third] = net.three().await;
    let mut events = first.membership.subscribe();
    while events.try_recv().is_some() {}
    let link = net.plugs.lock().remove(&node(3).addr).unwrap();
    time::sleep(Duration::from_secs(2)).await;
    net.plugs.lock().insert(node(3).addr, link);
    time::sleep(Duration::from_secs(5)).await;
    assert_eq!(events.try_recv(), None);
    drop(third);
}

#[tokio::test(start_paused = true)]
async fn a_healed_partition_makes_one_cluster_again() {
    let net = Net::default();
    let [first, second, third] = net.three().await;
    let link = net.plugs.lock().remove(&node(3).addr).unwrap();
    time::sleep(Duration::from_secs(20)).await;
    assert_eq!(members(&first), [node(1), node(2)]);
    assert_eq!(members(&third), [node(3)]);
    net.plugs.lock().insert(node(3).addr, link);
    for running in [&first, &second, &third] {
        running
            .membership
            .wait_for(3, Duration::from_secs(20))
            .await
            .unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_leaving_node_is_taken_out_at_once() {
    let net = Net::default();
    let [first, second, third] = net.three().await;
    let mut events = third.membership.subscribe();
    while events.try_recv().is_some() {}
    let began = time::now();
    leave(&first).await;
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        members(&second),
        [node(2), node(3)],
        "already when `leave` returns"
    );
    assert_eq!(members(&third), [node(2), node(3)]);
    assert_eq!(members(&first), [node(2), node(3)], "in its own view too");
    assert!(
        matches!(events.recv().await, Some(MemberEvent::Left(member)) if member.node == node(1))
    );
    time::sleep(Duration::from_secs(20)).await;
    assert_eq!(events.try_recv(), None, "it does not come back");
}

#[tokio::test(start_paused = true)]
async fn the_last_member_can_leave() {
    let net = Net::default();
    let running = net.join(node(1), &[]).await.unwrap();
    leave(&running).await;
    assert_eq!(members(&running), []);
    assert_eq!(running.membership.snapshot().placement.owner(7), node(1));
}

#[tokio::test(start_paused = true)]
async fn a_slow_subscriber_is_told_what_it_lost() {
    let net = Net::default();
    let running = net.join(node(1), &[]).await.unwrap();
    let mut events = running.membership.subscribe();
    let member = running.membership.snapshot().members[0].clone();
    for _ in 0..crate::base::limits::EVENT_BUFFER + 5 {
        running
            .membership
            .publish(vec![member.clone()], [MemberEvent::Up(member.clone())]);
    }
    assert!(
        events.recv().await.is_some(),
        "the members present at first"
    );
    assert!(events.recv().await.is_some());
    assert_eq!(events.missed(), 5);
}

#[tokio::test(start_paused = true)]
async fn junk_from_the_network_ends_nothing() {
    let net = Net::default();
    let [first, second, third] = net.three().await;
    let plug = net.plugs.lock().get(&node(1).addr).unwrap().clone();
    for junk in [
        &b""[..],
        b"\x01",
        b"\x01junkjunk",
        b"\x02",
        b"\x02abc",
        b"\x03\x00",
        b"\xff\xff",
        &[1, 0x53, 0xb0, 0, 2, 255],
    ] {
        plug.try_send((node(2).addr, Bytes::copy_from_slice(junk)))
            .unwrap();
    }
    time::sleep(Duration::from_secs(12)).await;
    assert_eq!(members(&first).len(), 3);
    drop((second, third));
}

#[tokio::test(start_paused = true)]
async fn a_name_too_long_for_gossip_is_refused() {
    let settings = Settings {
        name: Some("x".repeat(65)),
        ..Settings::default()
    };
    let error = launch(settings, Net::default().plug(node(1)))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        JoinError::NameTooLong {
            bytes: 65,
            limit: 64
        }
    );
}
