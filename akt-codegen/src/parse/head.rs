//! The head of a struct, an enum or a union: all that `#[actor]` and `#[grain]` need to know of it.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Token, Visibility};

use crate::diagnostic::{Code, Diagnostics};

/// `#[doc = "…"] pub struct Account<T> where T: Clone`
pub(crate) struct Head {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) keyword: Keyword,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Keyword {
    Struct,
    Enum,
    Union(Span),
}

impl Head {
    /// Reads the head; reports and returns `None` when the item is something else.
    pub(crate) fn read(
        item: &TokenStream,
        attribute: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        match syn::parse2::<Self>(item.clone()) {
            Ok(head) => Some(head),
            Err(error) => {
                wrong_item(
                    item,
                    &error,
                    attribute,
                    "a struct or an enum",
                    &["struct", "enum", "union"],
                    diagnostics,
                );
                None
            }
        }
    }
}

/// Reports that an item is another one than the attribute stands on, or is one but cannot be read.
pub(crate) fn wrong_item(
    item: &TokenStream,
    error: &syn::Error,
    attribute: &str,
    wanted: &str,
    keywords: &[&str],
    diagnostics: &mut Diagnostics,
) {
    let is_wanted = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if keywords.iter().any(|word| ident == word));
    if item.clone().into_iter().any(|token| is_wanted(&token)) {
        diagnostics.report_at(
            &Code::UNREADABLE,
            error.span(),
            format!("{attribute} cannot read this item: {}", expected(error)),
            "finish the item",
        );
    } else {
        let first: Option<TokenTree> = item
            .clone()
            .into_iter()
            .find(|token| matches!(token, TokenTree::Ident(_)));
        diagnostics.report(
            &Code::WRONG_ITEM,
            &first,
            format!("{attribute} must stand on {wanted}"),
            format!("move it to {wanted}, or remove it"),
        );
    }
}

/// What the parser expected; a list of all tokens that begin a type is no help.
pub(crate) fn expected(error: &syn::Error) -> String {
    let text = error.to_string();
    if text.contains("expected one of: `for`") {
        "expected a type".to_owned()
    } else {
        text
    }
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let keyword = if input.peek(Token![struct]) {
            input.parse::<Token![struct]>()?;
            Keyword::Struct
        } else if input.peek(Token![enum]) {
            input.parse::<Token![enum]>()?;
            Keyword::Enum
        } else if input.peek(Token![union]) {
            Keyword::Union(input.parse::<Token![union]>()?.span)
        } else {
            return Err(input.error("expected `struct` or `enum`"));
        };
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        let mut rest = skip_fields(input, &mut generics)?;
        if rest.is_empty() && generics.where_clause.is_none() {
            rest = input.parse()?;
            generics.where_clause = where_after_fields(rest)?;
        }
        Ok(Self {
            attributes,
            vis,
            keyword,
            ident,
            generics,
        })
    }
}

/// Reads the where-clause in front of the fields, and passes over what follows it.
fn skip_fields(input: ParseStream<'_>, generics: &mut Generics) -> syn::Result<TokenStream> {
    if !input.peek(Token![where]) {
        return Ok(TokenStream::new());
    }
    generics.where_clause = input.parse()?;
    input.parse()
}

/// The where-clause of a tuple struct stands behind its fields.
fn where_after_fields(rest: TokenStream) -> syn::Result<Option<syn::WhereClause>> {
    let mut tokens = rest.into_iter().peekable();
    let is_fields = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    if !tokens.next().is_some_and(|token| is_fields(&token)) {
        return Ok(None);
    }
    let clause: TokenStream = tokens
        .take_while(|token| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'))
        .collect();
    if clause.is_empty() {
        Ok(None)
    } else {
        syn::parse2(clause)
    }
}
