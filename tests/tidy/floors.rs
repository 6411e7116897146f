//! Imports of the runtime crate go down the table that stands at the head of `akt/src/lib.rs`.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::{after, before, head, inside, words};
use crate::workspace::{File, Violation, Workspace};

const ROOT: &str = "akt/src/lib.rs";

/// The floor of each top-level module.
type Floors = BTreeMap<String, u32>;

/// Imports go down, and every module has a floor. Tests may reach up, for what drives the thing that they test.
fn imports_go_down(workspace: &Workspace) -> Vec<Violation> {
    let Some(root) = workspace.get(ROOT) else {
        return vec![Violation::of(
            ROOT,
            "the root of the runtime crate is missing",
        )];
    };
    let floors = floors(&root.text);
    let mut found = Vec::new();
    for (at, name) in modules(root) {
        if !floors.contains_key(name) {
            found.push(root.at(
                at,
                format!("`{name}` is not in the table of floors: give it one"),
            ));
        }
    }
    for file in workspace.runtime() {
        let module = top(&file.path);
        let Some(&mine) = floors.get(module) else {
            continue;
        };
        let tests = file.tests_from();
        for (at, target) in crate_paths(file).into_iter().filter(|(at, _)| *at < tests) {
            match floors.get(target) {
                Some(_) if target == module => {}
                Some(&theirs) if theirs < mine => {}
                Some(&theirs) => found.push(file.at(
                    at,
                    format!(
                        "`{module}` (floor {mine}) imports `{target}` (floor {theirs}): declare a port trait below"
                    ),
                )),
                None => found.push(file.at(
                    at,
                    format!("`crate::{target}` goes through the root: name the module that has it"),
                )),
            }
        }
    }
    found
}

/// A path of `super`s stays inside its top-level module: a way out of it would not be seen by the rule above.
fn supers_stay_inside(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace.runtime().filter(|file| file.path != ROOT) {
        let nested = inline_modules(file.code());
        for (at, count) in supers(file.code()) {
            let inner = nested.iter().filter(|range| range.contains(&at)).count();
            if count >= depth(&file.path) + inner {
                found.push(file.at(at, "`super` leads to the root: write `crate::module::Item`"));
            }
        }
    }
    found
}

/// The rows ``//! | 3 | `actor`, `system` | … |``.
fn floors(root: &str) -> Floors {
    let mut floors = Floors::new();
    for row in root.lines().filter_map(|line| line.strip_prefix("//! |")) {
        let mut cells = row.split('|').map(str::trim);
        let Some(floor) = cells.next().and_then(|cell| cell.parse().ok()) else {
            continue;
        };
        for name in cells.next().unwrap_or_default().split(',') {
            floors.insert(name.trim().trim_matches('`').to_owned(), floor);
        }
    }
    floors
}

/// `mod name` in the root.
fn modules(root: &File) -> impl Iterator<Item = (usize, &str)> {
    let code = root.code();
    words(code)
        .filter(|(_, word)| *word == "mod")
        .map(move |(at, word)| (at, head(after(code, at, word))))
}

/// The top-level module of a file.
fn top(path: &str) -> &str {
    let inside = path.strip_prefix("akt/src/").unwrap_or(path);
    let first = inside.split('/').next().unwrap_or_default();
    first.trim_end_matches(".rs")
}

/// How many modules deep a file is: 1 for `actor/mod.rs`, 2 for `actor/ask.rs`.
fn depth(path: &str) -> usize {
    let inside = path.strip_prefix("akt/src/").unwrap_or(path);
    inside.split('/').filter(|part| *part != "mod.rs").count()
}

/// The first segment after `crate::` or `akt::`, for each path and each member of a group.
fn crate_paths(file: &File) -> Vec<(usize, &str)> {
    let code = file.code();
    let mut found = Vec::new();
    for (at, word) in words(code) {
        let before = before(code, at);
        // `#[akt::main]`: attributes stand at the root for users, and are no items.
        let attribute = before.ends_with("#[");
        // `name::akt` is somebody else's; `::akt` is ours.
        let foreign = before
            .strip_suffix("::")
            .is_some_and(|rest| rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        let Some(rest) = after(code, at, word).strip_prefix("::") else {
            continue;
        };
        if !matches!(word, "crate" | "akt") || attribute || foreign {
            continue;
        }
        let rest = rest.trim_start();
        if rest.starts_with('{') {
            found.extend(members(inside(rest)).map(|name| (at, name)));
        } else {
            found.push((at, head(rest)));
        }
    }
    found
}

/// The first segments of the paths of a group, without those of groups inside it.
fn members(group: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    let pieces = group.split(move |c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    pieces.map(head).filter(|name| !name.is_empty())
}

/// Each chain `super::super::…` with its length.
fn supers(code: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, _) in words(code).filter(|(_, word)| *word == "super") {
        if before(code, at).ends_with("super::") {
            if let Some((_, count)) = found.last_mut() {
                *count += 1;
            }
        } else if !before(code, at).ends_with("(in") && after(code, at, "super").starts_with("::") {
            found.push((at, 1));
        }
    }
    found
}

/// Where the bodies of `mod name { … }` stand.
pub(crate) fn inline_modules(code: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, word) in words(code).filter(|(_, word)| *word == "mod") {
        let name = head(after(code, at, word));
        let rest = after(code, at, word)
            .get(name.len()..)
            .unwrap_or_default()
            .trim_start();
        if !name.is_empty() && rest.starts_with('{') {
            let start = code.len() - rest.len();
            found.push(start..start + inside(rest).len() + 2);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{imports_go_down, supers_stay_inside};
    use crate::planted::planted;
    use crate::workspace::holds;

    const LIB: &str = "//! | 0 | `base` | x |\n//! | 1 | `left`, `right` | x |\n//! | 2 | `high` | x |\n\
        mod base;\nmod left;\nmod right;\nmod high;\n";

    #[test]
    fn imports_go_down_the_floors() {
        holds(imports_go_down);
    }

    #[test]
    fn supers_stay_in_their_module() {
        holds(supers_stay_inside);
    }

    #[test]
    fn an_import_up_or_sideways_is_found() {
        let tree = planted([
            ("akt/src/lib.rs", LIB),
            ("akt/src/base.rs", "use crate::high::A;\n"),
            (
                "akt/src/high.rs",
                "use crate::base::A;\nuse crate::{base::B, left::{C, D}};\n",
            ),
            (
                "akt/src/left/mod.rs",
                "// crate::high::A\nfn f() { crate::right::g(); }\n",
            ),
            (
                "akt/src/left/deep.rs",
                "use crate::{\n    base::A,\n    left::B,\n    high::C,\n};\n",
            ),
            (
                "akt/src/right.rs",
                "fn f() { ::akt::high::g(); let s = \"crate::high\"; }\n",
            ),
            ("akt/src/right/tests.rs", "use crate::high::A;\n"),
        ]);
        tree.breaks(
            imports_go_down,
            [
                (
                    "akt/src/base.rs:1:",
                    "`base` (floor 0) imports `high` (floor 2)",
                ),
                (
                    "akt/src/left/deep.rs:1:",
                    "`left` (floor 1) imports `high` (floor 2)",
                ),
                (
                    "akt/src/left/mod.rs:2:",
                    "`left` (floor 1) imports `right` (floor 1)",
                ),
                (
                    "akt/src/right.rs:1:",
                    "`right` (floor 1) imports `high` (floor 2)",
                ),
            ],
        );
    }

    #[test]
    fn an_import_through_the_root_is_found() {
        let tree = planted([
            ("akt/src/lib.rs", LIB),
            (
                "akt/src/high.rs",
                "use crate::Item;\nuse crate::{base::A, Item as B};\n#[akt::main]\n",
            ),
            (
                "akt/src/left.rs",
                "type T = akt::Item;\ntype U = other::akt::Item;\n",
            ),
        ]);
        tree.breaks(
            imports_go_down,
            [
                ("akt/src/high.rs:1:", "`crate::Item` goes through the root"),
                ("akt/src/high.rs:2:", "`crate::Item` goes through the root"),
                ("akt/src/left.rs:1:", "`crate::Item` goes through the root"),
            ],
        );
    }

    #[test]
    fn a_module_without_floor_is_found() {
        let tree = planted([(
            "akt/src/lib.rs",
            "//! | 0 | `base` | x |\nmod base;\npub mod extra;\n",
        )]);
        tree.breaks(
            imports_go_down,
            [("akt/src/lib.rs:3:", "`extra` is not in the table")],
        );
    }

    #[test]
    fn a_super_that_leaves_its_module_is_found() {
        let tree = planted([
            (
                "akt/src/left/mod.rs",
                "use super::right::A;\nmod x { use super::B; }\n",
            ),
            (
                "akt/src/left/deep.rs",
                "use super::A;\nuse super::super::right::B;\npub(in super::super) fn f() {}\n",
            ),
            (
                "akt/src/right.rs",
                "mod tests { use super::*; use super::super::left; }\n",
            ),
        ]);
        tree.breaks(
            supers_stay_inside,
            [
                ("akt/src/left/deep.rs:2:", "leads to the root"),
                ("akt/src/left/mod.rs:1:", "leads to the root"),
                ("akt/src/right.rs:1:", "leads to the root"),
            ],
        );
    }
}
