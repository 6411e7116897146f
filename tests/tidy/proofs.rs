//! What the manual says is shown: each test that it names exists, each row of its tables names one or says why there is
//! none, and its list of limits is that of the code.

use crate::workspace::{File, Violation, Workspace};

/// Where limits stand, and which document lists them.
const LIMITS: &str = "akt/src/base/limits.rs";
const LISTED: &str = "akt/docs/guarantees.md";

/// The sections of the limits that do not concern one process.
const ELSEWHERE: [&str; 3] = ["wire", "remote", "cluster"];

/// The head of the column that has to show what its row says.
const SHOWN: &str = "shown by";

/// What stands in that column where there is nothing to run, with the reason behind it.
const PLAIN: [&str; 2] = ["not there", "by design"];

/// A test that is named in code, as `tests/it/ask.rs: a_name`, is there; a program of `ui-tests` as well.
fn proofs_exist(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in manual(workspace) {
        for (at, span) in lines(file).flat_map(|(at, line)| spans(line).map(move |span| (at, span)))
        {
            if let Some(wrong) = missing(workspace, span) {
                found.push(file.at(at, wrong));
            }
        }
    }
    found
}

/// A row of a table that shows what it says names a test, or says plainly that there is nothing to run.
fn rows_are_shown(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in manual(workspace) {
        let mut columns = None;
        for (at, line) in lines(file) {
            let Some(cells) = cells(line) else {
                columns = None;
                continue;
            };
            let last = *cells.last().unwrap_or(&"");
            let Some(count) = columns else {
                // The first line of a table is its head.
                columns = Some(if last == SHOWN { cells.len() } else { 0 });
                continue;
            };
            if count == 0 || last.trim_matches(['-', ':', ' ']).is_empty() && !last.is_empty() {
                continue;
            }
            let shown =
                spans(last).any(is_proof) || PLAIN.iter().any(|plain| last.starts_with(plain));
            if cells.len() != count {
                found.push(file.at(at, format!("a row with {} cells of {count}", cells.len())));
            } else if !shown {
                found.push(file.at(at, "a row that names no test, and does not say why"));
            }
        }
    }
    found
}

/// Every limit of one process stands in the document, with its value.
fn limits_are_listed(workspace: &Workspace) -> Vec<Violation> {
    let (Some(limits), Some(listed)) = (workspace.get(LIMITS), workspace.get(LISTED)) else {
        return vec![Violation::of(LISTED, "is missing, or the limits are")];
    };
    let mut found = Vec::new();
    for (name, value) in local_limits(&limits.text) {
        let row = format!("| [`{name}`] | {value} |");
        if !listed.text.contains(&row) {
            let text = format!("does not list the limit `{name}`: a row begins with `{row}`");
            found.push(listed.whole(text));
        }
    }
    let known: Vec<_> = constants(&limits.text).map(|(_, name, _)| name).collect();
    for (at, line) in lines(listed) {
        let name = line
            .strip_prefix("| [`")
            .and_then(|rest| rest.split('`').next());
        if let Some(name) = name.filter(|name| is_constant(name))
            && !known.contains(&name)
        {
            found.push(listed.at(at, format!("there is no limit `{name}`")));
        }
    }
    found
}

/// The documents of the manual.
fn manual(workspace: &Workspace) -> impl Iterator<Item = &File> {
    let files = workspace.files.iter();
    files.filter(|file| file.path.starts_with("akt/docs/") && file.path.ends_with(".md"))
}

/// The lines outside of programs, with their places.
fn lines(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let (mut at, mut fenced) = (0, false);
    file.text.split_inclusive('\n').filter_map(move |line| {
        let from = at;
        at += line.len();
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((from, line.trim_end()))
    })
}

/// What stands between backticks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The cells of a row of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// The file and the test of `tests/it/ask.rs: a_name`.
fn test(span: &str) -> Option<(&str, &str)> {
    let (path, name) = span.split_once(": ")?;
    let is_name = |name: &str| name.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric());
    (path.ends_with(".rs") && is_name(name)).then_some((path, name))
}

fn is_program(span: &str) -> bool {
    span.starts_with("ui-tests/") && span.ends_with(".rs")
}

fn is_proof(span: &str) -> bool {
    test(span).is_some() || is_program(span)
}

/// What is wrong with a proof, if the span is one.
fn missing(workspace: &Workspace, span: &str) -> Option<String> {
    if let Some((path, name)) = test(span) {
        let there = workspace
            .get(path)
            .is_some_and(|file| file.text.contains(&format!("fn {name}(")));
        return (!there).then(|| format!("`{path}` has no test `{name}`"));
    }
    let gone = is_program(span) && !workspace.has(span);
    gone.then(|| format!("there is no program `{span}`"))
}

/// The limits of one process: name, and value as the document shows it.
fn local_limits(text: &str) -> impl Iterator<Item = (&str, String)> {
    constants(text)
        .filter(|(section, ..)| !ELSEWHERE.contains(section))
        .map(|(_, name, value)| (name, shown(value)))
}

/// Section, name and value of each constant.
fn constants(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    text.match_indices("\npub const ")
        .filter_map(move |(at, begin)| {
            let rest = text.get(at + begin.len()..)?;
            let name = rest.split(':').next()?;
            let (_, value) = rest.split(';').next()?.split_once(" =")?;
            let section = text
                .get(..at)?
                .rsplit("\n// ---- ")
                .next()
                .filter(|before| before.len() < at)
                .and_then(|before| before.lines().next());
            Some((section.unwrap_or_default(), name, value))
        })
}

/// A value as people read it: `Duration::from_secs(5)` is `5 s`, `1_000` is `1000`; jitter is left out.
fn shown(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = value.split(".jitter(").next().unwrap_or_default();
    let inside = |head: &str| value.strip_prefix(head)?.strip_suffix(')');
    if let Some(pair) = inside("Backoff::exponential(")
        && let Some((first, last)) = pair.split_once(", ")
    {
        return format!("{} to {}", shown(first), shown(last));
    }
    for (head, unit) in [
        ("Duration::from_secs(", "s"),
        ("Duration::from_millis(", "ms"),
        ("Duration::from_micros(", "µs"),
    ] {
        if let Some(number) = inside(head) {
            return format!("{} {unit}", shown(number));
        }
    }
    value.replace('_', "").replace(" * ", " × ")
}

fn is_constant(name: &str) -> bool {
    name.bytes().all(|b| b == b'_' || b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{LIMITS, LISTED, limits_are_listed, local_limits, proofs_exist, rows_are_shown};
    use crate::planted::planted;
    use crate::workspace::{HERE, holds};

    #[test]
    fn every_proof_of_the_manual_exists() {
        holds(proofs_exist);
    }

    #[test]
    fn every_row_of_the_manual_is_shown() {
        holds(rows_are_shown);
    }

    #[test]
    fn every_limit_is_in_the_manual() {
        holds(limits_are_listed);
        let limits = &HERE.get(LIMITS).expect("there are limits").text;
        assert!(local_limits(limits).count() >= 60);
    }

    #[test]
    fn a_proof_that_is_gone_is_found() {
        let tree = planted([
            (
                "akt/docs/a.md",
                "`tests/a.rs: kept` `tests/a.rs: gone`\n`tests/b.rs: kept`\n`ui-tests/fail/c.rs`\n```\n`tests/a.rs: never`\n```\n",
            ),
            ("tests/a.rs", "//! Tests.\nfn kept() {}\nfn gone_too() {}\n"),
        ]);
        tree.breaks(
            proofs_exist,
            [
                ("akt/docs/a.md:1:", "no test `gone`"),
                ("akt/docs/a.md:2:", "`tests/b.rs` has no test"),
                ("akt/docs/a.md:3:", "no program"),
            ],
        );
    }

    #[test]
    fn a_row_that_shows_nothing_is_found() {
        let table = "\
| what | shown by |
|---|---|
| a | `tests/a.rs: kept` |
| b | words |
| c | not there: why |
| d | by design: why |
| e | more | `tests/a.rs: kept` |

| what | else |
|---|---|
| f | words |
";
        let tree = planted([("akt/docs/a.md", table)]);
        tree.breaks(
            rows_are_shown,
            [
                ("akt/docs/a.md:4:", "names no test"),
                ("akt/docs/a.md:7:", "3 cells of 2"),
            ],
        );
    }

    #[test]
    fn a_limit_that_is_not_listed_is_found() {
        let limits = "\
//! Limits.

pub const KEPT: usize = 65_536;

pub const WRONG: Duration = Duration::from_secs(5);

// ---- remote

pub const FAR: usize = 1;

// ---- patterns

pub const PAUSES: Backoff =
    Backoff::exponential(Duration::from_millis(100), Duration::from_secs(10)).jitter(0.25);

pub const BYTES: usize = 64 * 1024;
";
        let listed = "\
| limit | default |
|---|---|
| [`KEPT`] | 65536 | x |
| [`WRONG`] | 6 s | x |
| [`GONE`] | 1 | x |
| [`PAUSES`] | 100 ms to 10 s | x |
| [`BYTES`] | 64 × 1024 | x |
";
        let tree = planted([(LIMITS, limits), (LISTED, listed)]);
        tree.breaks(
            limits_are_listed,
            [
                ("akt/docs/guarantees.md:", "`| [`WRONG`] | 5 s |`"),
                ("akt/docs/guarantees.md:5:", "no limit `GONE`"),
            ],
        );
    }
}
