//! The documents: they exist, their links lead somewhere, the tests that they name exist, and the program of the README
//! is the example.

use crate::workspace::{File, Violation, Workspace};

/// What a repository of ours always has.
const PAPERS: [&str; 9] = [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "RELIABILITY.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "deny.toml",
    "rust-toolchain.toml",
    ".ci/run",
];

/// What a fresh machine with Rust runs, nothing else typed.
const COMMANDS: [&str; 2] = [
    "cargo run --release -p akt-examples --bin flights",
    "cargo test --workspace --all-features",
];

/// Every document is there and says something.
fn papers_exist(workspace: &Workspace) -> Vec<Violation> {
    let missing = PAPERS.iter().filter(|path| {
        workspace
            .get(path)
            .is_none_or(|file| file.text.trim().is_empty())
    });
    missing
        .map(|path| Violation::of(path, "is missing or empty"))
        .collect()
}

/// The README has the two commands, each on a line of its own.
fn commands_are_given(workspace: &Workspace) -> Vec<Violation> {
    let readme = workspace.get("README.md").map_or("", |file| &file.text);
    let missing = COMMANDS
        .iter()
        .filter(|command| !readme.lines().any(|line| line == **command));
    missing
        .map(|command| {
            Violation::of(
                "README.md",
                format!("does not give the command `{command}`"),
            )
        })
        .collect()
}

/// The program of the README is `hello` of the examples, after its header and its lint levels.
fn the_program_is_the_example(workspace: &Workspace) -> Vec<Violation> {
    let hello = ["examples/hello.rs", "examples/hello/main.rs"]
        .into_iter()
        .find_map(|path| workspace.get(path));
    let Some(hello) = hello else {
        return vec![Violation::of(
            "examples/hello.rs",
            "the program of the README is missing",
        )];
    };
    let is_header =
        |line: &&str| line.starts_with("//!") || line.starts_with("#![") || line.trim().is_empty();
    let program: Vec<_> = hello.text.lines().skip_while(is_header).collect();
    let readme = workspace.get("README.md").map_or("", |file| &file.text);
    let shown = readme
        .split("```rust\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let shown: Vec<_> = shown.unwrap_or_default().lines().collect();
    let differs = (0..program.len().max(shown.len())).find(|i| program.get(*i) != shown.get(*i));
    differs
        .map(|line| {
            let text = format!(
                "line {} of its program is not that of {}: copy the example",
                line + 1,
                hello.path
            );
            Violation::of("README.md", text)
        })
        .into_iter()
        .collect()
}

/// A relative link of a document leads to a file or a folder of the repository.
fn links_lead_somewhere(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in documents(workspace) {
        for (at, target) in links(file) {
            let target = target.split('#').next().unwrap_or_default();
            let elsewhere =
                target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            let path = resolve(&file.path, target);
            let there = workspace
                .files
                .iter()
                .any(|file| file.path == path || file.path.starts_with(&format!("{path}/")));
            if !elsewhere && !there {
                found.push(file.at(
                    at,
                    format!("the link leads to `{path}`, which does not exist"),
                ));
            }
        }
    }
    found
}

/// A test that a document names is there: where the text of a link to a source file is the name of a function.
fn named_tests_exist(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in documents(workspace) {
        for (at, target) in links(file) {
            let before = file.text.get(..at).unwrap_or_default();
            let name = before
                .strip_suffix('`')
                .and_then(|text| text.rsplit('`').next())
                .filter(|name| name.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric()))
                .filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
            let source = workspace.get(&resolve(&file.path, target));
            if let (Some(name), Some(source), true) = (name, source, target.ends_with(".rs"))
                && !source.text.contains(&format!("fn {name}("))
            {
                found.push(file.at(at, format!("`{target}` has no function `{name}`")));
            }
        }
    }
    found
}

fn documents(workspace: &Workspace) -> impl Iterator<Item = &File> {
    let files = workspace.files.iter();
    files.filter(|file| file.path.ends_with(".md"))
}

/// The targets of `[text](target)`, outside code, with the place of the `](`.
fn links(file: &File) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        if !fenced {
            for (from, _) in line.match_indices("](") {
                let target = line.get(from + 2..).and_then(|rest| rest.split(')').next());
                found.extend(target.map(|target| (at + from, target)));
            }
        }
        at += line.len();
    }
    found
}

/// A link from the root of the repository.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{
        commands_are_given, links_lead_somewhere, named_tests_exist, papers_exist,
        the_program_is_the_example,
    };
    use crate::planted::planted;
    use crate::workspace::holds;

    #[test]
    fn the_papers_exist() {
        holds(papers_exist);
    }

    #[test]
    fn the_readme_gives_the_commands() {
        holds(commands_are_given);
    }

    #[test]
    fn the_readme_shows_the_example() {
        holds(the_program_is_the_example);
    }

    #[test]
    fn every_link_leads_somewhere() {
        holds(links_lead_somewhere);
    }

    #[test]
    fn every_test_that_is_named_exists() {
        holds(named_tests_exist);
    }

    #[test]
    fn a_test_that_is_gone_is_found() {
        let tree = planted([
            (
                "RELIABILITY.md",
                "[`kept`](tests/a.rs) [`gone`](tests/a.rs)\n[`tests/a.rs`](tests/a.rs) [`Name`](tests/a.rs)\n",
            ),
            ("tests/a.rs", "//! Tests.\nfn kept() {}\nfn gone_too() {}\n"),
        ]);
        tree.breaks(named_tests_exist, [("RELIABILITY.md:1:", "`gone`")]);
    }

    #[test]
    fn a_missing_paper_is_found() {
        let tree = planted([("README.md", "x\n"), ("CHANGELOG.md", " \n")]);
        let found = tree.found(papers_exist);
        assert_eq!(found.len(), super::PAPERS.len() - 1);
        assert!(
            found.iter().any(|line| line.starts_with("CHANGELOG.md:")),
            "{found:?}"
        );
    }

    #[test]
    fn a_missing_command_is_found() {
        let readme = format!(
            "```sh\n{}\n{} --lib\n```\n",
            super::COMMANDS[0],
            super::COMMANDS[1]
        );
        let tree = planted([("README.md", readme.as_str())]);
        tree.breaks(commands_are_given, [("README.md:", super::COMMANDS[1])]);
    }

    #[test]
    fn a_program_that_drifted_is_found() {
        let hello = "//! Hello.\n\nuse akt;\nfn main() {}\n";
        let kept = planted([
            ("examples/hello.rs", hello),
            ("README.md", "```rust\nuse akt;\nfn main() {}\n```\n"),
        ]);
        kept.breaks(the_program_is_the_example, []);
        let short = planted([
            ("examples/hello.rs", hello),
            ("README.md", "```rust\nuse akt;\n```\n"),
        ]);
        short.breaks(
            the_program_is_the_example,
            [("README.md:", "line 2 of its program")],
        );
        let none = planted([("README.md", "```rust\n```\n")]);
        none.breaks(
            the_program_is_the_example,
            [("examples/hello.rs:", "is missing")],
        );
    }

    #[test]
    fn a_broken_link_is_found() {
        let tree = planted([
            (
                "README.md",
                "[a](docs/a.md#x) [b](docs) [c](https://example.org) [d](#e)\n[f](gone.md)\n```text\n[g](gone)\n```\n",
            ),
            ("docs/a.md", "[up](../README.md) [wrong](README.md)\n"),
        ]);
        tree.breaks(
            links_lead_somewhere,
            [
                ("README.md:2:", "`gone.md`"),
                ("docs/a.md:1:", "`docs/README.md`"),
            ],
        );
    }
}
