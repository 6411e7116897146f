//! One run from the data to the tables: everything around the replay.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroU64;

use crate::args::Args;
use crate::data::{self, DataError, Flights};
use crate::interrupt::Interrupt;
use crate::json::{JsonError, JsonFile};
use crate::names::{Names, NamesError};
use crate::progress::Progress;
use crate::reference;
use crate::replay::{self, ReplayError};
use crate::report;
use crate::table::Style;
use crate::tally::{Totals, TotalsError};
use crate::verify::{self, Differences};

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// The flights cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The names cannot be read.
    #[error(transparent)]
    Names(#[from] NamesError),
    /// The replay ended early.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The result contradicts itself.
    #[error(transparent)]
    Totals(#[from] TotalsError),
    /// The result is not that of the reference.
    #[error("the result is not what one thread computes:\n{0}")]
    Verify(Differences),
    /// The result cannot be written as JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The tables cannot be printed.
    #[error("cannot print the result: {0}")]
    Print(#[source] io::Error),
}

/// Replays what `args` ask for, and shows the result only if it is complete and right.
pub(crate) fn run(args: &Args, interrupt: Interrupt) -> Result<(), RunError> {
    let json = args.json.as_deref().map(JsonFile::prepare).transpose()?;
    let names = Names::load()?;
    let flights = open(args)?;
    let bar = (!args.no_progress && io::stderr().is_terminal())
        .then(|| Box::new(io::stderr()) as Box<dyn Write>);
    let mut progress = Progress::new(bar, flights.total());
    let replayed = replay::replay(args, flights, &mut progress, interrupt)?;
    // The bar is gone before anything else is printed.
    drop(progress);

    let mut totals = Totals::default();
    replayed.parts.iter().for_each(|part| totals.merge(part));
    totals.check(replayed.rows)?;
    if args.verify {
        let differences = verify::differences(&totals, &reference::recompute(open(args)?)?);
        if !differences.is_empty() {
            return Err(RunError::Verify(differences));
        }
    }
    if let Some(json) = json {
        json.write(&totals, replayed.stats.seconds, replayed.stats.nodes.len())?;
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let style = Style::new(io::stdout().is_terminal());
    let mut printed = report::write(&mut out, style, &totals, &names, &replayed.stats);
    if args.verify && printed.is_ok() {
        printed = writeln!(out, "verified: one thread computes the same figures")
            .and_then(|()| out.flush());
    }
    match printed {
        // Who reads only the first lines, as `head` does, has what they wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(RunError::Print),
    }
}

fn open(args: &Args) -> Result<Flights, DataError> {
    Flights::open(
        &data::path(args.data.as_deref()),
        args.rows.map(NonZeroU64::get),
    )
}
