//! The result once more, computed in one thread with plain maps: what `--verify` compares with.
//!
//! On purpose it shares no counting with [`crate::tally`]: a mistake there must show as a difference.

use std::collections::HashMap;

use crate::code::{Airport, Carrier, Tail};
use crate::row::Flight;
use crate::tally::{AircraftTally, AirportTally, CarrierTally, Totals};

/// Computes the result of all `flights`, or gives their first error.
pub(crate) fn recompute<E>(flights: impl Iterator<Item = Result<Flight, E>>) -> Result<Totals, E> {
    let mut delays: HashMap<Carrier, Vec<Option<i32>>> = HashMap::new();
    let mut from: HashMap<Airport, u64> = HashMap::new();
    let mut to: HashMap<Airport, u64> = HashMap::new();
    let mut miles: HashMap<Tail, Vec<u32>> = HashMap::new();
    for flight in flights {
        let flight = flight?;
        delays
            .entry(flight.carrier)
            .or_default()
            .push(flight.dep_delay);
        *from.entry(flight.origin).or_default() += 1;
        *to.entry(flight.dest).or_default() += 1;
        miles.entry(flight.tail).or_default().push(flight.distance);
    }
    let airports = from.keys().chain(to.keys()).map(|code| {
        let count = |map: &HashMap<Airport, u64>| map.get(code).copied().unwrap_or(0);
        (
            *code,
            AirportTally {
                departures: count(&from),
                arrivals: count(&to),
            },
        )
    });
    let aircraft = miles.iter().map(|(code, miles)| {
        let distance_miles = miles.iter().copied().map(u64::from).sum();
        (
            *code,
            AircraftTally {
                flights: miles.len() as u64,
                distance_miles,
            },
        )
    });
    Ok(Totals {
        carriers: delays
            .iter()
            .map(|(code, delays)| (*code, carrier(delays)))
            .collect(),
        airports: airports.collect(),
        aircraft: aircraft.collect(),
    })
}

/// The figures of a carrier from the delays of all its flights.
fn carrier(delays: &[Option<i32>]) -> CarrierTally {
    let mut known: Vec<i32> = delays.iter().copied().flatten().collect();
    known.sort_unstable();
    CarrierTally {
        flights: delays.len() as u64,
        cancelled: delays.iter().filter(|delay| delay.is_none()).count() as u64,
        departed: known.len() as u64,
        dep_delay_min: known.iter().copied().map(i64::from).sum(),
        delays: known
            .chunk_by(|a, b| a == b)
            .filter_map(|equal| Some((*equal.first()?, equal.len() as u64)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{self, DataError, Flights};

    /// Carrier, flights, cancelled, minutes of delay and their 95th percentile, computed apart from this
    /// program from the source's CSV.
    const CARRIERS: [(&str, u64, u64, i64, i32); 16] = [
        ("9E", 18460, 1044, 291_296, 114),
        ("AA", 32729, 636, 275_551, 74),
        ("AS", 714, 2, 4133, 69),
        ("B6", 54635, 466, 705_417, 90),
        ("DL", 48110, 349, 442_482, 67),
        ("EV", 54173, 2817, 1_024_829, 118),
        ("F9", 685, 3, 13787, 118),
        ("FL", 3260, 73, 59680, 116),
        ("HA", 342, 0, 1676, 28),
        ("MQ", 26397, 1234, 265_521, 84),
        ("OO", 32, 3, 365, 131),
        ("UA", 58665, 686, 701_898, 75),
        ("US", 20536, 663, 75168, 49),
        ("VX", 5162, 31, 66033, 90),
        ("WN", 12275, 192, 214_011, 97),
        ("YV", 601, 56, 10353, 112),
    ];

    fn year() -> Flights {
        Flights::open(&data::path(None), None).unwrap()
    }

    #[test]
    fn the_year_has_the_known_figures() {
        let totals = recompute(year()).unwrap();
        assert_eq!(
            (
                totals.flights(),
                totals.cancelled(),
                totals.distance_miles()
            ),
            (336_776, 8255, 350_217_607)
        );
        assert_eq!(totals.check(336_776), Ok(()));

        let carriers: Vec<_> = totals.carriers.iter().collect();
        assert_eq!(carriers.len(), CARRIERS.len());
        for ((code, tally), (name, flights, cancelled, minutes, p95)) in
            carriers.into_iter().zip(CARRIERS)
        {
            assert_eq!(
                (code.as_str(), tally.flights, tally.cancelled),
                (name, flights, cancelled)
            );
            assert_eq!(
                (tally.dep_delay_min, tally.p95_delay()),
                (minutes, Some(p95)),
                "{name}"
            );
        }
        assert_eq!((totals.airports.len(), totals.aircraft.len()), (107, 4044));
        for (code, departures, arrivals) in [
            ("EWR", 120_835, 0),
            ("JFK", 111_279, 0),
            ("LGA", 104_662, 1),
            ("ORD", 0, 17283),
            ("ATL", 0, 17215),
        ] {
            let tally = totals.airports[&Airport::new(code.as_bytes()).unwrap()];
            assert_eq!(
                (tally.departures, tally.arrivals),
                (departures, arrivals),
                "{code}"
            );
        }
        for (code, flights, distance_miles) in [("NA", 2512, 1_784_167), ("N328AA", 393, 939_101)] {
            let tally = totals.aircraft[&Tail::new(code.as_bytes()).unwrap()];
            assert_eq!(
                tally,
                AircraftTally {
                    flights,
                    distance_miles
                },
                "{code}"
            );
        }
    }

    #[test]
    fn the_first_thousand_rows_have_the_known_figures() {
        let flights = Flights::open(&data::path(None), Some(1000)).unwrap();
        let totals = recompute(flights).unwrap();
        assert_eq!(
            (
                totals.flights(),
                totals.cancelled(),
                totals.distance_miles()
            ),
            (1000, 4, 1_085_903)
        );
        assert_eq!(totals.aircraft.len(), 739);
    }

    /// Counts one flight for everyone whom it concerns, as the grains do.
    fn record(totals: &mut Totals, flight: &Flight) {
        let Totals {
            carriers,
            airports,
            aircraft,
        } = totals;
        aircraft
            .entry(flight.tail)
            .or_default()
            .record(flight.distance);
        airports
            .entry(flight.origin)
            .or_default()
            .record_departure();
        airports.entry(flight.dest).or_default().record_arrival();
        carriers
            .entry(flight.carrier)
            .or_default()
            .record(flight.dep_delay);
    }

    #[test]
    fn counting_one_by_one_gives_the_same() {
        let mut totals = Totals::default();
        for flight in year().take(20_000) {
            record(&mut totals, &flight.unwrap());
        }
        assert_eq!(totals, recompute(year().take(20_000)).unwrap());
    }

    #[test]
    fn the_first_error_ends_it() {
        let bad = crate::row::tests::row_with("distance", "far");
        let flights = data::tests::flights_of(&[crate::row::tests::ROW, &bad], None).unwrap();
        assert!(matches!(
            recompute(flights),
            Err(DataError::Row { line: 3, .. })
        ));
    }
}
