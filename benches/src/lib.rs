//! Shared parts of the benches: rows, medians, tables, memory.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Serialize;

/// One measured workload, as it stands in `target/akt-bench/*.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Which workload.
    pub workload: String,
    /// Which framework ran it.
    pub framework: String,
    /// Operations per second: the median of the runs.
    pub per_second: Option<f64>,
    /// Median latency of one operation, in nanoseconds.
    pub p50_ns: Option<f64>,
    /// 99th percentile of the latency of one operation, in nanoseconds.
    pub p99_ns: Option<f64>,
    /// Resident memory per idle actor, in bytes.
    pub bytes_per_actor: Option<f64>,
    /// Slowest and fastest run, in operations per second; for people, not in the JSON.
    #[serde(skip)]
    pub spread: (f64, f64),
}

impl Row {
    /// A row with nothing measured yet.
    #[must_use]
    pub fn new(workload: &str, framework: &str) -> Self {
        Self {
            workload: workload.to_owned(),
            framework: framework.to_owned(),
            per_second: None,
            p50_ns: None,
            p99_ns: None,
            bytes_per_actor: None,
            spread: (0.0, 0.0),
        }
    }

    /// Sets the rate: the median of `runs`, and their spread.
    #[must_use]
    pub fn rate(mut self, runs: &[f64]) -> Self {
        let sorted = sorted(runs);
        self.per_second = Some(median(runs));
        self.spread = (
            sorted.first().copied().unwrap_or(0.0),
            sorted.last().copied().unwrap_or(0.0),
        );
        self
    }
}

/// The clock of the benches.
#[must_use]
#[allow(
    clippy::disallowed_methods,
    reason = "benches measure the machine's time"
)]
pub fn now() -> Instant {
    Instant::now()
}

/// The middle one of the values.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The nearest-rank percentile of the values; 0 if there are none.
#[must_use]
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let sorted = sorted(values);
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().unwrap_or(0.0)
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// Operations per second.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn per_second(operations: u64, took: Duration) -> f64 {
    operations as f64 / took.as_secs_f64()
}

/// Resident memory of this process in bytes; 0 where the operating system does not tell.
#[must_use]
pub fn resident_bytes() -> u64 {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return 0;
    };
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| {
            rest.trim()
                .trim_end_matches(" kB")
                .trim()
                .parse::<u64>()
                .ok()
        })
        .map_or(0, |kilobytes| kilobytes * 1024)
}

/// The rows as a table for people.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    let millions = |value: Option<f64>| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{:.2} M", value / 1e6))
    };
    let plain =
        |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.0}"));
    let _ = writeln!(
        out,
        "{:<24} {:<10} {:>12} {:>19} {:>8} {:>8} {:>12}",
        "workload", "framework", "per second", "min … max", "p50 ns", "p99 ns", "bytes/actor"
    );
    for row in rows {
        let spread = if row.per_second.is_some() {
            format!("{:.2} … {:.2} M", row.spread.0 / 1e6, row.spread.1 / 1e6)
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "{:<24} {:<10} {:>12} {:>19} {:>8} {:>8} {:>12}",
            row.workload,
            row.framework,
            millions(row.per_second),
            spread,
            plain(row.p50_ns),
            plain(row.p99_ns),
            plain(row.bytes_per_actor),
        );
    }
    out
}

/// Writes the rows for machines, to `target/akt-bench/<name>.json` of the workspace.
///
/// # Errors
/// When the file cannot be written.
pub fn write_json(name: &str, rows: &[Row]) -> std::io::Result<PathBuf> {
    // Cargo takes a relative directory from where it was called, most likely the root; a bench runs in its package.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = root.join(target).join("akt-bench");
    std::fs::create_dir_all(&folder)?;
    let file = folder.canonicalize()?.join(format!("{name}.json"));
    std::fs::write(&file, serde_json::to_vec_pretty(rows)?)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_nearest_rank() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert!((percentile(&values, 50) - 50.0).abs() < f64::EPSILON);
        assert!((percentile(&values, 99) - 99.0).abs() < f64::EPSILON);
        assert!(percentile(&[], 50).abs() < f64::EPSILON);
        assert!((percentile(&[7.0], 99) - 7.0).abs() < f64::EPSILON);
    }
}
