//! The states of an actor with behaviours: the enum, and that it is the actor's.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use crate::expand::generics;
use crate::model::actor::{Actor, States};

/// The type of the states: the enum's name, or the runtime's type for actors without states.
pub(crate) fn state(model: &Actor) -> TokenStream {
    match named(model) {
        Some((states, _)) => {
            let ident = &states.ident;
            quote!(#ident)
        }
        None => {
            let akt = &model.akt;
            quote!(#akt::NoStates)
        }
    }
}

/// The enum, and what the runtime and the handlers ask about it. Nothing if there are no states.
pub(crate) fn behavior(model: &Actor) -> TokenStream {
    let Some((states, names)) = named(model) else {
        return TokenStream::new();
    };
    let Actor {
        akt, ident, vis, ..
    } = model;
    let state = &states.ident;
    let (attributes, conditions) = (&model.carried.on_types, &model.carried.conditions);
    let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
    let texts: Vec<String> = names.iter().map(|name| name.unraw().to_string()).collect();
    let docs = texts.iter().map(|text| format!(" The state `{text}`."));
    let summary = format!(" The states of [`{}`].", ident.unraw());
    quote! {
        #attributes
        #[doc = #summary]
        #[allow(dead_code, deprecated)]
        #[derive(
            ::core::fmt::Debug,
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::hash::Hash,
        )]
        #[repr(u8)]
        #vis enum #state {
            #(#[doc = #docs] #names,)*
        }
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #akt::BehaviorState for #state {
            const ALL: &'static [Self] = &[#(Self::#names),*];
            fn index(self) -> ::core::primitive::u8 {
                self as ::core::primitive::u8
            }
            fn name(self) -> &'static ::core::primitive::str {
                match self {
                    #(Self::#names => #texts,)*
                }
            }
        }
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #declared #akt::HasStates for #ident #used #clause {}
    }
}

/// The states, if there is one at least: an enum without variants is no choice.
fn named(model: &Actor) -> Option<(&States, Vec<&Ident>)> {
    let states = model.states.as_ref()?;
    let names = states.distinct();
    (!names.is_empty()).then_some((states, names))
}
