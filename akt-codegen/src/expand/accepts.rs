//! Open messages: the protocol accepts the message type of each `#[handler(message)]`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::block::{Block, sent};
use crate::model::handlers::Handler;

pub(crate) fn accepts(block: &Block<'_>) -> TokenStream {
    let messages = block
        .model
        .handlers
        .iter()
        .filter(|handler| handler.message);
    messages
        .map(|handler| accepts_one(block, handler))
        .collect()
}

fn accepts_one(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let Block {
        akt,
        protocol,
        protocol_ty,
        clause,
        ..
    } = block;
    let (arguments, types) = sent(handler);
    let ([argument], [ty]) = (arguments.as_slice(), types.as_slice()) else {
        return TokenStream::new();
    };
    let (head, variant, conditions) = (
        block.head(),
        &handler.variant,
        &handler.method.carried.conditions,
    );
    let (ok, err) = block.reply_sides(&handler.reply);
    quote! {
        #conditions
        #head #akt::Accepts<#ty> for #protocol_ty #clause {
            type Ok = #ok;
            type Err = #err;
            fn wrap(message: #ty) -> Self {
                #protocol::#variant { #argument: message, __reply: #akt::Reply::none() }
            }
            fn unwrap(self) -> ::core::result::Result<#ty, Self> {
                match self {
                    #protocol::#variant { #argument: __message, .. } => ::core::result::Result::Ok(__message),
                    #protocol::__Carried(__carried) => #akt::unwrap_carried(*__carried),
                    __other => ::core::result::Result::Err(__other),
                }
            }
            fn reply(&mut self) -> ::core::option::Option<&mut #akt::Reply<#ok, #err>> {
                match self {
                    #protocol::#variant { __reply, .. } => ::core::option::Option::Some(__reply),
                    #protocol::__Carried(__carried) => <Self as #akt::Accepts<#ty>>::reply(&mut __carried.0),
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}
