//! A cluster of three nodes in one process, with real connections between them, and grains that are placed over the
//! nodes: every seat of a theatre is one. Then a node leaves, and its seats move to the others.
//!
//! ```sh
//! cargo run -p akt-examples --bin grains
//! ```
//!
//! It prints the following; the numbers of seats differ from run to run, because the nodes take any free ports, and
//! those are a part of what decides where a seat lives.
//!
//! ```text
//! blue, green and red form a cluster
//! 60 seats are booked: blue 19, green 24, red 17
//! seat 3/C is taken by guest 15
//! red leaves the cluster
//! 60 seats are booked: blue 29, green 31
//! seat 3/C is taken by guest 15
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use akt::cluster::Cluster;
use akt::grain::Grains;
use akt::prelude::*;

/// Stands for a database that all nodes reach.
static BOOKINGS: LazyLock<Mutex<BTreeMap<(u8, char), u32>>> = LazyLock::new(Mutex::default);

/// Which seat: as text `3/C`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GrainKey)]
struct Place {
    row: u8,
    letter: char,
}

/// A seat of a theatre. At any time it lives on one node, and only as long as somebody uses it.
#[grain(key = Place, name = "theatre.Seat", idle = "5m")]
#[derive(Default)]
struct Seat {
    guest: Option<u32>,
}

#[message]
#[derive(Debug)]
struct Taken {
    by: u32,
}

#[handlers]
impl Seat {
    /// A grain begins with what was saved when it comes to life, on whatever node.
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx<Self>) {
        let Place { row, letter } = *ctx.key();
        self.guest = bookings().get(&(row, letter)).copied();
    }

    /// Books the seat. Nobody else can at the same moment: a grain handles one message after the other.
    #[handler]
    pub fn book(&mut self, guest: u32, ctx: &Ctx<Self>) -> Result<(), Taken> {
        if let Some(by) = self.guest {
            return Err(Taken { by });
        }
        let Place { row, letter } = *ctx.key();
        bookings().insert((row, letter), guest);
        self.guest = Some(guest);
        Ok(())
    }

    /// Who has booked it.
    #[handler]
    pub fn guest(&self) -> Option<u32> {
        self.guest
    }
}

fn bookings() -> std::sync::MutexGuard<'static, BTreeMap<(u8, char), u32>> {
    BOOKINGS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One node, as each would be a process of its own, on a machine of its own.
struct Node {
    system: ActorSystem,
    cluster: Cluster,
    grains: Grains,
}

impl Node {
    /// Starts a node, and joins those at `seeds`.
    async fn start(name: &str, seeds: Vec<SocketAddr>) -> Result<Self, Box<dyn Error>> {
        let system = ActorSystem::new(name)?;
        let remote = Remote::builder()
            .bind("127.0.0.1:0")
            .cluster_id("theatre")
            .identity(Identity::development("only for this example")?)
            .start(&system)
            .await?;
        let cluster = Cluster::builder()
            .name(name)
            .seeds(seeds)
            .start(&remote)
            .await?;
        let grains = Grains::builder(&cluster).register::<Seat>().start()?;
        Ok(Self {
            system,
            cluster,
            grains,
        })
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let blue = Node::start("blue", vec![]).await?;
    let seeds = vec![blue.cluster.me().addr];
    let green = Node::start("green", seeds.clone()).await?;
    let red = Node::start("red", seeds).await?;
    for node in [&blue, &green, &red] {
        node.cluster
            .wait_for_members(3, Duration::from_secs(10))
            .await?;
    }
    println!("blue, green and red form a cluster");

    let places: Vec<Place> = (1..=10)
        .flat_map(|row| ('A'..='F').map(move |letter| Place { row, letter }))
        .collect();
    // Any node can call any grain; where it lives is none of the caller's business.
    for (place, guest) in places.iter().zip(1..) {
        let seat = green.system.grain::<Seat>(*place);
        seat.book(guest)
            .await
            .map_err(|error| format!("{error:?}"))?;
    }
    print_places(&[&blue, &green, &red]);
    print_taken(&blue).await?;

    println!("red leaves the cluster");
    red.system.shutdown().await;
    // Its seats come to life on the others when they are called.
    for place in &places {
        blue.system.grain::<Seat>(*place).guest().await?;
    }
    print_places(&[&blue, &green]);
    print_taken(&green).await?;

    green.system.shutdown().await;
    blue.system.shutdown().await;
    Ok(())
}

/// How many seats live where.
fn print_places(nodes: &[&Node]) {
    let counts: Vec<usize> = nodes.iter().map(|node| node.grains.count()).collect();
    let shown: Vec<String> = nodes
        .iter()
        .zip(&counts)
        .map(|(node, count)| format!("{} {count}", node.cluster.name()))
        .collect();
    let all: usize = counts.iter().sum();
    println!("{all} seats are booked: {}", shown.join(", "));
}

/// Tries to book a seat that is taken.
async fn print_taken(node: &Node) -> Result<(), Box<dyn Error>> {
    let place = Place {
        row: 3,
        letter: 'C',
    };
    match node.system.grain::<Seat>(place).book(99).await {
        Err(AskError::Handler(Taken { by })) => println!("seat 3/C is taken by guest {by}"),
        other => return Err(format!("the seat should be taken: {other:?}").into()),
    }
    Ok(())
}
