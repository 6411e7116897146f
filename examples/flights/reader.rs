//! The reader: hands each flight to its aircraft, in the order of time, and computes nothing.

use std::collections::{HashMap, VecDeque};
use std::future::IntoFuture;
use std::num::NonZeroU32;

use akt::actor::Ask;
use akt::prelude::*;

use crate::code::Tail;
use crate::data::DataError;
use crate::grains::{Aircraft, AircraftRef, NotTold};
use crate::pace::Pace;
use crate::row::{Flight, Scheduled};

/// Flights that wait for their aircraft's answer at most. Enough to keep all nodes busy while answers travel in
/// batches; few enough that nodes which fall behind slow the reader down.
const WINDOW: usize = 8192;

/// A flight that was handed out and not answered yet.
struct Waiting {
    tail: Tail,
    scheduled: Scheduled,
    answer: Ask<(), NotTold>,
}

/// Why not all flights were handed out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The flights cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// An aircraft did not take a flight.
    #[error("aircraft {tail} did not take a flight: {why}")]
    Aircraft {
        /// The number on its tail.
        tail: Tail,
        /// What went wrong.
        why: AskError<NotTold>,
    },
}

/// Hands out all `flights` from the node of the number `here`, at most `rate` of them a second, and gives how many there
/// were once each was taken and told on. Calls `taken` with their number and the schedule of the last one now and then.
pub(crate) async fn hand_out(
    system: &ActorSystem,
    here: u16,
    rate: Option<NonZeroU32>,
    flights: impl Iterator<Item = Result<Flight, DataError>>,
    mut taken: impl FnMut(u64, Scheduled),
) -> Result<u64, ReadError> {
    let mut aircraft: HashMap<Tail, AircraftRef> = HashMap::new();
    let mut window = VecDeque::with_capacity(WINDOW);
    let mut rows = 0;
    let mut pace = rate.map(Pace::begin);
    for flight in flights {
        let flight = flight?;
        if window.len() == WINDOW {
            // Half of it at once, so that the reader is not woken for each answer.
            rows += settle(&mut window, WINDOW / 2, &mut |count, at| {
                taken(rows + count, at)
            })
            .await?;
        }
        if let Some(rest) = pace.as_mut().and_then(Pace::rest) {
            rows += settle(&mut window, 0, &mut |count, at| taken(rows + count, at)).await?;
            rest.await;
        }
        let (tail, scheduled) = (flight.tail, flight.scheduled);
        let aircraft = aircraft
            .entry(tail)
            .or_insert_with(|| system.grain::<Aircraft>(tail));
        // Sent here and now, in the order of the rows; only the answer is awaited later.
        let mut answer = aircraft.take(here, flight).into_future();
        answer.sent().await;
        window.push_back(Waiting {
            tail,
            scheduled,
            answer,
        });
    }
    rows += settle(&mut window, 0, &mut |count, at| taken(rows + count, at)).await?;
    Ok(rows)
}

/// Awaits the oldest answers until only `left` are waited for.
async fn settle(
    window: &mut VecDeque<Waiting>,
    left: usize,
    taken: &mut impl FnMut(u64, Scheduled),
) -> Result<u64, ReadError> {
    let mut count = 0;
    while window.len() > left
        && let Some(Waiting {
            tail,
            scheduled,
            answer,
        }) = window.pop_front()
    {
        answer
            .await
            .map_err(|why| ReadError::Aircraft { tail, why })?;
        count += 1;
        taken(count, scheduled);
    }
    Ok(count)
}
