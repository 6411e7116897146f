//! The reference of an actor: `AccountRef`, and the standard traits it has.
//!
//! The protocol is named through the actor, not as `AccountProtocol`: the handlers may stand in another module, and
//! when they were forgotten the error is the runtime's text about them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::expand::generics;
use crate::model::actor::Actor;

pub(crate) fn reference(model: &Actor) -> TokenStream {
    let Actor {
        akt,
        ident,
        vis,
        reference,
        ..
    } = model;
    let carried = &model.carried;
    let (attributes, docs) = (&carried.on_types, &carried.docs);
    let bounds = generics::sendable(&model.generics);
    let (_, used, clause) = generics::split(&bounds);
    let name = ident.unraw().to_string();
    let article = if name.starts_with(['A', 'E', 'I', 'O']) {
        "an"
    } else {
        "a"
    };
    let summary = format!(" Reference to {article} [`{name}`].");
    let space = if docs.is_empty() {
        TokenStream::new()
    } else {
        quote!(#[doc = ""])
    };
    let inner = quote!(#akt::ActorRef<<#ident #used as #akt::Actor>::Protocol>);
    let impls = impls(model, &inner);
    quote! {
        #attributes
        #[doc = #summary]
        #space
        #docs
        #[allow(dead_code, deprecated)]
        #vis struct #reference #bounds(#inner) #clause;
        #impls
    }
}

fn impls(model: &Actor, inner: &TokenStream) -> TokenStream {
    let Actor {
        akt,
        ident,
        reference,
        ..
    } = model;
    let conditions = &model.carried.conditions;
    let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
    let head = quote!(#conditions #[automatically_derived] #[allow(deprecated)] impl #declared);
    let target = quote!(for #reference #used #clause);
    let standard = standard(&head, &target);
    quote! {
        #standard
        #head ::core::ops::Deref #target {
            type Target = #inner;
            fn deref(&self) -> &#inner {
                &self.0
            }
        }
        #head ::core::convert::From<#inner> #target {
            fn from(actor_ref: #inner) -> Self {
                Self(actor_ref)
            }
        }
        #head #akt::TypedRef #target {
            type Protocol = <#ident #used as #akt::Actor>::Protocol;
            fn from_actor_ref(actor_ref: #inner) -> Self {
                Self(actor_ref)
            }
            fn as_actor_ref(&self) -> &#inner {
                &self.0
            }
        }
    }
}

/// A reference is equal to another one when both lead to the same actor.
fn standard(head: &TokenStream, target: &TokenStream) -> TokenStream {
    quote! {
        #head ::core::clone::Clone #target {
            fn clone(&self) -> Self {
                Self(::core::clone::Clone::clone(&self.0))
            }
        }
        #head ::core::fmt::Debug #target {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, formatter)
            }
        }
        #head ::core::cmp::PartialEq #target {
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                ::core::cmp::PartialEq::eq(&self.0, &other.0)
            }
        }
        #head ::core::cmp::Eq #target {}
        #head ::core::hash::Hash #target {
            fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
                ::core::hash::Hash::hash(&self.0, state);
            }
        }
    }
}
