//! The replay: on one node in this process, or by a launcher and several processes.

use std::io;

use akt::cluster::Cluster;
use akt::prelude::*;
use serde::{Deserialize, Serialize};

use crate::args::Args;
use crate::collect::{self, CollectError, NodeDesk};
use crate::data::Flights;
use crate::interrupt::Interrupt;
use crate::launch::{self, LaunchError};
use crate::node::{self, NodeError};
use crate::progress::{Progress, Stopwatch};
use crate::reader::{self, ReadError};
use crate::report::RunStats;
use crate::tally::Totals;

/// What the only node is called.
const SOLO: &str = "this process";
/// Its number.
const SOLO_NUMBER: u16 = 1;

/// What a replay leaves.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Replayed {
    /// The flights handed out.
    pub(crate) rows: u64,
    /// What was counted on each node.
    pub(crate) parts: Vec<Totals>,
    /// How it went.
    pub(crate) stats: RunStats,
}

/// Why a replay ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReplayError {
    /// The flights were not handed out.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The result was not complete.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// The node of this process did not start.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// Another process failed.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// The operating system refuses threads.
    #[error("cannot start: {0}")]
    Runtime(#[source] io::Error),
    /// Somebody pressed Ctrl-C.
    #[error("interrupted, so there is no result")]
    Interrupted,
}

/// Replays all `flights`.
pub(crate) fn replay(
    args: &Args,
    flights: Flights,
    progress: &mut Progress,
    mut interrupt: Interrupt,
) -> Result<Replayed, ReplayError> {
    let runtime = if args.nodes == 1 {
        tokio::runtime::Builder::new_multi_thread()
    } else {
        // The launcher only waits.
        tokio::runtime::Builder::new_current_thread()
    }
    .enable_all()
    .build()
    .map_err(ReplayError::Runtime)?;
    runtime.block_on(async {
        if args.nodes > 1 {
            // It has opened and so verified the data; the first node reads it.
            return launch::replay(args, flights.total(), progress, interrupt).await;
        }
        tokio::select! {
            () = interrupt.wait() => Err(ReplayError::Interrupted),
            replayed = solo(args, flights, progress) => replayed,
        }
    })
}

/// Replays in this process, without a network.
async fn solo(
    args: &Args,
    flights: Flights,
    progress: &mut Progress,
) -> Result<Replayed, ReplayError> {
    let system = ActorSystem::new("flights").map_err(NodeError::from)?;
    let desk = node::furnish(&system, &Cluster::solo(&system), SOLO_NUMBER).await?;
    let watch = Stopwatch::start();
    let taken = |count, at| progress.update(count, at);
    let rows = reader::hand_out(&system, SOLO_NUMBER, args.rate, flights, taken).await?;
    let desk = NodeDesk {
        node: SOLO.to_owned(),
        desk,
    };
    let replayed = collect::collect(&[desk], rows, watch).await?;
    system.shutdown().await;
    Ok(replayed)
}
