//! Two nodes that dial, lose connections and time out in every order that a seeded network makes: whatever happens, in
//! the end both use the same connection and every frame that was queued last arrives once and in order.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::association::{Association, Bounds, Event, Why};
use super::frame::{Header, Kind, frame};
use super::handshake::RefusalReason;
use super::lane::Outgoing;
use super::link::Ticket;
use crate::base::rng::Rng;
use crate::remote::NodeId;

/// A message of the greeting, on its way over one connection.
#[derive(Debug, Clone, Copy)]
enum Greeting {
    Hello,
    Welcome,
    Refuse(RefusalReason),
    Confirm,
}

/// One connection: who dialled, and each side's ticket for it.
#[derive(Debug)]
struct Wire {
    dialler: usize,
    tickets: [Option<Ticket>; 2],
    /// Greetings on their way to each side.
    towards: [VecDeque<Greeting>; 2],
    broken: bool,
}

struct World {
    nodes: [Association<u32>; 2],
    ids: [NodeId; 2],
    wires: Vec<Wire>,
    now: Instant,
    rng: Rng,
}

impl World {
    fn new(seed: u64) -> Self {
        let ids = [1_u16, 2].map(|port| NodeId {
            addr: ([10, 0, 0, 1], port).into(),
            incarnation: 1,
        });
        let bounds = Bounds {
            lanes: 1,
            queue_bytes: 1 << 20,
            queue_frames: 1 << 20,
            pending: 10,
        };
        #[allow(clippy::disallowed_methods, reason = "an origin for made-up times")]
        let now = Instant::now();
        Self {
            nodes: ids.map(|id| Association::new(id, bounds)),
            ids,
            wires: Vec::new(),
            now,
            rng: Rng::seeded(seed),
        }
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.rng.next_u64() % 100 < percent
    }

    fn send(&mut self, node: usize, number: u64) {
        let frame = frame(
            Header {
                target: number,
                ..Header::new(Kind::Call)
            },
            &[],
            &[],
        );
        self.nodes[node].send(1, Outgoing::Small(&frame)).unwrap();
    }

    /// Does what the associations ask for.
    fn settle(&mut self) {
        for node in 0..2 {
            while let Some(event) = self.nodes[node].poll_event() {
                match event {
                    Event::Dial(ticket) => {
                        let mut tickets = [None; 2];
                        tickets[node] = Some(ticket);
                        let mut towards = [VecDeque::new(), VecDeque::new()];
                        towards[1 - node].push_back(Greeting::Hello);
                        self.wires.push(Wire {
                            dialler: node,
                            tickets,
                            towards,
                            broken: false,
                        });
                    }
                    Event::Close(ticket, _) => {
                        let wire = self
                            .wires
                            .iter()
                            .position(|wire| wire.tickets[node] == Some(ticket))
                            .unwrap();
                        self.break_wire(wire);
                    }
                    Event::Fail(..) | Event::Lost(_) => {}
                }
            }
        }
    }

    /// Both sides learn, in this order, that a connection is gone.
    fn break_wire(&mut self, wire: usize) {
        let wire = &mut self.wires[wire];
        if core::mem::replace(&mut wire.broken, true) {
            return;
        }
        let dialler = wire.dialler;
        for node in [dialler, 1 - dialler] {
            let Some(ticket) = wire.tickets[node] else {
                continue;
            };
            let why = Why::from("broken");
            if node == dialler {
                self.nodes[node].handle_dial_failed(self.now, ticket, &why, self.rng.next_u64());
            }
            self.nodes[node].handle_lost(self.now, ticket, &why, self.rng.next_u64());
        }
    }

    /// Delivers one greeting, if there is one.
    fn deliver(&mut self, wire_index: usize, to: usize) {
        let wire = &mut self.wires[wire_index];
        if wire.broken {
            return;
        }
        let Some(greeting) = wire.towards[to].pop_front() else {
            return;
        };
        let from = 1 - to;
        match greeting {
            Greeting::Hello => match self.nodes[to].handle_hello(self.now, self.ids[from]) {
                Ok(ticket) => {
                    wire.tickets[to] = Some(ticket);
                    wire.towards[from].push_back(Greeting::Welcome);
                }
                Err(refusal) => wire.towards[from].push_back(Greeting::Refuse(refusal.reason)),
            },
            Greeting::Welcome => {
                let ticket = wire.tickets[to].unwrap();
                if self.nodes[to].handle_welcome(self.now, ticket, self.ids[from]) {
                    wire.towards[from].push_back(Greeting::Confirm);
                } else {
                    self.break_wire(wire_index);
                }
            }
            Greeting::Refuse(reason) => {
                let ticket = wire.tickets[to].unwrap();
                let jitter = self.rng.next_u64();
                let why = Why {
                    text: "refused".into(),
                    reason: Some(reason),
                };
                self.nodes[to].handle_dial_failed(self.now, ticket, &why, jitter);
                self.break_wire(wire_index);
            }
            Greeting::Confirm => {
                let ticket = wire.tickets[to].unwrap();
                if !self.nodes[to].handle_confirm(self.now, ticket) {
                    self.break_wire(wire_index);
                }
            }
        }
    }

    fn step(&mut self, hostile: bool) {
        if !self.wires.is_empty() {
            let wire = usize::try_from(self.rng.next_u64()).unwrap() % self.wires.len();
            let to = usize::from(self.chance(50));
            self.deliver(wire, to);
            if hostile && self.chance(3) {
                self.break_wire(wire);
            }
        }
        if self.chance(30) {
            self.now += Duration::from_millis(self.rng.next_u64() % 400);
            let now = self.now;
            self.nodes
                .iter_mut()
                .for_each(|node| node.handle_timeout(now));
        }
        self.settle();
    }

    /// The connection that a side uses.
    fn used(&self, node: usize) -> Option<usize> {
        let ticket = self.nodes[node].open()?;
        self.wires
            .iter()
            .position(|wire| wire.tickets[node] == Some(ticket) && !wire.broken)
    }
}

#[test]
fn both_nodes_end_up_on_one_connection_and_nothing_queued_is_lost() {
    for seed in 0..3_000 {
        let mut world = World::new(seed);
        for round in 0..60 {
            let node = usize::from(world.chance(50));
            if world.chance(40) {
                world.send(node, round);
            }
            world.step(true);
        }
        // From here on the network is kind.
        (0..2).for_each(|node| world.nodes[node].demand());
        for _ in 0..4_000 {
            world.step(false);
            let meet = world.used(0).is_some() && world.used(0) == world.used(1);
            if meet && world.wires.iter().filter(|wire| !wire.broken).count() == 1 {
                break;
            }
            (0..2).for_each(|node| world.nodes[node].demand());
        }
        assert!(world.used(0).is_some(), "seed {seed}: not connected");
        assert_eq!(world.used(0), world.used(1), "seed {seed}: two connections");

        let sent: Vec<u64> = (1_000..1_010).collect();
        for node in 0..2 {
            sent.iter().for_each(|number| world.send(node, *number));
            let ticket = world.nodes[node].open().unwrap();
            let mut bytes = Vec::new();
            while let Some(transmit) = world.nodes[node].poll_transmit(ticket, 1) {
                bytes.extend_from_slice(&transmit.chunks.concat());
            }
            let targets: Vec<u64> = bytes
                .chunks(48)
                .map(|header| u64::from_le_bytes(header[8..16].try_into().unwrap()))
                .collect();
            assert!(targets.ends_with(&sent), "seed {seed}");
            assert!(targets.is_sorted(), "seed {seed}: {targets:?}");
        }
    }
}
