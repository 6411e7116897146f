//! A view is fed by hand, with its own clock.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::{Detection, Join, Observation, Phase, Verdict, View};
use crate::cluster::event::MemberEvent;
use crate::cluster::member::MemberStatus;
use crate::remote::NodeId;

const TICK: Duration = Duration::from_millis(100);

fn node(number: u16, incarnation: u64) -> NodeId {
    NodeId {
        addr: SocketAddr::from(([127, 0, 0, 1], 9000 + number)),
        incarnation,
    }
}

fn name(node: NodeId) -> Arc<str> {
    node.addr.to_string().into()
}

/// A view whose peers beat on every tick unless they are silent.
struct World {
    now: Duration,
    view: View,
    peers: Vec<(NodeId, Phase, bool)>,
    beats: u64,
}

impl World {
    fn new() -> Self {
        let detection = Detection {
            suspect_after: Duration::from_secs(3),
            down_after: Duration::from_secs(6),
            gossip_interval: Duration::from_millis(200),
            pause_limit: Duration::from_millis(500),
        };
        let me = node(0, 1);
        Self {
            now: Duration::ZERO,
            view: View::new(me, name(me), detection),
            peers: Vec::new(),
            beats: 1,
        }
    }

    fn up(mut self) -> Self {
        self.view.announce_up();
        self.events();
        self
    }

    fn with(mut self, node: NodeId) -> Self {
        self.peers.push((node, Phase::Up, true));
        self
    }

    fn settled(mut self) -> Self {
        self.run(TICK * 3);
        self.events();
        self
    }

    fn set(&mut self, node: NodeId, phase: Phase, beating: bool) {
        for peer in &mut self.peers {
            if peer.0 == node {
                *peer = (node, phase, beating);
            }
        }
    }

    fn run(&mut self, time: Duration) {
        let until = self.now + time;
        while self.now < until {
            self.now += TICK;
            self.step();
        }
    }

    fn step(&mut self) {
        self.beats += 1;
        let observations: Vec<_> = self
            .peers
            .iter()
            .map(|&(node, phase, beating)| Observation {
                node,
                name: name(node),
                phase,
                heartbeat: (1, if beating { self.beats } else { 1 }),
            })
            .collect();
        self.view.handle_observations(self.now, &observations);
        self.view.handle_tick(self.now);
    }

    fn events(&mut self) -> Vec<(&'static str, NodeId)> {
        let mut events = Vec::new();
        while let Some(event) = self.view.poll_event() {
            let kind = match &event {
                MemberEvent::Up(_) => "up",
                MemberEvent::Suspected(_) => "suspected",
                MemberEvent::Recovered(_) => "recovered",
                MemberEvent::Left(_) => "left",
                MemberEvent::Down(_) => "down",
            };
            events.push((kind, event.member().node));
        }
        events
    }

    fn members(&self) -> Vec<NodeId> {
        self.view
            .members()
            .iter()
            .map(|member| member.node)
            .collect()
    }
}

#[test]
fn a_node_counts_once_its_heartbeat_has_moved() {
    let mut world = World::new().up().with(node(1, 1));
    world.run(TICK);
    assert_eq!(world.events(), []);
    world.run(TICK);
    assert_eq!(world.events(), [("up", node(1, 1))]);
    assert_eq!(world.members(), [node(0, 1), node(1, 1)]);
}

#[test]
fn the_state_of_a_long_dead_node_makes_no_member() {
    let mut world = World::new().up().with(node(1, 1));
    world.set(node(1, 1), Phase::Up, false);
    world.run(Duration::from_secs(60));
    assert_eq!(world.events(), []);
    assert_eq!(world.members(), [node(0, 1)]);
}

#[test]
fn a_joining_node_counts_when_it_says_it_is_up() {
    let mut world = World::new().up().with(node(1, 1));
    world.set(node(1, 1), Phase::Joining, true);
    world.run(TICK * 5);
    assert_eq!(world.members(), [node(0, 1)]);
    world.set(node(1, 1), Phase::Up, true);
    world.run(TICK);
    assert_eq!(world.events(), [("up", node(1, 1))]);
}

#[test]
fn a_node_that_says_itself_that_it_is_up_is_believed_at_once() {
    let mut world = World::new().up().with(node(1, 1));
    world.set(node(1, 1), Phase::Joining, true);
    world.view.handle_up(world.now, node(1, 1));
    assert_eq!(
        world.events(),
        [],
        "but not before gossip has introduced it"
    );
    world.run(TICK);
    world.view.handle_up(world.now, node(1, 1));
    assert_eq!(world.events(), [("up", node(1, 1))]);
}

#[test]
fn silence_is_suspected_then_taken_for_death() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    world.set(node(1, 1), Phase::Up, false);
    world.run(Duration::from_millis(2900));
    assert_eq!(world.events(), []);
    world.run(Duration::from_millis(200));
    assert_eq!(world.events(), [("suspected", node(1, 1))]);
    assert_eq!(
        world.members().len(),
        2,
        "a suspected member keeps what it owns"
    );
    assert_eq!(world.view.members()[1].status, MemberStatus::Suspected);
    world.run(Duration::from_secs(3));
    assert_eq!(world.events(), [("down", node(1, 1))]);
    assert_eq!(world.members(), [node(0, 1)]);
}

#[test]
fn two_seconds_without_a_heartbeat_are_forgiven() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    for _ in 0..10 {
        world.set(node(1, 1), Phase::Up, false);
        world.run(Duration::from_secs(2));
        world.set(node(1, 1), Phase::Up, true);
        world.run(TICK * 2);
    }
    assert_eq!(world.events(), []);
}

#[test]
fn death_is_noticed_in_ten_seconds_however_slow_the_node_was() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    for _ in 0..50 {
        world.set(node(1, 1), Phase::Up, false);
        world.run(Duration::from_millis(2500));
        world.set(node(1, 1), Phase::Up, true);
        world.run(TICK);
    }
    world.events();
    world.set(node(1, 1), Phase::Up, false);
    world.run(Duration::from_secs(10));
    assert_eq!(world.members(), [node(0, 1)]);
}

#[test]
fn a_suspected_node_that_beats_again_has_recovered() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    world.set(node(1, 1), Phase::Up, false);
    world.run(Duration::from_secs(4));
    world.set(node(1, 1), Phase::Up, true);
    world.run(TICK);
    assert_eq!(
        world.events(),
        [("suspected", node(1, 1)), ("recovered", node(1, 1))]
    );
}

#[test]
fn a_dead_node_that_beats_again_is_up_again() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    world.set(node(1, 1), Phase::Up, false);
    world.run(Duration::from_secs(12));
    world.events();
    world.set(node(1, 1), Phase::Up, true);
    world.run(TICK);
    assert_eq!(world.events(), [("up", node(1, 1))]);
    world.run(Duration::from_secs(5));
    assert_eq!(world.events(), [], "and stays so");
}

#[test]
fn our_own_sleep_is_not_held_against_the_others() {
    let mut world = World::new()
        .up()
        .with(node(1, 1))
        .with(node(2, 1))
        .settled();
    world.set(node(1, 1), Phase::Up, false);
    world.set(node(2, 1), Phase::Up, false);
    world.run(Duration::from_secs(1));
    world.now += Duration::from_secs(30);
    world.step();
    assert_eq!(world.events(), []);
    world.run(Duration::from_secs(1));
    assert_eq!(world.events(), []);
    world.run(Duration::from_secs(5));
    assert_eq!(
        world.members(),
        [node(0, 1)],
        "but real silence still counts"
    );
}

#[test]
fn a_goodbye_takes_the_node_out_at_once_and_for_good() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    world.view.handle_leaving(node(1, 1));
    assert_eq!(world.events(), [("left", node(1, 1))]);
    world.run(Duration::from_secs(5));
    assert_eq!(
        world.events(),
        [],
        "what gossip still shows of it changes nothing"
    );
    assert_eq!(world.members(), [node(0, 1)]);
}

#[test]
fn a_goodbye_that_only_gossip_tells_works_too() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    world.set(node(1, 1), Phase::Leaving, true);
    world.run(TICK);
    assert_eq!(world.events(), [("left", node(1, 1))]);
}

#[test]
fn a_newer_incarnation_buries_the_older_one() {
    let mut world = World::new().up().with(node(1, 1)).settled();
    world.peers.push((node(1, 2), Phase::Up, true));
    world.run(TICK * 2);
    assert_eq!(world.events(), [("up", node(1, 2)), ("down", node(1, 1))]);
    world.run(Duration::from_secs(5));
    assert_eq!(
        world.events(),
        [],
        "late heartbeats of the old one raise nobody"
    );
    assert_eq!(world.members(), [node(0, 1), node(1, 2)]);
}

#[test]
fn an_earlier_start_of_this_node_is_ignored() {
    let mut world = World::new().up().with(node(0, 0));
    world.run(Duration::from_secs(5));
    assert_eq!(world.members(), [node(0, 1)]);
}

#[test]
fn what_gossip_forgets_is_forgotten_unless_it_lives() {
    let mut world = World::new()
        .up()
        .with(node(1, 1))
        .with(node(2, 1))
        .settled();
    world.set(node(1, 1), Phase::Up, false);
    world.run(Duration::from_secs(10));
    world.peers.clear();
    world.step();
    assert_eq!(world.members(), [node(0, 1), node(2, 1)]);
}

#[test]
fn this_node_comes_and_goes_as_it_says() {
    let mut world = World::new();
    assert_eq!(world.members(), []);
    world.view.announce_up();
    assert_eq!(world.members(), [node(0, 1)]);
    assert!(world.view.take_changed());
    assert!(!world.view.take_changed());
    world.view.announce_left();
    assert_eq!(world.members(), []);
    assert_eq!(world.events(), [("up", node(0, 1)), ("left", node(0, 1))]);
}

fn join(founder: bool, alone: bool) -> Join {
    Join {
        founder,
        alone,
        founding_wait: Duration::from_secs(1),
        settle: Duration::from_secs(1),
        deadline: Duration::from_secs(30),
    }
}

#[test]
fn a_node_without_seeds_is_ready_at_once() {
    assert_eq!(
        join(true, true).verdict(Duration::ZERO, &World::new().view),
        Verdict::Ready
    );
}

#[test]
fn a_founder_waits_a_little_for_others() {
    let world = World::new();
    assert_eq!(join(true, false).verdict(TICK, &world.view), Verdict::Wait);
    assert_eq!(
        join(true, false).verdict(Duration::from_secs(1), &world.view),
        Verdict::Ready
    );
}

#[test]
fn a_joiner_waits_for_a_member_and_gives_up_at_the_deadline() {
    let mut world = World::new().with(node(1, 1));
    world.set(node(1, 1), Phase::Joining, true);
    world.run(Duration::from_secs(5));
    assert_eq!(
        join(false, false).verdict(world.now, &world.view),
        Verdict::Wait,
        "another joiner is no member"
    );
    assert_eq!(
        join(false, false).verdict(Duration::from_secs(30), &world.view),
        Verdict::GiveUp
    );
    world.set(node(1, 1), Phase::Up, true);
    world.run(TICK);
    assert_eq!(
        join(false, false).verdict(world.now, &world.view),
        Verdict::Ready
    );
}

#[test]
fn a_joiner_waits_until_every_node_it_hears_of_has_had_its_chance() {
    let mut world = World::new().with(node(1, 1));
    world.run(TICK * 2);
    world.peers.push((node(2, 1), Phase::Up, true));
    world.set(node(2, 1), Phase::Up, false);
    world.run(TICK);
    assert_eq!(
        join(false, false).verdict(world.now, &world.view),
        Verdict::Wait
    );
    world.run(Duration::from_secs(1));
    assert_eq!(
        join(false, false).verdict(world.now, &world.view),
        Verdict::Ready
    );
}
