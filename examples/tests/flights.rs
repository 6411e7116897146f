//! The program `flights` as a user starts it: what it prints, what it writes and how it fails.

#[cfg(test)]
mod cli {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv.zst");

    fn flights(args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_flights"))
            .args(args)
            .output()
            .unwrap()
    }

    /// A path that belongs to one test.
    fn scratch(name: &str) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
    }

    /// Runs and fails: gives the message, after making sure that no table was shown.
    fn failure(args: &[&str]) -> String {
        let output = flights(args);
        assert!(!output.status.success(), "{args:?} should fail");
        assert!(
            output.stdout.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8(output.stderr).unwrap()
    }

    #[test]
    fn a_verified_run_prints_the_tables_and_no_bar() {
        let output = flights(&["--nodes", "1", "--rows", "5000", "--verify"]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.starts_with("5,000 flights, "), "{shown}");
        assert!(
            shown.ends_with("verified: one thread computes the same figures\n"),
            "{shown}"
        );
        assert!(output.stderr.is_empty());
    }

    #[test]
    fn the_json_of_the_year_has_the_known_sums() {
        let path = scratch("year.json");
        let output = flights(&["--nodes", "1", "--verify", "--json", path.to_str().unwrap()]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let read: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(
            (&read["flights"], &read["cancelled"]),
            (&336_776.into(), &8255.into())
        );
        assert_eq!(read["distance_miles"], 350_217_607);
        assert_eq!(
            (&read["carriers"]["UA"]["flights"], &read["nodes"]),
            (&58665.into(), &1.into())
        );
        assert_eq!(read["aircraft"]["NA"]["flights"], 2512);
        assert!(read["seconds"].as_f64().unwrap() > 0.0);
    }

    #[test]
    fn a_rate_holds_the_replay_back() {
        let path = scratch("slow.json");
        let (json, nodes) = (path.to_str().unwrap(), ["--nodes", "1", "--verify"]);
        let rate = ["--rows", "201", "--rate", "400", "--json", json];
        let output = flights(&[&nodes[..], &rate[..]].concat());
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let read: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(read["flights"], 201);
        assert!(read["seconds"].as_f64().unwrap() >= 0.5, "{read}");
    }

    #[test]
    fn missing_data_says_where_it_was_looked_for() {
        let shown = failure(&["--nodes", "1", "--data", "no/such/file"]);
        assert!(
            shown.starts_with("flights: there is no flight data at no/such/file: "),
            "{shown}"
        );
    }

    #[test]
    fn damaged_data_is_refused_even_if_only_the_end_is_and_only_the_start_is_read() {
        let whole = fs::read(DATA).unwrap();
        let path = scratch("damaged.csv.zst");
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for bytes in [
            &whole[..whole.len() - 1],
            &whole[..1 << 20],
            &[],
            &flipped,
            &[&whole[..], b"\n"].concat(),
        ] {
            fs::write(&path, bytes).unwrap();
            let shown = failure(&[
                "--nodes",
                "1",
                "--rows",
                "10",
                "--data",
                path.to_str().unwrap(),
            ]);
            assert!(
                shown.starts_with("flights: cannot use the flight data "),
                "{shown}"
            );
        }
    }

    #[test]
    fn a_result_that_cannot_be_written_is_refused_before_the_replay() {
        let path = scratch("no/such/folder/result.json");
        let shown = failure(&["--nodes", "1", "--json", path.to_str().unwrap()]);
        assert!(
            shown.starts_with("flights: cannot write the result to "),
            "{shown}"
        );
    }

    #[test]
    fn mistakes_in_the_options_say_what_to_do() {
        assert!(failure(&["--nodes", "0"]).contains("use a number from 1 to 16"));
        assert!(failure(&["--rows", "0"]).contains("leave it out to replay all"));
    }
}
