//! What carriers, airports and aircraft are called: small tables that are part of the program.

use std::collections::BTreeMap;

use akt_examples::archive::{Archive, ArchiveError};

use crate::code::{Airport, Carrier, Code, Tail};

const AIRLINES: &[u8] = include_bytes!("../data/airlines.csv.zst");
const AIRPORTS: &[u8] = include_bytes!("../data/airports.csv.zst");
const PLANES: &[u8] = include_bytes!("../data/planes.csv.zst");

/// The names of everything that has one.
#[derive(Debug)]
pub(crate) struct Names {
    /// As in `United Air Lines Inc.`
    pub(crate) carriers: BTreeMap<Carrier, String>,
    /// As in `John F Kennedy Intl`.
    pub(crate) airports: BTreeMap<Airport, String>,
    /// Maker and model, as in `BOEING 767-223`.
    pub(crate) aircraft: BTreeMap<Tail, String>,
}

/// The names cannot be read, because the program was built from damaged tables.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NamesError {
    /// A table is no whole archive.
    #[error(
        "the table of {table} in this program: {source}; restore examples/data with git and build again"
    )]
    Archive {
        /// What the table names.
        table: &'static str,
        /// What is wrong with it.
        source: ArchiveError,
    },
    /// A line has no name.
    #[error("the table of {table} in this program, line {line}: there is no code or no name")]
    Row {
        /// What the table names.
        table: &'static str,
        /// The number of the line.
        line: u64,
    },
}

impl Names {
    /// Reads the tables.
    pub(crate) fn load() -> Result<Self, NamesError> {
        Ok(Self {
            carriers: table("airlines", AIRLINES, |[_, name, ..]| name.to_owned())?,
            airports: table("airports", AIRPORTS, |[_, name, ..]| name.to_owned())?,
            aircraft: table("planes", PLANES, |[_, _, _, maker, model]| {
                format!("{maker} {model}")
            })?,
        })
    }
}

/// Reads the name of each row from its first fields. No field of these tables has a comma or quotes in it.
fn table<const N: usize>(
    table: &'static str,
    bytes: &'static [u8],
    name: impl Fn([&str; 5]) -> String,
) -> Result<BTreeMap<Code<N>, String>, NamesError> {
    let failed = |source| NamesError::Archive { table, source };
    let mut lines = Archive::from_bytes(bytes)
        .and_then(Archive::into_lines)
        .map_err(failed)?;
    let mut names = BTreeMap::new();
    lines.next_line().map_err(failed)?;
    loop {
        let line = lines.number() + 1;
        let Some(row) = lines.next_line().map_err(failed)? else {
            return Ok(names);
        };
        let mut fields = row
            .split(|byte| *byte == b',')
            .map(|field| str::from_utf8(field).unwrap_or_default());
        let fields = [(); 5].map(|()| fields.next().unwrap_or_default());
        let [code, ..] = fields;
        let (code, name) = (Code::new(code.as_bytes()), name(fields));
        match code {
            Some(code) if !name.trim().is_empty() => _ = names.insert(code, name),
            _ => return Err(NamesError::Row { table, line }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_there() {
        let names = Names::load().unwrap();
        assert_eq!(
            (
                names.carriers.len(),
                names.airports.len(),
                names.aircraft.len()
            ),
            (16, 1458, 3322)
        );
        assert_eq!(
            names.carriers[&Code::new(b"UA").unwrap()],
            "United Air Lines Inc."
        );
        assert_eq!(
            names.airports[&Code::new(b"JFK").unwrap()],
            "John F Kennedy Intl"
        );
        assert_eq!(
            names.aircraft[&Code::new(b"N328AA").unwrap()],
            "BOEING 767-223"
        );
    }

    #[test]
    fn a_row_without_name_is_an_error() {
        let bytes = akt_examples::archive::pack(b"carrier,name\nUA,United\nAA\n", 1)
            .unwrap()
            .leak();
        let read = table::<2>("airlines", bytes, |[_, name, ..]| name.to_owned());
        assert!(
            matches!(read, Err(NamesError::Row { line: 3, .. })),
            "{read:?}"
        );
    }
}
