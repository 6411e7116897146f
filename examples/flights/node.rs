//! One node of the cluster: a process that the launcher started.
//!
//! It talks to the launcher over its standard input and output (see [`crate::orders`]). Its input is read by a
//! thread of its own: when it ends before the launcher said goodbye, the launcher is gone, and the process ends at
//! once, whatever its actors do.

use std::io::{self, BufRead, Write};
use std::net::SocketAddr;
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use akt::actor::ActorSpec;
use akt::cluster::{Cluster, JoinError, Member, MemberEvent, TooFewMembers};
use akt::grain::{Grains, GrainsError};
use akt::prelude::*;
use akt::remote::{Identity, IdentityError, LookupError, Remote, RemoteError};
use akt::system::SystemError;
use akt::wire::{KeyBytes, stable_id};
use tokio::sync::mpsc;

use crate::args::NodeArgs;
use crate::collect::{self, CollectError, NodeDesk};
use crate::data::{self, DataError, Flights};
use crate::desk::{self, Desk, DeskRef};
use crate::grains::{Aircraft, Airport, Carrier};
use crate::orders::{Order, Report, Secret};
use crate::progress::{PAUSE, Stopwatch};
use crate::reader::{self, ReadError};
use crate::replay::Replayed;

/// How often members say that they are alive. Short, so that they find each other quickly.
const GOSSIP: Duration = Duration::from_millis(50);
/// The silence after which a node is taken for dead. A process that was killed shows at once by its end; this is
/// for one that hangs, and long enough for one that only gets little of a busy processor.
const SILENCE: Duration = Duration::from_secs(10);
/// The silence after which a connection is lost, and how often it is broken. A little shorter than that of a node,
/// since calls say more exactly what does not work.
const CONNECTION_SILENCE: Duration = Duration::from_secs(8);
const KEEP_ALIVE: Duration = Duration::from_secs(1);
/// How long nodes may take to find each other.
const JOIN: Duration = Duration::from_secs(20);
/// How long a node may take to leave after its launcher is gone.
const GRACE: Duration = Duration::from_secs(2);

/// Why a node ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NodeError {
    /// The runtime did not start.
    #[error("it cannot start: {0}")]
    Runtime(#[source] io::Error),
    /// The actor system did not start.
    #[error(transparent)]
    System(#[from] SystemError),
    /// The port cannot be used.
    #[error("it cannot use UDP port {}: {why}; free the port, name another one with --port, or leave --port out to take any free ports", addr.port())]
    Port {
        /// The address.
        addr: SocketAddr,
        /// What the operating system says.
        why: io::Error,
    },
    /// Remoting did not start for another reason.
    #[error(transparent)]
    Remote(RemoteError),
    /// The secret is no phrase.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// No member answered.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// Not all nodes became members.
    #[error(transparent)]
    Members(#[from] TooFewMembers),
    /// The grains cannot be run.
    #[error(transparent)]
    Grains(#[from] GrainsError),
    /// The desk cannot be opened.
    #[error("it cannot open its desk: {0}")]
    Desk(#[from] SpawnError),
    /// The desk of another node was not found.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// The flights cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The flights were not handed out.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The result was not complete.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// A member fell silent.
    #[error("{} no longer answers: {why}", name(*number))]
    Silent {
        /// Its number.
        number: u16,
        /// What shows it.
        why: String,
    },
    /// A node is not there.
    #[error("{0} is no member")]
    Missing(String),
    /// The launcher said something that makes no sense now.
    #[error("the launcher should say {0} now")]
    Order(&'static str),
}

impl From<RemoteError> for NodeError {
    fn from(error: RemoteError) -> Self {
        match error {
            RemoteError::Bind { addr, source } => Self::Port { addr, why: source },
            error => Self::Remote(error),
        }
    }
}

/// What the node of a number is called.
pub(crate) fn name(number: u16) -> String {
    format!("node {number}")
}

/// Makes a node ready for grains: opens its desk, then lets it run all three kinds.
pub(crate) async fn furnish(
    system: &ActorSystem,
    cluster: &Cluster,
    number: u16,
) -> Result<DeskRef, NodeError> {
    let desk = desk::open(system, number).await?;
    Grains::builder(cluster)
        .register::<Aircraft>()
        .register::<Airport>()
        .register::<Carrier>()
        .start()?;
    Ok(desk)
}

/// Runs the node of this process until the launcher lets it go.
pub(crate) fn main(args: &NodeArgs) -> ExitCode {
    let orders = listen();
    let run = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(NodeError::Runtime)
        .and_then(|runtime| runtime.block_on(run(args, orders)));
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&match error {
                NodeError::Silent { number, why } => Report::Silent { number, why },
                error => Report::Failed(error.to_string()),
            });
            // Without waiting for whatever the actors still do.
            process::exit(1)
        }
    }
}

/// Hears the launcher in a thread of its own.
fn listen() -> mpsc::UnboundedReceiver<Order> {
    let (heard, orders) = mpsc::unbounded_channel();
    let listen = move || {
        let mut leaving = false;
        for line in io::stdin().lock().lines() {
            let order = line.ok().and_then(|line| serde_json::from_str(&line).ok());
            let Some(order) = order else { break };
            leaving = matches!(order, Order::Leave);
            // The node may be about to end for a reason of its own.
            let _ = heard.send(order);
        }
        if leaving {
            thread::sleep(GRACE);
        }
        process::exit(1);
    };
    if let Err(error) = thread::Builder::new()
        .name("orders".to_owned())
        .spawn(listen)
    {
        say(&Report::Failed(NodeError::Runtime(error).to_string()));
        process::exit(1);
    }
    orders
}

/// Tells the launcher something. Ends the process if there is no launcher any more.
fn say(report: &Report) {
    let mut out = io::stdout().lock();
    let said = serde_json::to_writer(&mut out, report)
        .map_err(io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    if said.is_err() {
        process::exit(1);
    }
}

async fn run(args: &NodeArgs, mut orders: mpsc::UnboundedReceiver<Order>) -> Result<(), NodeError> {
    let _calm = Calm::keep().map_err(NodeError::Runtime)?;
    let Some(Order::Join { secret, seed }) = orders.recv().await else {
        return Err(NodeError::Order("whom to join"));
    };
    let system = ActorSystem::new("flights")?;
    let remote = open(&system, args, &secret).await?;
    say(&Report::Bound(remote.local_addr()));
    let cluster = Cluster::builder()
        .name(name(args.number))
        .seeds(seed)
        .gossip_interval(GOSSIP)
        .suspect_after(SILENCE / 2)
        .down_after(SILENCE)
        .join_deadline(JOIN)
        .start(&remote)
        .await?;
    let desk = furnish(&system, &cluster, args.number).await?;
    cluster.wait_for_members(args.of.into(), JOIN).await?;
    say(&Report::Ready);
    let work = async {
        loop {
            match orders.recv().await {
                Some(Order::Replay) => {
                    let replayed = replay(args, &cluster, &desk).await?;
                    say(&Report::Done(Box::new(replayed)));
                }
                Some(Order::Leave) => return Ok(()),
                Some(Order::Join { .. }) | None => return Err(NodeError::Order("to leave")),
            }
        }
    };
    tokio::select! {
        done = work => done?,
        silent = lost_member(args, &cluster) => return Err(silent),
    }
    system.shutdown().await;
    Ok(())
}

async fn open(system: &ActorSystem, args: &NodeArgs, secret: &Secret) -> Result<Remote, NodeError> {
    let remote = Remote::builder()
        .bind(args.bind)
        .cluster_id("flights")
        .identity(Identity::development(secret.phrase())?)
        .keep_alive(CONNECTION_SILENCE, KEEP_ALIVE)
        .start(system)
        .await?;
    Ok(remote)
}

/// Waits until a member falls silent. The others would give its grains to other nodes then, where they begin at
/// zero.
async fn lost_member(args: &NodeArgs, cluster: &Cluster) -> NodeError {
    let mut events = cluster.events();
    while let Some(event) = events.recv().await {
        if let MemberEvent::Down(member) = event {
            return silent(args, &member, "it does not say any more that it is alive");
        }
    }
    std::future::pending().await
}

fn silent(args: &NodeArgs, member: &Member, why: &str) -> NodeError {
    let number = (1..=args.of).find(|number| *member.name == *name(*number));
    NodeError::Silent {
        // Every member was given such a name.
        number: number.unwrap_or_default(),
        why: why.to_owned(),
    }
}

/// Names the node of an aircraft that cannot be reached.
fn blame(args: &NodeArgs, cluster: &Cluster, error: ReadError) -> NodeError {
    if let ReadError::Aircraft {
        tail,
        why: AskError::Lost(why) | AskError::Unreachable(why),
    } = &error
        && let Ok(key) = KeyBytes::of(tail)
    {
        let owner = cluster.owner(stable_id(Aircraft::NAME), key.as_slice());
        let members = cluster.members();
        if let Some(member) = members.iter().find(|member| member.node == owner) {
            return silent(args, member, why);
        }
    }
    error.into()
}

/// Names the node whose desk cannot be reached.
fn blame_desk(args: &NodeArgs, cluster: &Cluster, error: CollectError) -> NodeError {
    if let CollectError::Node {
        node,
        why: AskError::Lost(why) | AskError::Unreachable(why),
    } = &error
        && let Some(member) = cluster
            .members()
            .iter()
            .find(|member| *member.name == **node)
    {
        return silent(args, member, why);
    }
    error.into()
}

/// Hands out all flights from this node, and collects what all nodes counted.
async fn replay(args: &NodeArgs, cluster: &Cluster, desk: &DeskRef) -> Result<Replayed, NodeError> {
    let flights = Flights::open(&data::path(args.data.as_deref()), args.rows)?;
    let desks = desks(args, cluster, desk).await?;
    let watch = Stopwatch::start();
    let mut due = Duration::ZERO;
    let taken = |taken, at| {
        let elapsed = watch.elapsed();
        if elapsed >= due {
            due = elapsed + PAUSE;
            say(&Report::Progress { taken, at });
        }
    };
    let rows = reader::hand_out(cluster.system(), args.number, args.rate, flights, taken)
        .await
        .map_err(|error| blame(args, cluster, error))?;
    collect::collect(&desks, rows, watch)
        .await
        .map_err(|error| blame_desk(args, cluster, error))
}

/// The desks of all nodes, in the order of their numbers.
async fn desks(
    args: &NodeArgs,
    cluster: &Cluster,
    own: &DeskRef,
) -> Result<Vec<NodeDesk>, NodeError> {
    let members = cluster.members();
    let mut desks = Vec::with_capacity(members.len());
    for node in (1..=args.of).map(name) {
        let member = members.iter().find(|member| *member.name == *node);
        let desk = match (member, cluster.remote()) {
            (Some(member), _) if member.node == cluster.me() => own.clone(),
            (Some(member), Some(remote)) => {
                let desk = remote.lookup::<Desk>(member.node.addr, desk::NAME).await;
                desk.map_err(|error| match &error {
                    LookupError::Unreachable { why, .. } => silent(args, member, why),
                    _ => error.into(),
                })?
            }
            (None, _) | (_, None) => return Err(NodeError::Missing(node)),
        };
        desks.push(NodeDesk { node, desk });
    }
    Ok(desks)
}

/// Keeps Ctrl-C from ending the node: a terminal sends it to all processes of a job, and it is the launcher that
/// says what happens.
struct Calm {
    #[cfg(unix)]
    _interrupts: tokio::signal::unix::Signal,
}

impl Calm {
    #[cfg(unix)]
    fn keep() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            _interrupts: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(not(unix))]
    fn keep() -> io::Result<Self> {
        Ok(Self {})
    }
}
