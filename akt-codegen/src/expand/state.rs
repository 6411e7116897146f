//! That the fields of an actor move between threads: asked for at each field, where rustc then says which one cannot.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::expand::generics;
use crate::model::actor::{Actor, StateField};
use crate::place::around;

/// A struct that holds every field as what may be in an actor. It stands before all that needs the actor to be `Send`,
/// so that of all that rustc says about a field that is not, this sentence comes first.
///
/// It is named where the actor is, so that what rustc says about a type that does not exist is the same for both, and
/// is said once.
pub(crate) fn state(model: &Actor) -> TokenStream {
    if model.state.is_empty() {
        return TokenStream::new();
    }
    let akt = &model.akt;
    let fields = model.state.iter().map(|StateField { conditions, ty }| {
        let held = around(quote!(#akt::InState), &TokenStream::new(), ty);
        quote!(#conditions #held)
    });
    let (declared, _, clause) = generics::split(&generics::sendable(&model.generics));
    let conditions = &model.carried.conditions;
    let name = Ident::new("__State", model.ident.span());
    quote! {
        #conditions
        const _: () = {
            #[allow(dead_code, deprecated, missing_debug_implementations, clippy::all, clippy::pedantic)]
            struct #name #declared(#(#fields),*) #clause;
        };
    }
}
