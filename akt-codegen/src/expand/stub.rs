//! What `#[handlers]` emits beside errors: the protocol and the reference's methods, without their work.
//!
//! Every method whose signature can be read gets its stub, also a refused one, so that its callers see no error
//! of their own.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::block::{Block, enclosed, sent};
use crate::expand::{calls, implement, protocol};
use crate::model::handlers::{Handler, Handlers};

/// `sound` says for each handler whether its reply and its name can be used as they are.
pub(crate) fn stub(model: &Handlers, sound: &[bool]) -> TokenStream {
    let Some(names) = &model.names else {
        return TokenStream::new();
    };
    if model.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let block = Block::new(model, names);
    let mut seen = Vec::new();
    let mut methods = TokenStream::new();
    let mut accepted = TokenStream::new();
    for (handler, sound) in model.handlers.iter().zip(sound) {
        let conditional = !handler.method.carried.conditions.is_empty();
        if seen.contains(&&handler.wire_name) && !conditional
            || crate::validate::block::is_reserved(handler)
        {
            continue;
        }
        seen.push(&handler.wire_name);
        methods.extend(method(&block, handler, *sound));
        if handler.message && *sound {
            accepted.extend(accepts(&block, handler));
        }
    }
    enclosed(
        &block,
        [
            protocol::declaration(&block, &[]),
            impls(&block),
            calls::implementation(&block, methods),
            accepted,
            implement::stubs(&block),
        ],
    )
}

fn method(block: &Block<'_>, handler: &Handler, sound: bool) -> TokenStream {
    let (arguments, types) = sent(handler);
    let (vis, ident) = (&handler.method.vis, handler.method.ident());
    let (declared, _, clause) = crate::expand::generics::split(&handler.method.signature.generics);
    let head = calls::head(block, handler);
    let call = if sound || crate::validate::answer::is_named(&handler.method) {
        calls::call(block, handler)
    } else {
        let (akt, protocol_ty) = (block.akt, &block.protocol_ty);
        quote!(#akt::Call<'_, #protocol_ty, ()>)
    };
    quote! {
        #head
        #[allow(unused_variables)]
        #vis fn #ident #declared(&self, #(#arguments: #types),*) -> #call #clause {
            ::core::unreachable!()
        }
    }
}

fn accepts(block: &Block<'_>, handler: &Handler) -> TokenStream {
    let Block {
        akt,
        protocol_ty,
        clause,
        ..
    } = block;
    let (_, types) = sent(handler);
    let (head, conditions) = (block.head(), &handler.method.carried.conditions);
    let (ok, err) = block.reply_sides(&handler.reply);
    quote! {
        #conditions
        #[allow(unused_variables)]
        #head #akt::Accepts<#(#types)*> for #protocol_ty #clause {
            type Ok = #ok;
            type Err = #err;
            fn wrap(message: #(#types)*) -> Self {
                ::core::unreachable!()
            }
            fn unwrap(self) -> ::core::result::Result<#(#types)*, Self> {
                ::core::unreachable!()
            }
            fn reply(&mut self) -> ::core::option::Option<&mut #akt::Reply<#ok, #err>> {
                ::core::unreachable!()
            }
        }
    }
}

fn impls(block: &Block<'_>) -> TokenStream {
    let Block {
        akt,
        protocol_ty,
        clause,
        self_ty,
        ..
    } = block;
    let (head, spec, reference) = (block.head(), block.spec(), block.reference);
    let (protocol, typed_ref) = (
        protocol::implementation(block, &[]),
        calls::typed_ref(block),
    );
    quote! {
        #protocol
        #typed_ref
        #[allow(unused_variables)]
        #head #akt::WireProtocol for #protocol_ty #clause {
            type Remoting = <#spec as #akt::ActorSpec>::Remoting;
            const NAME: &'static ::core::primitive::str = <#spec as #akt::ActorSpec>::NAME;
            fn methods() -> #akt::std::vec::Vec<#akt::MethodInfo> {
                ::core::unreachable!()
            }
            fn encode(self, out: &mut dyn #akt::Outbound) -> ::core::result::Result<(), #akt::Unsent<Self>> {
                ::core::unreachable!()
            }
            fn decode(call: #akt::InboundCall) -> ::core::result::Result<Self, #akt::RejectedCall> {
                ::core::unreachable!()
            }
        }
        #[allow(unused_variables)]
        #head #akt::Actor for #self_ty #clause {
            type Protocol = #protocol_ty;
            type Ref = #reference;
            fn dispatch<'__a>(
                &'__a mut self,
                message: #protocol_ty,
                ctx: &'__a mut #akt::Ctx<Self>,
                slot: #akt::Slot<'__a>,
            ) -> #akt::Step<'__a> {
                ::core::unreachable!()
            }
        }
    }
}
