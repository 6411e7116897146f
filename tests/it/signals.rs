//! Signals that ask a process to end: tried on processes of their own.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use akt::prelude::*;
use akt::system::Phase;

use crate::support::{one_thread, soon};

/// Says to this program what it is to do as the child.
const ROLE: &str = "AKT_TEST_SIGNALS";

#[actor]
struct Stubborn;

#[handlers]
impl Stubborn {
    #[on(stop)]
    async fn stop(&mut self) {
        std::future::pending::<()>().await;
    }
}

/// A process that runs only the test `name` of this program, as the child.
struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(name: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture", "--test-threads=1"])
            .env(ROLE, "child")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn send(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success());
    }

    /// Reads up to a line that holds `text`.
    fn says(&mut self, text: &str) {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "the process ended before it said `{text}`");
        }
    }

    /// Reads all that it still says, and waits for its end.
    fn end(mut self) -> String {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        assert!(self.child.wait().unwrap().success(), "{rest}");
        rest
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended, unless the test fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_child() -> bool {
    std::env::var_os(ROLE).is_some()
}

/// A process with a hook and an actor, that ends when its system has shut down.
fn child(stubborn: bool) {
    one_thread().block_on(async {
        let system = ActorSystem::builder("child")
            .shutdown_timeout(std::time::Duration::from_secs(3600))
            .start()
            .unwrap();
        if stubborn {
            system.spawn(Stubborn).await.unwrap();
        }
        let hook = || async { println!("the hook ran") };
        system.on_shutdown(Phase::DRAIN, "say", hook).unwrap();
        let down = system.shutdown_on_signals().unwrap();
        println!("ready");
        let report = down.await;
        println!("killed {}, done {}", report.killed, report.is_clean());
    });
}

#[test]
fn sigterm_and_ctrl_c_shut_a_process_down() {
    if is_child() {
        return child(false);
    }
    for signal in ["TERM", "INT"] {
        let mut process = Process::start("signals::sigterm_and_ctrl_c_shut_a_process_down");
        process.says("ready");
        process.send(signal);
        process.says("the hook ran");
        assert!(process.end().contains("killed 0, done true"), "{signal}");
    }
}

#[test]
fn a_second_signal_kills_at_once() {
    if is_child() {
        return child(true);
    }
    let mut process = Process::start("signals::a_second_signal_kills_at_once");
    process.says("ready");
    process.send("TERM");
    process.says("the hook ran");
    process.send("TERM");
    assert!(process.end().contains("killed 1, done false"));
}

#[test]
fn wired_signals_wait_for_a_shutdown_by_other_means() {
    one_thread().block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let (first, second) = (system.shutdown_on_signals(), system.shutdown_on_signals());
        let report = soon(system.shutdown()).await;
        assert_eq!(soon(first.unwrap()).await, report);
        assert_eq!(soon(second.unwrap()).await, report);
    });
}

#[test]
fn a_runtime_without_io_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    crate::support::quiet_planned_panics();
    runtime.block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let error = system.shutdown_on_signals().unwrap_err();
        assert!(error.to_string().contains("enable_all"), "{error}");
        soon(system.shutdown()).await;
    });
}
