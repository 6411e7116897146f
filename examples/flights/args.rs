//! What can be asked for on the command line.

use std::env;
use std::net::SocketAddr;
use std::num::{NonZeroU16, NonZeroU32, NonZeroU64};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

/// One machine gains nothing from more.
const MOST_NODES: u16 = 16;

/// Replays all flights that left New York in 2013 through a cluster of actors.
///
/// Each aircraft, airport and carrier is a grain on one of the nodes. At the end come tables of what they
/// counted.
#[derive(Debug, Clone, Parser)]
#[command(name = "flights", version, max_term_width = 100)]
pub(crate) struct Args {
    /// Processes to spread the grains over, from 1 to 16; 1 replays in this process, without a network.
    #[arg(long, value_name = "N", default_value = "3", value_parser = nodes)]
    pub(crate) nodes: u16,

    /// Replay only the first N flights; all of them, if there are no more than N.
    #[arg(long, value_name = "N", value_parser = rows)]
    pub(crate) rows: Option<NonZeroU64>,

    /// Replay at most N flights a second, to watch it; as fast as it goes, if left out.
    #[arg(long, value_name = "N", value_parser = rate)]
    pub(crate) rate: Option<NonZeroU32>,

    /// Compute the result once more in one thread, and fail if a figure differs.
    #[arg(long)]
    pub(crate) verify: bool,

    /// Write the whole result to FILE as JSON, replacing it.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Show no progress bar. There is none anyway if the output is no terminal.
    #[arg(long)]
    pub(crate) no_progress: bool,

    /// Read the flights from FILE instead of the copy in the repository.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// The UDP port of the first node; each further node takes the next one [default: any free ports].
    #[arg(long, value_name = "PORT", value_parser = port)]
    pub(crate) port: Option<NonZeroU16>,
}

/// The first word on the command line of a process that the program itself starts.
pub(crate) const NODE: &str = "node";

/// What a node is told on its command line; the rest comes through its standard input.
#[derive(Debug, Clone, Parser)]
#[command(name = "flights node")]
pub(crate) struct NodeArgs {
    /// The number of the node, from 1 on.
    #[arg(long)]
    pub(crate) number: u16,

    /// How many nodes there are.
    #[arg(long)]
    pub(crate) of: u16,

    /// The UDP address to listen on.
    #[arg(long)]
    pub(crate) bind: SocketAddr,

    /// The flights.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,

    /// How many of them.
    #[arg(long)]
    pub(crate) rows: Option<u64>,

    /// How many of them a second.
    #[arg(long)]
    pub(crate) rate: Option<NonZeroU32>,
}

/// What this process is.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    /// What a user started.
    Program(Args),
    /// A node of the cluster, started by the program.
    Node(NodeArgs),
}

impl Role {
    /// Reads the command line. On a mistake, or for `--help`, prints and ends the process.
    pub(crate) fn read() -> Self {
        // Not a subcommand for clap, so that users see nothing of it in any message.
        if env::args_os().nth(1).is_some_and(|word| word == NODE) {
            Self::Node(NodeArgs::parse_from(env::args_os().skip(1)))
        } else {
            Self::Program(Args::read())
        }
    }
}

impl Args {
    /// Reads the command line. On a mistake, or for `--help`, prints and ends the process.
    fn read() -> Self {
        Self::parse().checked().unwrap_or_else(|error| error.exit())
    }

    /// Compares options with each other.
    fn checked(self) -> Result<Self, clap::Error> {
        if let Some(port) = self.port
            && port.checked_add(self.nodes - 1).is_none()
        {
            let message = format!(
                "there are fewer than {} ports from {port} on: use --port {} or lower, or leave it out",
                self.nodes,
                u16::MAX - self.nodes + 1,
            );
            return Err(Self::command().error(ErrorKind::ValueValidation, message));
        }
        Ok(self)
    }
}

fn nodes(text: &str) -> Result<u16, String> {
    let nodes = text
        .parse()
        .ok()
        .filter(|nodes| (1..=MOST_NODES).contains(nodes));
    nodes.ok_or_else(|| {
        format!("use a number from 1 to {MOST_NODES}; 1 replays in one process, without a network")
    })
}

fn rows(text: &str) -> Result<NonZeroU64, String> {
    text.parse()
        .map_err(|_| "use a number of flights from 1 on, or leave it out to replay all".to_owned())
}

fn rate(text: &str) -> Result<NonZeroU32, String> {
    text.parse().map_err(|_| {
        "use a number of flights a second from 1 on, or leave it out to go as fast as it goes"
            .to_owned()
    })
}

fn port(text: &str) -> Result<NonZeroU16, String> {
    text.parse().map_err(|_| {
        "use a port from 1 to 65535, or leave it out to take any free ports".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Args, String> {
        let words = ["flights"].into_iter().chain(words.split_whitespace());
        Args::try_parse_from(words)
            .and_then(Args::checked)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn everything_has_a_default() {
        let args = parse("").unwrap();
        assert_eq!((args.nodes, args.rows, args.port), (3, None, None));
        assert_eq!(args.rate, None);
        assert!(!args.verify && !args.no_progress && args.json.is_none() && args.data.is_none());
    }

    #[test]
    fn everything_can_be_set() {
        let args = parse(
            "--nodes 16 --rows 7 --rate 9 --verify --json a.json --no-progress --data b.zst --port 65520",
        )
        .unwrap();
        assert_eq!(
            (
                args.nodes,
                args.rows.unwrap().get(),
                args.port.unwrap().get()
            ),
            (16, 7, 65520)
        );
        assert_eq!(args.rate.unwrap().get(), 9);
        assert!(args.verify && args.no_progress && args.json.is_some() && args.data.is_some());
    }

    #[test]
    fn mistakes_say_what_to_do() {
        for (words, text) in [
            (
                "--nodes 0",
                "use a number from 1 to 16; 1 replays in one process",
            ),
            ("--nodes 17", "use a number from 1 to 16"),
            ("--nodes=-1", "use a number from 1 to 16"),
            ("--nodes many", "use a number from 1 to 16"),
            (
                "--rows 0",
                "use a number of flights from 1 on, or leave it out",
            ),
            ("--rows=-5", "use a number of flights from 1 on"),
            (
                "--rate 0",
                "use a number of flights a second from 1 on, or leave it out",
            ),
            ("--port 0", "use a port from 1 to 65535, or leave it out"),
            ("--port 65536", "use a port from 1 to 65535"),
            (
                "--port 65534 --nodes 3",
                "fewer than 3 ports from 65534 on: use --port 65533 or lower",
            ),
            ("--node 3", "--nodes"),
            ("file", "unexpected argument"),
        ] {
            let shown = parse(words).unwrap_err();
            assert!(shown.contains(text), "{words}: {shown}");
        }
        assert!(parse("--port 65533 --nodes 3").is_ok());
    }
}
