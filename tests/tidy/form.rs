//! The form of a Rust file: how long it is and how it begins.

use crate::workspace::{Violation, Workspace};

/// A file is read as a whole; beyond this it holds more than one subject. Aim for 500.
const LINES_MAX: usize = 600;

/// No file is longer than [`LINES_MAX`].
fn files_are_short(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace.rust() {
        let lines = file.text.lines().count();
        if lines > LINES_MAX {
            found.push(file.whole(format!(
                "{lines} lines, at most {LINES_MAX}: split it by subject"
            )));
        }
    }
    found
}

/// Every file says in its first line what lives in it.
fn files_have_headers(workspace: &Workspace) -> Vec<Violation> {
    let headless = workspace.rust().filter(|file| {
        let header = file
            .text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("//!"));
        header.is_none_or(|text| text.trim().is_empty())
    });
    headless
        .map(|file| file.at(0, "no header: begin with `//! ` and what lives here"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LINES_MAX, files_are_short, files_have_headers};
    use crate::planted::planted;
    use crate::workspace::holds;

    #[test]
    fn no_file_is_too_long() {
        holds(files_are_short);
    }

    #[test]
    fn every_file_has_a_header() {
        holds(files_have_headers);
    }

    #[test]
    fn a_long_file_is_found() {
        let (long, fits) = ("x\n".repeat(LINES_MAX + 1), "x\n".repeat(LINES_MAX));
        let tree = planted([
            ("a/src/long.rs", long.as_str()),
            ("a/src/fits.rs", fits.as_str()),
        ]);
        tree.breaks(
            files_are_short,
            [("a/src/long.rs", "601 lines, at most 600")],
        );
    }

    #[test]
    fn a_file_without_header_is_found() {
        let tree = planted([
            ("a/src/bare.rs", "use x;\n"),
            ("a/src/comment.rs", "// What lives here.\n"),
            ("a/src/empty.rs", "//! \n\nuse x;\n"),
            ("a/src/good.rs", "//! What lives here.\n"),
            ("ui-tests/fail/case.rs", "use akt::prelude::*;\n"),
        ]);
        tree.breaks(
            files_have_headers,
            [
                ("a/src/bare.rs:1:", "no header"),
                ("a/src/comment.rs:1:", "no header"),
                ("a/src/empty.rs:1:", "no header"),
            ],
        );
    }
}
