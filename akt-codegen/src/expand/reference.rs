//! The reference of an actor: `AccountRef`, and the standard traits it has.
//!
//! The protocol is named through the actor: where `#[handlers]` declares it, nobody sees it by name, and when the
//! handlers were forgotten the error is the runtime's text about them. For the same reason `#[handlers]` says that it
//! is a `TypedRef`: without handlers rustc then has one thing to report, and not each trait that the reference lacks.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::expand::generics;
use crate::model::actor::Actor;
use crate::place::at;

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
    // All that needs the handlers stands at the name of the actor, so that rustc reports there, and once, that they are
    // missing.
    let place = ident.span();
    let inner = at(
        place,
        quote!(#akt::ActorRef<<#ident #used as #akt::Actor>::Protocol>),
    );
    let (impls, protocol) = (impls(model, &inner), protocol(model));
    quote! {
        #protocol
        #attributes
        #[doc = #summary]
        #space
        #docs
        #[allow(dead_code, deprecated)]
        #vis struct #reference #bounds(#inner) #clause;
        #impls
    }
}

/// `AccountProtocol`: a name for what a failed send gives back.
fn protocol(model: &Actor) -> TokenStream {
    let Actor {
        akt,
        ident,
        vis,
        protocol,
        ..
    } = model;
    let conditions = &model.carried.conditions;
    let mut generics = model.generics.clone();
    // An alias checks no bounds, and rustc says so where it has some.
    generics.where_clause = None;
    for parameter in generics.type_params_mut() {
        parameter.colon_token = None;
        parameter.bounds.clear();
    }
    let (_, used, _) = generics.split_for_impl();
    let target = at(
        ident.span(),
        quote!(<#ident #used as #akt::Actor>::Protocol),
    );
    quote! {
        #conditions
        #[doc(hidden)]
        #[allow(dead_code, deprecated)]
        #vis type #protocol #generics = #target;
    }
}

/// The traits of the reference. Like its field they stand at the name of the actor, all but the generics.
fn impls(model: &Actor, inner: &TokenStream) -> TokenStream {
    let Actor {
        akt,
        ident,
        reference,
        ..
    } = model;
    let conditions = &model.carried.conditions;
    let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
    let implemented = |(trait_, body): (TokenStream, TokenStream)| {
        let (trait_, body) = (at(ident.span(), trait_), at(ident.span(), body));
        quote! {
            #conditions
            #[automatically_derived]
            #[allow(deprecated)]
            impl #declared #trait_ for #reference #used #clause #body
        }
    };
    let declared_ref = (
        quote!(#akt::DeclaredRef),
        quote!({ type Actor = #ident #used; }),
    );
    standard()
        .into_iter()
        .chain(conversions(inner))
        .chain([declared_ref])
        .map(implemented)
        .collect()
}

/// A reference is equal to another one when both lead to the same actor.
pub(crate) fn standard() -> [(TokenStream, TokenStream); 5] {
    let clone = quote! {{
        fn clone(&self) -> Self {
            Self(::core::clone::Clone::clone(&self.0))
        }
    }};
    let debug = quote! {{
        fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(&self.0, formatter)
        }
    }};
    let partial_eq = quote! {{
        fn eq(&self, other: &Self) -> ::core::primitive::bool {
            ::core::cmp::PartialEq::eq(&self.0, &other.0)
        }
    }};
    let hash = quote! {{
        fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
            ::core::hash::Hash::hash(&self.0, state);
        }
    }};
    [
        (quote!(::core::clone::Clone), clone),
        (quote!(::core::fmt::Debug), debug),
        (quote!(::core::cmp::PartialEq), partial_eq),
        (quote!(::core::cmp::Eq), quote!({})),
        (quote!(::core::hash::Hash), hash),
    ]
}

/// The way to the reference inside, and from it.
fn conversions(inner: &TokenStream) -> [(TokenStream, TokenStream); 2] {
    let deref = quote! {{
        type Target = #inner;
        fn deref(&self) -> &#inner {
            &self.0
        }
    }};
    let from = quote! {{
        fn from(actor_ref: #inner) -> Self {
            Self(actor_ref)
        }
    }};
    [
        (quote!(::core::ops::Deref), deref),
        (quote!(::core::convert::From<#inner>), from),
    ]
}
