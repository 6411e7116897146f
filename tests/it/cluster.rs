//! Nodes find each other, leave and die, over real QUIC.

use std::time::Duration;

use akt::cluster::{Cluster, JoinError, MemberEvent};
use akt::remote::{Identity, Remote};
use akt::system::ActorSystem;
use akt_tests::nodes::{Node, PATIENCE, three, until};
use tokio::time::Instant;

fn no_kinds(grains: akt::grain::GrainsBuilder) -> akt::grain::GrainsBuilder {
    grains
}

#[test]
fn three_nodes_find_each_other_through_any_seed() {
    let began = Instant::now();
    let nodes = three(no_kinds);
    println!("three nodes know each other after {:?}", began.elapsed());
    let views = nodes.each_ref().map(|node| node.cluster.members());
    assert_eq!(
        views[0]
            .iter()
            .map(|member| member.node)
            .collect::<Vec<_>>(),
        {
            let mut all = nodes.each_ref().map(|node| node.remote.node()).to_vec();
            all.sort_unstable();
            all
        }
    );
    assert_eq!(views[0], views[1]);
    assert_eq!(views[1], views[2]);
    for key in 0..100_u64 {
        let owners = nodes
            .each_ref()
            .map(|node| node.cluster.owner(7, &key.to_be_bytes()));
        assert!(owners.iter().all(|owner| *owner == owners[0]));
    }
}

#[test]
fn a_leaving_node_is_gone_when_leave_returns() {
    let [first, second, third] = three(no_kinds);
    let mut events = third.cluster.events();
    let began = Instant::now();
    first.run(first.cluster.leave());
    println!("left in {:?}", began.elapsed());
    assert_eq!(second.cluster.members().len(), 2);
    assert_eq!(third.cluster.members().len(), 2);
    let left = third.run(async {
        loop {
            if let MemberEvent::Left(member) = events.recv().await.expect("events go on") {
                return member.node;
            }
        }
    });
    assert_eq!(left, first.remote.node());
}

#[test]
fn a_killed_node_is_noticed() {
    let [first, second, third] = three(no_kinds);
    let mut events = first.cluster.events();
    let dead = third.remote.node();
    third.kill();
    let began = Instant::now();
    let noticed = first.run(async {
        loop {
            match events.recv().await.expect("events go on") {
                MemberEvent::Down(member) => return member.node,
                MemberEvent::Left(member) => panic!("{member:?} said no goodbye"),
                _ => {}
            }
        }
    });
    println!("death noticed after {:?}", began.elapsed());
    assert_eq!(noticed, dead);
    assert!(began.elapsed() <= Duration::from_secs(10));
    until("the other survivor noticed too", || {
        second.cluster.members().len() == 2
    });
    assert_eq!(first.cluster.members().len(), 2);
}

#[test]
fn a_node_that_is_started_again_joins_as_another() {
    let [first, second, third] = three(no_kinds);
    let old = third.remote.node();
    third.run(third.cluster.leave());
    third.kill();
    let again = Node::start("three", &[first.addr()], no_kinds);
    assert_ne!(again.remote.node(), old);
    for node in [&first, &second, &again] {
        node.sees(3);
    }
    drop(second);
}

#[tokio::test]
async fn a_node_whose_seeds_are_silent_says_so() {
    let system = ActorSystem::new("lonely").unwrap();
    let identity = Identity::development("a phrase that the tests share").unwrap();
    let remote = Remote::builder()
        .bind("127.0.0.1:0")
        .cluster_id("it")
        .identity(identity)
        .start(&system)
        .await
        .unwrap();
    // A port that nobody listens on: it was bound a moment ago.
    let silent = std::net::UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let within = Duration::from_millis(300);
    let error = Cluster::builder()
        .seeds([silent])
        .join_deadline(within)
        .start(&remote)
        .await
        .unwrap_err();
    assert_eq!(
        error,
        JoinError::NoSeedAnswered {
            tried: vec![silent],
            within
        }
    );
}

#[tokio::test]
async fn a_solo_cluster_has_one_member() {
    let system = ActorSystem::new("solo").unwrap();
    let cluster = Cluster::solo(&system);
    assert_eq!(
        cluster.wait_for_members(1, PATIENCE).await.unwrap().len(),
        1
    );
    assert_eq!(cluster.owner(1, b"key"), cluster.me());
    assert!(matches!(
        cluster.events().recv().await,
        Some(MemberEvent::Up(_))
    ));
    let error = cluster
        .wait_for_members(2, Duration::from_millis(1))
        .await
        .unwrap_err();
    assert_eq!((error.wanted, error.found), (2, 1));
    cluster.leave().await;
}
