//! Nothing that is true on one machine only: its folders, its registries.

use crate::workspace::{File, Violation, Workspace};

/// Beginnings of paths that exist on one machine, put together here so that this file does not hold them.
const FOLDERS: [&str; 7] = [
    concat!("/wo", "rk/"),
    concat!("/tmp/", "wt"),
    concat!("/tmp/", "target"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("C:", "\\"),
];

/// Settings that point cargo or rustup at a server of somebody's choice.
const SERVERS: [&str; 6] = [
    concat!("spar", "se+"),
    concat!("replace", "-with"),
    concat!("[regis", "tries"),
    concat!("CARGO_REGIS", "TRIES"),
    concat!("RUSTUP_DIST", "_SERVER"),
    concat!("RUSTUP_UPDATE", "_ROOT"),
];

/// Where all locked packages come from.
const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

/// No text names a folder of one machine.
fn no_text_names_a_machine(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in &workspace.files {
        for folder in FOLDERS {
            for (at, _) in file.text.match_indices(folder) {
                if begins_a_path(file, at) {
                    found.push(file.at(
                        at,
                        format!("`{folder}` is a folder of one machine: use a relative path"),
                    ));
                }
            }
        }
    }
    found
}

/// Packages come from the public registry, by nobody's settings but cargo's own.
fn packages_come_from_the_registry(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in &workspace.files {
        if file.path.split('/').any(|part| part == ".cargo") {
            found.push(file.whole("settings of cargo belong to the user: use Cargo.toml"));
        }
        for server in SERVERS {
            for (at, _) in file.text.match_indices(server) {
                found.push(file.at(
                    at,
                    format!("`{server}` chooses a server: leave that to the user"),
                ));
            }
        }
        if file.path.ends_with("Cargo.lock") {
            for (number, line) in file.text.lines().enumerate() {
                if line.starts_with("source = ") && line != REGISTRY {
                    let text = format!(
                        "line {}: a package from elsewhere than the registry: {line}",
                        number + 1
                    );
                    found.push(file.whole(text));
                }
            }
        }
    }
    found
}

/// Whether an absolute path begins at `at`; a folder of that name inside another one is no matter.
fn begins_a_path(file: &File, at: usize) -> bool {
    let before = file
        .text
        .get(..at)
        .and_then(|text| text.chars().next_back());
    before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '.' | '-' | '_' | '}'))
}

#[cfg(test)]
mod tests {
    use super::{no_text_names_a_machine, packages_come_from_the_registry};
    use crate::planted::planted;
    use crate::workspace::holds;

    #[test]
    fn no_machine_is_named() {
        holds(no_text_names_a_machine);
    }

    #[test]
    fn packages_are_public() {
        holds(packages_come_from_the_registry);
    }

    #[test]
    fn a_folder_of_one_machine_is_found() {
        let [first, second] = [super::FOLDERS[0], super::FOLDERS[3]];
        let note = format!("see {first}notes, not src{first} or ../x{second}\n");
        let code = format!("//! X.\nconst P: &str = \"{second}me\";\n");
        let tree = planted([("NOTES.md", note.as_str()), ("a/src/lib.rs", code.as_str())]);
        tree.breaks(
            no_text_names_a_machine,
            [
                ("NOTES.md:1:", "folder of one machine"),
                ("a/src/lib.rs:2:", "folder of one machine"),
            ],
        );
    }

    #[test]
    fn a_package_from_elsewhere_is_found() {
        let setting = format!("[source.x]\n{} = \"y\"\n", super::SERVERS[1]);
        let lock = format!(
            "{}\nsource = \"git+https://example.org/x\"\n",
            super::REGISTRY
        );
        let tree = planted([
            (".cargo/config.toml", setting.as_str()),
            ("Cargo.lock", lock.as_str()),
        ]);
        tree.breaks(
            packages_come_from_the_registry,
            [
                (".cargo/config.toml:", "belong to the user"),
                (".cargo/config.toml:2:", "chooses a server"),
                ("Cargo.lock:", "line 2: a package from elsewhere"),
            ],
        );
    }
}
