//! The end of a replay: the result comes from the grains themselves, and only when all messages have arrived.
//!
//! Once every aircraft has answered, all messages are sent, but those to airports and carriers may still be on their
//! way. So the desks are asked until the sums agree with the rows that were handed out. A message that was lost
//! makes them disagree for ever; then the replay fails.

use std::collections::BTreeSet;
use std::future::IntoFuture;
use std::time::Duration;

use akt::prelude::*;

use crate::code::Code;
use crate::desk::{DeskRef, Share, Silent};
use crate::grains::Calls;
use crate::progress::Stopwatch;
use crate::replay::Replayed;
use crate::report::{NodeStats, RunStats};
use crate::tally::{Totals, TotalsError};

/// How long the sums may stay as they are and disagree. Messages that are on their way arrive within
/// milliseconds; on a machine that is busy otherwise it may take seconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause between two questions, once the first one was not enough.
const PAUSE: Duration = Duration::from_millis(5);

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CollectError {
    /// A node did not report.
    #[error("{node} does not report: {why}")]
    Node {
        /// What the node is called.
        node: String,
        /// What went wrong.
        why: AskError<Silent>,
    },
    /// The nodes do not have what was sent to them.
    #[error("some messages did not arrive, so there is no result: {0}")]
    Lost(TotalsError),
    /// A grain lived on two nodes at once.
    #[error("{0} lived on two nodes at once, so there is no result")]
    Twice(String),
}

/// The desk of a node, and what the node is called.
#[derive(Debug, Clone)]
pub(crate) struct NodeDesk {
    pub(crate) node: String,
    pub(crate) desk: DeskRef,
}

/// Asks all `desks` until they have everything of the `rows` handed out since the start of the `watch`.
pub(crate) async fn collect(
    desks: &[NodeDesk],
    rows: u64,
    watch: Stopwatch,
) -> Result<Replayed, CollectError> {
    let mut still = Stopwatch::start();
    let mut taken = Calls::default();
    let mut pause = tokio::time::interval(PAUSE);
    loop {
        let shares = ask_all(desks).await?;
        let parts: Vec<Totals> = shares.iter().map(totals_of).collect();
        let mut totals = Totals::default();
        parts.iter().for_each(|part| totals.merge(part));
        let mut calls = Calls::default();
        shares.iter().for_each(|share| calls.add(share.calls));
        match totals.check(rows) {
            Ok(()) => {
                each_lives_once(&parts)?;
                let stats = RunStats {
                    nodes: desks
                        .iter()
                        .zip(&shares)
                        .map(|(desk, share)| node_stats(desk, share))
                        .collect(),
                    messages: calls.all,
                    remote_messages: calls.remote,
                    seconds: watch.elapsed().as_secs_f64(),
                };
                return Ok(Replayed { rows, parts, stats });
            }
            Err(error) if calls == taken && still.elapsed() > PATIENCE => {
                return Err(CollectError::Lost(error));
            }
            Err(_) if calls != taken => (still, taken) = (Stopwatch::start(), calls),
            Err(_) => {}
        }
        pause.tick().await;
    }
}

async fn ask_all(desks: &[NodeDesk]) -> Result<Vec<Share>, CollectError> {
    let asked: Vec<_> = desks
        .iter()
        .map(|NodeDesk { node, desk }| (node, desk.report().into_future()))
        .collect();
    let mut shares = Vec::with_capacity(asked.len());
    for (node, answer) in asked {
        shares.push(answer.await.map_err(|why| CollectError::Node {
            node: node.clone(),
            why,
        })?);
    }
    Ok(shares)
}

fn totals_of(share: &Share) -> Totals {
    Totals {
        carriers: share.carriers.iter().cloned().collect(),
        airports: share.airports.iter().copied().collect(),
        aircraft: share.aircraft.iter().copied().collect(),
    }
}

fn node_stats(desk: &NodeDesk, share: &Share) -> NodeStats {
    NodeStats {
        name: desk.node.clone(),
        aircraft: share.aircraft.len() as u64,
        airports: share.airports.len() as u64,
        carriers: share.carriers.len() as u64,
    }
}

/// Sums would be right by luck only if a grain had lived on two nodes.
fn each_lives_once(parts: &[Totals]) -> Result<(), CollectError> {
    fn check<const N: usize>(
        kind: &str,
        codes: impl Iterator<Item = Code<N>>,
    ) -> Result<(), CollectError> {
        let mut seen = BTreeSet::new();
        for code in codes {
            if !seen.insert(code) {
                return Err(CollectError::Twice(format!("{kind} {code}")));
            }
        }
        Ok(())
    }
    let codes = parts.iter();
    check(
        "aircraft",
        codes.clone().flat_map(|part| part.aircraft.keys().copied()),
    )?;
    check(
        "airport",
        codes.clone().flat_map(|part| part.airports.keys().copied()),
    )?;
    check(
        "carrier",
        codes.flat_map(|part| part.carriers.keys().copied()),
    )
}
