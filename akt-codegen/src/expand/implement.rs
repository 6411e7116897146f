//! That an actor implements the protocols which its handlers name.
//!
//! Each message of the protocol is one of the actor's and back. The arguments and the reply are handed on as they are:
//! what is not of the same type in both is reported by rustc, at the user's type, in the words of the runtime.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Path, ReturnType};

use crate::expand::block::{Block, sent};
use crate::model::contract::Implementation;
use crate::model::handlers::{Handler, Method};
use crate::parse::implement::shown;
use crate::place::at;

/// For each protocol, the call of its macro.
pub(crate) fn calls(block: &Block<'_>) -> TokenStream {
    let akt = block.akt;
    let paths = block.model.protocols.iter();
    let shown = (!block.model.protocols.is_empty()).then(|| shown(block.model));
    paths
        .map(|path| quote!(#path! { { #akt } { #path } { #shown } }))
        .collect()
}

/// For each protocol, that the actor implements it, when it is not known how.
pub(crate) fn stubs(block: &Block<'_>) -> TokenStream {
    let paths = block.model.protocols.iter();
    paths.map(|path| stub(block, path)).collect()
}

/// That the actor implements the protocol, beside errors.
pub(crate) fn refused(model: &Implementation) -> TokenStream {
    let Some(names) = &model.handlers.names else {
        return TokenStream::new();
    };
    stub(&Block::new(&model.handlers, names), &model.path)
}

fn stub(block: &Block<'_>, path: &Path) -> TokenStream {
    implements(block, path, &quote!(::core::unreachable!()))
}

pub(crate) fn implementation(model: &Implementation) -> TokenStream {
    let Some(names) = &model.handlers.names else {
        return TokenStream::new();
    };
    let block = Block::new(&model.handlers, names);
    let (akt, path) = (block.akt, &model.path);
    let methods = model.contract.methods.handlers.iter();
    let pairs = methods.flat_map(|method| {
        let handlers = model.handlers_of(method);
        handlers.map(move |handler| (method, handler))
    });
    let pairs: Vec<Pair> = pairs
        .enumerate()
        .map(|(index, (method, handler))| Pair::new(&block, index, method, handler))
        .collect();
    let agreements = pairs.iter().map(|pair| &pair.agreements);
    let (handled, declared) = (
        pairs.iter().map(|pair| &pair.handled),
        pairs.iter().map(|pair| &pair.declared),
    );
    // Every message of the protocol has its arm: one without a handler, because `cfg` took it away, is an error of rustc.
    let body = quote! {
        type __Declared = <dyn #path as #akt::Contract>::Messages;
        #(#agreements)*
        match __message {
            #akt::Side::Declared(__message) => match __message {
                #(#handled)*
                __Declared::__Signal(_) | __Declared::__Inbound(_) | __Declared::__Carried(_) => {
                    #akt::Side::Declared(__message)
                }
                __Declared::__Generics(__never, _) => match __never {},
            },
            #akt::Side::Handled(__message) => match __message {
                #(#declared)*
                __other => #akt::Side::Handled(__other),
            },
        }
    };
    implements(&block, path, &body)
}

fn implements(block: &Block<'_>, path: &Path, body: &TokenStream) -> TokenStream {
    let Block {
        akt,
        protocol_ty,
        clause,
        ..
    } = block;
    let head = block.head();
    let contract = quote!(<dyn #path as #akt::Contract>);
    let side = quote!(#akt::Side<#contract::Messages, Self>);
    quote! {
        #[allow(unused_variables)]
        #head #akt::Implements<dyn #path> for #protocol_ty #clause {
            #[inline]
            fn translate(__message: #side) -> #side {
                #body
            }
        }
    }
}

/// A method of the protocol and its handler.
struct Pair {
    /// That the types agree: once for both ways, so that rustc reports once that they do not.
    agreements: TokenStream,
    /// The message of the protocol, as one of the actor.
    handled: TokenStream,
    /// The message of the actor, as one of the protocol.
    declared: TokenStream,
}

impl Pair {
    fn new(block: &Block<'_>, index: usize, method: &Handler, handler: &Handler) -> Self {
        let (akt, protocol) = (block.akt, block.protocol);
        let conditions = &handler.method.carried.conditions;
        let (declared, taken) = (sent(method).0, sent(handler).0);
        let local = |name: &str, number: usize| {
            format_ident!("__{name}{index}_{number}", span = Span::call_site())
        };
        let agreed: Vec<Ident> = (0..taken.len()).map(|at| local("agreed", at)).collect();
        let values: Vec<Ident> = (0..taken.len()).map(|at| local("value", at)).collect();
        let arguments = handler.method.sent().zip(&agreed).map(|(parameter, name)| {
            let agreement = agreement(&quote!(#akt::declared_argument), &parameter.ty);
            quote!(#conditions let #name = #agreement;)
        });
        let replied = local("replied", 0);
        let reply = agreement(&quote!(#akt::declared_reply), &answered(&handler.method));
        let (from, to) = (&method.variant, &handler.variant);
        Self {
            agreements: quote! {
                #(#arguments)*
                #conditions
                let #replied = #reply;
            },
            handled: quote! {
                #conditions
                __Declared::#from { #(#declared: #values,)* __reply } => {
                    #akt::Side::Handled(#protocol::#to {
                        #(#taken: (#agreed.0)(#values),)*
                        __reply: (#replied.0)(__reply),
                    })
                }
            },
            declared: quote! {
                #conditions
                #protocol::#to { #(#taken: #values,)* __reply } => {
                    #akt::Side::Declared(__Declared::#from {
                        #(#declared: (#agreed.1)(#values),)*
                        __reply: (#replied.1)(__reply),
                    })
                }
            },
        }
    }
}

/// The two ways between a type of the protocol and one of the actor, at the place of the latter.
fn agreement(ways: &TokenStream, ty: &dyn ToTokens) -> TokenStream {
    let first = ty.to_token_stream().into_iter().next();
    let place = first.map_or_else(Span::call_site, |token| token.span());
    at(place, quote!(#ways()))
}

/// Where it is written what the handler answers.
fn answered(method: &Method) -> TokenStream {
    match (method.tokens().next(), &method.signature.output) {
        (Some(token), _) => token.ty.to_token_stream(),
        (None, ReturnType::Type(_, ty)) => ty.to_token_stream(),
        (None, ReturnType::Default) => method.ident().to_token_stream(),
    }
}
