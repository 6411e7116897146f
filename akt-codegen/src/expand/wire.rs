//! How messages leave the process and come in, and what rustc checks for it.
//!
//! The functions exist for local actors too: `RemoteNo` takes every type and compiles to nothing.
//!
//! All that needs the types of one handler to travel is in one constant: so rustc reports a type that cannot once.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;

use crate::expand::block::{Block, sent};
use crate::expand::manner;
use crate::model::handlers::{Handler, Reply};
use crate::place::{around, at};

pub(crate) fn implementation(block: &Block<'_>) -> TokenStream {
    let Block {
        akt,
        conditions,
        declared,
        protocol,
        protocol_ty,
        clause,
        ..
    } = block;
    let (head, spec) = (block.head(), block.spec());
    let public: Vec<&Handler> = block
        .model
        .handlers
        .iter()
        .filter(|handler| handler.public)
        .collect();
    let codecs = public.iter().map(|handler| codec(block, handler));
    let infos = public.iter().map(|handler| info(handler));
    let encoded = public.iter().map(|handler| encode(block, handler));
    let decoded = public.iter().map(|handler| decode(block, handler));
    quote! {
        #conditions
        #[allow(deprecated, non_snake_case, non_upper_case_globals, private_interfaces, clippy::type_complexity)]
        impl #declared #protocol_ty #clause {
            #(#codecs)*
        }
        #head #akt::WireProtocol for #protocol_ty #clause {
            type Remoting = <#spec as #akt::ActorSpec>::Remoting;
            const NAME: &'static ::core::primitive::str = <#spec as #akt::ActorSpec>::NAME;
            fn methods() -> #akt::std::vec::Vec<#akt::MethodInfo> {
                ::core::convert::From::from([#(#infos),*])
            }
            fn encode(
                self,
                __out: &mut dyn #akt::Outbound,
            ) -> ::core::result::Result<(), #akt::Unsent<Self>> {
                match self {
                    #(#encoded)*
                    #protocol::__Carried(__carried) => #akt::WireProtocol::encode(__carried.0, __out),
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

/// The name of a handler's constant: `__wire_deposit`.
fn codec_name(handler: &Handler) -> Ident {
    format_ident!("__wire_{}", handler.wire_name, span = Span::call_site())
}

/// How a handler's arguments leave, how they come in, and what they look like.
fn codec(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, protocol) = (block.akt, block.protocol);
    let remoting = quote!(<Self as #akt::WireProtocol>::Remoting);
    let (arguments, types) = sent(handler);
    let (conditions, name, variant) = (
        &handler.method.carried.conditions,
        &handler.wire_name,
        &handler.variant,
    );
    let (codec, (ok, err)) = (codec_name(handler), block.reply_sides(&handler.reply));
    let reply = quote!(#akt::Reply<#ok, #err>);
    // The types stay where the user wrote them: one that does not exist is reported there.
    let place = place(block, handler);
    let (send, open, info) = (
        at(
            place,
            quote! {
                |__out, __arguments, __reply| #akt::send_call::<#remoting, _, _, _, _>(
                    __out,
                    const { #akt::MethodId::of(#name) },
                    __arguments,
                    __reply,
                    |(#(#arguments,)*), __reply| #protocol::#variant { #(#arguments,)* __reply },
                )
            },
        ),
        at(place, quote!(|__call| __call.open::<#remoting, _, _, _>())),
        at(place, quote!(#akt::MethodInfo::new::<#remoting,)),
    );
    let end = at(place, quote!(>(const { #akt::MethodId::of(#name) }, #name)));
    let functions = quote!((#send, #open, || #info (#(#types,)*), #ok, #err #end));
    quote! {
        #conditions
        const #codec: (
            fn(
                &mut dyn #akt::Outbound,
                (#(#types,)*),
                #reply,
            ) -> ::core::result::Result<(), #akt::Unsent<Self>>,
            fn(#akt::InboundCall) -> ::core::result::Result<((#(#types,)*), #reply), #akt::RejectedCall>,
            fn() -> #akt::MethodInfo,
        ) = #functions;
    }
}

/// Where to report that the types cannot travel: at the only type, or else at the handler.
fn place(block: &Block<'_>, handler: &Handler) -> Span {
    match travelling(block, handler).as_slice() {
        [only] => only.span(),
        _ => handler.method.ident().span(),
    }
}

fn info(handler: &Handler) -> TokenStream {
    let (conditions, codec) = (&handler.method.carried.conditions, codec_name(handler));
    quote!(#conditions (Self::#codec.2)())
}

fn encode(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (protocol, conditions, variant) = (
        block.protocol,
        &handler.method.carried.conditions,
        &handler.variant,
    );
    let (codec, (arguments, _)) = (codec_name(handler), sent(handler));
    quote! {
        #conditions
        #protocol::#variant { #(#arguments,)* __reply } => {
            (Self::#codec.0)(__out, (#(#arguments,)*), __reply)
        }
    }
}

fn decode(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let (akt, protocol) = (block.akt, block.protocol);
    let (arguments, _) = sent(handler);
    let (conditions, name, variant) = (
        &handler.method.carried.conditions,
        &handler.wire_name,
        &handler.variant,
    );
    let codec = codec_name(handler);
    quote! {
        #conditions
        if __method == const { #akt::MethodId::of(#name) } {
            return match (Self::#codec.1)(__call) {
                ::core::result::Result::Ok(((#(#arguments,)*), __reply)) => {
                    ::core::result::Result::Ok(#protocol::#variant { #(#arguments,)* __reply })
                }
                ::core::result::Result::Err(__rejected) => ::core::result::Result::Err(__rejected),
            };
        }
    }
}

/// The proof that no two methods share a number.
pub(crate) fn unique(block: &Block<'_>) -> TokenStream {
    let Block {
        akt, conditions, ..
    } = block;
    let public = block.model.handlers.iter().filter(|handler| handler.public);
    let names = public.map(|handler| {
        let (conditions, name) = (&handler.method.carried.conditions, &handler.wire_name);
        quote!(#conditions #name)
    });
    quote! {
        #conditions
        const _: () = #akt::assert_unique_methods(&[#(#names),*]);
    }
}

/// A function that takes each type of the handlers as what can be sent, and as what can travel: rustc reports there,
/// at the user's type, what it would otherwise find in the depth of the protocol.
///
/// It stands before all other generated items, so that its errors come first.
pub(crate) fn checks(block: &Block<'_>) -> TokenStream {
    let Block {
        akt,
        conditions,
        declared,
        clause,
        protocol_ty,
        ..
    } = block;
    let handlers = block.model.handlers.iter();
    // Where there is only one type, the constant reports it.
    let several = handlers
        .clone()
        .filter(|handler| handler.public && travelling(block, handler).len() > 1);
    let sent = sends(block, handlers);
    let remoting = quote!(<#protocol_ty as #akt::WireProtocol>::Remoting,);
    let travel = obligations(block, several, |ty| {
        around(quote!(#akt::TravelsBetweenNodes), &remoting, ty)
    });
    let states = manner::obligations(block);
    quote! {
        #conditions
        const _: () = {
            #[allow(dead_code, deprecated, private_interfaces, private_bounds, clippy::too_many_arguments, clippy::type_complexity)]
            fn __types #declared(#sent #travel #states) #clause {}
        };
    }
}

/// Parameters of a function, for each type that has to be one that can be sent between threads.
pub(crate) fn sends<'a>(
    block: &Block<'_>,
    handlers: impl Iterator<Item = &'a Handler>,
) -> TokenStream {
    let akt = block.akt;
    obligations(block, handlers, |ty| {
        around(quote!(#akt::Sends), &TokenStream::new(), ty)
    })
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

/// One parameter for each type, at the first place where it stands.
fn obligations<'a>(
    block: &Block<'_>,
    handlers: impl Iterator<Item = &'a Handler>,
    obligation: impl Fn(&TokenStream) -> TokenStream,
) -> TokenStream {
    let mut seen = BTreeSet::new();
    let mut obligations = TokenStream::new();
    for handler in handlers {
        let conditions = &handler.method.carried.conditions;
        for ty in travelling(block, handler) {
            if seen.insert((conditions.to_string(), ty.to_string())) {
                let obligation = obligation(&ty);
                obligations.extend(quote!(#conditions _: #obligation,));
            }
        }
    }
    obligations
}
