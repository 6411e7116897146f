//! The flagship example: a year of flights, replayed in the order of time through a cluster of actors.
//!
//! Each aircraft, airport and carrier is a grain on one of the nodes. A flight goes to its aircraft, which tells
//! its two airports and its carrier; what they counted is the result.
//!
//! | module | what lives there |
//! |---|---|
//! | [`args`] | the command line |
//! | [`code`], [`row`], [`data`] | the flights, read one by one |
//! | [`tally`] | what is counted, and which sums have to agree |
//! | [`grains`] | the actors that count |
//! | [`desk`] | the actor on each node that knows the node's grains |
//! | [`reader`], [`pace`] | what goes into the grains, and how fast |
//! | [`collect`] | what comes out of them |
//! | [`replay`] | a replay, in one process or in several |
//! | [`launch`], [`child`] | the launcher of several processes |
//! | [`node`] | one such process |
//! | [`orders`] | what launcher and nodes say to each other |
//! | [`interrupt`] | Ctrl-C |
//! | [`mod@reference`], [`verify`] | the same result computed plainly, and compared |
//! | [`names`], [`table`], [`report`], [`progress`] | what a person sees |
//! | [`json`] | what a program reads |
//! | [`run`] | one run from the data to the tables |

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use args::Role;

mod args;
mod child;
mod code;
mod collect;
mod data;
mod desk;
mod grains;
mod interrupt;
mod json;
mod launch;
mod names;
mod node;
mod orders;
mod pace;
mod progress;
mod reader;
mod reference;
mod replay;
mod report;
mod row;
mod run;
mod table;
mod tally;
mod verify;

fn main() -> ExitCode {
    match Role::read() {
        Role::Node(args) => node::main(&args),
        Role::Program(args) => {
            interrupt::guard(move |interrupt| match run::run(&args, interrupt) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    complain(&error);
                    ExitCode::FAILURE
                }
            })
        }
    }
}

/// Says on stderr why there is no result.
fn complain(why: &dyn Display) {
    // A closed stderr leaves only the exit code to tell.
    let _ = writeln!(io::stderr().lock(), "flights: {why}");
}
