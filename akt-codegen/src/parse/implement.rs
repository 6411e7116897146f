//! What `#[handlers(Ledger)]` calls by way of the macro of the protocol: both sides as they are written.
//!
//! ```text
//! { trait Ledger { fn post(&self, amount: u64) -> u64; } }        added by the macro of the protocol
//! { ::akt::__private } { bank::Ledger }                           the rest comes from `#[handlers]`
//! { impl Account { #[handler] pub fn post(&mut self, amount: u64) -> u64; } }
//! ```

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::diagnostic::Diagnostics;
use crate::model::contract::Implementation;
use crate::model::handlers::Handlers;
use crate::parse::{contract, handlers};

/// `None` when the input is not what `#[handlers]` makes. What is wrong on each side is reported there.
pub(crate) fn implementation(input: TokenStream) -> Option<Implementation> {
    let mut parts = input.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let mut diagnostics = Diagnostics::new();
    let mut read = || {
        let declared = parts.next()?;
        let contract = contract::contract(TokenStream::new(), &declared, &mut diagnostics)?;
        let akt = parts.next()?;
        let path = syn::parse2(parts.next()?).ok()?;
        let block = parts.next()?;
        let handlers = handlers::block(akt, Vec::new(), &block, &mut diagnostics)?;
        Some(Implementation {
            path,
            contract,
            handlers,
        })
    };
    let read = read();
    diagnostics.finish().is_none().then_some(read).flatten()
}

/// What `#[handlers]` shows of itself: the block with the signatures of its handlers.
pub(crate) fn shown(model: &Handlers) -> TokenStream {
    let Handlers {
        generics, self_ty, ..
    } = model;
    let clause = &generics.where_clause;
    let conditions = &model.carried.conditions;
    let signatures = model.handlers.iter().map(|handler| {
        let method = &handler.method;
        let (conditions, vis, signature) =
            (&method.carried.conditions, &method.vis, &method.signature);
        quote!(#conditions #[handler] #vis #signature;)
    });
    quote!(#conditions impl #generics #self_ty #clause { #(#signatures)* })
}
