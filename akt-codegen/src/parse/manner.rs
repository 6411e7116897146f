//! `#[handler(in = Locked, otherwise = reject, blocking, reentrant, priority = 3)]`: how messages are treated.

use proc_macro2::Ident;

use crate::diagnostic::Diagnostics;
use crate::model::handlers::{Manner, Otherwise};
use crate::parse::args::{Options, bad_value};

/// What `otherwise` takes, and what it is in the runtime.
const OTHERWISE: &[(&str, &str)] = &[
    ("stash", "Stash"),
    ("reject", "Reject"),
    ("dead_letter", "DeadLetter"),
];

pub(crate) fn manner(mut options: Options, diagnostics: &mut Diagnostics) -> Manner {
    Manner {
        states: states(&mut options, diagnostics),
        otherwise: otherwise(&mut options, diagnostics),
        reentrant: options.flag("reentrant", diagnostics),
        blocking: {
            let key = options.key("blocking");
            options
                .flag("blocking", diagnostics)
                .then_some(key)
                .flatten()
        },
        priority: options
            .number("priority", 0..=255, "priority = 3", diagnostics)
            .and_then(|number| u8::try_from(number).ok()),
    }
}

/// `in = Locked` or `in(Locked, Open)`
fn states(options: &mut Options, diagnostics: &mut Diagnostics) -> Option<Vec<Ident>> {
    let entry = options.take("in")?;
    let names = match entry.assigned() {
        Some(value) => syn::parse2(value.clone()).ok().map(|name| vec![name]),
        None => entry.listed_as().filter(|names| !names.is_empty()),
    };
    if names.is_none() {
        let example = "in = Locked` or `in(Locked, Open)";
        bad_value(&entry, "takes one state or several", example, diagnostics);
    }
    names
}

fn otherwise(options: &mut Options, diagnostics: &mut Diagnostics) -> Option<Otherwise> {
    let words: Vec<&str> = OTHERWISE.iter().map(|(word, _)| *word).collect();
    let (key, written) = options.word("otherwise", &words, diagnostics)?;
    let (_, variant) = OTHERWISE.iter().find(|(word, _)| *word == written)?;
    Some(Otherwise { key, variant })
}
