//! Where rustc reports what is wrong with generated code: at a token of the user's.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;

/// The tokens at the place of `span`. Names keep their meaning; only their location changes.
pub(crate) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), at(span, group.stream()));
            inner.set_span(group.span().located_at(span));
            TokenTree::Group(inner)
        }
        mut other => {
            other.set_span(other.span().located_at(span));
            other
        }
    };
    tokens.into_iter().map(moved).collect()
}

/// `Name<before, ty>` at the place of `ty`, from its first token to its last: rustc then marks the whole of it.
///
/// A span of several tokens cannot be made in a macro, but rustc takes the place of a type from its ends. `ty` itself is
/// as the user wrote it, so that what is wrong inside of it is no other error than where it is written.
pub(crate) fn around(name: TokenStream, before: &TokenStream, ty: &TokenStream) -> TokenStream {
    let mut ends = ty.clone().into_iter().map(|token| token.span());
    let first = ends.next().unwrap_or_else(Span::call_site);
    let last = ends.last().unwrap_or(first);
    let (open, close) = (at(first, quote!(#name<)), at(last, quote!(>)));
    quote!(#open #before #ty #close)
}
