//! One node's view of the members: what gossip shows goes in, standings and events come out.
//!
//! ```text
//!            heartbeat moves, phase Up              silent                silent on
//!   Seen ───────────────────────────────▶ Up ───────────────▶ Suspected ───────────▶ Down
//!                                         ▲ │ ◀───────────────  │                     │
//!                                         │ │    heartbeat      │ phase Leaving       │
//!                                         │ └──────────────────▶┴──▶ Left             │
//!                                         └───────────── heartbeat moves ─────────────┘
//! ```
//!
//! A node counts only after its heartbeat has *moved* under our eyes: gossip hands on the state of nodes that
//! died minutes ago, and a joiner must not take them for members. `Left` is final for an incarnation. A newer
//! incarnation at an address buries the older one at once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::silence::{Detection, Judgement, Silence};
use crate::cluster::event::MemberEvent;
use crate::cluster::member::{Member, MemberStatus};
use crate::remote::NodeId;

/// What a node says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Listening, owns nothing yet.
    Joining,
    /// A member.
    Up,
    /// Going away on purpose.
    Leaving,
}

impl Phase {
    /// The word gossip carries.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Joining => "joining",
            Self::Up => "up",
            Self::Leaving => "leaving",
        }
    }

    /// The phase a word of gossip means.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "joining" => Some(Self::Joining),
            "up" => Some(Self::Up),
            "leaving" => Some(Self::Leaving),
            _ => None,
        }
    }
}

/// A number that grows as long as a node lives: the generation of its gossip, then its beats.
pub(crate) type Heartbeat = (u64, u64);

/// What gossip shows of one node at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Observation {
    pub(crate) node: NodeId,
    pub(crate) name: Arc<str>,
    pub(crate) phase: Phase,
    /// Grows as long as the node lives.
    pub(crate) heartbeat: Heartbeat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Seen,
    Up,
    Suspected,
    Down,
    Left,
}

#[derive(Debug)]
struct Peer {
    name: Arc<str>,
    phase: Phase,
    standing: Standing,
    heartbeat: Heartbeat,
    /// The heartbeat moved since the node was first seen, or since it was taken for dead.
    moved: bool,
    first_seen: Duration,
    silence: Silence,
}

/// The view of one node.
#[derive(Debug)]
pub(crate) struct View {
    me: NodeId,
    name: Arc<str>,
    phase: Phase,
    detection: Detection,
    peers: BTreeMap<NodeId, Peer>,
    last_tick: Duration,
    events: VecDeque<MemberEvent>,
    changed: bool,
}

impl View {
    /// A view that knows nobody, not even its own node as a member.
    pub(crate) fn new(me: NodeId, name: Arc<str>, detection: Detection) -> Self {
        Self {
            me,
            name,
            phase: Phase::Joining,
            detection,
            peers: BTreeMap::new(),
            last_tick: Duration::ZERO,
            events: VecDeque::new(),
            changed: false,
        }
    }

    // Getters.

    /// Whether another member is up.
    pub(crate) fn has_peer(&self) -> bool {
        self.peers.values().any(Peer::is_live)
    }

    /// Whether every node that says it is up has either proved it or had `settle` to do so.
    pub(crate) fn is_settled(&self, now: Duration, settle: Duration) -> bool {
        self.peers.values().all(|peer| {
            peer.standing != Standing::Seen
                || peer.phase != Phase::Up
                || now >= peer.first_seen + settle
        })
    }

    /// The live members other than this node.
    pub(crate) fn peers(&self) -> impl Iterator<Item = NodeId> {
        self.peers
            .iter()
            .filter(|(_, peer)| peer.is_live())
            .map(|(node, _)| *node)
    }

    /// The live members, this node included when it is one, in the order of their ids.
    pub(crate) fn members(&self) -> Vec<Member> {
        let mut members: Vec<Member> = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.is_live())
            .map(|(node, peer)| peer.member(*node))
            .collect();
        if self.phase == Phase::Up {
            let at = members.partition_point(|member| member.node < self.me);
            members.insert(at, self.myself());
        }
        members
    }

    // Inputs.

    /// Takes in everything that gossip shows at `now`. Nodes that are missing were forgotten by gossip.
    pub(crate) fn handle_observations(&mut self, now: Duration, observations: &[Observation]) {
        for observation in observations {
            if observation.node.addr != self.me.addr {
                self.observe(now, observation);
            }
        }
        let shown: BTreeSet<NodeId> = observations
            .iter()
            .map(|observation| observation.node)
            .collect();
        self.peers
            .retain(|node, peer| peer.is_live() || shown.contains(node));
    }

    /// A node that gossip has introduced already said itself that it is up now.
    pub(crate) fn handle_up(&mut self, now: Duration, node: NodeId) {
        let outdated = self.is_outdated(node);
        if let Some(peer) = self.peers.get_mut(&node)
            && peer.standing == Standing::Seen
            && !outdated
        {
            peer.phase = Phase::Up;
            peer.moved = true;
            peer.silence.restart(now, &self.detection);
            self.raise(now, node);
        }
    }

    /// A node said goodbye.
    pub(crate) fn handle_leaving(&mut self, node: NodeId) {
        if let Some(peer) = self.peers.get_mut(&node) {
            let was_live = peer.is_live();
            peer.phase = Phase::Leaving;
            peer.standing = Standing::Left;
            if was_live {
                let member = peer.member(node);
                self.emit(MemberEvent::Left(member));
            }
        }
    }

    /// Judges the silence of every member at `now`. To be called at a steady pace: a long gap between two
    /// calls means that this process slept, and is not held against the others.
    pub(crate) fn handle_tick(&mut self, now: Duration) {
        let gap = now.saturating_sub(self.last_tick);
        self.last_tick = now;
        let mut events = Vec::new();
        for (node, peer) in &mut self.peers {
            if gap > self.detection.pause_limit {
                peer.silence.forgive(gap, now);
            }
            if !peer.is_live() {
                continue;
            }
            match (peer.silence.judge(now, &self.detection), peer.standing) {
                (Judgement::Dead, _) => {
                    peer.bury();
                    events.push(MemberEvent::Down(peer.member(*node)));
                }
                (Judgement::Suspicious, Standing::Up) => {
                    peer.standing = Standing::Suspected;
                    events.push(MemberEvent::Suspected(peer.member(*node)));
                }
                (Judgement::Fine | Judgement::Suspicious, _) => {}
            }
        }
        for event in events {
            self.emit(event);
        }
    }

    // Commands.

    /// This node is now a member.
    pub(crate) fn announce_up(&mut self) {
        if self.phase == Phase::Joining {
            self.phase = Phase::Up;
            self.emit(MemberEvent::Up(self.myself()));
        }
    }

    /// This node is no member any more.
    pub(crate) fn announce_left(&mut self) {
        if self.phase != Phase::Leaving {
            let member = self.myself();
            self.phase = Phase::Leaving;
            self.emit(MemberEvent::Left(member));
        }
    }

    // Outputs.

    /// The next event, oldest first.
    #[must_use]
    pub(crate) fn poll_event(&mut self) -> Option<MemberEvent> {
        self.events.pop_front()
    }

    /// Whether the members or their status changed since this was last asked.
    #[must_use]
    pub(crate) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn observe(&mut self, now: Duration, observation: &Observation) {
        let node = observation.node;
        let outdated = self.is_outdated(node);
        let detection = self.detection;
        let peer = self.peers.entry(node).or_insert_with(|| Peer {
            name: Arc::clone(&observation.name),
            phase: observation.phase,
            standing: Standing::Seen,
            heartbeat: observation.heartbeat,
            moved: false,
            first_seen: now,
            silence: Silence::new(now, &detection),
        });
        if peer.standing == Standing::Left {
            return;
        }
        peer.phase = observation.phase;
        if observation.heartbeat > peer.heartbeat {
            peer.heartbeat = observation.heartbeat;
            if peer.is_live() {
                peer.silence.heard(now);
            } else {
                peer.silence.restart(now, &detection);
            }
            peer.moved = true;
        }
        match peer.phase {
            Phase::Leaving => self.handle_leaving(node),
            Phase::Up if peer.moved && !outdated => self.raise(now, node),
            Phase::Up | Phase::Joining => {}
        }
    }

    /// Whether a newer incarnation lives at the node's address.
    fn is_outdated(&self, node: NodeId) -> bool {
        let newest = NodeId {
            incarnation: u64::MAX,
            ..node
        };
        self.peers
            .range(node..=newest)
            .any(|(other, peer)| *other != node && peer.is_live())
    }

    /// A node that says it is up has moved its heartbeat.
    fn raise(&mut self, now: Duration, node: NodeId) {
        let Some(peer) = self.peers.get_mut(&node) else {
            return;
        };
        match peer.standing {
            Standing::Up | Standing::Left => return,
            Standing::Suspected => {
                if peer.silence.judge(now, &self.detection) == Judgement::Fine {
                    peer.standing = Standing::Up;
                    let member = peer.member(node);
                    self.emit(MemberEvent::Recovered(member));
                }
                return;
            }
            Standing::Seen | Standing::Down => {
                peer.standing = Standing::Up;
                let member = peer.member(node);
                self.emit(MemberEvent::Up(member));
            }
        }
        let mut replaced = Vec::new();
        for (other, peer) in self.peers.range_mut(
            NodeId {
                incarnation: 0,
                ..node
            }..node,
        ) {
            if peer.is_live() {
                peer.bury();
                replaced.push(MemberEvent::Down(peer.member(*other)));
            }
        }
        for event in replaced {
            self.emit(event);
        }
    }

    fn myself(&self) -> Member {
        Member {
            node: self.me,
            name: Arc::clone(&self.name),
            status: MemberStatus::Up,
        }
    }

    fn emit(&mut self, event: MemberEvent) {
        self.events.push_back(event);
        self.changed = true;
    }
}

impl Peer {
    fn is_live(&self) -> bool {
        matches!(self.standing, Standing::Up | Standing::Suspected)
    }

    fn bury(&mut self) {
        self.standing = Standing::Down;
        self.moved = false;
    }

    fn member(&self, node: NodeId) -> Member {
        let status = match self.standing {
            Standing::Up | Standing::Seen => MemberStatus::Up,
            Standing::Suspected => MemberStatus::Suspected,
            Standing::Left => MemberStatus::Left,
            Standing::Down => MemberStatus::Down,
        };
        Member {
            node,
            name: Arc::clone(&self.name),
            status,
        }
    }
}
