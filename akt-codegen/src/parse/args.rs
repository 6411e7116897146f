//! The arguments of an attribute: `key = value`, `key(list)` or `key`, with the span of each key.
//!
//! A wrong argument never hides the right ones: it is reported and left out.

use std::ops::RangeInclusive;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, Parser};
use syn::punctuated::Punctuated;
use syn::{LitInt, LitStr, Path, Token, Type};

use crate::diagnostic::{Code, Diagnostics, nearest};

/// What an attribute can be given.
pub(crate) struct Spec {
    /// How the attribute is written in messages: `#[actor]`.
    pub(crate) attribute: &'static str,
    pub(crate) known: &'static [&'static str],
    /// Options of a sister attribute, with what to say about them.
    pub(crate) foreign: &'static [(&'static str, &'static str)],
}

/// One argument that is known and given once.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    value: Value,
}

enum Value {
    Flag,
    Assigned(TokenStream),
    List(TokenStream),
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.key.to_tokens(tokens);
        match &self.value {
            Value::Flag => {}
            Value::Assigned(value) => tokens.extend(quote!(= #value)),
            Value::List(list) => tokens.extend(quote!((#list))),
        }
    }
}

/// The arguments that were understood.
pub(crate) struct Options {
    entries: Vec<Entry>,
}

impl Options {
    pub(crate) fn parse(tokens: TokenStream, spec: &Spec, diagnostics: &mut Diagnostics) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for argument in split_at_commas(tokens) {
            let Some(entry) = read(argument, spec, diagnostics) else {
                continue;
            };
            if let Some(first) = entries.iter().find(|first| first.key == entry.key) {
                let key = &first.key;
                diagnostics.report(
                    &Code::OPTION_TWICE,
                    &entry.key,
                    format!("option `{key}` is given twice"),
                    "keep one of the two",
                );
                continue;
            }
            entries.push(entry);
        }
        Self { entries }
    }

    /// Takes the argument named `key`.
    pub(crate) fn take(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(index))
    }

    /// The word of the argument named `key`, where it is written.
    pub(crate) fn key(&self, key: &str) -> Option<Ident> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(entry.key.clone())
    }

    /// `remote`
    pub(crate) fn flag(&mut self, key: &str, diagnostics: &mut Diagnostics) -> bool {
        let Some(entry) = self.take(key) else {
            return false;
        };
        if !matches!(entry.value, Value::Flag) {
            bad_value(&entry, "takes no value", key, diagnostics);
        }
        true
    }

    /// `name = "…"`
    pub(crate) fn string(
        &mut self,
        key: &str,
        example: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<LitStr> {
        let entry = self.take(key)?;
        let text = entry
            .assigned()
            .and_then(|value| syn::parse2::<LitStr>(value.clone()).ok());
        if text.is_none() {
            bad_value(&entry, "takes a text", example, diagnostics);
        }
        text
    }

    /// `key = Type`
    pub(crate) fn ty(
        &mut self,
        key: &str,
        example: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Type> {
        let entry = self.take(key)?;
        let ty = entry
            .assigned()
            .and_then(|value| syn::parse2::<Type>(value.clone()).ok());
        if ty.is_none() {
            bad_value(&entry, "takes a type", example, diagnostics);
        }
        ty
    }

    /// `states(Locked, Open)`
    pub(crate) fn list<T: Parse>(
        &mut self,
        key: &str,
        takes: &str,
        example: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Ident, Vec<T>)> {
        let entry = self.take(key)?;
        let values = entry.listed_as();
        if values.is_none() {
            bad_value(&entry, takes, example, diagnostics);
        }
        Some((entry.key, values?))
    }

    /// `otherwise = reject`: one of the words, where it stands.
    pub(crate) fn word(
        &mut self,
        key: &str,
        words: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) -> Option<(Ident, &'static str)> {
        let entry = self.take(key)?;
        let written = entry
            .assigned()
            .and_then(|value| syn::parse2::<Ident>(value.clone()).ok());
        let Some(written) = written else {
            let example = format!("{key} = {}", words.first().copied().unwrap_or_default());
            let takes = format!("takes one of {}", listed(words));
            bad_value(&entry, &takes, &example, diagnostics);
            return None;
        };
        let word = known_word(&written, key, words, diagnostics)?;
        Some((entry.key, word))
    }

    /// `priority = 3`
    pub(crate) fn number(
        &mut self,
        key: &str,
        range: RangeInclusive<u64>,
        example: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<u64> {
        let entry = self.take(key)?;
        let literal = entry
            .assigned()
            .and_then(|value| syn::parse2::<LitInt>(value.clone()).ok());
        let Some(literal) = literal else {
            bad_value(&entry, "takes a number", example, diagnostics);
            return None;
        };
        number_in(&literal, key, range, example, diagnostics)
    }

    /// `crate = path`; the tokens of `path::__private`, by default those of akt.
    pub(crate) fn akt(&mut self, diagnostics: &mut Diagnostics) -> TokenStream {
        let default = quote!(::akt::__private);
        let Some(entry) = self.take("crate") else {
            return default;
        };
        let path = entry
            .assigned()
            .and_then(|value| Path::parse_mod_style.parse2(value.clone()).ok());
        let Some(path) = path else {
            bad_value(&entry, "takes a path", "crate = ::renamed_akt", diagnostics);
            return default;
        };
        quote!(#path::__private)
    }
}

impl Entry {
    pub(crate) fn assigned(&self) -> Option<&TokenStream> {
        match &self.value {
            Value::Assigned(value) => Some(value),
            Value::Flag | Value::List(_) => None,
        }
    }

    pub(crate) fn listed(&self) -> Option<&TokenStream> {
        match &self.value {
            Value::List(list) => Some(list),
            Value::Flag | Value::Assigned(_) => None,
        }
    }

    /// The values of the list, if each can be read.
    pub(crate) fn listed_as<T: Parse>(&self) -> Option<Vec<T>> {
        let parser = Punctuated::<T, Token![,]>::parse_terminated;
        let values = parser.parse2(self.listed()?.clone()).ok()?;
        Some(values.into_iter().collect())
    }
}

/// The word that is written, if it is one of those that the option takes.
pub(crate) fn known_word(
    written: &Ident,
    key: &str,
    words: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Option<&'static str> {
    let found = words.iter().find(|word| written == *word);
    if found.is_none() {
        let guess = guess(&written.to_string(), words);
        diagnostics.report(
            &Code::BAD_VALUE,
            written,
            format!("option `{key}` does not take `{written}`{guess}"),
            format!("write one of {}", listed(words)),
        );
    }
    found.copied()
}

/// The number, if it lies in the range.
pub(crate) fn number_in(
    literal: &LitInt,
    key: &str,
    range: RangeInclusive<u64>,
    example: &str,
    diagnostics: &mut Diagnostics,
) -> Option<u64> {
    let number = literal.base10_parse::<u64>().ok();
    let message = match number {
        Some(number) if range.contains(&number) => return Some(number),
        Some(number) if number < *range.start() => {
            format!("`{key}` is {} at least", range.start())
        }
        Some(_) | None => format!("`{key}` is {} at most", range.end()),
    };
    diagnostics.report(
        &Code::BAD_NUMBER,
        literal,
        message,
        format!("write `{example}`"),
    );
    None
}

/// What to say behind the name of something unknown.
fn guess(name: &str, known: &[&'static str]) -> String {
    nearest(name, known)
        .map(|guess| format!("; did you mean `{guess}`?"))
        .unwrap_or_default()
}

/// Reports a value of the wrong kind.
pub(crate) fn bad_value(entry: &Entry, takes: &str, example: &str, diagnostics: &mut Diagnostics) {
    let key = &entry.key;
    diagnostics.report(
        &Code::BAD_VALUE,
        entry,
        format!("option `{key}` {takes}"),
        format!("write `{example}`"),
    );
}

fn read(argument: TokenStream, spec: &Spec, diagnostics: &mut Diagnostics) -> Option<Entry> {
    let options = listed(spec.known);
    let mut tokens = argument.clone().into_iter();
    let Some(TokenTree::Ident(key)) = tokens.next() else {
        diagnostics.report(
            &Code::BAD_VALUE,
            &argument,
            format!("{} takes named options", spec.attribute),
            format!("the options are {options}"),
        );
        return None;
    };
    let name = key.to_string();
    if !spec.known.contains(&name.as_str()) {
        unknown(&key, spec, diagnostics);
        return None;
    }
    let rest: TokenStream = tokens.collect();
    let mut following = rest.clone().into_iter();
    let value = match (following.next(), following.next()) {
        (None, _) => Value::Flag,
        (Some(TokenTree::Punct(punct)), Some(_)) if punct.as_char() == '=' => {
            Value::Assigned(rest.into_iter().skip(1).collect())
        }
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            Value::List(group.stream())
        }
        _ => {
            diagnostics.report(
                &Code::BAD_VALUE,
                &argument,
                format!("option `{name}` is not finished"),
                format!("write `{name}` or `{name} = value`"),
            );
            return None;
        }
    };
    Some(Entry { key, value })
}

fn unknown(key: &Ident, spec: &Spec, diagnostics: &mut Diagnostics) {
    let name = key.to_string();
    if let Some((_, advice)) = spec.foreign.iter().find(|(foreign, _)| *foreign == name) {
        let message = format!("`{name}` is not an option of {}", spec.attribute);
        diagnostics.report(&Code::FOREIGN_OPTION, key, message, *advice);
        return;
    }
    let guess = guess(&name, spec.known);
    let message = format!("unknown option `{name}`{guess}");
    let help = match spec.known {
        [only] => format!("the only option of {} is `{only}`", spec.attribute),
        known => format!("the options of {} are {}", spec.attribute, listed(known)),
    };
    diagnostics.report(&Code::UNKNOWN_OPTION, key, message, help);
}

fn listed(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Splits at the commas that separate arguments: not those in groups, nor those between `<` and `>`.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut arguments = vec![TokenStream::new()];
    let mut depth = 0usize;
    let mut arrow = false;
    for token in tokens {
        let mut separates = false;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if !arrow => depth = depth.saturating_sub(1),
                ',' => separates = depth == 0,
                _ => {}
            }
            arrow = punct.as_char() == '-';
        }
        if separates {
            arguments.push(TokenStream::new());
        } else if let Some(argument) = arguments.last_mut() {
            argument.extend([token]);
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments
}
