//! The node processes as the launcher holds them: started, heard, and never left behind.

use std::env;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::args::{Args, NODE};
use crate::orders::{Order, Report};

/// Events that wait for the launcher; a node that says more waits.
const EVENTS: usize = 64;

/// Something that a node process did.
#[derive(Debug)]
pub(crate) enum Event {
    /// It said something.
    Said(Report),
    /// It said something that the launcher does not understand.
    Garbled(String),
    /// It ended.
    Ended(io::Result<ExitStatus>),
}

/// All node processes. When this is dropped, those that still run are killed.
#[derive(Debug)]
pub(crate) struct Nodes {
    nodes: Vec<Node>,
    events: mpsc::Receiver<(u16, Event)>,
    /// One for each process; each owns its process, which is killed if the task is dropped.
    attendants: JoinSet<()>,
}

#[derive(Debug)]
struct Node {
    process: u32,
    /// Open as long as the node should live.
    orders: Option<ChildStdin>,
    running: bool,
}

impl Nodes {
    /// Starts as many processes of this program as `args` ask for. They do nothing before their first order.
    ///
    /// # Errors
    ///
    /// If a process cannot be started. Those that were are killed then.
    pub(crate) fn start(args: &Args) -> io::Result<Self> {
        let program = env::current_exe()?;
        let (said, events) = mpsc::channel(EVENTS);
        let mut nodes = Self {
            nodes: Vec::new(),
            events,
            attendants: JoinSet::new(),
        };
        for number in 1..=args.nodes {
            let mut command = Command::new(&program);
            command
                .arg(NODE)
                .arg(format!("--number={number}"))
                .arg(format!("--of={}", args.nodes))
                .arg(format!("--bind={}", address(args, number)));
            if let Some(data) = &args.data {
                command.arg("--data").arg(data);
            }
            if let Some(rows) = args.rows {
                command.arg(format!("--rows={rows}"));
            }
            if let Some(rate) = args.rate {
                command.arg(format!("--rate={rate}"));
            }
            let mut child = command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .kill_on_drop(true)
                .spawn()?;
            let (orders, reports) = (child.stdin.take(), child.stdout.take());
            nodes.nodes.push(Node {
                process: child.id().unwrap_or_default(),
                orders,
                running: true,
            });
            nodes
                .attendants
                .spawn(attend(number, child, reports, said.clone()));
        }
        Ok(nodes)
    }

    /// Gives an order to a node. One that cannot hear it has ended, and its end says more than this would.
    pub(crate) async fn order(&mut self, number: u16, order: &Order) {
        let node = self.nodes.get_mut(usize::from(number).wrapping_sub(1));
        let orders = node.and_then(|node| node.orders.as_mut());
        if let (Some(orders), Ok(mut line)) = (orders, serde_json::to_vec(order)) {
            line.push(b'\n');
            let _ = orders.write_all(&line).await;
        }
    }

    /// What happens next, and to which node. `None` when all have ended.
    pub(crate) async fn next(&mut self) -> Option<(u16, Event)> {
        let (number, event) = self.events.recv().await?;
        if let Event::Ended(_) = event
            && let Some(node) = self.nodes.get_mut(usize::from(number).wrapping_sub(1))
        {
            node.running = false;
        }
        Some((number, event))
    }

    /// The id of the process of a node.
    pub(crate) fn process(&self, number: u16) -> u32 {
        self.nodes
            .get(usize::from(number).wrapping_sub(1))
            .map_or(0, |node| node.process)
    }

    /// Whether a process still runs.
    pub(crate) fn any_running(&self) -> bool {
        self.nodes.iter().any(|node| node.running)
    }

    /// Ends all nodes at once: those that do not end by themselves `within` a time, now that nobody gives them
    /// orders, are killed.
    pub(crate) async fn end(mut self, within: Duration) {
        for node in &mut self.nodes {
            node.orders = None;
        }
        let ended = async { while self.any_running() && self.next().await.is_some() {} };
        // Whether they did or not: dropping kills the rest, and `shutdown` waits for that.
        let _ = tokio::time::timeout(within, ended).await;
        self.attendants.shutdown().await;
    }
}

/// Where a node listens.
fn address(args: &Args, number: u16) -> SocketAddr {
    // `Args` has made sure that there are enough ports.
    let port = args
        .port
        .map_or(0, |first| first.get().saturating_add(number - 1));
    (Ipv4Addr::LOCALHOST, port).into()
}

/// Hears a node process until it ends.
async fn attend(
    number: u16,
    mut child: Child,
    reports: Option<ChildStdout>,
    said: mpsc::Sender<(u16, Event)>,
) {
    if let Some(reports) = reports {
        let mut lines = BufReader::new(reports).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let event = match serde_json::from_str(&line) {
                Ok(report) => Event::Said(report),
                Err(error) => Event::Garbled(error.to_string()),
            };
            if said.send((number, event)).await.is_err() {
                return;
            }
        }
    }
    let ended = child.wait().await;
    // If nobody listens any more, nobody wants to know.
    let _ = said.send((number, Event::Ended(ended))).await;
}
