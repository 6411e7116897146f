//! The desk: one actor on each node that knows the grains which live there, and reports what they counted.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::future::IntoFuture;
use std::sync::Arc;

use akt::actor::Ask;
use akt::prelude::*;

use crate::code::{self, Tail};
use crate::grains::{Aircraft, Airport, Calls, Carrier};
use crate::tally::{AircraftTally, AirportTally, CarrierTally};

/// The name under which each node knows its desk.
pub(crate) const NAME: &str = "desk";

/// What lives on one node, and what it counted so far.
#[message]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// Its aircraft.
    pub(crate) aircraft: Vec<(Tail, AircraftTally)>,
    /// Its airports.
    pub(crate) airports: Vec<(code::Airport, AirportTally)>,
    /// Its carriers.
    pub(crate) carriers: Vec<(code::Carrier, CarrierTally)>,
    /// The calls that its grains took.
    pub(crate) calls: Calls,
}

/// A grain did not say what it counted.
#[message]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{who} does not report: {why}")]
pub(crate) struct Silent {
    who: String,
    why: String,
}

/// A grain that lives on the node of a desk.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Resident {
    /// An aircraft.
    Aircraft(Tail),
    /// An airport.
    Airport(code::Airport),
    /// A carrier.
    Carrier(code::Carrier),
}

/// Knows the grains of one node.
#[actor(remote, name = "flights.Desk")]
#[derive(Debug, Default)]
pub(crate) struct Desk {
    aircraft: BTreeSet<Tail>,
    airports: BTreeSet<code::Airport>,
    carriers: BTreeSet<code::Carrier>,
}

#[handlers]
impl Desk {
    #[handler]
    fn enrol(&mut self, resident: Resident) {
        match resident {
            Resident::Aircraft(tail) => self.aircraft.insert(tail),
            Resident::Airport(code) => self.airports.insert(code),
            Resident::Carrier(code) => self.carriers.insert(code),
        };
    }

    /// Asks every grain of this node what it has counted.
    #[handler]
    pub(crate) async fn report(&self, ctx: &Ctx) -> Result<Share, Silent> {
        let mut calls = Calls::default();
        // All are asked before the first is awaited.
        let aircraft = asked(&self.aircraft, |tail| {
            ctx.grain::<Aircraft>(tail).counted().into_future()
        });
        let airports = asked(&self.airports, |code| {
            ctx.grain::<Airport>(code).counted().into_future()
        });
        let carriers = asked(&self.carriers, |code| {
            ctx.grain::<Carrier>(code).counted().into_future()
        });
        let aircraft = answers("aircraft", aircraft, &mut calls).await?;
        let airports = answers("airport", airports, &mut calls).await?;
        let carriers = answers("carrier", carriers, &mut calls).await?;
        Ok(Share {
            aircraft,
            airports,
            carriers,
            calls,
        })
    }
}

type Answer<T> = Ask<(T, Calls)>;

fn asked<K: Copy, T>(keys: &BTreeSet<K>, ask: impl Fn(K) -> Answer<T>) -> Vec<(K, Answer<T>)> {
    keys.iter().map(|key| (*key, ask(*key))).collect()
}

async fn answers<K: Display, T>(
    kind: &str,
    asked: Vec<(K, Answer<T>)>,
    calls: &mut Calls,
) -> Result<Vec<(K, T)>, Silent> {
    let mut answers = Vec::with_capacity(asked.len());
    for (key, answer) in asked {
        let (tally, taken) = answer.await.map_err(|error| Silent {
            who: format!("{kind} {key}"),
            why: error.to_string(),
        })?;
        calls.add(taken);
        answers.push((key, tally));
    }
    Ok(answers)
}

/// What the grains of a node know about it; kept as an extension of its system.
#[derive(Debug)]
struct Here {
    number: u16,
    desk: DeskRef,
}

/// Opens the desk of the node of this number.
pub(crate) async fn open(system: &ActorSystem, number: u16) -> Result<DeskRef, SpawnError> {
    let desk = system.spawn(Desk::default()).name(NAME).await?;
    let here = Here {
        number,
        desk: desk.clone(),
    };
    system.insert_extension(Arc::new(here));
    Ok(desk)
}

/// Makes a grain known to the desk of its node, and gives the number of the node.
pub(crate) fn enrol(ctx: &Ctx, resident: Resident) -> Result<u16, StartError> {
    let here = ctx
        .system()
        .extension::<Here>()
        .ok_or_else(|| StartError::new("open the desk of the node before its first grain"))?;
    here.desk
        .enrol(resident)
        .tell()
        .map_err(|error| StartError::new(error.to_string()))?;
    Ok(here.number)
}
