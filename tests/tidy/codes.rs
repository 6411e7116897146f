//! Every number of a diagnostic is shown by a test and explained in the manual.

use std::collections::BTreeMap;

use crate::workspace::{File, Violation, Workspace};

const CODES: &str = "akt-codegen/src/diagnostic/codes.rs";
const MANUAL: &str = "akt/docs/errors.md";

/// Each code appears in the expected output of a test.
fn codes_are_shown(workspace: &Workspace) -> Vec<Violation> {
    let shown: Vec<String> = workspace
        .files
        .iter()
        .filter(|file| is_expected_output(file))
        .map(|file| file.text.to_ascii_uppercase())
        .collect();
    let mut found = Vec::new();
    for (code, (file, at, _)) in codes(workspace) {
        if !shown.iter().any(|text| text.contains(code)) {
            found.push(file.at(
                at,
                format!("no test shows {code}: add a golden or a ui case"),
            ));
        }
    }
    found
}

/// Each code has a section with its title, and each section a code.
fn codes_are_explained(workspace: &Workspace) -> Vec<Violation> {
    let codes = codes(workspace);
    let Some(manual) = workspace.get(MANUAL) else {
        return vec![Violation::of(
            MANUAL,
            "the manual of the diagnostics is missing",
        )];
    };
    let sections = sections(manual);
    let mut found = Vec::new();
    for (code, (file, at, title)) in &codes {
        match sections.get(code) {
            None => found.push(file.at(*at, format!("{code} has no section in {MANUAL}"))),
            Some((at, text)) if !text.contains(&format!("**{title}**")) => {
                found.push(manual.at(
                    *at,
                    format!("the section of {code} lacks its title, **{title}**"),
                ));
            }
            Some((at, text)) => {
                for part in ["Wrong:", "Right:"] {
                    if !text.contains(part) {
                        found.push(
                            manual.at(*at, format!("the section of {code} has no part `{part}`")),
                        );
                    }
                }
            }
        }
    }
    for (code, (at, _)) in &sections {
        if !codes.contains_key(code) {
            found.push(manual.at(*at, format!("{code} is not a code of akt-codegen")));
        }
    }
    found
}

/// Each program that must not compile has its expected text, and each text a program.
fn failures_have_texts(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace
        .files
        .iter()
        .filter(|file| file.path.starts_with("ui-tests/fail/"))
    {
        let (stem, wanted) = match file.path.rsplit_once('.') {
            Some((stem, "rs")) => (stem, "stderr"),
            Some((stem, "stderr")) => (stem, "rs"),
            _ => continue,
        };
        if !workspace.has(&format!("{stem}.{wanted}")) {
            found.push(file.whole(format!("has no .{wanted} beside it")));
        }
    }
    found
}

/// Each code with its place and its title. A code stands in quotes, and its title in the next ones.
fn codes(workspace: &Workspace) -> BTreeMap<&str, (&File, usize, &str)> {
    let mut codes = BTreeMap::new();
    let Some(file) = workspace.get(CODES) else {
        return codes;
    };
    for (at, _) in file.text.match_indices("\"AKT") {
        let mut quoted = file
            .text
            .get(at..)
            .unwrap_or_default()
            .split('"')
            .skip(1)
            .step_by(2);
        if let (Some(code), Some(title)) = (quoted.next(), quoted.next())
            && is_code(code)
        {
            codes.insert(code, (file, at, title));
        }
    }
    codes
}

/// The sections `## AKT0001` of the manual, with their places and texts.
fn sections(manual: &File) -> BTreeMap<&str, (usize, &str)> {
    let starts = manual.text.match_indices("\n## ").map(|(at, _)| at + 1);
    starts
        .map(|at| {
            let rest = manual.text.get(at + 3..).unwrap_or_default();
            let text = rest.split("\n## ").next().unwrap_or_default();
            (text.lines().next().unwrap_or_default(), (at, text))
        })
        .filter(|(title, _)| is_code(title))
        .collect()
}

fn is_code(text: &str) -> bool {
    text.strip_prefix("AKT")
        .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_expected_output(file: &File) -> bool {
    let golden = file.path.starts_with("akt-codegen/tests/golden/") && file.path.ends_with(".txt");
    golden || (file.path.starts_with("ui-tests/fail/") && file.path.ends_with(".stderr"))
}

#[cfg(test)]
mod tests {
    use super::{CODES, MANUAL, codes_are_explained, codes_are_shown, failures_have_texts};
    use crate::planted::planted;
    use crate::workspace::{HERE, holds};

    const TABLE: &str = "ONE \"AKT0001\" \"first\"\n  \"Help.\"\nTWO \"AKT0002\" \"second\" \"Help.\"\nTHREE \"AKT0003\" \"third\" \"Help.\"\n";

    #[test]
    fn the_table_of_codes_is_read() {
        assert!(super::codes(&HERE).len() >= 40);
    }

    #[test]
    fn every_code_is_shown_by_a_test() {
        holds(codes_are_shown);
    }

    #[test]
    fn every_code_is_explained() {
        holds(codes_are_explained);
    }

    #[test]
    fn every_failing_program_has_its_text() {
        holds(failures_have_texts);
    }

    #[test]
    fn a_code_without_test_is_found() {
        let tree = planted([
            (CODES, TABLE),
            ("akt-codegen/tests/golden/a/x.err.txt", "1:1 AKT0001 x\n"),
            ("ui-tests/fail/x.stderr", "see: akt::docs::errors#akt0002\n"),
        ]);
        tree.breaks(
            codes_are_shown,
            [(
                "akt-codegen/src/diagnostic/codes.rs:4:",
                "no test shows AKT0003",
            )],
        );
    }

    #[test]
    fn a_code_without_section_is_found() {
        let manual = "# E\n\n## AKT0001\n\n**first**\n\nWrong:\n\nRight:\n\n## AKT0002\n\n**other**\n\n## AKT0009\n\nx\n";
        let tree = planted([(CODES, TABLE), (MANUAL, manual)]);
        tree.breaks(
            codes_are_explained,
            [
                ("akt/docs/errors.md:11:", "lacks its title, **second**"),
                (
                    "akt-codegen/src/diagnostic/codes.rs:4:",
                    "AKT0003 has no section",
                ),
                ("akt/docs/errors.md:15:", "AKT0009 is not a code"),
            ],
        );
        let bare = planted([
            (CODES, TABLE),
            (MANUAL, "# E\n\n## AKT0001\n\n**first**\n\nWrong:\n"),
        ]);
        let found = bare.found(codes_are_explained);
        assert!(
            found.iter().any(|line| line.contains("no part `Right:`")),
            "{found:?}"
        );
        let none = planted([(CODES, TABLE)]);
        none.breaks(codes_are_explained, [(MANUAL, "is missing")]);
    }

    #[test]
    fn a_failing_program_without_text_is_found() {
        let tree = planted([
            ("ui-tests/fail/a.rs", ""),
            ("ui-tests/fail/a.stderr", "x"),
            ("ui-tests/fail/b.rs", ""),
            ("ui-tests/fail/c.stderr", "x"),
        ]);
        tree.breaks(
            failures_have_texts,
            [
                ("ui-tests/fail/b.rs:", "no .stderr"),
                ("ui-tests/fail/c.stderr:", "no .rs"),
            ],
        );
    }
}
