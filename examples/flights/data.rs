//! The year of flights as a stream of rows: decompressed and read one by one, never held as a whole.
//!
//! The archive is verified as it is opened, so that each row that comes out is a row that was packed, also
//! if the reader stops early.

use std::path::{Path, PathBuf};

use akt_examples::archive::{Archive, ArchiveError, Lines};

use crate::row::{Flight, HEADER, RowError, Scheduled};

/// The copy of the data in the repository.
const IN_REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv.zst");

/// Why the flights cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    /// There is no file.
    #[error(
        "there is no flight data at {path}: restore it with git, or name a copy with --data FILE"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is not what was packed.
    #[error(
        "cannot use the flight data {path}: {source}; restore it with git, or name a copy with --data FILE"
    )]
    Archive {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ArchiveError,
    },
    /// The file is whole, but another table.
    #[error("{path} is another table: its first line should be {HEADER}")]
    Header {
        /// The file.
        path: PathBuf,
    },
    /// A line cannot be read.
    #[error("{path}, line {line}: {source}")]
    Row {
        /// The file.
        path: PathBuf,
        /// The number of the line; the header is line 1.
        line: u64,
        /// What is wrong with it.
        source: RowError,
    },
    /// The rows are not in the order of time.
    #[error(
        "{path}, line {line}: this flight was to leave before the one above; pack with --sort time_hour,minute"
    )]
    Order {
        /// The file.
        path: PathBuf,
        /// The number of the line; the header is line 1.
        line: u64,
    },
}

/// The flights in the order of their scheduled departures. Ends after the first error.
#[derive(Debug)]
pub(crate) struct Flights {
    path: PathBuf,
    lines: Lines,
    /// Rows in the file.
    rows: u64,
    /// Rows wanted.
    limit: u64,
    given: u64,
    latest: Scheduled,
    ended: bool,
}

/// The path of the data: `named`, or else the copy in the repository.
pub(crate) fn path(named: Option<&Path>) -> PathBuf {
    named.unwrap_or(Path::new(IN_REPOSITORY)).to_path_buf()
}

impl Flights {
    /// Opens and verifies the file at `path`, to read its first `limit` rows or all.
    pub(crate) fn open(path: &Path, limit: Option<u64>) -> Result<Self, DataError> {
        let archive = Archive::open(path).map_err(|source| at(path, source))?;
        Self::from_archive(path, archive, limit)
    }

    fn from_archive(path: &Path, archive: Archive, limit: Option<u64>) -> Result<Self, DataError> {
        let rows = archive.rows();
        let mut lines = archive.into_lines().map_err(|source| at(path, source))?;
        if lines.next_line().map_err(|source| at(path, source))? != Some(HEADER.as_bytes()) {
            return Err(DataError::Header {
                path: path.to_path_buf(),
            });
        }
        let limit = limit.unwrap_or(rows);
        let path = path.to_path_buf();
        Ok(Self {
            path,
            lines,
            rows,
            limit,
            given: 0,
            latest: Scheduled::default(),
            ended: false,
        })
    }

    /// How many flights there will be.
    pub(crate) fn total(&self) -> u64 {
        self.rows.min(self.limit)
    }

    fn read(&mut self) -> Result<Option<Flight>, DataError> {
        // Whoever wants all rows reads on to the end of the file, where their number is compared.
        if self.given == self.limit && self.limit < self.rows {
            return Ok(None);
        }
        let Some(line) = self
            .lines
            .next_line()
            .map_err(|source| at(&self.path, source))?
        else {
            return Ok(None);
        };
        let flight = Flight::parse(line);
        let (path, line) = (&self.path, self.lines.number());
        let flight = flight.map_err(|source| DataError::Row {
            path: path.clone(),
            line,
            source,
        })?;
        if flight.scheduled < self.latest {
            return Err(DataError::Order {
                path: path.clone(),
                line,
            });
        }
        self.latest = flight.scheduled;
        self.given += 1;
        Ok(Some(flight))
    }
}

impl Iterator for Flights {
    type Item = Result<Flight, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.read().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

fn at(path: &Path, source: ArchiveError) -> DataError {
    let path = path.to_path_buf();
    match source {
        ArchiveError::Missing => DataError::Missing { path },
        source => DataError::Archive { path, source },
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::row::tests::{ROW, row_with};
    use akt_examples::archive::pack;
    use std::fs;

    /// Opens rows that were packed here.
    pub(crate) fn flights_of(rows: &[&str], limit: Option<u64>) -> Result<Flights, DataError> {
        let csv = [&[HEADER], rows, &[""]].concat().join("\n");
        from_bytes(pack(csv.as_bytes(), 1).unwrap(), limit)
    }

    fn from_bytes(bytes: Vec<u8>, limit: Option<u64>) -> Result<Flights, DataError> {
        let path = Path::new("test");
        let archive = Archive::from_bytes(bytes).map_err(|source| at(path, source))?;
        Flights::from_archive(path, archive, limit)
    }

    #[test]
    fn rows_come_in_order_and_the_first_bad_one_ends_them() {
        let (later, bad) = (row_with("minute", "16"), row_with("origin", "?"));
        let flights = flights_of(&[ROW, ROW, &later, &bad, ROW], None).unwrap();
        assert_eq!(flights.total(), 5);
        let all: Vec<_> = flights.collect();
        assert_eq!(all.len(), 4);
        assert!(all[..3].iter().all(Result::is_ok));
        let shown = all[3].as_ref().unwrap_err().to_string();
        assert_eq!(
            shown,
            "test, line 5: origin is \"?\" and should be at most 3 capital letters or digits"
        );
    }

    #[test]
    fn a_row_out_of_order_is_an_error() {
        let earlier = row_with("minute", "14");
        let all: Vec<_> = flights_of(&[ROW, &earlier], None).unwrap().collect();
        assert!(matches!(
            all[..],
            [Ok(_), Err(DataError::Order { line: 3, .. })]
        ));
    }

    #[test]
    fn a_limit_stops_early_and_may_exceed_the_rows() {
        for (limit, count) in [
            (Some(1), 1),
            (Some(2), 2),
            (Some(3), 3),
            (Some(9), 3),
            (None, 3),
        ] {
            let flights = flights_of(&[ROW, ROW, ROW], limit).unwrap();
            assert_eq!(flights.total(), count);
            assert_eq!(flights.map(Result::unwrap).count() as u64, count);
        }
    }

    #[test]
    fn another_table_is_refused() {
        for csv in ["carrier,name\nUA,United\n", "", "\n"] {
            let opened = from_bytes(pack(csv.as_bytes(), 1).unwrap(), None);
            assert!(matches!(opened, Err(DataError::Header { .. })), "{csv:?}");
        }
    }

    #[test]
    fn a_missing_file_is_named_with_what_to_do() {
        let shown = Flights::open(Path::new("no/such/file"), None)
            .unwrap_err()
            .to_string();
        assert_eq!(
            shown,
            "there is no flight data at no/such/file: restore it with git, or name a copy with --data FILE"
        );
    }

    #[test]
    fn the_data_cut_off_anywhere_is_refused() {
        let whole = fs::read(path(None)).unwrap();
        let cuts = (0..whole.len()).step_by(64 << 10).chain([whole.len() - 1]);
        for length in cuts {
            assert!(
                from_bytes(whole[..length].to_vec(), Some(1)).is_err(),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_in_the_data_is_refused() {
        let mut bytes = fs::read(path(None)).unwrap();
        let seed = u64::from(std::process::id());
        println!("seed {seed}");
        let mut random = seed;
        for _ in 0..48 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let bit = (random >> 16) as usize % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(
                from_bytes(bytes.clone(), Some(1)).is_err(),
                "seed {seed}, bit {bit}"
            );
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        assert!(from_bytes(bytes, Some(1)).is_ok());
    }
}
