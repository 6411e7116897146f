//! `#[actor]` and `#[grain]`: the options, and the head of the struct. The fields are read for their types alone.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::{Ident, LitInt, LitStr, parenthesized};

use crate::diagnostic::{Code, Diagnostics};
use crate::model::actor::{Actor, Idle, Kind, Mailbox};
use crate::model::name;
use crate::parse::args::{Options, Spec, bad_value};
use crate::parse::attributes::Carried;
use crate::parse::head::Head;
use crate::parse::state;

const ACTOR: Spec = Spec {
    attribute: "`#[actor]`",
    known: &["remote", "name", "mailbox", "fails", "crate"],
    foreign: &[
        ("key", "only a grain has a key: write `#[grain(key = …)]`"),
        (
            "idle",
            "only a grain leaves memory when idle: write `#[grain(key = …, idle = \"5m\")]`",
        ),
    ],
};
const GRAIN: Spec = Spec {
    attribute: "`#[grain]`",
    known: &["key", "name", "idle", "mailbox", "fails", "crate"],
    foreign: &[(
        "remote",
        "leave it out: a grain can always be called from other nodes",
    )],
};

pub(crate) fn actor(
    args: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Actor> {
    let mut options = Options::parse(args, &ACTOR, diagnostics);
    let remote = options.flag("remote", diagnostics);
    with_head(
        options,
        Kind::Actor { remote },
        "`#[actor]`",
        item,
        diagnostics,
    )
}

pub(crate) fn grain(
    args: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Actor> {
    let before = diagnostics.count();
    let mut options = Options::parse(args, &GRAIN, diagnostics);
    let key = options.ty("key", "key = AccountId", diagnostics);
    // A key that was given and could not be read is already reported.
    let key_given = key.is_some() || diagnostics.count() > before;
    let idle = options.string("idle", "idle = \"5m\"", diagnostics);
    let idle = idle.map(|text| {
        Box::new(Idle {
            millis: millis(&text),
            text,
        })
    });
    with_head(
        options,
        Kind::Grain {
            key: key.map(Box::new),
            key_given,
            idle,
        },
        "`#[grain]`",
        item,
        diagnostics,
    )
}

fn with_head(
    mut options: Options,
    kind: Kind,
    attribute: &str,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Actor> {
    let akt = options.akt(diagnostics);
    let name = options.string("name", "name = \"bank.Account\"", diagnostics);
    let mailbox = mailbox(&mut options, diagnostics);
    let fault = options.ty("fails", "fails = WorkerError", diagnostics);
    let head = Head::read(item, attribute, diagnostics)?;
    Some(Actor {
        akt,
        carried: Carried::from(&head.attributes),
        vis: head.vis,
        keyword: head.keyword,
        reference: name::reference(&head.ident),
        protocol: name::protocol(&head.ident),
        wire_name: name::wire_name(name.as_ref(), &head.ident),
        name,
        ident: head.ident,
        generics: head.generics,
        mailbox,
        fault,
        kind,
        state: state::fields(item),
    })
}

fn mailbox(options: &mut Options, diagnostics: &mut Diagnostics) -> Mailbox {
    let Some(entry) = options.take("mailbox") else {
        return Mailbox::Unbounded;
    };
    let read = entry
        .assigned()
        .and_then(|value| read_mailbox.parse2(value.clone()).ok());
    read.unwrap_or_else(|| {
        bad_value(
            &entry,
            "takes `unbounded` or `bounded(capacity)`",
            "mailbox = bounded(1024)",
            diagnostics,
        );
        Mailbox::Unbounded
    })
}

fn read_mailbox(input: syn::parse::ParseStream<'_>) -> syn::Result<Mailbox> {
    let kind: Ident = input.parse()?;
    if kind == "unbounded" {
        return Ok(Mailbox::Unbounded);
    }
    if kind != "bounded" {
        return Err(input.error("expected `unbounded` or `bounded`"));
    }
    let content;
    parenthesized!(content in input);
    let literal: LitInt = content.parse()?;
    if !content.is_empty() {
        return Err(content.error("expected one number"));
    }
    Ok(Mailbox::Bounded {
        capacity: literal.base10_parse().ok(),
        literal,
    })
}

/// `"5m"` → 300 000
fn millis(text: &LitStr) -> Option<u64> {
    let text = text.value();
    let digits = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let factor = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number
        .parse::<u64>()
        .ok()?
        .checked_mul(factor)
        .filter(|millis| *millis > 0)
}

/// Reports an empty `name`; messages have one too.
pub(crate) fn check_name(name: Option<&LitStr>, diagnostics: &mut Diagnostics) {
    if let Some(name) = name
        && name.value().trim().is_empty()
    {
        diagnostics.report(
            &Code::EMPTY_NAME,
            name,
            "the name is empty",
            "leave `name` out to use the package and the type, or write `name = \"bank.Account\"`",
        );
    }
}
