//! Golden tests: each `tests/golden/<macro>/<case>.in.rs` against the `.out.rs` or the `.err.txt` beside it.
//!
//! `BLESS=1` rewrites them. No compiler runs, so all cases take milliseconds; that the outputs compile is the matter
//! of `ui-tests`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use support::{Expansion, errors, expand, items, remaining, remove_each_token};

#[test]
fn expansions_match() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let (extension, actual) = render(&case);
        for other in ["out.rs", "err.txt"] {
            let path = beside(&case, other);
            if other != extension && path.exists() {
                assert!(bless, "{} is left over", path.display());
                fs::remove_file(path).unwrap();
            }
        }
        let path = beside(&case, extension);
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if bless {
            fs::write(&path, actual).unwrap();
        } else if expected != actual {
            wrong.push(format!("── {}\n{actual}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "run with BLESS=1 and look at the difference:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_code_has_a_case() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        for item in items(read(&case)) {
            seen.extend(
                errors(&expand(&item).output)
                    .into_iter()
                    .map(|error| error.code),
            );
        }
    }
    for code in akt_codegen::CODES {
        assert!(
            seen.contains(code.id),
            "no golden case shows {} ({})",
            code.id,
            code.title
        );
    }
}

#[test]
fn an_unfinished_item_is_emitted_again() {
    for case in cases() {
        for item in items(read(&case)) {
            for unfinished in remove_each_token(&item) {
                let Expansion { output, .. } = expand(&unfinished);
                if let Err(missing) = remaining(&unfinished, &output) {
                    panic!(
                        "{}: `{missing}` is lost of\n{}",
                        case.display(),
                        unfinished.tokens()
                    );
                }
            }
        }
    }
}

#[test]
fn bodies_are_not_read() {
    let source = "
        #[main] async fn main() { let x = system. ; if }
        #[handlers] impl A { #[handler] pub fn go(&mut self) { self. ; match } }
    ";
    for item in items(source.parse().unwrap()) {
        assert!(errors(&expand(&item).output).is_empty());
    }
}

#[test]
fn nothing_names_akt_when_its_path_is_given() {
    let source = "
        #[actor(crate = other)] struct A;
        #[handlers(crate = other)] impl A {
            #[on(start)] fn start(&mut self, ctx: &mut Ctx) {}
            #[on(terminated)] fn gone(&mut self, t: Terminated) {}
            #[handler(message)] pub async fn on(&mut self, ctx: &Ctx, m: M) -> io::Result<u8> {}
        }
        #[grain(key = u64, crate = other)] struct G;
        #[message(crate = other)] struct M(Box<M>);
        #[protocol(crate = other)] trait P { fn go(&self, m: M) -> io::Result<u8>; }
        #[handlers(P, crate = other)] impl B { #[handler] pub fn go(&mut self, m: M) -> io::Result<u8> {} }
        implement! {
            { trait P { fn go(&self, m: M) -> u8; } } { other::__private } { P }
            { impl B { #[handler] pub fn go(&mut self, m: M) -> u8; } }
        }
        #[main(crate = other)] async fn main() {}
        #[derive(GrainKey)] #[grain_key(crate = other)] struct K(u8);
    ";
    for item in items(source.parse().unwrap()) {
        let output = expand(&item).output.to_string();
        assert!(!output.contains("akt"), "{output}");
    }
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases = Vec::new();
    for folder in fs::read_dir(root).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.to_string_lossy().ends_with(".in.rs") {
                cases.push(path);
            }
        }
    }
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn beside(case: &Path, extension: &str) -> PathBuf {
    let name = case
        .file_name()
        .unwrap()
        .to_string_lossy()
        .replace("in.rs", extension);
    case.with_file_name(name)
}

fn read(case: &Path) -> TokenStream {
    fs::read_to_string(case).unwrap().parse().unwrap()
}

/// The formatted code, or, when something is wrong, all errors.
fn render(case: &Path) -> (&'static str, String) {
    let outputs: Vec<TokenStream> = items(read(case))
        .iter()
        .map(|item| expand(item).output)
        .collect();
    let errors: Vec<String> = outputs
        .iter()
        .flat_map(errors)
        .map(|error| error.to_string())
        .collect();
    if !errors.is_empty() {
        return ("err.txt", errors.concat());
    }
    let output: TokenStream = outputs.into_iter().collect();
    let file = syn::parse2(output.clone())
        .unwrap_or_else(|error| panic!("{}: {error}\n{output}", case.display()));
    ("out.rs", prettyplease::unparse(&file))
}
