//! What `#[actor]` and `#[grain]` add to the struct: the reference, and the facts that the runtime asks for.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::expand::{generics, reference, state};
use crate::model::actor::{Actor, Kind, Mailbox};

pub(crate) fn actor(model: &Actor) -> TokenStream {
    // A lifetime would be refused again by every bound below; its own report says it best.
    if model.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let (state, reference) = (state::state(model), reference::reference(model));
    let spec = spec(model);
    let grain_spec = grain_spec(model);
    quote! { #state #reference #spec #grain_spec }
}

fn spec(model: &Actor) -> TokenStream {
    let Actor {
        akt,
        ident,
        wire_name,
        ..
    } = model;
    let conditions = &model.carried.conditions;
    let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
    let remoting = match model.kind {
        Kind::Actor { remote: false } => quote!(RemoteNo),
        Kind::Actor { remote: true } | Kind::Grain { .. } => quote!(RemoteYes),
    };
    let mailbox = match &model.mailbox {
        Mailbox::Bounded {
            capacity: Some(capacity),
            ..
        } if *capacity > 0 => {
            let capacity = proc_macro2::Literal::usize_unsuffixed(*capacity);
            quote!(bounded(#capacity))
        }
        Mailbox::Bounded { .. } | Mailbox::Unbounded => quote!(Unbounded),
    };
    let fault = match &model.fault {
        Some(fault) => quote!(#fault),
        None => quote!(::core::convert::Infallible),
    };
    quote! {
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #declared #akt::ActorSpec for #ident #used #clause {
            type Remoting = #akt::#remoting;
            type Fault = #fault;
            type State = #akt::NoStates;
            const NAME: &'static ::core::primitive::str = #wire_name;
            const MAILBOX: #akt::MailboxKind = #akt::MailboxKind::#mailbox;
        }
    }
}

fn grain_spec(model: &Actor) -> TokenStream {
    let Kind::Grain {
        key: Some(key),
        idle,
        ..
    } = &model.kind
    else {
        return TokenStream::new();
    };
    let Actor { akt, ident, .. } = model;
    // As the macro's own, like the rest that is reported at this place: rustc then reports it once.
    let mut ident = ident.clone();
    ident.set_span(ident.span().resolved_at(Span::call_site()));
    let conditions = &model.carried.conditions;
    let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
    let idle = match idle.as_ref().and_then(|idle| idle.millis) {
        Some(millis) => {
            let millis = proc_macro2::Literal::u64_unsuffixed(millis);
            quote!(::core::time::Duration::from_millis(#millis))
        }
        None => quote!(#akt::limits::GRAIN_IDLE),
    };
    quote! {
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #declared #akt::GrainSpec for #ident #used #clause {
            type Key = #key;
            const IDLE: ::core::time::Duration = #idle;
        }
    }
}
