//! Packs a CSV table for the examples; `examples/data/SOURCE.md` says how it was called.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

use akt_examples::archive;
use clap::Parser;

/// The slowest and smallest: a table is packed once, and decoding is as fast as at any other level.
const LEVEL: i32 = 22;

/// Packs a CSV table into the archive format of the examples.
#[derive(Debug, Parser)]
struct Args {
    /// The CSV table.
    input: PathBuf,
    /// The archive to write.
    output: PathBuf,
    /// Sort the rows by these columns first, as text or as numbers; equal rows keep their order.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    sort: Vec<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed stderr leaves only the exit code to tell.
            let _ = io::Write::write_all(
                &mut io::stderr().lock(),
                format!("pack: {error}\n").as_bytes(),
            );
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), String> {
    let csv = fs::read(&args.input)
        .map_err(|error| format!("cannot read {}: {error}", args.input.display()))?;
    let csv = sorted(&csv, &args.sort)?;
    let packed = archive::pack(&csv, LEVEL).map_err(|error| format!("cannot compress: {error}"))?;
    let mut partial = OsString::from(&args.output);
    partial.push(".partial");
    fs::write(&partial, packed)
        .and_then(|()| fs::rename(&partial, &args.output))
        .map_err(|error| format!("cannot write {}: {error}", args.output.display()))
}

/// The table with its rows in the order of the columns `by`.
fn sorted(csv: &[u8], by: &[String]) -> Result<Vec<u8>, String> {
    let mut lines = csv.split_inclusive(|byte| *byte == b'\n');
    let header = lines.next().ok_or("the table is empty")?;
    let names: Vec<&[u8]> = fields(header).collect();
    let places = by
        .iter()
        .map(|name| {
            names
                .iter()
                .position(|column| *column == name.as_bytes())
                .ok_or(format!("there is no column {name}"))
        })
        .collect::<Result<Vec<usize>, String>>()?;
    let mut rows: Vec<&[u8]> = lines.collect();
    rows.sort_by_cached_key(|row| {
        places
            .iter()
            .map(|place| key(fields(row).nth(*place)))
            .collect::<Vec<_>>()
    });
    Ok([header]
        .into_iter()
        .chain(rows)
        .collect::<Vec<_>>()
        .concat())
}

fn fields(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.trim_ascii_end().split(|byte| *byte == b',')
}

/// Numbers sort as numbers and before every text.
fn key(field: Option<&[u8]>) -> (u64, Vec<u8>) {
    let field = field.unwrap_or_default();
    match str::from_utf8(field)
        .ok()
        .and_then(|text| text.parse().ok())
    {
        Some(number) => (number, Vec::new()),
        None => (u64::MAX, field.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_sort_by_text_then_by_number_and_stay_in_order() {
        let csv = b"hour,minute,id\nb,1,1\na,10,2\na,9,3\na,9,4\n";
        let by = ["hour".to_owned(), "minute".to_owned()];
        assert_eq!(
            sorted(csv, &by).unwrap(),
            b"hour,minute,id\na,9,3\na,9,4\na,10,2\nb,1,1\n"
        );
        assert_eq!(sorted(csv, &[]).unwrap(), csv);
    }

    #[test]
    fn unknown_columns_are_named() {
        assert_eq!(
            sorted(b"a\n1\n", &["b".to_owned()]).unwrap_err(),
            "there is no column b"
        );
        assert_eq!(sorted(b"", &[]).unwrap_err(), "the table is empty");
    }
}
