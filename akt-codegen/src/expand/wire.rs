//! How messages leave the process and come in, and what rustc checks for it.
//!
//! The functions exist for local actors too: `RemoteNo` takes every type and compiles to nothing.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::block::{Block, sent};
use crate::model::handlers::{Handler, Reply};

pub(crate) fn implementation(block: &Block<'_>) -> TokenStream {
    let Block {
        akt,
        protocol_ty,
        clause,
        self_ty,
        ..
    } = block;
    let (head, remoting) = (block.head(), block.remoting());
    let public: Vec<&Handler> = block
        .model
        .handlers
        .iter()
        .filter(|handler| handler.public)
        .collect();
    let infos = public.iter().map(|handler| info(block, handler));
    let encoded = public.iter().map(|handler| encode(block, handler));
    let decoded = public.iter().map(|handler| decode(block, handler));
    quote! {
        #head #akt::WireProtocol for #protocol_ty #clause {
            type Remoting = #remoting;
            const NAME: &'static ::core::primitive::str = <#self_ty as #akt::ActorSpec>::NAME;
            fn methods() -> #akt::std::vec::Vec<#akt::MethodInfo> {
                ::core::convert::From::from([#(#infos),*])
            }
            fn encode(
                self,
                __out: &mut dyn #akt::Outbound,
            ) -> ::core::result::Result<(), #akt::Unsent<Self>> {
                match self {
                    #(#encoded)*
                    __local => ::core::result::Result::Err(#akt::local_only(__local)),
                }
            }
            fn decode(__call: #akt::InboundCall) -> ::core::result::Result<Self, #akt::RejectedCall> {
                let __method = __call.method();
                #(#decoded)*
                ::core::result::Result::Err(__call.unknown_method())
            }
        }
    }
}

fn info(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, remoting) = (block.akt, block.remoting());
    let (_, types) = sent(handler);
    let (ok, err) = block.reply_sides(&handler.reply);
    let (conditions, name) = (&handler.method.carried.conditions, &handler.wire_name);
    quote! {
        #conditions
        #akt::MethodInfo::new::<#remoting, (#(#types,)*), #ok, #err>(#akt::MethodId::of(#name), #name)
    }
}

fn encode(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, protocol, remoting) = (block.akt, block.protocol, block.remoting());
    let (arguments, _) = sent(handler);
    let (conditions, name, variant) = (
        &handler.method.carried.conditions,
        &handler.wire_name,
        &handler.variant,
    );
    quote! {
        #conditions
        #protocol::#variant { #(#arguments,)* __reply } => #akt::send_call::<#remoting, _, _, _, _>(
            __out,
            #akt::MethodId::of(#name),
            (#(#arguments,)*),
            __reply,
            |(#(#arguments,)*), __reply| #protocol::#variant { #(#arguments,)* __reply },
        ),
    }
}

fn decode(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, protocol, remoting) = (block.akt, block.protocol, block.remoting());
    let (arguments, _) = sent(handler);
    let (conditions, name, variant) = (
        &handler.method.carried.conditions,
        &handler.wire_name,
        &handler.variant,
    );
    quote! {
        #conditions
        if __method == const { #akt::MethodId::of(#name) } {
            return match __call.open::<#remoting, _, _, _>() {
                ::core::result::Result::Ok(((#(#arguments,)*), __reply)) => {
                    ::core::result::Result::Ok(#protocol::#variant { #(#arguments,)* __reply })
                }
                ::core::result::Result::Err(__rejected) => ::core::result::Result::Err(__rejected),
            };
        }
    }
}

/// Obligations that rustc reports at the user's types, and the proof that no two methods share a number.
pub(crate) fn checks(block: &Block<'_>) -> TokenStream {
    let Block {
        akt,
        conditions,
        declared,
        clause,
        ..
    } = block;
    let public: Vec<&Handler> = block
        .model
        .handlers
        .iter()
        .filter(|handler| handler.public)
        .collect();
    let names = public.iter().map(|handler| {
        let (conditions, name) = (&handler.method.carried.conditions, &handler.wire_name);
        quote!(#conditions #name)
    });
    let obligations = obligations(block, &public);
    quote! {
        #conditions
        const _: () = #akt::assert_unique_methods(&[#(#names),*]);
        #conditions
        const _: () = {
            #[allow(dead_code, deprecated)]
            fn __travels #declared() #clause {
                #obligations
            }
        };
    }
}

/// The types of one handler that must be able to travel.
fn travelling(block: &Block<'_>, handler: &Handler) -> Vec<TokenStream> {
    let mut types: Vec<TokenStream> = sent(handler).1.into_iter().cloned().collect();
    match &handler.reply {
        Reply::Nothing => {}
        Reply::Plain(ty) => types.push(ty.clone()),
        Reply::Sides { .. } | Reply::Alias(_) => {
            let (ok, err) = block.reply_sides(&handler.reply);
            types.extend([ok, err]);
        }
    }
    types
}

/// One obligation for each type, at the first place where it stands.
fn obligations(block: &Block<'_>, handlers: &[&Handler]) -> TokenStream {
    let (akt, remoting) = (block.akt, block.remoting());
    let mut seen = BTreeSet::new();
    let mut obligations = TokenStream::new();
    for handler in handlers {
        let conditions = &handler.method.carried.conditions;
        for ty in travelling(block, handler) {
            if seen.insert((conditions.to_string(), ty.to_string())) {
                let check = quote_spanned!(ty.span()=> #akt::assert_codec::<#remoting, #ty>(););
                obligations.extend(quote!(#conditions #check));
            }
        }
    }
    obligations
}
