//! The whole result as a JSON file, which appears complete or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;

use serde::Serialize;

use crate::code::{Airport, Carrier, Tail};
use crate::tally::Totals;

/// Why the result cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the result to {path}: {source}")]
pub(crate) struct JsonError {
    path: PathBuf,
    source: io::Error,
}

/// A file that the result can be written to.
#[derive(Debug)]
pub(crate) struct JsonFile {
    /// What the user named.
    named: PathBuf,
    /// The file behind `named`, which may be a link.
    target: PathBuf,
    /// Stands beside `target`, to replace it in one step.
    partial: PathBuf,
}

#[derive(Serialize)]
struct Document {
    flights: u64,
    cancelled: u64,
    distance_miles: u64,
    carriers: BTreeMap<Carrier, CarrierFigures>,
    airports: BTreeMap<Airport, AirportFigures>,
    aircraft: BTreeMap<Tail, AircraftFigures>,
    seconds: f64,
    nodes: usize,
}

#[derive(Serialize)]
struct CarrierFigures {
    flights: u64,
    cancelled: u64,
    departed: u64,
    dep_delay_min: i64,
}

#[derive(Serialize)]
struct AirportFigures {
    departures: u64,
    arrivals: u64,
}

#[derive(Serialize)]
struct AircraftFigures {
    flights: u64,
    distance_miles: u64,
}

impl JsonFile {
    /// Makes sure, before a long run, that a file can be written at `path`.
    pub(crate) fn prepare(path: &Path) -> Result<Self, JsonError> {
        let failed = |source| JsonError {
            path: path.to_path_buf(),
            source,
        };
        let target = target(path).map_err(failed)?;
        let name = target
            .file_name()
            .ok_or_else(|| failed(io::ErrorKind::IsADirectory.into()))?;
        let mut partial = name.to_os_string();
        partial.push(format!(".partial-{}", process::id()));
        let file = Self {
            named: path.to_path_buf(),
            partial: target.with_file_name(partial),
            target,
        };
        // Gone again at once, so that nothing is left behind by a run that is killed.
        File::create(&file.partial)
            .and_then(|_| fs::remove_file(&file.partial))
            .map_err(failed)?;
        Ok(file)
    }

    /// Writes the result of a replay of `seconds` on `nodes`.
    pub(crate) fn write(
        &self,
        totals: &Totals,
        seconds: f64,
        nodes: usize,
    ) -> Result<(), JsonError> {
        let written = self.write_partial(&Document::new(totals, seconds, nodes));
        written
            .and_then(|()| fs::rename(&self.partial, &self.target))
            .map_err(|source| {
                // The error is that of writing; there may be no file to remove.
                let _ = fs::remove_file(&self.partial);
                JsonError {
                    path: self.named.clone(),
                    source,
                }
            })
    }

    fn write_partial(&self, document: &Document) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(&self.partial)?);
        serde_json::to_writer_pretty(&mut out, document)?;
        out.write_all(b"\n")?;
        out.into_inner()?.sync_all()
    }
}

/// The regular file to replace. Anything else, such as a directory or a device, is refused.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => path.canonicalize(),
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is no regular file",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.to_path_buf()),
        Err(error) => Err(error),
    }
}

impl Document {
    fn new(totals: &Totals, seconds: f64, nodes: usize) -> Self {
        let carriers = totals.carriers.iter().map(|(code, tally)| {
            let figures = CarrierFigures {
                flights: tally.flights,
                cancelled: tally.cancelled,
                departed: tally.departed,
                dep_delay_min: tally.dep_delay_min,
            };
            (*code, figures)
        });
        let airports = totals.airports.iter().map(|(code, tally)| {
            (
                *code,
                AirportFigures {
                    departures: tally.departures,
                    arrivals: tally.arrivals,
                },
            )
        });
        let aircraft = totals.aircraft.iter().map(|(code, tally)| {
            (
                *code,
                AircraftFigures {
                    flights: tally.flights,
                    distance_miles: tally.distance_miles,
                },
            )
        });
        Self {
            flights: totals.flights(),
            cancelled: totals.cancelled(),
            distance_miles: totals.distance_miles(),
            carriers: carriers.collect(),
            airports: airports.collect(),
            aircraft: aircraft.collect(),
            seconds,
            nodes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{self, Flights};
    use crate::reference;
    use serde_json::{Value, json};

    /// A directory of one test, removed with everything in it.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("akt-flights-{}-{name}", process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn totals(rows: u64) -> Totals {
        reference::recompute(Flights::open(&data::path(None), Some(rows)).unwrap()).unwrap()
    }

    #[test]
    fn the_file_has_exactly_the_documented_figures() {
        let scratch = Scratch::new("schema");
        let path = scratch.0.join("result.json");
        JsonFile::prepare(&path)
            .unwrap()
            .write(&totals(2), 1.5, 3)
            .unwrap();
        let read: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let expected = json!({
            "flights": 2, "cancelled": 0, "distance_miles": 2816,
            "carriers": {"UA": {"flights": 2, "cancelled": 0, "departed": 2, "dep_delay_min": 6}},
            "airports": {
                "EWR": {"departures": 1, "arrivals": 0},
                "LGA": {"departures": 1, "arrivals": 0},
                "IAH": {"departures": 0, "arrivals": 2},
            },
            "aircraft": {
                "N14228": {"flights": 1, "distance_miles": 1400},
                "N24211": {"flights": 1, "distance_miles": 1416},
            },
            "seconds": 1.5, "nodes": 3,
        });
        assert_eq!(read, expected);
    }

    #[test]
    fn every_figure_of_a_longer_run_is_read_back() {
        let scratch = Scratch::new("longer");
        let path = scratch.0.join("result.json");
        let totals = totals(5000);
        JsonFile::prepare(&path)
            .unwrap()
            .write(&totals, 0.1, 1)
            .unwrap();
        let read: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(read["flights"], 5000);
        assert_eq!(
            read["aircraft"].as_object().unwrap().len(),
            totals.aircraft.len()
        );
        for (code, tally) in &totals.carriers {
            assert_eq!(
                read["carriers"][code.as_str()]["dep_delay_min"],
                tally.dep_delay_min
            );
        }
        for (code, tally) in &totals.airports {
            assert_eq!(read["airports"][code.as_str()]["arrivals"], tally.arrivals);
        }
    }

    #[test]
    fn an_old_file_is_replaced_and_nothing_else_is_left() {
        let scratch = Scratch::new("replace");
        let path = scratch.0.join("result.json");
        fs::write(&path, "old").unwrap();
        let file = JsonFile::prepare(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        file.write(&totals(1), 0.0, 1).unwrap();
        assert!(
            fs::read_to_string(&path)
                .unwrap()
                .starts_with("{\n  \"flights\": 1,")
        );
        assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_refused_at_once() {
        let scratch = Scratch::new("refused");
        for path in [
            scratch.0.clone(),
            scratch.0.join("no/such/result.json"),
            PathBuf::from("/"),
            PathBuf::new(),
        ] {
            let error = JsonFile::prepare(&path).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("cannot write the result to {}: ", path.display())),
                "{error}"
            );
        }
        #[cfg(unix)]
        assert!(
            JsonFile::prepare(Path::new("/dev/null"))
                .unwrap_err()
                .to_string()
                .ends_with("no regular file")
        );
    }

    #[test]
    fn a_directory_that_vanishes_is_an_error() {
        let scratch = Scratch::new("vanishes");
        let folder = scratch.0.join("folder");
        fs::create_dir(&folder).unwrap();
        let file = JsonFile::prepare(&folder.join("result.json")).unwrap();
        fs::remove_dir(&folder).unwrap();
        assert!(file.write(&totals(1), 0.0, 1).is_err());
    }
}
