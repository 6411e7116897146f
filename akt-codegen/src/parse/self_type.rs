//! `Self` in a handler's signature means the actor; in generated items it would mean something else.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Type;

use crate::place::at;

/// The type with every `Self` written out, at the place of the `Self` so that errors point there.
pub(crate) fn written_out(ty: &dyn ToTokens, self_ty: &Type) -> TokenStream {
    rewrite(ty.to_token_stream(), &self_ty.to_token_stream())
}

fn rewrite(tokens: TokenStream, self_ty: &TokenStream) -> TokenStream {
    let mut written = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let opens_path = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                let ty = if opens_path {
                    quote!(<#self_ty>)
                } else {
                    self_ty.clone()
                };
                written.extend(at(ident.span(), ty));
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), rewrite(group.stream(), self_ty));
                inner.set_span(group.span());
                written.extend([TokenTree::Group(inner)]);
            }
            other => written.extend([other]),
        }
    }
    written
}
