//! Attributes of the user's items: which ones generated items carry on, and which ones are ours.
//!
//! Only a whitelist is carried on, so that `#[instrument]` and friends stay on the user's own function.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Meta};

use crate::diagnostic::nearest;

/// What the method of the reference gets from the handler.
const CARRIED_BY_METHODS: &[&str] = &[
    "doc",
    "allow",
    "warn",
    "deny",
    "forbid",
    "cfg",
    "cfg_attr",
    "deprecated",
    "must_use",
];
/// What the reference gets from the actor, besides its documentation.
const CARRIED_BY_TYPES: &[&str] = &["cfg", "cfg_attr", "deprecated"];
/// What decides whether an item exists at all.
const CONDITIONS: &[&str] = &["cfg", "cfg_attr"];
const DOCS: &[&str] = &["doc"];

/// The attributes of one item, sorted by use.
#[derive(Default)]
pub(crate) struct Carried {
    /// `cfg`s: they go on everything that is made from the item.
    pub(crate) conditions: TokenStream,
    /// Documentation.
    pub(crate) docs: TokenStream,
    /// For the type made from a type: `cfg` and `deprecated`.
    pub(crate) on_types: TokenStream,
    /// For the method made from a method: the whole whitelist.
    pub(crate) on_methods: TokenStream,
}

impl Carried {
    pub(crate) fn from(attributes: &[Attribute]) -> Self {
        Self {
            conditions: keep(attributes, CONDITIONS),
            docs: keep(attributes, DOCS),
            on_types: keep(attributes, CARRIED_BY_TYPES),
            on_methods: keep(attributes, CARRIED_BY_METHODS),
        }
    }
}

/// The attributes with one of these names; of a `cfg_attr` those attributes in it that have one.
fn keep(attributes: &[Attribute], names: &[&str]) -> TokenStream {
    attributes
        .iter()
        .filter_map(|attribute| keep_one(attribute, names))
        .collect()
}

fn keep_one(attribute: &Attribute, names: &[&str]) -> Option<TokenStream> {
    let name = attribute.path().get_ident()?.to_string();
    if !names.contains(&name.as_str()) {
        return None;
    }
    if name != "cfg_attr" {
        return Some(attribute.to_token_stream());
    }
    let Meta::List(list) = &attribute.meta else {
        return None;
    };
    let mut parts = split(list.tokens.clone()).into_iter();
    let condition = parts.next()?;
    let kept: Vec<TokenStream> = parts.filter(|part| part_is(part, names)).collect();
    if kept.is_empty() {
        return None;
    }
    let path = &list.path;
    Some(quote!(#[#path(#condition, #(#kept),*)]))
}

fn part_is(part: &TokenStream, names: &[&str]) -> bool {
    match part.clone().into_iter().next() {
        Some(TokenTree::Ident(ident)) => names.contains(&ident.to_string().as_str()),
        _ => false,
    }
}

fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens {
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            parts.push(TokenStream::new());
        } else if let Some(part) = parts.last_mut() {
            part.extend([token]);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The helper attributes that `#[handlers]` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Helper {
    Handler,
    On,
    Ctx,
}

impl Helper {
    /// Whether the attribute is ours: `#[handler]` and also `#[akt::handler]`.
    pub(crate) fn of(attribute: &Attribute) -> Option<Self> {
        Self::named(attribute.path().to_token_stream())
    }

    fn named(path: TokenStream) -> Option<Self> {
        let mut names = Vec::new();
        for token in path {
            match token {
                TokenTree::Ident(ident) => names.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {}
                _ => break,
            }
        }
        match names
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice()
        {
            ["handler"] | ["akt", "handler"] => Some(Self::Handler),
            ["on"] | ["akt", "on"] => Some(Self::On),
            ["ctx"] => Some(Self::Ctx),
            _ => None,
        }
    }
}

/// Attributes that Rust allows on an argument, and ours.
const ON_ARGUMENTS: &[&str] = &[
    "ctx", "cfg", "cfg_attr", "allow", "warn", "deny", "forbid", "expect", "doc",
];

/// Whether an attribute may stand on an argument of a handler.
pub(crate) fn fits_argument(name: &str) -> bool {
    ON_ARGUMENTS.contains(&name)
}

/// The helper that was probably meant by an attribute on a method.
pub(crate) fn meant(name: &str) -> Option<&'static str> {
    match name {
        "on_start" | "start" => Some("on(start)"),
        "on_stop" | "stop" => Some("on(stop)"),
        "on_terminated" | "terminated" => Some("on(terminated)"),
        "message" => Some("handler(message)"),
        "handle" | "handlers" => Some("handler"),
        _ => nearest(name, &["handler"]),
    }
}

/// Removes our helper attributes from the head of a method: those before it and those on its arguments; also those
/// that are reported as unknown, because rustc would report them again.
///
/// Works on tokens, so that it also works on what cannot be parsed.
pub(crate) fn strip_helpers(item: TokenStream) -> TokenStream {
    let mut ours = false;
    let head = strip(item, |attribute| {
        let helper = Helper::named(attribute.clone()).is_some();
        ours |= helper;
        helper || only_name(attribute).is_some_and(|name| meant(&name).is_some())
    });
    let strip_arguments = |token: TokenTree| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            let arguments = strip(group.stream(), |attribute| {
                Helper::named(attribute.clone()).is_some()
                    || ours && only_name(attribute).is_some_and(|name| !fits_argument(&name))
            });
            let mut stripped = Group::new(Delimiter::Parenthesis, arguments);
            stripped.set_span(group.span());
            TokenTree::Group(stripped)
        }
        other => other,
    };
    head.into_iter().map(strip_arguments).collect()
}

/// Removes the attributes that are `unwanted`; it sees what is between the brackets.
fn strip(tokens: TokenStream, mut unwanted: impl FnMut(TokenStream) -> bool) -> TokenStream {
    let mut stripped = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is_pound(&token)
            && let Some(TokenTree::Group(group)) = tokens.peek()
            && group.delimiter() == Delimiter::Bracket
            && unwanted(group.stream())
        {
            tokens.next();
            continue;
        }
        stripped.extend([token]);
    }
    stripped
}

/// The name of an attribute that is no path.
fn only_name(attribute: TokenStream) -> Option<String> {
    let mut tokens = attribute.into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(_)), Some(TokenTree::Punct(punct))) if punct.as_char() == ':' => {
            None
        }
        (Some(TokenTree::Ident(ident)), _) => Some(ident.to_string()),
        _ => None,
    }
}

fn is_pound(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#')
}
