//! The replay itself, in one thread: each flight is counted for its aircraft, its airports and its carrier.

use crate::args::Args;
use crate::data::{DataError, Flights};
use crate::progress::{Progress, Stopwatch};
use crate::report::{NodeStats, RunStats};
use crate::row::Flight;
use crate::tally::Totals;

/// What a replay leaves.
#[derive(Debug)]
pub(crate) struct Replayed {
    /// The flights read.
    pub(crate) rows: u64,
    /// What was counted on each node.
    pub(crate) parts: Vec<Totals>,
    /// How it went.
    pub(crate) stats: RunStats,
}

/// Why a replay ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReplayError {
    /// The flights cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// Replays all `flights`.
pub(crate) fn replay(
    _args: &Args,
    flights: Flights,
    progress: &mut Progress,
) -> Result<Replayed, ReplayError> {
    let watch = Stopwatch::start();
    let mut totals = Totals::default();
    let mut rows = 0;
    for flight in flights {
        let flight = flight?;
        record(&mut totals, &flight);
        rows += 1;
        progress.update(rows, flight.scheduled);
    }
    let node = NodeStats {
        name: "this process".to_owned(),
        aircraft: totals.aircraft.len() as u64,
        airports: totals.airports.len() as u64,
        carriers: totals.carriers.len() as u64,
    };
    let stats = RunStats {
        nodes: vec![node],
        messages: 0,
        remote_messages: 0,
        seconds: watch.elapsed().as_secs_f64(),
    };
    Ok(Replayed {
        rows,
        parts: vec![totals],
        stats,
    })
}

/// Counts one flight for everyone it concerns.
pub(crate) fn record(totals: &mut Totals, flight: &Flight) {
    totals
        .aircraft
        .entry(flight.tail)
        .or_default()
        .record(flight.distance);
    totals
        .airports
        .entry(flight.origin)
        .or_default()
        .record_departure();
    totals
        .airports
        .entry(flight.dest)
        .or_default()
        .record_arrival();
    totals
        .carriers
        .entry(flight.carrier)
        .or_default()
        .record(flight.dep_delay);
}
