//! Compares two results figure by figure, and says in words where they differ.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use crate::tally::Totals;

/// How many differences are listed.
const LISTED: usize = 20;

/// Where two results differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Differences {
    listed: Vec<String>,
    more: usize,
}

/// Lists where `found` is not as `expected`.
pub(crate) fn differences(found: &Totals, expected: &Totals) -> Differences {
    let mut all = Differences::default();
    all.compare("carrier", &found.carriers, &expected.carriers, |tally| {
        vec![
            ("flights", tally.flights.into()),
            ("cancelled", tally.cancelled.into()),
            ("departed", tally.departed.into()),
            ("dep_delay_min", tally.dep_delay_min.into()),
        ]
    });
    for (code, expected) in &expected.carriers {
        if let Some(found) = found.carriers.get(code) {
            let kind = format!("carrier {code}, flights with a delay in minutes of");
            all.compare(&kind, &found.delays, &expected.delays, |count| {
                vec![("count", (*count).into())]
            });
        }
    }
    all.compare("airport", &found.airports, &expected.airports, |tally| {
        vec![
            ("departures", tally.departures.into()),
            ("arrivals", tally.arrivals.into()),
        ]
    });
    all.compare("aircraft", &found.aircraft, &expected.aircraft, |tally| {
        vec![
            ("flights", tally.flights.into()),
            ("distance_miles", tally.distance_miles.into()),
        ]
    });
    all
}

impl Differences {
    /// Whether the results are the same.
    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    fn compare<K: Ord + Display, T: PartialEq>(
        &mut self,
        kind: &str,
        found: &BTreeMap<K, T>,
        expected: &BTreeMap<K, T>,
        figures: impl Fn(&T) -> Vec<(&'static str, i128)>,
    ) {
        for (key, wanted) in expected {
            match found.get(key) {
                None => self.add(format!("{kind} {key}: missing")),
                Some(got) if got == wanted => {}
                Some(got) => {
                    for ((name, got), (_, wanted)) in figures(got).into_iter().zip(figures(wanted))
                    {
                        if got != wanted {
                            self.add(format!(
                                "{kind} {key}: {name} is {got} and should be {wanted}"
                            ));
                        }
                    }
                }
            }
        }
        for key in found.keys().filter(|key| !expected.contains_key(key)) {
            self.add(format!("{kind} {key}: should not be there"));
        }
    }

    fn add(&mut self, line: String) {
        if self.listed.len() < LISTED {
            self.listed.push(line);
        } else {
            self.more += 1;
        }
    }
}

impl Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.listed.join("\n"))?;
        if self.more > 0 {
            write!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::data::{self, Flights};
    use crate::reference;
    use crate::tally::{AircraftTally, AirportTally};

    /// Falsifies a figure.
    type Change<'a> = &'a dyn Fn(&mut Totals);

    fn totals() -> Totals {
        reference::recompute(Flights::open(&data::path(None), Some(500)).unwrap()).unwrap()
    }

    fn code<const N: usize>(text: &str) -> Code<N> {
        Code::new(text.as_bytes()).unwrap()
    }

    #[test]
    fn equal_results_have_none() {
        assert!(differences(&totals(), &totals()).is_empty());
        assert_eq!(differences(&totals(), &totals()).to_string(), "");
    }

    #[test]
    fn each_figure_is_compared_and_named() {
        let expected = totals();
        let ua = code("UA");
        let changes: [(Change<'_>, &str); 10] = [
            (
                &|t| t.carriers.get_mut(&ua).unwrap().flights += 1,
                "carrier UA: flights is",
            ),
            (
                &|t| t.carriers.get_mut(&ua).unwrap().cancelled += 1,
                "carrier UA: cancelled is",
            ),
            (
                &|t| t.carriers.get_mut(&ua).unwrap().departed += 1,
                "carrier UA: departed is",
            ),
            (
                &|t| t.carriers.get_mut(&ua).unwrap().dep_delay_min -= 1,
                "carrier UA: dep_delay_min is",
            ),
            (
                &|t| *t.carriers.get_mut(&ua).unwrap().delays.get_mut(&0).unwrap() += 1,
                "carrier UA, flights with a delay in minutes of 0: count is",
            ),
            (
                &|t| _ = t.carriers.get_mut(&ua).unwrap().delays.insert(999, 1),
                "carrier UA, flights with a delay in minutes of 999: should not be there",
            ),
            (
                &|t| t.airports.get_mut(&code("JFK")).unwrap().departures += 1,
                "airport JFK: departures is",
            ),
            (
                &|t| _ = t.airports.insert(code("XXX"), AirportTally::default()),
                "airport XXX: should not be there",
            ),
            (
                &|t| t.aircraft.get_mut(&code("N14228")).unwrap().distance_miles += 1,
                "aircraft N14228: distance_miles",
            ),
            (
                &|t| _ = t.aircraft.remove(&code("N14228")),
                "aircraft N14228: missing",
            ),
        ];
        for (change, text) in changes {
            let mut found = totals();
            change(&mut found);
            let all = differences(&found, &expected);
            assert_eq!(all.listed.len(), 1, "{all}");
            assert!(all.to_string().starts_with(text), "{all}");
        }
    }

    #[test]
    fn only_the_first_are_listed() {
        let expected = totals();
        let mut found = expected.clone();
        for tally in found.aircraft.values_mut() {
            *tally = AircraftTally {
                flights: 0,
                ..*tally
            };
        }
        let shown = differences(&found, &expected).to_string();
        assert_eq!(shown.lines().count(), 21);
        assert!(
            shown.ends_with(&format!("\nand {} more", expected.aircraft.len() - 20)),
            "{shown}"
        );
    }
}
