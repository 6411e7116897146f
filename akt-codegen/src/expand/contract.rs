//! What `#[protocol]` adds to the trait: the messages, the reference with the methods, and the macro by which
//! `#[handlers(Ledger)]` gets to know them.
//!
//! A proc macro sees one item. So that one sees both the methods of a protocol and the handlers of an actor, the protocol
//! is also a `macro_rules!` macro of the same name, which a `use` of the trait brings along: `#[handlers(Ledger)]` calls
//! it with the handlers, and it adds the methods and hands both to the proc macro `implement`. Everything else is found by
//! way of the type `dyn Ledger`, so that nothing has to be imported but the trait.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Visibility;

use crate::expand::block::{Block, sent};
use crate::expand::{calls, protocol, reference, wire};
use crate::model::contract::Contract;
use crate::model::handlers::Handler;
use crate::parse::contract::shown;
use crate::place::at;

pub(crate) fn contract(model: &Contract) -> TokenStream {
    let shown = shown(model);
    let body = quote!($($private)*::implement! { { #shown } { $($private)* } $($rest)* });
    let (declared, macro_) = (declared(model), macro_(model, &body));
    quote! { #declared #macro_ }
}

/// The same beside errors: for a trait that stands in for the one of the user, which there may be no `dyn` of; and no
/// actor is told what it lacks.
pub(crate) fn stub(mut model: Contract, sound: &[bool]) -> TokenStream {
    let (vis, conditions) = (&model.vis, &model.methods.carried.conditions);
    let stand_in = format_ident!("__{}", model.reference, span = Span::call_site());
    let trait_ = quote!(#conditions #[doc(hidden)] #vis trait #stand_in {});
    let macro_ = macro_(&model, &TokenStream::new());
    model.methods.self_ty = syn::parse_quote!(dyn #stand_in);
    let mut sound = sound.iter();
    model
        .methods
        .handlers
        .retain(|_| sound.next() == Some(&true));
    let declared = declared(&model);
    quote! { #trait_ #declared #macro_ }
}

fn declared(model: &Contract) -> TokenStream {
    let Some(names) = &model.methods.names else {
        return TokenStream::new();
    };
    let block = Block::new(&model.methods, names);
    let (messages, reference) = (messages(model, &block), reference(model, &block));
    let (checks, facts) = (checks(&block), facts(model, &block));
    quote! { #checks #messages #reference #facts }
}

/// That the types of the methods can be sent to an actor and back.
fn checks(block: &Block<'_>) -> TokenStream {
    let conditions = block.conditions;
    let sends = wire::sends(block, block.model.handlers.iter());
    quote! {
        #conditions
        const _: () = {
            #[allow(dead_code, deprecated, private_interfaces, private_bounds, clippy::too_many_arguments, clippy::type_complexity)]
            fn __types(#sends) {}
        };
    }
}

/// The messages: an enum as that of an actor.
fn messages(model: &Contract, block: &Block<'_>) -> TokenStream {
    let (vis, conditions, protocol) = (&model.vis, block.conditions, block.protocol);
    let handlers = &model.methods.handlers;
    let variants = protocol::variants(block, handlers, &TokenStream::new());
    let implementation = protocol::implementation(block, handlers);
    quote! {
        #conditions
        #[doc(hidden)]
        #[allow(
            private_interfaces,
            private_bounds,
            dead_code,
            deprecated,
            non_snake_case,
            missing_debug_implementations
        )]
        #vis enum #protocol { #variants }
        #implementation
    }
}

/// The reference, its methods, and the traits that it has.
fn reference(model: &Contract, block: &Block<'_>) -> TokenStream {
    let (akt, conditions) = (block.akt, block.conditions);
    let Contract {
        vis,
        ident,
        reference,
        ..
    } = model;
    let (carried, key, protocol) = (&model.methods.carried, block.self_ty, block.protocol);
    let (attributes, docs) = (&carried.on_types, &carried.docs);
    let summary = format!(" Reference to an actor that implements [`{ident}`].");
    let space = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
    let methods = model.methods.handlers.iter();
    let methods = methods.map(|method| self::method(model, block, method));
    let methods = calls::implementation(block, methods.collect());
    let deref = quote! {{
        type Target = #akt::NarrowRef<#protocol>;
        fn deref(&self) -> &#akt::NarrowRef<#protocol> {
            &self.0
        }
    }};
    let contract_ref = quote! {{
        type Contract = #key;
        fn from_narrow_ref(narrow: #akt::NarrowRef<#protocol>) -> Self {
            Self(narrow)
        }
    }};
    let traits = reference::standard().into_iter().chain([
        (quote!(::core::ops::Deref), deref),
        (quote!(#akt::ContractRef), contract_ref),
    ]);
    let traits = traits.map(|(trait_, body)| {
        quote! {
            #conditions
            #[automatically_derived]
            #[allow(deprecated)]
            impl #trait_ for #reference #body
        }
    });
    quote! {
        #attributes
        #[doc = #summary]
        #space
        #docs
        #[allow(dead_code, deprecated)]
        #vis struct #reference(#akt::NarrowRef<#protocol>);
        #(#traits)*
        #methods
    }
}

fn method(model: &Contract, block: &Block<'_>, method: &Handler) -> TokenStream {
    let (vis, ident) = (&model.vis, method.method.ident());
    let (arguments, types) = sent(method);
    let (call, message) = (calls::call(block, method), calls::message(block, method));
    let carried = &method.method.carried;
    let docs = carried.docs.is_empty().then(|| {
        let text = format!(" Sends `{}` to the actor.", method.wire_name);
        quote!(#[doc = #text])
    });
    let attributes = &carried.on_methods;
    let (keyword, arrow) = (at(ident.span(), quote!(fn)), at(ident.span(), quote!(->)));
    quote! {
        #docs
        #attributes
        #vis #keyword #ident(&self, #(#arguments: #types),*) #arrow #call {
            self.0.call(#message)
        }
    }
}

fn facts(model: &Contract, block: &Block<'_>) -> TokenStream {
    let (akt, conditions, protocol) = (block.akt, block.conditions, block.protocol);
    let (reference, wire_name, key) = (&model.reference, &model.wire_name, block.self_ty);
    quote! {
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #akt::Contract for #key {
            type Messages = #protocol;
            type Ref = #reference;
            const NAME: &'static ::core::primitive::str = #wire_name;
        }
        #conditions
        #[allow(deprecated)]
        impl<__R: #akt::TypedRef> ::core::convert::From<__R> for #reference
        where
            __R::Protocol: #akt::Implements<#key> + ::core::marker::Send,
        {
            fn from(actor: __R) -> Self {
                #akt::ActorRef::narrow(#akt::TypedRef::as_actor_ref(&actor))
            }
        }
    }
}

/// The macro. One that other crates can call lies at the root of its crate, under a name that nobody writes; the `use`
/// makes it as visible as the trait, under the name of the trait.
fn macro_(model: &Contract, body: &TokenStream) -> TokenStream {
    let Contract {
        vis,
        ident,
        macro_name,
        ..
    } = model;
    let conditions = &model.methods.carried.conditions;
    let export = matches!(vis, Visibility::Public(_)).then(|| quote!(#[macro_export]));
    quote! {
        #conditions
        #[doc(hidden)]
        #[allow(unused_macros, non_local_definitions)]
        #export
        macro_rules! #macro_name {
            ({ $($private:tt)* } $($rest:tt)*) => {
                #body
            };
        }
        #conditions
        #[doc(hidden)]
        #[allow(unused_imports)]
        #vis use #macro_name as #ident;
    }
}
