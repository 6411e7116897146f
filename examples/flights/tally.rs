//! What is counted: the figures of carriers, airports and aircraft, and the sums that have to agree.

use std::collections::BTreeMap;

use akt::prelude::*;
use serde::{Deserialize, Serialize};

use crate::code::{Airport, Carrier, Tail};

/// The figures of one airline.
#[message]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CarrierTally {
    /// All its flights.
    pub(crate) flights: u64,
    /// Its flights that did not leave.
    pub(crate) cancelled: u64,
    /// Its flights that left.
    pub(crate) departed: u64,
    /// The sum of their delays in minutes; a flight that leaves early counts negative.
    pub(crate) dep_delay_min: i64,
    /// How many flights left with each delay.
    pub(crate) delays: BTreeMap<i32, u64>,
}

/// The figures of one airport.
#[message]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AirportTally {
    /// Flights from here.
    pub(crate) departures: u64,
    /// Flights to here.
    pub(crate) arrivals: u64,
}

/// The figures of one aircraft.
#[message]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AircraftTally {
    /// Its flights.
    pub(crate) flights: u64,
    /// The sum of their distances.
    pub(crate) distance_miles: u64,
}

/// The figures of everyone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Totals {
    /// By airline.
    pub(crate) carriers: BTreeMap<Carrier, CarrierTally>,
    /// By airport.
    pub(crate) airports: BTreeMap<Airport, AirportTally>,
    /// By aircraft.
    pub(crate) aircraft: BTreeMap<Tail, AircraftTally>,
}

/// Two figures that should be the same are not: a message was lost, or came twice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the result contradicts itself: {what} {found} and should be {expected}")]
pub(crate) struct TotalsError {
    what: String,
    found: i128,
    expected: i128,
}

impl CarrierTally {
    /// Counts one flight.
    pub(crate) fn record(&mut self, dep_delay: Option<i32>) {
        self.flights += 1;
        match dep_delay {
            None => self.cancelled += 1,
            Some(delay) => {
                self.departed += 1;
                self.dep_delay_min += i64::from(delay);
                *self.delays.entry(delay).or_default() += 1;
            }
        }
    }

    /// Adds the flights of `other`.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.flights += other.flights;
        self.cancelled += other.cancelled;
        self.departed += other.departed;
        self.dep_delay_min += other.dep_delay_min;
        for (delay, count) in &other.delays {
            *self.delays.entry(*delay).or_default() += count;
        }
    }

    /// The mean delay in minutes of the flights that left.
    pub(crate) fn mean_delay(&self) -> Option<f64> {
        (self.departed > 0).then(|| self.dep_delay_min as f64 / self.departed as f64)
    }

    /// The smallest delay that at least 95 of 100 flights do not exceed.
    pub(crate) fn p95_delay(&self) -> Option<i32> {
        let rank = (u128::from(self.departed) * 95).div_ceil(100);
        let mut seen = 0_u128;
        self.delays.iter().find_map(|(delay, count)| {
            seen += u128::from(*count);
            (seen >= rank).then_some(*delay)
        })
    }

    fn check(&self, carrier: Carrier) -> Result<(), TotalsError> {
        let named = |what: &str| format!("of carrier {carrier}, {what}");
        let (count, sum) =
            self.delays
                .iter()
                .fold((0_i128, 0_i128), |(number, sum), (delay, count)| {
                    (
                        number + i128::from(*count),
                        sum + i128::from(*delay) * i128::from(*count),
                    )
                });
        same(
            || named("departed and cancelled flights are"),
            self.departed + self.cancelled,
            self.flights,
        )?;
        same(|| named("single delays are"), count, self.departed)?;
        same(
            || named("minutes of single delays are"),
            sum,
            self.dep_delay_min,
        )
    }
}

impl AirportTally {
    /// Counts one flight from here.
    pub(crate) fn record_departure(&mut self) {
        self.departures += 1;
    }

    /// Counts one flight to here.
    pub(crate) fn record_arrival(&mut self) {
        self.arrivals += 1;
    }

    /// All its flights.
    pub(crate) fn movements(&self) -> u64 {
        self.departures + self.arrivals
    }

    fn merge(&mut self, other: &Self) {
        self.departures += other.departures;
        self.arrivals += other.arrivals;
    }
}

impl AircraftTally {
    /// Counts one flight over `distance` miles.
    pub(crate) fn record(&mut self, distance: u32) {
        self.flights += 1;
        self.distance_miles += u64::from(distance);
    }

    fn merge(&mut self, other: &Self) {
        self.flights += other.flights;
        self.distance_miles += other.distance_miles;
    }
}

impl Totals {
    /// Adds the figures of another part, for example of another node.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (code, tally) in &other.carriers {
            self.carriers.entry(*code).or_default().merge(tally);
        }
        for (code, tally) in &other.airports {
            self.airports.entry(*code).or_default().merge(tally);
        }
        for (code, tally) in &other.aircraft {
            self.aircraft.entry(*code).or_default().merge(tally);
        }
    }

    /// The figures of all carriers together.
    pub(crate) fn all_carriers(&self) -> CarrierTally {
        self.carriers
            .values()
            .fold(CarrierTally::default(), |mut all, tally| {
                all.merge(tally);
                all
            })
    }

    /// All flights, as the carriers counted them.
    pub(crate) fn flights(&self) -> u64 {
        self.carriers.values().map(|tally| tally.flights).sum()
    }

    /// All cancelled flights.
    pub(crate) fn cancelled(&self) -> u64 {
        self.carriers.values().map(|tally| tally.cancelled).sum()
    }

    /// The distance of all flights.
    pub(crate) fn distance_miles(&self) -> u64 {
        self.aircraft
            .values()
            .map(|tally| tally.distance_miles)
            .sum()
    }

    /// Compares what carriers, airports and aircraft counted with each other and with the `rows` replayed.
    pub(crate) fn check(&self, rows: u64) -> Result<(), TotalsError> {
        let aircraft: u64 = self.aircraft.values().map(|tally| tally.flights).sum();
        let departures: u64 = self.airports.values().map(|tally| tally.departures).sum();
        let arrivals: u64 = self.airports.values().map(|tally| tally.arrivals).sum();
        same(
            || "flights of all carriers are".to_owned(),
            self.flights(),
            rows,
        )?;
        same(|| "flights of all aircraft are".to_owned(), aircraft, rows)?;
        same(
            || "departures of all airports are".to_owned(),
            departures,
            rows,
        )?;
        same(|| "arrivals of all airports are".to_owned(), arrivals, rows)?;
        self.carriers
            .iter()
            .try_for_each(|(code, tally)| tally.check(*code))
    }
}

fn same(
    what: impl Fn() -> String,
    found: impl Into<i128>,
    expected: impl Into<i128>,
) -> Result<(), TotalsError> {
    let (found, expected) = (found.into(), expected.into());
    if found == expected {
        Ok(())
    } else {
        Err(TotalsError {
            what: what(),
            found,
            expected,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Falsifies a figure.
    type Change<'a> = &'a dyn Fn(&mut Totals);

    fn tally_of(delays: &[i32]) -> CarrierTally {
        let mut tally = CarrierTally::default();
        delays.iter().for_each(|delay| tally.record(Some(*delay)));
        tally
    }

    /// Carriers, airports and aircraft of one departed and one cancelled flight.
    fn totals() -> Totals {
        let mut totals = Totals::default();
        for delay in [Some(-3), None] {
            totals
                .carriers
                .entry(Carrier::new(b"UA").unwrap())
                .or_default()
                .record(delay);
            totals
                .airports
                .entry(Airport::new(b"JFK").unwrap())
                .or_default()
                .record_departure();
            totals
                .airports
                .entry(Airport::new(b"SFO").unwrap())
                .or_default()
                .record_arrival();
            totals
                .aircraft
                .entry(Tail::UNKNOWN)
                .or_default()
                .record(2586);
        }
        totals
    }

    #[test]
    fn p95_is_the_nearest_rank() {
        let mut random = 1_u64;
        for length in 1..400_usize {
            let mut delays: Vec<i32> = (0..length)
                .map(|_| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    (random >> 40) as i32 % 60 - 20
                })
                .collect();
            let tally = tally_of(&delays);
            delays.sort_unstable();
            let slow = delays
                .iter()
                .find(|delay| delays.iter().filter(|d| d <= delay).count() * 100 >= length * 95);
            assert_eq!(tally.p95_delay().as_ref(), slow, "{delays:?}");
            let sum: i32 = delays.iter().sum();
            assert!((tally.mean_delay().unwrap() - f64::from(sum) / length as f64).abs() < 1e-9);
        }
    }

    #[test]
    fn without_departures_there_is_no_delay() {
        let mut tally = CarrierTally::default();
        tally.record(None);
        assert_eq!((tally.flights, tally.cancelled, tally.departed), (1, 1, 0));
        assert_eq!((tally.mean_delay(), tally.p95_delay()), (None, None));
    }

    #[test]
    fn merged_parts_are_the_whole() {
        let (mut first, second) = (tally_of(&[1, 2, 2]), tally_of(&[2, -7]));
        first.merge(&second);
        assert_eq!(first, tally_of(&[1, 2, 2, 2, -7]));

        let mut twice = totals();
        twice.merge(&totals());
        assert_eq!(
            (twice.flights(), twice.cancelled(), twice.distance_miles()),
            (4, 2, 4 * 2586)
        );
        assert_eq!(
            twice.airports[&Airport::new(b"SFO").unwrap()],
            AirportTally {
                departures: 0,
                arrivals: 4
            }
        );
        assert_eq!(twice.check(4), Ok(()));
    }

    #[test]
    fn contradictions_are_named() {
        let (ua, jfk) = (Carrier::new(b"UA").unwrap(), Airport::new(b"JFK").unwrap());
        let shown = |change: &dyn Fn(&mut Totals)| {
            let mut totals = totals();
            change(&mut totals);
            totals.check(2).unwrap_err().to_string()
        };
        let cases: [(Change<'_>, &str); 6] = [
            (
                &|totals| totals.carriers.get_mut(&ua).unwrap().record(None),
                "flights of all carriers are 3",
            ),
            (
                &|totals| totals.aircraft.clear(),
                "flights of all aircraft are 0",
            ),
            (
                &|totals| totals.airports.get_mut(&jfk).unwrap().record_departure(),
                "departures of all airports are 3",
            ),
            (
                &|totals| totals.airports.get_mut(&jfk).unwrap().record_arrival(),
                "arrivals of all airports are 3",
            ),
            (
                &|totals| totals.carriers.get_mut(&ua).unwrap().delays.clear(),
                "of carrier UA, single delays are 0",
            ),
            (
                &|totals| totals.carriers.get_mut(&ua).unwrap().dep_delay_min = 0,
                "of carrier UA, minutes of single delays are -3",
            ),
        ];
        for (change, text) in cases {
            let shown = shown(change);
            assert!(shown.contains(text), "{shown}");
        }
        assert!(
            totals()
                .check(3)
                .unwrap_err()
                .to_string()
                .ends_with("are 2 and should be 3")
        );
    }
}
