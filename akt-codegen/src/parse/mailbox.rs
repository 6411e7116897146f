//! `mailbox = bounded(1024, drop_oldest)`: which mailbox an actor gets.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, Token, parenthesized};

use crate::diagnostic::Diagnostics;
use crate::model::actor::{Capacity, Mailbox};
use crate::parse::args::{Entry, Options, bad_value, known_word};

const KINDS: &[&str] = &["unbounded", "bounded", "priority", "fair", "segmented"];
/// What a full bounded mailbox does, and what that is in the runtime.
const OVERFLOWS: &[(&str, &str)] = &[
    ("backpressure", "Backpressure"),
    ("reject", "Reject"),
    ("drop_newest", "DropNewest"),
    ("drop_oldest", "DropOldest"),
];
const ORDERS: &[&str] = &["stable", "unstable"];

/// `bounded`, `bounded(1024, reject)`
struct Written {
    kind: Ident,
    arguments: Option<Punctuated<Argument, Token![,]>>,
}

enum Argument {
    Number(LitInt),
    Word(Ident),
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let kind = input.parse()?;
        if input.is_empty() {
            return Ok(Self {
                kind,
                arguments: None,
            });
        }
        let content;
        parenthesized!(content in input);
        let arguments = Some(Punctuated::parse_terminated(&content)?);
        Ok(Self { kind, arguments })
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitInt) {
            input.parse().map(Self::Number)
        } else {
            input.parse().map(Self::Word)
        }
    }
}

pub(crate) fn mailbox(options: &mut Options, diagnostics: &mut Diagnostics) -> Mailbox {
    let Some(entry) = options.take("mailbox") else {
        return Mailbox::Unbounded;
    };
    read(&entry, diagnostics).unwrap_or(Mailbox::Unbounded)
}

fn read(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Mailbox> {
    let written = entry
        .assigned()
        .and_then(|value| syn::parse2::<Written>(value.clone()).ok());
    let Some(Written { kind, arguments }) = written else {
        let takes = "takes `unbounded`, `bounded(capacity)`, `priority` or `fair`";
        bad_value(entry, takes, "mailbox = bounded(1024)", diagnostics);
        return None;
    };
    let kind = known_word(&kind, "mailbox", KINDS, diagnostics)?;
    let given = arguments.is_some();
    let (mut number, mut word, mut wrong) = (None, None, false);
    for (index, argument) in arguments.into_iter().flatten().enumerate() {
        match argument {
            Argument::Number(literal) if index == 0 => number = Some(capacity(literal)),
            Argument::Word(written) if word.is_none() => word = Some(written),
            Argument::Number(_) | Argument::Word(_) => wrong = true,
        }
    }
    // An empty list is a value that was forgotten.
    wrong |= given && number.is_none() && word.is_none();
    let (takes, example) = match (kind, number, word) {
        ("bounded", Some(capacity), word) if !wrong => {
            let overflow = word.map(|word| overflow(&word, diagnostics));
            return Some(Mailbox::Bounded {
                capacity,
                overflow: overflow.flatten(),
            });
        }
        ("priority", capacity, word) if !wrong => {
            let order = word.and_then(|word| known_word(&word, "mailbox", ORDERS, diagnostics));
            return Some(Mailbox::Priority {
                capacity,
                stable: order != Some("unstable"),
            });
        }
        ("fair", capacity, None) if !wrong => return Some(Mailbox::Fair { capacity }),
        ("unbounded" | "segmented", None, None) if !wrong => return Some(Mailbox::Unbounded),
        ("bounded", ..) => (
            "takes with `bounded` a capacity, and what to do with one more message",
            "mailbox = bounded(1024)` or `mailbox = bounded(1024, drop_oldest)",
        ),
        ("priority", ..) => (
            "takes with `priority` a capacity, and whether equals keep their order",
            "mailbox = priority` or `mailbox = priority(1024, unstable)",
        ),
        ("fair", ..) => (
            "takes with `fair` a capacity for each sender",
            "mailbox = fair` or `mailbox = fair(1024)",
        ),
        _ => (
            "takes nothing with `unbounded` and `segmented`",
            "mailbox = unbounded",
        ),
    };
    bad_value(entry, takes, example, diagnostics);
    None
}

fn capacity(literal: LitInt) -> Capacity {
    Capacity {
        value: literal.base10_parse().ok(),
        literal,
    }
}

fn overflow(word: &Ident, diagnostics: &mut Diagnostics) -> Option<&'static str> {
    let words: Vec<&str> = OVERFLOWS.iter().map(|(word, _)| *word).collect();
    let known = known_word(word, "mailbox", &words, diagnostics)?;
    let (_, variant) = OVERFLOWS.iter().find(|(word, _)| *word == known)?;
    Some(variant)
}
