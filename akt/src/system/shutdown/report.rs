//! What a shutdown did: plain data, and a table for people.

use std::fmt;
use std::time::Duration;

use crate::actor::ActorPath;
use crate::system::shutdown::phase::Phase;

/// What a shutdown did. Its `Display` is a table of several lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// The phases in the order in which they ran.
    pub phases: Vec<PhaseReport>,
    /// Top-level actors that did not stop in time and were killed.
    pub killed: usize,
    /// Top-level actors that did not even react to the kill: a handler of theirs computes without end.
    pub stuck: usize,
    /// The actors that had not stopped in time: top-level ones, and all with a name, in the order of their paths. At most
    /// [`SHUTDOWN_LISTED`](crate::base::limits::SHUTDOWN_LISTED) are listed.
    pub not_stopped: Vec<ActorPath>,
    /// How long it took.
    pub took: Duration,
    /// Whether all phases were gone through to their ends. They are not when the tokio runtime ends in the middle of them.
    pub is_complete: bool,
}

impl ShutdownReport {
    /// Whether all phases were gone through, every hook that there was is done, and every actor stopped in time.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let mut hooks = self.phases.iter().flat_map(|phase| &phase.hooks);
        self.is_complete && self.killed == 0 && hooks.all(|hook| hook.outcome == HookOutcome::Done)
    }

    /// What happened in a phase, if there was one of that name.
    #[must_use]
    pub fn phase(&self, phase: &Phase) -> Option<&PhaseReport> {
        self.phases.iter().find(|report| report.phase == *phase)
    }
}

/// What one phase of a shutdown did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PhaseReport {
    /// The phase.
    pub phase: Phase,
    /// Its hooks, in the order in which they were to run.
    pub hooks: Vec<HookReport>,
    /// How long the phase took.
    pub took: Duration,
}

/// What became of one hook of a shutdown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HookReport {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: HookOutcome,
    /// How often it was begun.
    pub attempts: u32,
    /// How long it took, with repetitions and pauses.
    pub took: Duration,
}

/// How a hook of a shutdown ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HookOutcome {
    /// It did what it was there for.
    Done,
    /// Its last attempt failed, with this text.
    Failed(String),
    /// Its last attempt panicked, with this text.
    Panicked(String),
    /// It took longer than it or its phase may, and was dropped.
    TimedOut,
    /// It was dropped because the shutdown was hurried.
    Abandoned,
    /// It was not begun: an earlier hook failed, the time of its phase was over, or the shutdown was hurried.
    NotRun,
}

impl fmt::Display for HookOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::Failed(text) => write!(f, "failed: {text}"),
            Self::Panicked(text) => write!(f, "panicked: {text}"),
            Self::TimedOut => f.write_str("took too long"),
            Self::Abandoned => f.write_str("abandoned"),
            Self::NotRun => f.write_str("not run"),
        }
    }
}

/// Seconds with milliseconds, as wide as the column.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>9.3} s", self.0.as_secs_f64())
    }
}

impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.phases.iter().flat_map(|phase| {
            let hooks = phase.hooks.iter().map(|hook| hook.name.chars().count() + 2);
            hooks.chain([phase.phase.name().chars().count()])
        });
        let width = names.max().unwrap_or_default().max("total".len());
        for phase in &self.phases {
            writeln!(f, "{:width$} {}", phase.phase, Seconds(phase.took))?;
            for hook in &phase.hooks {
                let name = format!("  {}", hook.name);
                write!(f, "{name:width$} {}  {}", Seconds(hook.took), hook.outcome)?;
                if hook.attempts > 1 {
                    write!(f, " ({} attempts)", hook.attempts)?;
                }
                writeln!(f)?;
            }
        }
        write!(
            f,
            "{:width$} {}  {} killed, {} stuck",
            "total",
            Seconds(self.took),
            self.killed,
            self.stuck
        )?;
        for path in &self.not_stopped {
            write!(f, "\nnot stopped in time: {path}")?;
        }
        if !self.is_complete {
            f.write_str("\nnot all of it was done: see the log")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HookOutcome, HookReport, PhaseReport, ShutdownReport};
    use crate::actor::ActorPath;
    use crate::system::shutdown::phase::Phase;

    #[test]
    fn the_table_is_for_people() {
        let hook = |name: &str, outcome, attempts| HookReport {
            name: name.to_owned(),
            outcome,
            attempts,
            took: Duration::from_millis(1500),
        };
        let phase = |phase, hooks| PhaseReport {
            phase,
            hooks,
            took: Duration::from_secs(3),
        };
        let mut report = ShutdownReport {
            phases: vec![
                phase(Phase::LEAVE, vec![hook("cluster", HookOutcome::Done, 1)]),
                phase(Phase::ACTORS, Vec::new()),
            ],
            took: Duration::from_secs(6),
            is_complete: true,
            ..ShutdownReport::default()
        };
        assert!(report.is_clean());
        report.phases[0]
            .hooks
            .push(hook("proxy", HookOutcome::Failed("refused".to_owned()), 3));
        report.killed = 1;
        report.not_stopped = vec![ActorPath::new("/user/slow")];
        assert!(!report.is_clean());
        let table = "\
leave         3.000 s
  cluster     1.500 s  done
  proxy       1.500 s  failed: refused (3 attempts)
actors        3.000 s
total         6.000 s  1 killed, 0 stuck
not stopped in time: /user/slow";
        assert_eq!(report.to_string(), table);
        assert!(!ShutdownReport::default().is_clean(), "nothing was done");
        report.is_complete = false;
        let table = format!("{table}\nnot all of it was done: see the log");
        assert_eq!(report.to_string(), table);
    }
}
