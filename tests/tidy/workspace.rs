//! The text files of a repository, read once, and what a rule says about them.

use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use crate::source::{blank, line_of};

/// Folders whose `.rs` files are input of a test and no code of ours: users' programs, right and wrong.
const CASES: [&str; 3] = [
    "akt-codegen/tests/golden/",
    "ui-tests/fail/",
    "ui-tests/pass/",
];

/// One text file.
#[derive(Debug)]
pub(crate) struct File {
    /// From the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    code: OnceLock<String>,
}

/// A repository.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) files: Vec<File>,
}

/// A place that breaks a rule, and what to do about it.
#[derive(Debug)]
pub(crate) struct Violation {
    path: String,
    /// 0 when the matter is the whole file.
    line: usize,
    text: String,
}

/// The repository that this test belongs to, read once for all rules.
pub(crate) static HERE: LazyLock<Workspace> = LazyLock::new(|| {
    // Read when the test runs, so that the same binary serves a checkout that was moved.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let root = Path::new(&package).parent();
    Workspace::read(root.expect("tests/ has a parent"))
});

/// All rules have this shape.
pub(crate) type Rule = fn(&Workspace) -> Vec<Violation>;

impl Workspace {
    /// Every text file under `root`, except what builds and version control keep there.
    pub(crate) fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(&folder).expect("the folder can be read");
            for entry in entries {
                let path = entry.expect("the entry can be read").path();
                let name = path.file_name().unwrap_or_default();
                if path.is_dir() {
                    if name != "target" && name != ".git" {
                        folders.push(path);
                    }
                } else if name != ".git"
                    && let Some(file) = File::read(root, &path)
                {
                    files.push(file);
                }
            }
        }
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Self { files }
    }

    pub(crate) fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// Our own Rust files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(|file| file.path.ends_with(".rs") && !file.is_case())
    }

    /// The files of the runtime crate.
    pub(crate) fn runtime(&self) -> impl Iterator<Item = &File> {
        self.rust().filter(|file| file.path.starts_with("akt/src/"))
    }
}

impl File {
    /// `None` for what is no text.
    fn read(root: &Path, path: &Path) -> Option<Self> {
        let text = String::from_utf8(fs::read(path).ok()?).ok()?;
        if text.contains('\0') {
            return None;
        }
        let relative = path.strip_prefix(root).ok()?;
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        Some(Self {
            path: parts.join("/"),
            text,
            code: OnceLock::new(),
        })
    }

    /// The text with comments and the insides of literals blanked, at the same offsets.
    pub(crate) fn code(&self) -> &str {
        self.code.get_or_init(|| blank(&self.text))
    }

    /// Input of a test, not code of ours.
    pub(crate) fn is_case(&self) -> bool {
        CASES.iter().any(|folder| self.path.starts_with(folder))
    }

    /// Where the code that only runs in tests begins; tests stand last in a file.
    pub(crate) fn tests_from(&self) -> usize {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let of_tests = name == "tests.rs" || name.ends_with("_tests.rs") || name == "sim.rs";
        if of_tests
            || self
                .path
                .split('/')
                .any(|part| part == "tests" || part == "ui-tests")
        {
            return 0;
        }
        let inline = self.code().find("#[cfg(test)]");
        inline.unwrap_or(self.text.len())
    }

    /// A violation at an offset of this file.
    pub(crate) fn at(&self, offset: usize, text: impl Into<String>) -> Violation {
        Violation {
            path: self.path.clone(),
            line: line_of(&self.text, offset),
            text: text.into(),
        }
    }

    /// A violation of the whole file.
    pub(crate) fn whole(&self, text: impl Into<String>) -> Violation {
        Violation::of(&self.path, text)
    }
}

impl Violation {
    /// A violation of the file at `path`, which may be missing.
    pub(crate) fn of(path: &str, text: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: 0,
            text: text.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.text),
            line => write!(f, "{}:{line}: {}", self.path, self.text),
        }
    }
}

/// Asserts that this repository keeps `rule`.
pub(crate) fn holds(rule: Rule) {
    let workspace = &*HERE;
    assert!(
        workspace.has("akt/src/lib.rs"),
        "the runtime crate is not at akt/: nothing would be checked"
    );
    let found: Vec<_> = rule(workspace).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
