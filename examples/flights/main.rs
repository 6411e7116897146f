//! The flagship example: a year of flights, replayed in the order of time.
//!
//! | module | what lives there |
//! |---|---|
//! | [`args`] | the command line |
//! | [`code`], [`row`], [`data`] | the flights, read one by one |
//! | [`tally`] | what is counted, and which sums have to agree |
//! | [`replay`] | the replay itself |
//! | [`reference`], [`verify`] | the same result computed plainly, and compared |
//! | [`names`], [`table`], [`report`], [`progress`] | what a person sees |
//! | [`json`] | what a program reads |
//! | [`run`] | one run from the data to the tables |

use std::io::{self, Write};
use std::process::ExitCode;

mod args;
mod code;
mod data;
mod json;
mod names;
mod progress;
mod reference;
mod replay;
mod report;
mod row;
mod run;
mod table;
mod tally;
mod verify;

fn main() -> ExitCode {
    match run::run(&args::Args::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed stderr leaves only the exit code to tell.
            let _ = writeln!(io::stderr().lock(), "flights: {error}");
            ExitCode::FAILURE
        }
    }
}
