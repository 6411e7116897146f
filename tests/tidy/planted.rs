//! A small tree of files on disk, removed at the end, in which a rule must find what is wrong.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::workspace::{Rule, Workspace};

/// Tells the trees of tests that run at the same time apart.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A tree with violations.
#[derive(Debug)]
pub(crate) struct Planted {
    root: PathBuf,
}

/// A tree of the given files.
pub(crate) fn planted<const N: usize>(files: [(&str, &str); N]) -> Planted {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("tidy-{}-{number}", std::process::id());
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (path, text) in files {
        let path = root.join(path);
        let folder = path.parent().expect("a file has a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    Planted { root }
}

impl Planted {
    /// What `rule` finds.
    pub(crate) fn found(&self, rule: Rule) -> Vec<String> {
        let workspace = Workspace::read(&self.root);
        rule(&workspace).iter().map(ToString::to_string).collect()
    }

    /// Asserts that `rule` finds exactly these places, each given by the beginning of its line and a part of it.
    #[track_caller]
    pub(crate) fn breaks<const N: usize>(&self, rule: Rule, expected: [(&str, &str); N]) {
        let found = self.found(rule);
        let matches = found.len() == N
            && found
                .iter()
                .zip(expected)
                .all(|(line, (place, part))| line.starts_with(place) && line.contains(part));
        assert!(matches, "expected {expected:#?}, found {found:#?}");
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        // What cannot be removed lies in the target folder and disturbs nobody.
        let _ = fs::remove_dir_all(&self.root);
    }
}
