//! The user's generics on generated items.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Generics, Token, Type, TypeParamBound, WherePredicate, parse_quote};

/// The generics, with every type parameter bound by `bounds` as well.
pub(crate) fn bounded(generics: &Generics, bounds: &TokenStream) -> Generics {
    let mut bounded = generics.clone();
    let Generics {
        params,
        where_clause,
        ..
    } = &mut bounded;
    for parameter in params {
        let syn::GenericParam::Type(parameter) = parameter else {
            continue;
        };
        let more: Punctuated<TypeParamBound, Token![+]> = parse_quote!(#bounds);
        // The bounds go where the user's are: a second place for them is a lint of clippy.
        let clause = where_clause
            .iter_mut()
            .flat_map(|clause| &mut clause.predicates);
        match clause
            .filter_map(|predicate| bounds_of(predicate, &parameter.ident))
            .next()
        {
            Some(written) => written.extend(more),
            None => parameter.bounds.extend(more),
        }
        parameter.colon_token.get_or_insert_default();
    }
    bounded
}

/// The bounds of a predicate `T: …` on the parameter.
fn bounds_of<'a>(
    predicate: &'a mut WherePredicate,
    parameter: &Ident,
) -> Option<&'a mut Punctuated<TypeParamBound, Token![+]>> {
    match predicate {
        WherePredicate::Type(predicate) if predicate.lifetimes.is_none() => {
            match &predicate.bounded_ty {
                Type::Path(path) if path.path.is_ident(parameter) => Some(&mut predicate.bounds),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The bounds that let a type live in an actor.
pub(crate) fn sendable(generics: &Generics) -> Generics {
    let mut sendable = bounded(generics, &quote!(::core::marker::Send + 'static));
    for (written, parameter) in generics.type_params().zip(sendable.type_params_mut()) {
        // rustc proposes a missing bound behind the last one of the user's, and behind `#[actor]` if there is none. So
        // the last of ours stands at a parameter that has no other.
        if let Some(TypeParamBound::Lifetime(last)) = parameter.bounds.last_mut()
            && written.bounds.is_empty()
        {
            last.set_span(written.ident.span());
        }
    }
    sendable
}

/// The three places where generics are written: `impl<…>`, `Type<…>`, `where …`.
pub(crate) fn split(generics: &Generics) -> (TokenStream, TokenStream, TokenStream) {
    let (declared, used, clause) = generics.split_for_impl();
    (
        declared.into_token_stream(),
        used.into_token_stream(),
        clause.into_token_stream(),
    )
}
