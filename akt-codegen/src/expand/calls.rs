//! The methods of the reference: one for each handler, with its documentation and its visibility.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::block::{Block, sent};
use crate::model::handlers::Handler;
use crate::place::at;

pub(crate) fn calls(block: &Block<'_>) -> TokenStream {
    let methods = block
        .model
        .handlers
        .iter()
        .map(|handler| method(block, handler));
    implementation(block, methods.collect())
}

/// The inherent implementation of the reference.
pub(crate) fn implementation(block: &Block<'_>, methods: TokenStream) -> TokenStream {
    let Block {
        conditions,
        declared,
        reference,
        clause,
        ..
    } = block;
    quote! {
        #conditions
        #[allow(dead_code, deprecated, non_snake_case, private_interfaces, clippy::all, clippy::pedantic)]
        impl #declared #reference #clause {
            #methods
        }
    }
}

/// The reference of this protocol.
pub(crate) fn typed_ref(block: &Block<'_>) -> TokenStream {
    let Block {
        akt,
        reference,
        protocol_ty,
        clause,
        ..
    } = block;
    let head = block.head();
    quote! {
        #head #akt::TypedRef for #reference #clause {
            type Protocol = #protocol_ty;
            fn from_actor_ref(actor_ref: #akt::ActorRef<#protocol_ty>) -> Self {
                ::core::convert::From::from(actor_ref)
            }
            fn as_actor_ref(&self) -> &#akt::ActorRef<#protocol_ty> {
                ::core::ops::Deref::deref(self)
            }
        }
    }
}

fn method(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let akt = block.akt;
    let (arguments, types) = sent(handler);
    let head = head(block, handler);
    let (vis, ident) = (&handler.method.vis, handler.method.ident());
    let call = call(block, handler);
    let message = message(block, handler);
    // The method stands at the handler's name, where rustc shows it.
    let (keyword, arrow) = (at(ident.span(), quote!(fn)), at(ident.span(), quote!(->)));
    quote! {
        #head
        #vis #keyword #ident(&self, #(#arguments: #types),*) #arrow #call {
            #akt::Call::new(
                #akt::TypedRef::as_actor_ref(self),
                #message
            )
        }
    }
}

/// The message of a call, and where its reply goes.
pub(crate) fn message(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, protocol, variant) = (block.akt, block.protocol, &handler.variant);
    let (arguments, _) = sent(handler);
    quote! {
        #protocol::#variant { #(#arguments,)* __reply: #akt::Reply::none() },
        |__message| match __message {
            #protocol::#variant { __reply, .. } => ::core::option::Option::Some(__reply),
            _ => ::core::option::Option::None,
        },
    }
}

/// The attributes of the method; one without documentation gets a sentence, for `missing_docs`.
pub(crate) fn head(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let carried = &handler.method.carried;
    let docs = carried.docs.is_empty().then(|| {
        let actor = crate::diagnostic::source(block.self_ty);
        let text = format!(" Sends `{}` to the `{actor}`.", handler.wire_name);
        quote!(#[doc = #text])
    });
    let attributes = &carried.on_methods;
    quote!(#docs #attributes)
}

/// `Call<'_, AccountProtocol, T, E>`
pub(crate) fn call(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, protocol_ty) = (block.akt, &block.protocol_ty);
    let reply = block.reply_arguments(&handler.reply);
    let place = handler.method.ident().span();
    let (open, close) = (
        at(place, quote!(#akt::Call<'_, #protocol_ty,)),
        at(place, quote!(>)),
    );
    quote!(#open #reply #close)
}
