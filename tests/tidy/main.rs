//! The rules of the repository, as tests: floors, file form, fences around `unsafe` and I/O, and the documents.
//!
//! A rule is a function from the [`Workspace`] to the places that break it. Each has two kinds of tests: the
//! repository keeps it, and a small planted tree that breaks it is found out, so that no rule is empty.
//!
//! | file | rules |
//! |---|---|
//! | `floors.rs` | imports go down the table in `akt/src/lib.rs` |
//! | `form.rs` | file length, `//!` headers |
//! | `fences.rs` | where `unsafe` and `cfg(feature)` may stand; no I/O in `proto` |
//! | `modules.rs` | no file outside the module tree |
//! | `leftovers.rs` | unfinished work, ignored tests, sleeping tests |
//! | `places.rs` | paths of one machine, registries |
//! | `codes.rs` | every `AKT` number is shown in a test and explained |
//! | `papers.rs` | the documents exist, with what they link to and the tests they name; their program is the example |
//! | `proofs.rs` | what the manual says is shown by tests that exist, and its limits are those of the code |
//!
//! [`Workspace`]: workspace::Workspace

mod codes;
mod fences;
mod floors;
mod form;
mod leftovers;
mod modules;
mod papers;
mod places;
mod planted;
mod proofs;
mod source;
mod workspace;
