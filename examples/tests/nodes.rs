//! The program `flights` on several nodes: the same result on any number of them, and a clear end whatever happens
//! to one.

#[cfg(test)]
mod cli {
    use std::fs;
    use std::net::UdpSocket;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    use serde_json::Value;

    fn flights(args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_flights"))
            .args(args)
            .output()
            .unwrap()
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// A path that belongs to one test.
    fn scratch(name: &str) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
    }

    /// The verified result of the first rows on a number of nodes, and what was printed.
    fn result(nodes: &str) -> (Value, String) {
        let path = scratch(&format!("{nodes}-nodes.json"));
        let json = path.to_str().unwrap();
        let output = flights(&[
            "--nodes", nodes, "--rows", "5000", "--verify", "--json", json,
        ]);
        let complaint = text(&output.stderr);
        assert!(output.status.success(), "{nodes} nodes: {complaint}");
        assert_eq!(complaint, "", "nothing is said but the result");
        let json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        (json, text(&output.stdout))
    }

    #[test]
    fn the_result_does_not_depend_on_the_number_of_nodes() {
        let [one, two, three] = ["1", "2", "3"].map(|nodes| {
            let (mut json, shown) = result(nodes);
            assert!(shown.contains("20,000 messages in "), "{shown}");
            assert!(
                shown.ends_with("verified: one thread computes the same figures\n"),
                "{shown}"
            );
            let figures = json.as_object_mut().unwrap();
            assert_eq!(
                figures.remove("nodes"),
                Some(nodes.parse::<u64>().unwrap().into())
            );
            assert!(figures.remove("seconds").unwrap().as_f64().unwrap() > 0.0);
            json
        });
        assert_eq!(one["flights"], 5000);
        assert_eq!(one, two);
        assert_eq!(one, three);
    }

    #[test]
    fn every_node_has_its_share() {
        let (_, shown) = result("4");
        for node in ["node 1", "node 2", "node 3", "node 4"] {
            let line = shown.lines().find(|line| line.starts_with(node));
            let line = line.unwrap_or_else(|| panic!("{node} is not in\n{shown}"));
            let grains = line.split_whitespace().last().unwrap().replace(',', "");
            // Of about 2,000; a fair share is 500.
            assert!(grains.parse::<u32>().unwrap() > 100, "{shown}");
        }
        let share = shown.split("messages/s, ").nth(1).unwrap();
        let share: f64 = share.split(' ').next().unwrap().parse().unwrap();
        // Three of four, in the mean; few grains get many of the messages.
        assert!((30.0..=99.0).contains(&share), "{shown}");
    }

    #[test]
    fn a_taken_port_is_named_with_what_to_do() {
        let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let output = flights(&["--nodes", "2", "--rows", "10", "--port", &port]);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let complaint = text(&output.stderr);
        assert!(
            complaint.starts_with(&format!("flights: node 1: it cannot use UDP port {port}: ")),
            "{complaint}"
        );
        assert!(complaint.contains("--port"), "{complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }

    #[test]
    fn bad_data_is_refused_before_a_node_starts() {
        let damaged = scratch("damaged-for-nodes.csv.zst");
        fs::write(&damaged, b"no archive").unwrap();
        for (path, start) in [
            (
                "no/such/file",
                "flights: there is no flight data at no/such/file: ",
            ),
            (
                damaged.to_str().unwrap(),
                "flights: cannot use the flight data ",
            ),
        ] {
            let output = flights(&["--nodes", "3", "--data", path]);
            assert_eq!(output.status.code(), Some(1));
            assert!(output.stdout.is_empty());
            let complaint = text(&output.stderr);
            assert!(complaint.starts_with(start), "{complaint}");
        }
    }

    #[test]
    fn a_node_without_a_launcher_ends() {
        let output = Command::new(env!("CARGO_BIN_EXE_flights"))
            .args(["node", "--number=1", "--of=2", "--bind=127.0.0.1:0"])
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
    }
}

/// What the processes of a run do, seen through `/proc`.
#[cfg(target_os = "linux")]
#[cfg(test)]
mod processes {
    use std::fs;
    use std::process::{Child, Command, Output, Stdio};
    use std::thread;
    use std::time::Duration;

    use tokio::time::Instant;

    /// A run that has lost a node must have ended after this.
    const DEADLINE: Duration = Duration::from_secs(15);
    /// How long a test waits for what a busy machine may delay.
    const PATIENCE: Duration = Duration::from_secs(60);
    /// A node reads the data at once, just before it replays. It has more bytes than this, and nothing else that a node
    /// reads comes near it.
    const DATA_WAS_READ: u64 = 3 << 20;

    /// A run of the whole year on three nodes, in the middle of the replay, and slow enough to stay there.
    struct Run {
        launcher: Option<Child>,
        /// The process ids of the nodes, by their numbers.
        nodes: [u32; 3],
    }

    impl Run {
        fn start() -> Self {
            let launcher = Command::new(env!("CARGO_BIN_EXE_flights"))
                .args(["--nodes", "3", "--rate", "1000"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let id = launcher.id();
            let mut run = Self {
                launcher: Some(launcher),
                nodes: [0; 3],
            };
            until("all nodes are processes", || {
                run.nodes = [1, 2, 3].map(|number| node_of(id, number).unwrap_or_default());
                !run.nodes.contains(&0)
            });
            until("the first node replays", || {
                bytes_read(run.nodes[0]) > DATA_WAS_READ
            });
            run
        }

        fn signal_launcher(&self, signal: &str) {
            send(signal, self.launcher.as_ref().unwrap().id());
        }

        /// Waits for the end of the launcher, and for that of the nodes.
        fn end(mut self) -> (Output, Duration) {
            let began = Instant::now();
            let output = self.launcher.take().unwrap().wait_with_output().unwrap();
            let took = began.elapsed();
            until("no node is left", || {
                !self.nodes.iter().any(|node| lives(*node))
            });
            assert!(
                output.stdout.is_empty(),
                "{}",
                String::from_utf8_lossy(&output.stdout)
            );
            (output, took)
        }
    }

    impl Drop for Run {
        /// Leaves nothing behind when a test fails.
        fn drop(&mut self) {
            if let Some(mut launcher) = self.launcher.take() {
                let _ = launcher.kill();
                let _ = launcher.wait();
            }
        }
    }

    fn until(what: &str, mut holds: impl FnMut() -> bool) {
        let began = Instant::now();
        while !holds() {
            assert!(began.elapsed() < PATIENCE, "in {PATIENCE:?}: {what}");
            thread::yield_now();
        }
    }

    /// The state and the parent of a process, if there is one.
    fn stat(process: u32) -> Option<(String, u32)> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name before may hold anything, and ends with the last parenthesis.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
        Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
    }

    /// Whether a process runs: one that has ended may still wait for its parent to notice.
    fn lives(process: u32) -> bool {
        stat(process).is_some_and(|(state, _)| state != "Z")
    }

    fn node_of(launcher: u32, number: u16) -> Option<u32> {
        fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|process| stat(*process).is_some_and(|(_, parent)| parent == launcher))
            .find(|process| {
                let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
                let option = format!("--number={number}");
                line.split(|byte| *byte == 0)
                    .any(|word| word == option.as_bytes())
            })
    }

    fn bytes_read(process: u32) -> u64 {
        let io = fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
        let read = io.lines().find_map(|line| line.strip_prefix("rchar: "));
        read.map_or(0, |bytes| bytes.parse().unwrap())
    }

    fn send(signal: &str, process: u32) {
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{signal} {process}")])
            .status();
        assert!(sent.unwrap().success());
    }

    #[test]
    fn a_killed_node_ends_the_run_and_is_named() {
        for number in [1, 2, 3] {
            let run = Run::start();
            let node = run.nodes[number - 1];
            send("KILL", node);
            let (output, took) = run.end();
            assert_eq!(output.status.code(), Some(1));
            assert!(took < DEADLINE, "{took:?}");
            let complaint = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                complaint,
                format!(
                    "flights: node {number} (process {node}) died during the replay: it was killed (signal 9); \
                     there is no result, so start again\n"
                )
            );
        }
    }

    #[test]
    fn a_node_that_hangs_ends_the_run_and_is_named() {
        let run = Run::start();
        let node = run.nodes[1];
        send("STOP", node);
        let (output, took) = run.end();
        assert_eq!(output.status.code(), Some(1));
        assert!(took < DEADLINE, "{took:?}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        let start = format!("flights: node 2 (process {node}) no longer answers: ");
        assert!(complaint.starts_with(&start), "{complaint}");
    }

    #[test]
    fn signals_that_end_the_program_end_its_nodes() {
        for (signal, code) in [("INT", 130), ("TERM", 143)] {
            let run = Run::start();
            run.signal_launcher(signal);
            let (output, took) = run.end();
            assert_eq!(output.status.code(), Some(code));
            assert!(took < DEADLINE, "{took:?}");
            let complaint = String::from_utf8(output.stderr).unwrap();
            assert_eq!(complaint, "flights: interrupted, so there is no result\n");
        }
    }

    #[test]
    fn ctrl_c_at_the_terminal_reaches_all_processes_and_one_answers() {
        let run = Run::start();
        // What a terminal does: the nodes get it too, maybe before the launcher.
        run.nodes.iter().for_each(|node| send("INT", *node));
        run.signal_launcher("INT");
        let (output, _) = run.end();
        assert_eq!(output.status.code(), Some(130));
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(complaint, "flights: interrupted, so there is no result\n");
    }

    #[test]
    fn nodes_do_not_outlive_a_killed_launcher() {
        let run = Run::start();
        run.signal_launcher("KILL");
        let (output, _) = run.end();
        assert_eq!(output.status.code(), None);
    }
}
