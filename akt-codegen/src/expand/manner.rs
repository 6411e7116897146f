//! How messages are treated, for those whose handler says something about it.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::expand::block::Block;
use crate::model::handlers::{Answer, Handler};
use crate::place::at;

/// `MANNERS` and `manner`; nothing when no handler has an option, as the trait's own say so.
pub(crate) fn manners(block: &Block<'_>, handlers: &[Handler]) -> TokenStream {
    let (akt, protocol) = (block.akt, block.protocol);
    let treated: Vec<&Handler> = handlers
        .iter()
        .filter(|handler| !handler.manner.is_plain() || handler.answer == Answer::Later)
        .collect();
    if treated.is_empty() {
        return TokenStream::new();
    }
    let arms = treated.iter().map(|handler| {
        let (conditions, variant) = (&handler.method.carried.conditions, &handler.variant);
        let manner = manner(block, handler);
        quote!(#conditions #protocol::#variant { .. } => #manner,)
    });
    let there_are = there_are(&treated);
    quote! {
        const MANNERS: ::core::primitive::bool = #there_are;
        fn manner(&self) -> #akt::Manner {
            match self {
                #(#arms)*
                #protocol::__Carried(__carried) => #akt::Protocol::manner(&__carried.0),
                _ => #akt::Manner::PLAIN,
            }
        }
    }
}

/// Whether `cfg` leaves one of the handlers.
fn there_are(treated: &[&Handler]) -> TokenStream {
    let conditions: Vec<&TokenStream> = treated
        .iter()
        .map(|handler| &handler.method.carried.conditions)
        .collect();
    if conditions.iter().any(|conditions| conditions.is_empty()) {
        return quote!(true);
    }
    quote!({
        const __TREATED: &[()] = &[#(#conditions ()),*];
        !__TREATED.is_empty()
    })
}

fn manner(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, manner) = (block.akt, &handler.manner);
    let states = manner.states.as_ref().map(|states| {
        let bits = bits(block, states);
        let variant = manner.otherwise.as_ref().map_or("Stash", |it| it.variant);
        let otherwise = format_ident!("{variant}");
        quote!(.states(#bits, #akt::Otherwise::#otherwise))
    });
    let reentrant = manner.reentrant.then(|| quote!(.reentrant()));
    let later = (handler.answer == Answer::Later).then(|| quote!(.later()));
    let blocking = manner.blocking.is_some().then(|| quote!(.blocking()));
    let priority = manner
        .priority
        .filter(|priority| *priority > 0)
        .map(|priority| {
            let priority = Literal::u8_unsuffixed(priority);
            quote!(.priority(#priority))
        });
    quote!(#akt::Manner::PLAIN #states #reentrant #blocking #later #priority)
}

/// One bit for each state.
fn bits(block: &Block<'_>, states: &[Ident]) -> TokenStream {
    let bits = states.iter().map(|name| bit(block, name));
    quote!(#(#bits)|*)
}

/// The state is reached through the actor, and at the place of its name: so rustc says there that it is none, and which
/// one is meant.
fn bit(block: &Block<'_>, name: &Ident) -> TokenStream {
    let (akt, spec) = (block.akt, block.spec());
    let path = at(name.span(), quote!(<<#spec as #akt::ActorSpec>::State>::));
    quote!((1 << (#path #name as ::core::primitive::u32)))
}

/// That the actor has states at all, at the first one that a handler names.
pub(crate) fn obligations(block: &Block<'_>) -> TokenStream {
    let (akt, spec) = (block.akt, block.spec());
    let mut seen = BTreeSet::new();
    let mut obligations = TokenStream::new();
    for handler in &block.model.handlers {
        let conditions = &handler.method.carried.conditions;
        let state = handler
            .manner
            .states
            .as_ref()
            .and_then(|states| states.first());
        if let Some(state) = state
            && seen.insert(conditions.to_string())
        {
            let obligation = at(state.span(), quote!(#akt::WithStates<#spec>));
            obligations.extend(quote!(#conditions _: #obligation,));
        }
    }
    obligations
}
