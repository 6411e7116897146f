//! The protocol: an enum with a variant for each handler, which is what lies in the mailbox.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::expand::block::{Block, sent};
use crate::expand::{generics, manner};
use crate::model::handlers::Handler;

/// The enum.
///
/// It is `pub` whatever the actor is, because `#[handlers]` does not see the actor's visibility. So that its
/// implementations may name a private actor all the same, it carries the actor as a parameter: an implementation is as
/// visible as the least visible type in its head. The parameter has a default, so nobody else meets it.
pub(crate) fn declaration(block: &Block<'_>, handlers: &[Handler]) -> TokenStream {
    let Block {
        conditions,
        protocol,
        self_ty,
        ..
    } = block;
    let mut generics = generics::sendable(&block.model.generics);
    generics.params.push(syn::parse_quote!(__A = #self_ty));
    let clause = &generics.where_clause;
    let parameters = generics.type_params().map(|parameter| &parameter.ident);
    let parameters = quote!(#(::core::marker::PhantomData<#parameters>,)*);
    let variants = variants(block, handlers, &parameters);
    quote! {
        #conditions
        #[doc(hidden)]
        #[allow(
            private_interfaces,
            private_bounds,
            unreachable_pub,
            dead_code,
            deprecated,
            non_snake_case,
            missing_debug_implementations
        )]
        pub enum #protocol #generics #clause {
            #variants
        }
    }
}

/// The variants: one for each handler, and those that the runtime needs; `parameters` are types to be named in them.
pub(crate) fn variants(
    block: &Block<'_>,
    handlers: &[Handler],
    parameters: &TokenStream,
) -> TokenStream {
    let akt = block.akt;
    let variants = handlers.iter().map(|handler| {
        let (arguments, types) = sent(handler);
        let (conditions, variant) = (&handler.method.carried.conditions, &handler.variant);
        let reply = block.reply_arguments(&handler.reply);
        quote!(#conditions #variant { #(#arguments: #types,)* __reply: #akt::Reply<#reply> })
    });
    quote! {
        #(#variants,)*
        // What is special stands side by side, so that telling it from the rest is one comparison.
        __Signal(#akt::Signal),
        __Inbound(#akt::std::boxed::Box<#akt::InboundCall>),
        __Carried(#akt::std::boxed::Box<(Self, #akt::std::boxed::Box<#akt::MessageContext>)>),
        __Generics(
            ::core::convert::Infallible,
            ::core::marker::PhantomData<fn() -> (#parameters)>,
        ),
    }
}

/// What the runtime asks of every protocol.
pub(crate) fn implementation(block: &Block<'_>, handlers: &[Handler]) -> TokenStream {
    let Block {
        akt,
        protocol,
        protocol_ty,
        clause,
        ..
    } = block;
    let (head, carried) = (block.head(), carried(block));
    let (manners, duplicate) = (manner::manners(block, handlers), duplicate(block, handlers));
    let argument = argument(block, handlers);
    let names = handlers.iter().map(|handler| {
        let (conditions, variant) = (&handler.method.carried.conditions, &handler.variant);
        let name = &handler.wire_name;
        quote!(#conditions #protocol::#variant { .. } => #name)
    });
    quote! {
        #head #akt::Protocol for #protocol_ty #clause {
            #manners
            fn method(&self) -> &'static ::core::primitive::str {
                match self {
                    #(#names,)*
                    #protocol::__Signal(_) => "<signal>",
                    #protocol::__Inbound(_) => "<inbound>",
                    #protocol::__Carried(__carried) => #akt::Protocol::method(&__carried.0),
                    #protocol::__Generics(__never, _) => match *__never {},
                }
            }
            fn from_signal(signal: #akt::Signal) -> Self {
                #protocol::__Signal(signal)
            }
            fn signal(&self) -> ::core::option::Option<&#akt::Signal> {
                match self {
                    #protocol::__Signal(signal) => ::core::option::Option::Some(signal),
                    _ => ::core::option::Option::None,
                }
            }
            fn from_inbound(call: #akt::std::boxed::Box<#akt::InboundCall>) -> Self {
                #protocol::__Inbound(call)
            }
            fn into_inbound(
                self,
            ) -> #akt::std::result::Result<#akt::std::boxed::Box<#akt::InboundCall>, Self> {
                match self {
                    #protocol::__Inbound(__call) => #akt::std::result::Result::Ok(__call),
                    __other => #akt::std::result::Result::Err(__other),
                }
            }
            #carried
            #duplicate
            #argument
        }
    }
}

/// The context around a message: the newest one counts, so that a message that is passed on again and again stays as
/// deep as it was.
fn carried(block: &Block<'_>) -> TokenStream {
    let (akt, protocol) = (block.akt, block.protocol);
    let context = quote!(#akt::std::boxed::Box<#akt::MessageContext>);
    quote! {
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(self, #protocol::__Signal(_) | #protocol::__Inbound(_) | #protocol::__Carried(_))
        }
        fn carry(self, context: #context) -> Self {
            match self {
                #protocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    #protocol::__Carried(__carried)
                }
                __plain => #protocol::__Carried(#akt::std::boxed::Box::new((__plain, context))),
            }
        }
        fn uncarry(self) -> ::core::result::Result<(Self, #context), Self> {
            match self {
                #protocol::__Carried(__carried) => ::core::result::Result::Ok(*__carried),
                __plain => ::core::result::Result::Err(__plain),
            }
        }
    }
}

/// A copy of the message, if each of its arguments has one; the reply is split last, when nothing can be in its way.
fn duplicate(block: &Block<'_>, handlers: &[Handler]) -> TokenStream {
    let (akt, protocol) = (block.akt, block.protocol);
    if handlers.is_empty() {
        return TokenStream::new();
    }
    let arms = handlers.iter().map(|handler| {
        let (conditions, variant) = (&handler.method.carried.conditions, &handler.variant);
        let (arguments, _) = sent(handler);
        quote! {
            #conditions
            #protocol::#variant { #(#arguments,)* __reply } => {
                ::core::option::Option::Some(#protocol::#variant {
                    #(#arguments: #akt::CloneProbe(#arguments).copy()?,)*
                    __reply: #akt::SplitProbe(__reply).copy()?,
                })
            }
        }
    });
    quote! {
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use #akt::NotClone as _;
            match self {
                #(#arms)*
                #protocol::__Carried(__carried) => #akt::duplicate_carried(__carried),
                _ => ::core::option::Option::None,
            }
        }
    }
}

/// An argument of the message by its name, for tests that look into one.
fn argument(block: &Block<'_>, handlers: &[Handler]) -> TokenStream {
    let (akt, protocol) = (block.akt, block.protocol);
    let arms: Vec<TokenStream> = handlers
        .iter()
        .flat_map(|handler| {
            let (conditions, variant) = (&handler.method.carried.conditions, &handler.variant);
            let (arguments, _) = sent(handler);
            arguments.into_iter().map(move |argument| {
                let name = argument.unraw().to_string();
                quote! {
                    #conditions
                    (#protocol::#variant { #argument: __argument, .. }, #name) => {
                        ::core::option::Option::Some(__argument)
                    }
                }
            })
        })
        .collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    quote! {
        fn argument(
            &self,
            __name: &::core::primitive::str,
        ) -> ::core::option::Option<&dyn ::core::any::Any> {
            match (self, __name) {
                #(#arms)*
                (#protocol::__Carried(__carried), __name) => {
                    #akt::Protocol::argument(&__carried.0, __name)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
}
