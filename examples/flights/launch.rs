//! The launcher: starts the nodes as processes, conducts the replay, and answers for their end.
//!
//! A replay is exact or it fails: whatever a node does that it should not ends the replay with a message that names
//! the node.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::process::ExitStatus;
use std::time::Duration;

use crate::args::Args;
use crate::child::{Event, Nodes};
use crate::interrupt::Interrupt;
use crate::node;
use crate::orders::{Order, Report, Secret};
use crate::progress::Progress;
use crate::replay::{ReplayError, Replayed};

/// The node that reads the flights, and by which the others find each other.
const FIRST: u16 = 1;
/// How long the nodes may take to be ready.
const READY: Duration = Duration::from_secs(30);
/// When a node fails because of another one's death, the death shows within this time.
const BLAME: Duration = Duration::from_millis(500);
/// How long nodes may take to leave the cluster.
const LEAVE: Duration = Duration::from_secs(20);
/// How long nodes may take to end when they are only in the way.
const END: Duration = Duration::from_secs(1);

/// Why the nodes have no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LaunchError {
    /// The operating system refuses something.
    #[error("cannot start the nodes: {0}")]
    Start(#[from] io::Error),
    /// The operating system has no random bytes.
    #[error("cannot make a secret for the nodes: {0}")]
    Secret(#[from] getrandom::Error),
    /// A node says why it cannot go on.
    #[error("{}: {why}", node::name(*number))]
    Failed {
        /// The number of the node.
        number: u16,
        /// What it says.
        why: String,
    },
    /// A node process ended without a word.
    #[error("{} (process {process}) died {during}: {end}; there is no result, so start again", node::name(*number))]
    Died {
        /// The number of the node.
        number: u16,
        /// Its process.
        process: u32,
        /// What was going on.
        during: Phase,
        /// How it ended.
        end: String,
    },
    /// A node process hangs, or the others cannot reach it.
    #[error("{} (process {process}) no longer answers: {why}; there is no result, so start again", node::name(*number))]
    Silent {
        /// The number of the node.
        number: u16,
        /// Its process.
        process: u32,
        /// What shows it.
        why: String,
    },
    /// A node talks nonsense.
    #[error("{} says something that is not understood: {why}", node::name(*number))]
    Garbled {
        /// The number of the node.
        number: u16,
        /// What is wrong with it.
        why: String,
    },
    /// Nodes did not become ready.
    #[error("the nodes were not ready within {} s: {waiting} still waited for", READY.as_secs())]
    NotReady {
        /// The names of those who were not.
        waiting: String,
    },
    /// Nodes did not leave.
    #[error("the nodes did not leave within {} s and were killed", LEAVE.as_secs())]
    NotLeft,
}

/// What the nodes are doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// They find each other.
    Start,
    /// They replay.
    Replay,
    /// They leave.
    Leave,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "while the nodes started",
            Self::Replay => "during the replay",
            Self::Leave => "while the nodes left",
        })
    }
}

/// Replays `total` flights on nodes of their own processes.
pub(crate) async fn replay(
    args: &Args,
    total: u64,
    progress: &mut Progress,
    mut interrupt: Interrupt,
) -> Result<Replayed, ReplayError> {
    let mut nodes = Nodes::start(args).map_err(LaunchError::from)?;
    let conducted = {
        let mut conductor = Conductor {
            nodes: &mut nodes,
            count: args.nodes,
            phase: Phase::Start,
        };
        tokio::select! {
            biased;
            () = interrupt.wait() => Err(ReplayError::Interrupted),
            replayed = conductor.conduct(total, progress) => replayed.map_err(ReplayError::from),
        }
    };
    // After a success there is nobody left to end.
    nodes.end(END).await;
    conducted
}

struct Conductor<'a> {
    nodes: &'a mut Nodes,
    count: u16,
    phase: Phase,
}

impl Conductor<'_> {
    async fn conduct(
        &mut self,
        total: u64,
        progress: &mut Progress,
    ) -> Result<Replayed, LaunchError> {
        progress.note(&format!("starting {} nodes", self.count));
        let mut waiting: BTreeSet<u16> = (1..=self.count).collect();
        match tokio::time::timeout(READY, self.gather(&mut waiting)).await {
            Ok(gathered) => gathered?,
            Err(_late) => {
                let waiting: Vec<String> = waiting.into_iter().map(node::name).collect();
                let waiting = waiting.join(", ");
                return Err(LaunchError::NotReady { waiting });
            }
        }
        self.phase = Phase::Replay;
        progress.begin();
        let replayed = self.run(progress).await?;
        self.phase = Phase::Leave;
        debug_assert_eq!(replayed.rows, total, "the same file was read");
        match tokio::time::timeout(LEAVE, self.leave()).await {
            Ok(left) => left.map(|()| replayed),
            Err(_late) => Err(LaunchError::NotLeft),
        }
    }

    /// Lets the nodes find each other: the first one opens its port, then the others join it.
    async fn gather(&mut self, waiting: &mut BTreeSet<u16>) -> Result<(), LaunchError> {
        let secret = Secret::random()?;
        let join = |seed: Option<SocketAddr>| Order::Join {
            secret: secret.clone(),
            seed,
        };
        self.nodes.order(FIRST, &join(None)).await;
        while !waiting.is_empty() {
            match self.heard().await? {
                (FIRST, Report::Bound(addr)) => {
                    for number in FIRST + 1..=self.count {
                        self.nodes.order(number, &join(Some(addr))).await;
                    }
                }
                (number, Report::Ready) => _ = waiting.remove(&number),
                _ => {}
            }
        }
        Ok(())
    }

    async fn run(&mut self, progress: &mut Progress) -> Result<Replayed, LaunchError> {
        self.nodes.order(FIRST, &Order::Replay).await;
        loop {
            match self.heard().await? {
                (FIRST, Report::Progress { taken, at }) => progress.update(taken, at),
                (FIRST, Report::Done(replayed)) => return Ok(*replayed),
                _ => {}
            }
        }
    }

    async fn leave(&mut self) -> Result<(), LaunchError> {
        for number in 1..=self.count {
            self.nodes.order(number, &Order::Leave).await;
        }
        while self.nodes.any_running() {
            match self.nodes.next().await {
                Some((_, Event::Ended(Ok(status)))) if status.success() => {}
                Some((number, event)) => _ = self.judge(number, event)?,
                None => break,
            }
        }
        Ok(())
    }

    /// What a node says next, if no node fails before.
    async fn heard(&mut self) -> Result<(u16, Report), LaunchError> {
        let Some((number, event)) = self.nodes.next().await else {
            // Unreachable in practice: the end of the last process was an event before this.
            return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
        };
        match self.judge(number, event) {
            Ok(report) => Ok((number, report)),
            // A node that fails may do so because another one has died; that one is to blame.
            Err(error @ (LaunchError::Failed { .. } | LaunchError::Silent { .. })) => {
                Err(self.death(number).await.unwrap_or(error))
            }
            Err(error) => Err(error),
        }
    }

    fn judge(&self, number: u16, event: Event) -> Result<Report, LaunchError> {
        match event {
            Event::Said(Report::Failed(why)) => Err(LaunchError::Failed { number, why }),
            Event::Said(Report::Silent { number, why }) => Err(LaunchError::Silent {
                number,
                process: self.nodes.process(number),
                why,
            }),
            Event::Said(report) => Ok(report),
            Event::Garbled(why) => Err(LaunchError::Garbled { number, why }),
            Event::Ended(status) => Err(LaunchError::Died {
                number,
                process: self.nodes.process(number),
                during: self.phase,
                end: described(status),
            }),
        }
    }

    /// The death of a node, if one shows soon after `failed` has said that it fails.
    async fn death(&mut self, failed: u16) -> Option<LaunchError> {
        let mut failed = BTreeSet::from([failed]);
        let died = async {
            while let Some((number, event)) = self.nodes.next().await {
                match event {
                    Event::Said(Report::Failed(_) | Report::Silent { .. }) => {
                        failed.insert(number);
                    }
                    Event::Ended(_) if !failed.contains(&number) => {
                        return self.judge(number, event).err();
                    }
                    Event::Said(_) | Event::Garbled(_) | Event::Ended(_) => {}
                }
            }
            None
        };
        tokio::time::timeout(BLAME, died).await.ok().flatten()
    }
}

#[cfg(unix)]
fn described(status: io::Result<ExitStatus>) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status {
        Ok(status) => match status.signal() {
            Some(9) => "it was killed (signal 9)".to_owned(),
            Some(signal) => format!("signal {signal} ended it"),
            None => format!("it ended with {status}"),
        },
        Err(error) => format!("its end is not known: {error}"),
    }
}

#[cfg(not(unix))]
fn described(status: io::Result<ExitStatus>) -> String {
    match status {
        Ok(status) => format!("it ended with {status}"),
        Err(error) => format!("its end is not known: {error}"),
    }
}
