//! The actors that count: each aircraft, airport and carrier is a grain on one of the nodes.
//!
//! A flight goes to its aircraft, which tells the two airports and the carrier. Each counts its own part, and
//! counts every call that it took: `from` is the number of the node that called, so that the calls which went from
//! one node to another are known and not guessed.
//!
//! What a grain counted is in its memory only. So it must not leave memory during the replay, and one that was
//! lost shows at the end as a sum that is too small.

use std::collections::BTreeMap;

use akt::prelude::*;

use crate::code::{self, Tail};
use crate::desk::{self, Resident};
use crate::row::Flight;
use crate::tally::{AircraftTally, AirportTally, CarrierTally};

/// Calls that were taken.
#[message]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    /// All.
    pub(crate) all: u64,
    /// Those that came from another node.
    pub(crate) remote: u64,
}

impl Calls {
    /// Counts a call that came `from` one node to a grain that is `here`.
    fn count(&mut self, from: u16, here: u16) {
        self.all += 1;
        self.remote += u64::from(from != here);
    }

    /// Adds what another grain counted.
    pub(crate) fn add(&mut self, other: Self) {
        self.all += other.all;
        self.remote += other.remote;
    }
}

/// A flight did not reach everyone whom it concerns.
#[message]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{whom} cannot be told: {why}")]
pub(crate) struct NotTold {
    whom: String,
    why: String,
}

impl NotTold {
    fn new<P>(kind: &str, name: impl std::fmt::Display, error: TellError<P>) -> Self {
        Self {
            whom: format!("{kind} {name}"),
            why: error.to_string(),
        }
    }
}

/// An aircraft, by the number on its tail.
#[grain(key = Tail, name = "flights.Aircraft", idle = "24h")]
#[derive(Debug, Default)]
pub(crate) struct Aircraft {
    here: u16,
    tally: AircraftTally,
    calls: Calls,
    /// A reference is worth keeping: it remembers the way to its grain.
    airports: BTreeMap<code::Airport, AirportRef>,
    carriers: BTreeMap<code::Carrier, CarrierRef>,
}

#[handlers]
impl Aircraft {
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx<Self>) -> Result<(), StartError> {
        self.here = desk::enrol(ctx.untyped(), Resident::Aircraft(*ctx.key()))?;
        Ok(())
    }

    /// Takes a flight, and answers when everyone whom it concerns has been told.
    #[handler]
    pub(crate) async fn take(
        &mut self,
        from: u16,
        flight: Flight,
        ctx: &Ctx,
    ) -> Result<(), NotTold> {
        self.calls.count(from, self.here);
        self.tally.record(flight.distance);
        let (here, origin, dest, carrier) = (self.here, flight.origin, flight.dest, flight.carrier);
        self.airport(origin, ctx)
            .departure(here)
            .send()
            .await
            .map_err(|error| NotTold::new("airport", origin, error))?;
        self.airport(dest, ctx)
            .arrival(here)
            .send()
            .await
            .map_err(|error| NotTold::new("airport", dest, error))?;
        self.carriers
            .entry(carrier)
            .or_insert_with(|| ctx.grain::<Carrier>(carrier))
            .flight(here, flight.dep_delay)
            .send()
            .await
            .map_err(|error| NotTold::new("carrier", carrier, error))
    }

    /// What it has counted so far.
    #[handler]
    pub(crate) fn counted(&self) -> (AircraftTally, Calls) {
        (self.tally, self.calls)
    }

    fn airport(&mut self, airport: code::Airport, ctx: &Ctx) -> &AirportRef {
        self.airports
            .entry(airport)
            .or_insert_with(|| ctx.grain::<Airport>(airport))
    }
}

/// An airport, by its code.
#[grain(key = code::Airport, name = "flights.Airport", idle = "24h")]
#[derive(Debug, Default)]
pub(crate) struct Airport {
    here: u16,
    tally: AirportTally,
    calls: Calls,
}

#[handlers]
impl Airport {
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx<Self>) -> Result<(), StartError> {
        self.here = desk::enrol(ctx.untyped(), Resident::Airport(*ctx.key()))?;
        Ok(())
    }

    /// A flight leaves from here.
    #[handler]
    pub(crate) fn departure(&mut self, from: u16) {
        self.calls.count(from, self.here);
        self.tally.record_departure();
    }

    /// A flight comes here.
    #[handler]
    pub(crate) fn arrival(&mut self, from: u16) {
        self.calls.count(from, self.here);
        self.tally.record_arrival();
    }

    /// What it has counted so far.
    #[handler]
    pub(crate) fn counted(&self) -> (AirportTally, Calls) {
        (self.tally, self.calls)
    }
}

/// An airline, by its code.
#[grain(key = code::Carrier, name = "flights.Carrier", idle = "24h")]
#[derive(Debug, Default)]
pub(crate) struct Carrier {
    here: u16,
    tally: CarrierTally,
    calls: Calls,
}

#[handlers]
impl Carrier {
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx<Self>) -> Result<(), StartError> {
        self.here = desk::enrol(ctx.untyped(), Resident::Carrier(*ctx.key()))?;
        Ok(())
    }

    /// One of its flights left with this delay in minutes, or was cancelled.
    #[handler]
    pub(crate) fn flight(&mut self, from: u16, dep_delay: Option<i32>) {
        self.calls.count(from, self.here);
        self.tally.record(dep_delay);
    }

    /// What it has counted so far.
    #[handler]
    pub(crate) fn counted(&self) -> (CarrierTally, Calls) {
        (self.tally.clone(), self.calls)
    }
}
