//! `#[actor]` and `#[grain]`: the options, and the head of the struct. The fields are read for their types alone.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitInt, LitStr, Type, parenthesized};

use crate::diagnostic::{Code, Diagnostics, source};
use crate::model::actor::{Actor, Idle, Kind, Passivation, Requests, States};
use crate::model::name;
use crate::parse::args::{Options, Spec, bad_value, number_in};
use crate::parse::attributes::Carried;
use crate::parse::head::Head;
use crate::parse::mailbox::mailbox;
use crate::parse::state;

const ACTOR: Spec = Spec {
    attribute: "`#[actor]`",
    known: &[
        "remote",
        "name",
        "mailbox",
        "stash",
        "states",
        "passivate",
        "requires",
        "reentrancy",
        "in_flight",
        "fails",
        "crate",
    ],
    foreign: &[
        ("key", "only a grain has a key: write `#[grain(key = …)]`"),
        (
            "idle",
            "write `passivate = \"5m\"` for an actor; `#[grain(key = …, idle = \"5m\")]` is for grains",
        ),
    ],
};
const GRAIN: Spec = Spec {
    attribute: "`#[grain]`",
    known: &[
        "key",
        "name",
        "idle",
        "mailbox",
        "stash",
        "states",
        "reentrancy",
        "in_flight",
        "fails",
        "crate",
    ],
    foreign: &[
        (
            "remote",
            "leave it out: a grain can always be called from other nodes",
        ),
        (
            "passivate",
            "a grain leaves memory when it is idle: write `idle = \"5m\"`",
        ),
        (
            "requires",
            "a grain has no spawn that could give it something: take an extension of the system in `#[on(start)]`",
        ),
    ],
};

/// The largest number of messages.
const FITS: u64 = usize::MAX as u64;

pub(crate) fn actor(
    args: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Actor> {
    let mut options = Options::parse(args, &ACTOR, diagnostics);
    let remote = options.flag("remote", diagnostics);
    let passivation = passivation(&mut options, diagnostics);
    let requires = requires(&mut options, diagnostics);
    with_head(
        options,
        Kind::Actor {
            remote,
            passivation: passivation.map(Box::new),
            requires,
        },
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
    let idle = idle.map(|text| Box::new(self::idle(text)));
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
    let stash = options.number("stash", 1..=FITS, "stash = 100", diagnostics);
    let requests = requests(&mut options, diagnostics);
    let fault = options.ty("fails", "fails = WorkerError", diagnostics);
    let states = options.list(
        "states",
        "takes the names of the states",
        "states(Locked, Open)",
        diagnostics,
    );
    let head = Head::read(item, attribute, diagnostics)?;
    let state = name::states(&head.ident);
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
        stash,
        requests,
        fault,
        states: states.map(|(key, names)| States {
            key,
            ident: state,
            names,
        }),
        kind,
        state: state::fields(item),
    })
}

/// `passivate = "5m"` or `passivate = after(1000)`
fn passivation(options: &mut Options, diagnostics: &mut Diagnostics) -> Option<Passivation> {
    let entry = options.take("passivate")?;
    let value = entry.assigned().cloned().unwrap_or_default();
    if let Ok(text) = syn::parse2::<LitStr>(value.clone()) {
        return Some(Passivation::Idle(idle(text)));
    }
    let example = "passivate = after(1000)";
    if let Ok(literal) = read_after.parse2(value) {
        return number_in(&literal, "after", 1..=u64::MAX, example, diagnostics)
            .map(Passivation::Messages);
    }
    bad_value(
        &entry,
        "takes a duration, or a number of messages",
        &format!("passivate = \"5m\"` or `{example}"),
        diagnostics,
    );
    None
}

/// The number in `after(1000)`.
fn read_after(input: ParseStream<'_>) -> syn::Result<LitInt> {
    let after: Ident = input.parse()?;
    if after != "after" {
        return Err(syn::Error::new(after.span(), "expected `after`"));
    }
    let content;
    parenthesized!(content in input);
    let literal = content.parse()?;
    if content.is_empty() {
        Ok(literal)
    } else {
        Err(content.error("expected one number"))
    }
}

/// `requires(Database, Cache)`
fn requires(options: &mut Options, diagnostics: &mut Diagnostics) -> Vec<Type> {
    let example = "requires(Database, Cache)";
    let listed = options.list::<Type>("requires", "takes types", example, diagnostics);
    let mut required: Vec<Type> = Vec::new();
    for ty in listed.map(|(_, types)| types).unwrap_or_default() {
        if required
            .iter()
            .any(|earlier| source(earlier) == source(&ty))
        {
            let message = format!("`{}` is required twice", source(&ty));
            diagnostics.report(&Code::OPTION_TWICE, &ty, message, "keep one of the two");
        } else {
            required.push(ty);
        }
    }
    required
}

fn requests(options: &mut Options, diagnostics: &mut Diagnostics) -> Requests {
    let reentrancy_given = options.key("reentrancy").is_some();
    let reentrancy = options.word("reentrancy", &["all", "exclusive"], diagnostics);
    let key = options.key("in_flight");
    let in_flight = options.number(
        "in_flight",
        1..=u64::from(u32::MAX),
        "in_flight = 32",
        diagnostics,
    );
    Requests {
        reentrancy: reentrancy.map(|(_, word)| if word == "all" { "All" } else { "Exclusive" }),
        reentrancy_given,
        in_flight: key.zip(in_flight),
    }
}

fn idle(text: LitStr) -> Idle {
    Idle {
        millis: millis(&text),
        text,
    }
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
