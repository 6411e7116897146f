//! The result as a person wants to see it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::code::{Code, Tail};
use crate::names::Names;
use crate::table::{Align, Style, Table, grouped};
use crate::tally::{CarrierTally, Totals};

/// How many airports and aircraft are listed.
const TOP: usize = 10;
/// Stands where there is nothing to say.
const NOTHING: &str = "–";

/// How the replay went.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunStats {
    /// The nodes in the order they are shown.
    pub(crate) nodes: Vec<NodeStats>,
    /// Messages between grains, also those within a node.
    pub(crate) messages: u64,
    /// Those of them that went from one node to another.
    pub(crate) remote_messages: u64,
    /// How long the replay took.
    pub(crate) seconds: f64,
}

/// What lived on one node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NodeStats {
    /// What the node is called.
    pub(crate) name: String,
    /// Its grains that are aircraft.
    pub(crate) aircraft: u64,
    /// Its grains that are airports.
    pub(crate) airports: u64,
    /// Its grains that are carriers.
    pub(crate) carriers: u64,
}

impl NodeStats {
    /// All its grains.
    pub(crate) fn grains(&self) -> u64 {
        self.aircraft + self.airports + self.carriers
    }
}

impl RunStats {
    /// `count` per second of the replay; 0 if it took no time at all.
    fn per_second(&self, count: u64) -> f64 {
        if self.seconds > 0.0 {
            count as f64 / self.seconds
        } else {
            0.0
        }
    }
}

/// Prints everything.
pub(crate) fn write(
    out: &mut dyn Write,
    style: Style,
    totals: &Totals,
    names: &Names,
    stats: &RunStats,
) -> io::Result<()> {
    write_summary(out, totals, stats)?;
    writeln!(out)?;
    carriers(totals, names).write(out, style)?;
    writeln!(out)?;
    airports(totals, names).write(out, style)?;
    writeln!(out)?;
    aircraft(totals, names).write(out, style)?;
    writeln!(out)?;
    nodes(&stats.nodes).write(out, style)?;
    writeln!(out)?;
    write_messages(out, stats)?;
    out.flush()
}

fn write_summary(out: &mut dyn Write, totals: &Totals, stats: &RunStats) -> io::Result<()> {
    let flights = totals.flights();
    writeln!(
        out,
        "{} flights, {} of them cancelled, over {} miles",
        grouped(flights),
        grouped(totals.cancelled()),
        grouped(totals.distance_miles()),
    )?;
    writeln!(
        out,
        "replayed in {:.2} s on {}: {} flights/s",
        stats.seconds,
        counted(stats.nodes.len() as u64, "node"),
        rate(stats.per_second(flights)),
    )
}

fn carriers(totals: &Totals, names: &Names) -> Table<7> {
    let mut table = Table::new([
        ("carrier", Align::Left),
        ("name", Align::Left),
        ("flights", Align::Right),
        ("cancelled", Align::Right),
        ("share", Align::Right),
        ("mean delay", Align::Right),
        ("p95 delay", Align::Right),
    ]);
    let row = |code: String, name: String, tally: &CarrierTally| {
        [
            code,
            name,
            grouped(tally.flights),
            grouped(tally.cancelled),
            percent(tally.cancelled, tally.flights),
            tally
                .mean_delay()
                .map_or(NOTHING.to_owned(), |minutes| format!("{minutes:.1} min")),
            tally
                .p95_delay()
                .map_or(NOTHING.to_owned(), |minutes| format!("{minutes} min")),
        ]
    };
    for (code, tally) in ranked(&totals.carriers, |tally| tally.flights) {
        table.row(row(code.to_string(), name_of(&names.carriers, code), tally));
    }
    table.sums(row("all".to_owned(), String::new(), &totals.all_carriers()));
    table
}

fn airports(totals: &Totals, names: &Names) -> Table<5> {
    let mut table = Table::new([
        ("airport", Align::Left),
        ("busiest", Align::Left),
        ("departures", Align::Right),
        ("arrivals", Align::Right),
        ("together", Align::Right),
    ]);
    for (code, tally) in ranked(&totals.airports, |tally| tally.movements())
        .into_iter()
        .take(TOP)
    {
        table.row([
            code.to_string(),
            name_of(&names.airports, code),
            grouped(tally.departures),
            grouped(tally.arrivals),
            grouped(tally.movements()),
        ]);
    }
    table
}

fn aircraft(totals: &Totals, names: &Names) -> Table<4> {
    let mut table = Table::new([
        ("aircraft", Align::Left),
        ("flew furthest", Align::Left),
        ("flights", Align::Right),
        ("miles", Align::Right),
    ]);
    let known = ranked(&totals.aircraft, |tally| tally.distance_miles)
        .into_iter()
        // Behind the missing numbers are many aircraft, which together flew further than any.
        .filter(|(tail, _)| *tail != Tail::UNKNOWN);
    for (code, tally) in known.take(TOP) {
        table.row([
            code.to_string(),
            name_of(&names.aircraft, code),
            grouped(tally.flights),
            grouped(tally.distance_miles),
        ]);
    }
    table
}

fn nodes(nodes: &[NodeStats]) -> Table<5> {
    let mut table = Table::new([
        ("node", Align::Left),
        ("aircraft", Align::Right),
        ("airports", Align::Right),
        ("carriers", Align::Right),
        ("grains", Align::Right),
    ]);
    let row = |node: &NodeStats| {
        let [aircraft, airports, carriers, grains] =
            [node.aircraft, node.airports, node.carriers, node.grains()].map(grouped);
        [node.name.clone(), aircraft, airports, carriers, grains]
    };
    let mut all = NodeStats {
        name: "all".to_owned(),
        ..NodeStats::default()
    };
    for node in nodes {
        all.aircraft += node.aircraft;
        all.airports += node.airports;
        all.carriers += node.carriers;
        table.row(row(node));
    }
    table.sums(row(&all));
    table
}

fn write_messages(out: &mut dyn Write, stats: &RunStats) -> io::Result<()> {
    writeln!(
        out,
        "{} in {:.2} s: {} messages/s, {} of them to another node",
        counted(stats.messages, "message"),
        stats.seconds,
        rate(stats.per_second(stats.messages)),
        percent(stats.remote_messages, stats.messages),
    )
}

/// The entries by their rank, largest first, and equal ones by code.
fn ranked<const N: usize, T>(
    map: &BTreeMap<Code<N>, T>,
    rank: impl Fn(&T) -> u64,
) -> Vec<(Code<N>, &T)> {
    let mut entries: Vec<_> = map.iter().map(|(code, tally)| (*code, tally)).collect();
    entries.sort_by_key(|(_, tally)| std::cmp::Reverse(rank(tally)));
    entries
}

fn name_of<const N: usize>(names: &BTreeMap<Code<N>, String>, code: Code<N>) -> String {
    names.get(&code).map_or(NOTHING, String::as_str).to_owned()
}

fn percent(part: u64, whole: u64) -> String {
    format!(
        "{:.1} %",
        if whole > 0 {
            part as f64 * 100.0 / whole as f64
        } else {
            0.0
        }
    )
}

fn rate(per_second: f64) -> String {
    // A rate is far from 2^64, and `as` would keep it at the largest number.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounded, and never negative"
    )]
    grouped(per_second.round() as u64)
}

fn counted(count: u64, what: &str) -> String {
    format!(
        "{} {what}{}",
        grouped(count),
        if count == 1 { "" } else { "s" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{self, Flights};
    use crate::reference;

    fn report(rows: Option<u64>, stats: &RunStats) -> String {
        let totals = reference::recompute(Flights::open(&data::path(None), rows).unwrap()).unwrap();
        let mut out = Vec::new();
        write(
            &mut out,
            Style::new(false),
            &totals,
            &Names::load().unwrap(),
            stats,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    fn node(name: &str, aircraft: u64) -> NodeStats {
        NodeStats {
            name: name.to_owned(),
            aircraft,
            airports: 50,
            carriers: 8,
        }
    }

    #[test]
    fn the_year_is_shown_in_full() {
        let stats = RunStats {
            nodes: vec![node("node 1", 2000), node("node 2", 2044)],
            messages: 1_010_328,
            remote_messages: 505_164,
            seconds: 2.0,
        };
        let shown = report(None, &stats);
        let lines: Vec<Vec<&str>> = shown
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        for line in [
            "336,776 flights, 8,255 of them cancelled, over 350,217,607 miles",
            "replayed in 2.00 s on 2 nodes: 168,388 flights/s",
            "UA United Air Lines Inc. 58,665 686 1.2 % 12.1 min 75 min",
            "all 336,776 8,255 2.5 % 12.6 min 88 min",
            "EWR Newark Liberty Intl 120,835 0 120,835",
            "LGA La Guardia 104,662 1 104,663",
            "N328AA BOEING 767-223 393 939,101",
            "node 2 2,044 50 8 2,102",
            "all 4,044 100 16 4,160",
            "1,010,328 messages in 2.00 s: 505,164 messages/s, 50.0 % of them to another node",
        ] {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert!(lines.contains(&words), "{line}\nis not in\n{shown}");
        }
        assert!(
            shown.lines().all(|line| line.chars().count() <= 100),
            "{shown}"
        );
        assert!(!shown.contains("NA ") && !shown.contains('\u{1b}'));
        let place = |text: &str| shown.find(text).unwrap();
        assert!(place("UA  ") < place("B6  ") && place("EWR ") < place("JFK "));
    }

    #[test]
    fn a_single_flight_in_no_time_has_no_strange_numbers() {
        let shown = report(
            Some(1),
            &RunStats {
                nodes: vec![node("node 1", 1)],
                ..RunStats::default()
            },
        );
        assert!(shown.contains("on 1 node: 0 flights/s"), "{shown}");
        assert!(
            shown.contains("0 messages in 0.00 s: 0 messages/s, 0.0 % of them"),
            "{shown}"
        );
        assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
    }
}
