//! Where rustc reports what is wrong with generated code: at a token of the user's.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

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
