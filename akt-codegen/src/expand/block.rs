//! All that `#[handlers]` generates, and the pieces that its parts share.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::expand::{accepts, calls, dispatch, generics, implement, protocol, wire};
use crate::model::handlers::{Handler, Handlers, Names, Reply};

/// The model with the pieces that every generated item names.
pub(crate) struct Block<'a> {
    pub(crate) model: &'a Handlers,
    pub(crate) akt: &'a TokenStream,
    pub(crate) conditions: &'a TokenStream,
    pub(crate) self_ty: &'a syn::Type,
    /// `AccountRef<G>`
    pub(crate) reference: &'a TokenStream,
    /// `AccountProtocol`
    pub(crate) protocol: &'a Ident,
    /// `all_handlers_of_Account_stand_in_one_block`
    once: &'a Ident,
    /// `AccountProtocol<G>`
    pub(crate) protocol_ty: TokenStream,
    /// `<G>` with bounds
    pub(crate) declared: TokenStream,
    /// `where …`
    pub(crate) clause: TokenStream,
}

impl<'a> Block<'a> {
    pub(crate) fn new(model: &'a Handlers, names: &'a Names) -> Self {
        let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
        let protocol = &names.protocol;
        Self {
            model,
            akt: &model.akt,
            conditions: &model.carried.conditions,
            self_ty: &model.self_ty,
            reference: &names.reference,
            protocol,
            once: &names.once,
            protocol_ty: quote!(#protocol #used),
            declared,
            clause,
        }
    }

    /// The start of each generated implementation.
    pub(crate) fn head(&self) -> TokenStream {
        let (conditions, declared) = (self.conditions, &self.declared);
        quote!(#conditions #[automatically_derived] #[allow(deprecated, non_snake_case)] impl #declared)
    }

    /// `Account`, by way of its reference, which is missing when `#[actor]` is.
    pub(crate) fn spec(&self) -> TokenStream {
        let (akt, reference) = (self.akt, self.reference);
        quote!(<#reference as #akt::DeclaredRef>::Actor)
    }

    /// The type parameters of `Reply` and `Call`: `T`, or `T, E`.
    pub(crate) fn reply_arguments(&self, reply: &Reply) -> TokenStream {
        match reply {
            Reply::Nothing => quote!(()),
            Reply::Plain(ty) => ty.clone(),
            Reply::Sides { .. } | Reply::Alias(_) => {
                let (ok, err) = self.reply_sides(reply);
                quote!(#ok, #err)
            }
        }
    }

    /// What a handler answers when all is well, and what otherwise.
    pub(crate) fn reply_sides(&self, reply: &Reply) -> (TokenStream, TokenStream) {
        let akt = self.akt;
        match reply {
            Reply::Nothing => (quote!(()), quote!(::core::convert::Infallible)),
            Reply::Plain(ty) => (ty.clone(), quote!(::core::convert::Infallible)),
            Reply::Sides { ok, err } => (ok.clone(), err.clone()),
            Reply::Alias(ty) => (
                quote!(<#ty as #akt::ResultParts>::Ok),
                quote!(<#ty as #akt::ResultParts>::Err),
            ),
        }
    }
}

pub(crate) fn block(model: &Handlers) -> TokenStream {
    let Some(names) = &model.names else {
        return TokenStream::new();
    };
    let block = Block::new(model, names);
    enclosed(
        &block,
        [
            wire::checks(&block),
            protocol::declaration(&block, &model.handlers),
            protocol::implementation(&block, &model.handlers),
            calls::calls(&block),
            calls::typed_ref(&block),
            dispatch::actor(&block),
            wire::implementation(&block),
            wire::unique(&block),
            accepts::accepts(&block),
            implement::calls(&block),
        ],
    )
}

/// The generated items, in a place of their own: two blocks of one actor then have no names in common, and rustc has
/// little more to say than that there are two. What says it is a constant with a telling name: rustc reports a name
/// that is defined twice before all else.
///
/// The protocol is reached by `<Account as Actor>::Protocol`, for which `#[actor]` declares the name `AccountProtocol`.
pub(crate) fn enclosed(
    block: &Block<'_>,
    parts: impl IntoIterator<Item = TokenStream>,
) -> TokenStream {
    let (conditions, once, parts) = (block.conditions, block.once, parts.into_iter());
    quote! {
        #conditions
        #[doc(hidden)]
        #[allow(dead_code, non_upper_case_globals)]
        const #once: () = ();
        #conditions
        const _: () = {
            #(#parts)*
        };
    }
}

/// Names and types of the arguments that a handler is sent.
pub(crate) fn sent(handler: &Handler) -> (Vec<&Ident>, Vec<&TokenStream>) {
    handler
        .method
        .sent()
        .map(|parameter| (&parameter.ident, &parameter.sent_ty))
        .unzip()
}
