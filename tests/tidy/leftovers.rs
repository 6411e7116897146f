//! Nothing unfinished, nothing switched off, nothing that waits for time to pass.

use crate::source::{after, before, words};
use crate::workspace::{File, Violation, Workspace};

/// Marks of unfinished work, put together here so that this file does not hold them.
const MARKS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// Macros that stand for code that is not there, or that was left from a search for a fault.
const MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// No text holds a mark of unfinished work, no code a macro that stands for it.
fn nothing_is_unfinished(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in &workspace.files {
        // Data and locks are written by programs.
        if !is_written_by_hand(file) {
            continue;
        }
        for (at, word) in words(&file.text) {
            if MARKS.contains(&word) {
                found.push(file.at(at, format!("`{word}`: finish it or leave it out")));
            }
        }
    }
    for file in workspace.rust() {
        let code = file.code();
        for (at, word) in words(code) {
            if MACROS.contains(&word) && after(code, at, word).starts_with('!') {
                found.push(file.at(at, format!("`{word}!`: finish it or leave it out")));
            }
        }
    }
    found
}

/// No test is switched off.
fn no_test_is_ignored(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace.rust() {
        let code = file.code();
        for (at, word) in words(code) {
            if word == "ignore" && before(code, at).ends_with("#[") {
                found.push(file.at(at, "a test that never runs: repair or remove it"));
            }
        }
        let fence = concat!("```", "ignore");
        for (at, _) in file.text.match_indices(fence) {
            found.push(file.at(
                at,
                "an example that is never compiled: repair it, or mark it `text`",
            ));
        }
    }
    found
}

/// Tests wait for a condition with a deadline, or for virtual time, never for the clock on the wall.
fn tests_do_not_sleep(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace.rust() {
        let code = file.code();
        for (at, word) in words(code).filter(|(at, _)| *at >= file.tests_from()) {
            let call = after(code, at, word).starts_with('(') && !before(code, at).ends_with("fn");
            if matches!(word, "sleep" | "sleep_until") && call && !may_sleep(code, at) {
                let text = "a test sleeps: wait for a condition with a deadline, or use `start_paused = true`";
                found.push(file.at(at, text));
            }
        }
    }
    found
}

/// Whether the sleep at `at` takes no time, because the test around it runs in virtual time, or is the subject of the
/// test, because a handler is slow on purpose.
fn may_sleep(code: &str, at: usize) -> bool {
    let before = before(code, at);
    // It would stop the thread that the runtime needs.
    if before.ends_with("thread::") {
        return false;
    }
    let attributes = ["test(", "test]", "[handler]", "[handler("];
    let nearest = attributes
        .iter()
        .filter_map(|name| before.rfind(name))
        .max();
    let attribute = nearest.and_then(|from| before.get(from..)?.lines().next());
    attribute.is_some_and(|line| line.contains("start_paused") || line.starts_with("[handler"))
}

fn is_written_by_hand(file: &File) -> bool {
    ["rs", "md", "toml", "yml", "yaml", "sh"].iter().any(|end| {
        file.path
            .rsplit_once('.')
            .is_some_and(|(_, extension)| extension == *end)
    }) || file.path.starts_with(".ci/")
}

#[cfg(test)]
mod tests {
    use super::{no_test_is_ignored, nothing_is_unfinished, tests_do_not_sleep};
    use crate::planted::planted;
    use crate::workspace::holds;

    #[test]
    fn nothing_is_left_unfinished() {
        holds(nothing_is_unfinished);
    }

    #[test]
    fn every_test_runs() {
        holds(no_test_is_ignored);
    }

    #[test]
    fn no_test_sleeps() {
        holds(tests_do_not_sleep);
    }

    #[test]
    fn unfinished_work_is_found() {
        let mark = super::MARKS[0];
        let comment = format!("// {mark}: later\n");
        let script = format!("# {mark}\n");
        let tree = planted([
            ("a/src/comment.rs", comment.as_str()),
            (
                "a/src/code.rs",
                "fn f() { todo!() }\nfn g() { dbg!(1); unimplemented!(\"x\") }\nfn h(todo: u8) {}\n",
            ),
            (".ci/run", script.as_str()),
            ("data.csv", comment.as_str()),
        ]);
        tree.breaks(
            nothing_is_unfinished,
            [
                (".ci/run:1:", "finish it"),
                ("a/src/comment.rs:1:", "finish it"),
                ("a/src/code.rs:1:", "`todo!`"),
                ("a/src/code.rs:2:", "`dbg!`"),
                ("a/src/code.rs:2:", "`unimplemented!`"),
            ],
        );
    }

    #[test]
    fn an_ignored_test_is_found() {
        let example = concat!("//! ```", "ignore\n//! f();\n//! ```\n");
        let tree = planted([
            (
                "a/tests/a.rs",
                "#[test]\n#[ignore]\nfn f() {}\n#[ignore = \"slow\"]\nfn g() {}\n",
            ),
            ("a/src/lib.rs", example),
        ]);
        tree.breaks(
            no_test_is_ignored,
            [
                ("a/src/lib.rs:1:", "never compiled"),
                ("a/tests/a.rs:2:", "never runs"),
                ("a/tests/a.rs:4:", "never runs"),
            ],
        );
    }

    #[test]
    fn a_sleeping_test_is_found() {
        let tree = planted([
            (
                "a/src/lib.rs",
                "fn f() { thread::sleep(x); }\n#[cfg(test)]\nmod tests { fn f() { thread::sleep(x) } }\n",
            ),
            (
                "a/src/tests.rs",
                "#[tokio::test(start_paused = true)]\nasync fn f() {\n    time::sleep(x).await;\n    std::thread::sleep(x);\n}\n#[tokio::test]\nasync fn g() {\n    sleep(x).await;\n}\n#[handler]\npub async fn h(&self) {\n    time::sleep(x).await;\n}\n",
            ),
            (
                "a/tests/a.rs",
                "#[test]\nfn f() { std::thread::sleep(x); let sleep = 1; }\n",
            ),
        ]);
        tree.breaks(
            tests_do_not_sleep,
            [
                ("a/src/lib.rs:3:", "a test sleeps"),
                ("a/src/tests.rs:4:", "a test sleeps"),
                ("a/src/tests.rs:8:", "a test sleeps"),
                ("a/tests/a.rs:2:", "a test sleeps"),
            ],
        );
    }
}
