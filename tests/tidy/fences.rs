//! What may stand in a few files only: `unsafe`, feature switches, and, in `proto` folders, nothing that waits.

use crate::source::{after, before, head, inside, words};
use crate::workspace::{File, Violation, Workspace};

/// Files that may hold `unsafe`, and what for. A name ending in `/` stands for all files of that folder.
/// Tests beside a listed file may hold it too.
const UNSAFE: [(&str, &str); 13] = [
    (
        "akt/src/queue/block.rs",
        "message slots that are written once and read once",
    ),
    (
        "akt/src/queue/place.rs",
        "room for one value that an atomic beside it guards",
    ),
    (
        "akt/src/queue/lane.rs",
        "the queue whose only consumer is the owner of the gate",
    ),
    (
        "akt/src/queue/pool.rs",
        "memory that is handed from thread to thread",
    ),
    (
        "akt/src/queue/stack.rs",
        "the list that is taken as a whole",
    ),
    (
        "akt/src/dispatch/runnable.rs",
        "a cell behind a pointer of one word and a table",
    ),
    (
        "akt/src/dispatch/worker.rs",
        "calls through that table, and the worker of this thread",
    ),
    (
        "akt/src/actor/cell/",
        "an actor in one allocation, with its future inside",
    ),
    (
        "akt/src/actor/context.rs",
        "the context's way back to its cell",
    ),
    (
        "akt/src/actor/current.rs",
        "the actor whose turn runs on this thread",
    ),
    (
        "akt/src/actor/reference.rs",
        "counted pointers to cells of any type",
    ),
    (
        "akt/src/actor/reply/mod.rs",
        "the reply cell that two sides share",
    ),
    (
        "akt/src/actor/spawn.rs",
        "the parent's cell while a child is born",
    ),
];

/// Words that have no place in a state machine without I/O, with what to do instead.
const IMPURE: [(&str, &str); 11] = [
    ("async", "make it a method that the driver calls"),
    ("await", "make it a method that the driver calls"),
    ("tokio", "the driver has the runtime"),
    ("quinn", "the driver has the connection"),
    ("chitchat", "the driver has the library"),
    ("futures_util", "the driver has the futures"),
    ("SystemTime", "pass the time in"),
    ("RandomState", "pass a seeded generator in"),
    ("from_os", "pass a seeded generator in"),
    ("thread", "the driver has the threads"),
    ("now", "pass the time in"),
];

/// `unsafe` stands in listed files only, and each of them argues why it is sound.
fn unsafe_is_fenced(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace.rust() {
        let Some((at, _)) = words(file.code()).find(|(at, word)| is_unsafe(file.code(), *at, word))
        else {
            continue;
        };
        if file.tests_from() == 0 && beside_listed(&file.path) {
            continue;
        }
        if !UNSAFE.iter().any(|(listed, _)| covers(listed, &file.path)) {
            let text = "`unsafe` outside the fence: write it safely, or list the file in tests/tidy/fences.rs with the reason";
            found.push(file.at(at, text));
        } else if !argued(workspace, file) {
            let text =
                "holds `unsafe` without a section `# Soundness` here or at the head of its folder";
            found.push(file.whole(text));
        }
    }
    found
}

/// No entry of [`UNSAFE`] outlives what it was for.
fn fence_is_up_to_date(workspace: &Workspace) -> Vec<Violation> {
    let holds_unsafe = |file: &File| {
        let code = file.code();
        words(code).any(|(at, word)| is_unsafe(code, at, word))
    };
    let mut found = Vec::new();
    for (listed, _) in UNSAFE {
        let mut files = workspace
            .runtime()
            .filter(|file| covers(listed, &file.path));
        if !files.any(holds_unsafe) {
            let text = "holds no `unsafe`: take it off the list in tests/tidy/fences.rs";
            found.push(Violation::of(listed, text));
        }
    }
    found
}

/// `cfg(feature)` stands where whole modules are switched, so that a feature only adds names.
/// Two forms are no switches: `cfg_attr(not(feature = …), allow(dead_code))`, and `cfg(feature = …)` on a `pub(crate)`
/// item, which is there for a floor above and nobody else sees.
fn features_switch_modules(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace.runtime() {
        let path = file.path.as_str();
        let door = ["akt/src/lib.rs", "akt/src/prelude.rs", "akt/src/docs.rs"].contains(&path)
            || path.starts_with("akt/src/__private/");
        if door {
            continue;
        }
        let code = file.code();
        for (at, word) in words(code) {
            let condition = after(code, at, word).trim_start_matches('!').trim_start();
            if !matches!(word, "cfg" | "cfg_attr") || !condition.starts_with('(') {
                continue;
            }
            let rest = condition;
            let condition = inside(rest);
            let item = rest.get(condition.len() + 2..).unwrap_or_default();
            let way_in = item
                .trim_start_matches(']')
                .trim_start()
                .starts_with("pub(crate)");
            let silence = word == "cfg_attr" && condition.contains("dead_code");
            if words(condition).any(|(_, word)| word == "feature") && !silence && !way_in {
                found.push(file.at(at, "a feature is asked for outside the root and the doors: switch the module in lib.rs"));
            }
        }
    }
    found
}

/// A `proto` folder holds state machines: no waiting, no clock, no randomness but what is passed in.
fn protocols_are_pure(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in workspace.runtime() {
        if !file
            .path
            .split('/')
            .any(|part| part == "proto" || part == "proto.rs")
        {
            continue;
        }
        let code = file.code();
        for (at, word) in words(code).take_while(|(at, _)| *at < file.tests_from()) {
            let Some((_, instead)) = IMPURE.iter().find(|(impure, _)| *impure == word) else {
                continue;
            };
            // An argument named `now` is the time that was passed in.
            if word != "now" || before(code, at).ends_with("::") {
                found.push(file.at(
                    at,
                    format!("`{word}` in a state machine without I/O: {instead}"),
                ));
            }
        }
    }
    found
}

/// The keyword, or a lint level that allows it.
fn is_unsafe(code: &str, at: usize, word: &str) -> bool {
    let allows = word == "unsafe_code"
        && ["allow(", "expect("]
            .iter()
            .any(|level| before(code, at).ends_with(level));
    // `Token![unsafe]` names the keyword of somebody else's code.
    allows || (word == "unsafe" && !before(code, at).ends_with("Token!["))
}

fn covers(listed: &str, path: &str) -> bool {
    if listed.ends_with('/') {
        path.starts_with(listed)
    } else {
        path == listed
    }
}

/// Whether a file of tests lies in the folder of a listed file.
fn beside_listed(path: &str) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    UNSAFE
        .iter()
        .any(|(listed, _)| folder(listed) == folder(path) || covers(listed, path))
}

/// Whether the argument stands in the file or at the head of its folder.
fn argued(workspace: &Workspace, file: &File) -> bool {
    let argues = |file: &File| {
        let mut comments = file
            .text
            .lines()
            .map(str::trim_start)
            .filter(|line| line.starts_with("//"));
        comments.any(|line| head(line.trim_start_matches(['/', '!', ' ', '#'])) == "Soundness")
    };
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    argues(file)
        || workspace
            .get(&format!("{folder}/mod.rs"))
            .is_some_and(argues)
}

#[cfg(test)]
mod tests {
    use super::{
        features_switch_modules, fence_is_up_to_date, protocols_are_pure, unsafe_is_fenced,
    };
    use crate::planted::planted;
    use crate::workspace::holds;

    #[test]
    fn unsafe_stands_in_listed_files() {
        holds(unsafe_is_fenced);
    }

    #[test]
    fn the_list_is_up_to_date() {
        holds(fence_is_up_to_date);
    }

    #[test]
    fn features_switch_whole_modules() {
        holds(features_switch_modules);
    }

    #[test]
    fn protocols_do_no_input_or_output() {
        holds(protocols_are_pure);
    }

    #[test]
    fn unsafe_outside_the_list_is_found() {
        let tree = planted([
            (
                "akt/src/actor/ask.rs",
                "// unsafe\nfn f() {\n    unsafe { g() }\n}\n",
            ),
            ("akt/src/wire/x.rs", "#[allow(unsafe_code)]\nmod y;\n"),
            ("akt/src/wire/tests.rs", "unsafe fn f() {}\n"),
            ("akt/src/queue/tests.rs", "unsafe fn f() {}\n"),
            (
                "benches/src/lib.rs",
                "#![deny(unsafe_code)]\nconst S: &str = \"unsafe\";\n",
            ),
            ("examples/src/lib.rs", "unsafe impl Send for X {}\n"),
            ("ui-tests/fail/case.rs", "unsafe fn f() {}\n"),
        ]);
        tree.breaks(
            unsafe_is_fenced,
            [
                ("akt/src/actor/ask.rs:3:", "outside the fence"),
                ("akt/src/wire/tests.rs:1:", "outside the fence"),
                ("akt/src/wire/x.rs:1:", "outside the fence"),
                ("examples/src/lib.rs:1:", "outside the fence"),
            ],
        );
    }

    #[test]
    fn unsafe_without_argument_is_found() {
        let tree = planted([
            (
                "akt/src/queue/lane.rs",
                "//! # Soundness\nunsafe fn f() {}\n",
            ),
            ("akt/src/queue/stack.rs", "//! Stack.\nunsafe fn f() {}\n"),
            (
                "akt/src/actor/cell/mod.rs",
                "//! # Soundness of cells\nunsafe fn f() {}\n",
            ),
            (
                "akt/src/actor/cell/turn.rs",
                "//! Turn.\nunsafe fn f() {}\n",
            ),
        ]);
        tree.breaks(
            unsafe_is_fenced,
            [("akt/src/queue/stack.rs:", "without a section `# Soundness`")],
        );
    }

    #[test]
    fn a_listed_file_without_unsafe_is_found() {
        let tree = planted([
            (
                "akt/src/queue/lane.rs",
                "unsafe fn f() {}
",
            ),
            (
                "akt/src/queue/stack.rs",
                "// unsafe
",
            ),
        ]);
        let found = tree.found(fence_is_up_to_date);
        let of = |path| found.iter().any(|line| line.starts_with(path));
        assert!(of("akt/src/queue/stack.rs:") && !of("akt/src/queue/lane.rs:"));
        assert_eq!(found.len(), super::UNSAFE.len() - 1, "the others are gone");
    }

    #[test]
    fn a_feature_inside_a_module_is_found() {
        let tree = planted([
            (
                "akt/src/lib.rs",
                "#[cfg(feature = \"remote\")]\nmod remote;\n",
            ),
            (
                "akt/src/prelude.rs",
                "#[cfg(feature = \"remote\")]\npub use x;\n",
            ),
            (
                "akt/src/a.rs",
                "#[cfg(test)]\nmod t;\n#[cfg(any(unix, feature = \"remote\"))]\nfn f() {}\n",
            ),
            ("akt/src/b.rs", "fn f() { if cfg!(feature = \"x\") {} }\n"),
            (
                "akt/src/c.rs",
                "#[cfg_attr(not(feature = \"x\"), allow(dead_code, reason = \"y\"))]\nfn f() {}\n",
            ),
            (
                "akt/src/e.rs",
                "#[cfg(feature = \"x\")]\npub(crate) fn f() {}\n#[cfg(feature = \"x\")]\npub fn g() {}\n",
            ),
            (
                "akt/src/d.rs",
                "#[cfg_attr(feature = \"x\", derive(Debug))]\nstruct S;\n",
            ),
        ]);
        tree.breaks(
            features_switch_modules,
            [
                ("akt/src/a.rs:3:", "switch the module"),
                ("akt/src/b.rs:1:", "switch the module"),
                ("akt/src/d.rs:1:", "switch the module"),
                ("akt/src/e.rs:3:", "switch the module"),
            ],
        );
    }

    #[test]
    fn waiting_in_a_protocol_is_found() {
        let tree = planted([
            (
                "akt/src/a/proto/mod.rs",
                "async fn f() {}\nuse tokio::time;\n",
            ),
            (
                "akt/src/a/proto/clock.rs",
                "fn f(now: Instant) { g(now); Instant::now(); }\n",
            ),
            ("akt/src/a/proto/tests.rs", "fn f() { Instant::now(); }\n"),
            ("akt/src/a/driver.rs", "async fn f() {}\n"),
            (
                "akt/src/b/proto.rs",
                "//! Never async.\nfn f() { Rng::from_os(); }\n#[cfg(test)]\nmod tests { fn g() { Instant::now(); } }\n",
            ),
        ]);
        tree.breaks(
            protocols_are_pure,
            [
                ("akt/src/a/proto/clock.rs:1:", "`now` in a state machine"),
                ("akt/src/a/proto/mod.rs:1:", "`async` in a state machine"),
                ("akt/src/a/proto/mod.rs:2:", "`tokio` in a state machine"),
                ("akt/src/b/proto.rs:2:", "`from_os` in a state machine"),
            ],
        );
    }
}
