//! No Rust file lies outside the module tree: such a file is never compiled, and looks as if it were.

use std::collections::BTreeSet;

use crate::floors::inline_modules;
use crate::source::{after, before, head, words};
use crate::workspace::{File, Violation, Workspace};

/// Every file is a root of some target or is declared by a `mod`.
fn files_are_declared(workspace: &Workspace) -> Vec<Violation> {
    let mut waiting: Vec<&File> = workspace
        .rust()
        .filter(|file| is_root(workspace, &file.path))
        .collect();
    let mut reached: BTreeSet<&str> = waiting.iter().map(|file| file.path.as_str()).collect();
    while let Some(file) = waiting.pop() {
        let root = is_root(workspace, &file.path);
        for candidate in declared(file, root) {
            if let Some(child) = workspace.get(&candidate)
                && reached.insert(&child.path)
            {
                waiting.push(child);
            }
        }
    }
    let lost = workspace
        .rust()
        .filter(|file| !reached.contains(file.path.as_str()));
    lost.map(|file| file.whole("no `mod` declares this file: declare or remove it"))
        .collect()
}

/// Whether cargo starts a target at this file.
fn is_root(workspace: &Workspace, path: &str) -> bool {
    let packages = workspace.files.iter().filter_map(|file| {
        let folder = file.path.strip_suffix("Cargo.toml")?;
        path.strip_prefix(folder)
            .map(|inside| (folder.len(), inside, file))
    });
    let Some((_, inside, manifest)) = packages.max_by_key(|(length, ..)| *length) else {
        return false;
    };
    let parts: Vec<_> = inside.split('/').collect();
    let found_by_cargo = matches!(
        parts.as_slice(),
        ["build.rs"]
            | ["src", "lib.rs" | "main.rs"]
            | ["src", "bin", _]
            | ["src", "bin", _, "main.rs"]
            | ["tests" | "examples" | "benches", _]
            | ["tests" | "examples" | "benches", _, "main.rs"]
    );
    let named = format!("path = \"{inside}\"");
    found_by_cargo || manifest.text.lines().any(|line| line.trim() == named)
}

/// The paths at which the modules that `file` declares can lie.
fn declared(file: &File, root: bool) -> Vec<String> {
    let code = file.code();
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let own = if root || name == "mod.rs" {
        folder.to_owned()
    } else {
        format!("{folder}/{}", name.trim_end_matches(".rs"))
    };
    let inline = inline_modules(code);
    let mut found = Vec::new();
    for (at, word) in words(code).filter(|(_, word)| *word == "mod") {
        let name = head(after(code, at, word));
        let mut base = own.clone();
        for outer in inline.iter().filter(|range| range.contains(&at)) {
            let outer = before(code, outer.start).rsplit(char::is_whitespace).next();
            base = format!("{base}/{}", outer.unwrap_or_default());
        }
        found.push(format!("{base}/{name}.rs"));
        found.push(format!("{base}/{name}/mod.rs"));
        found.extend(path_attribute(file, at).map(|path| format!("{folder}/{path}")));
    }
    found
}

/// `x.rs` of `#[path = "x.rs"] mod name;`.
fn path_attribute(file: &File, at: usize) -> Option<&str> {
    let start = before(file.code(), at).rfind([';', '}', '{']).unwrap_or(0);
    let attributes = file.text.get(start..at)?;
    let (_, value) = attributes.rsplit_once("#[path = \"")?;
    value.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::files_are_declared;
    use crate::planted::planted;
    use crate::workspace::holds;

    #[test]
    fn every_file_is_declared() {
        holds(files_are_declared);
    }

    #[test]
    fn a_file_outside_the_tree_is_found() {
        let tree = planted([
            (
                "a/Cargo.toml",
                "[[test]]\nname = \"it\"\npath = \"it/main.rs\"\n",
            ),
            (
                "a/src/lib.rs",
                "mod one;\nmod two;\n// mod four;\n#[path = \"odd.rs\"]\nmod five;\n",
            ),
            ("a/src/one.rs", "mod inner;\nmod nested { mod deep; }\n"),
            ("a/src/one/inner.rs", ""),
            ("a/src/one/nested/deep.rs", ""),
            ("a/src/two/mod.rs", "mod three;\n"),
            ("a/src/two/three.rs", ""),
            ("a/src/two/lost.rs", ""),
            ("a/src/four.rs", ""),
            ("a/src/odd.rs", ""),
            ("a/src/bin/tool.rs", ""),
            ("a/it/main.rs", "mod case;\n"),
            ("a/it/case.rs", ""),
            ("a/it/forgotten.rs", ""),
            ("a/tests/auto.rs", ""),
            ("a/tests/support/mod.rs", ""),
        ]);
        tree.breaks(
            files_are_declared,
            [
                ("a/it/forgotten.rs:", "no `mod` declares"),
                ("a/src/four.rs:", "no `mod` declares"),
                ("a/src/two/lost.rs:", "no `mod` declares"),
                ("a/tests/support/mod.rs:", "no `mod` declares"),
            ],
        );
    }
}
