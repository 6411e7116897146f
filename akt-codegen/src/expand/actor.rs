//! What `#[actor]` and `#[grain]` add to the struct: the reference, and the facts that the runtime asks for.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::expand::{behavior, generics, reference, state};
use crate::model::actor::{Actor, Capacity, Idle, Kind, Mailbox, Passivation};
use crate::place::around;

pub(crate) fn actor(model: &Actor) -> TokenStream {
    // A lifetime would be refused again by every bound below; its own report says it best.
    if model.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let (state, reference) = (state::state(model), reference::reference(model));
    let spec = spec(model);
    let (grain_spec, behavior) = (grain_spec(model), behavior::behavior(model));
    let reentrant = reentrant(model);
    quote! { #state #reference #behavior #spec #reentrant #grain_spec }
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
        Kind::Actor { remote: false, .. } => quote!(RemoteNo),
        Kind::Actor { remote: true, .. } | Kind::Grain { .. } => quote!(RemoteYes),
    };
    let mailbox = mailbox(model);
    let fault = match &model.fault {
        Some(fault) => quote!(#fault),
        None => quote!(::core::convert::Infallible),
    };
    let state = behavior::state(model);
    let stash = model.stash.map(|stash| {
        let stash = Literal::u64_unsuffixed(stash);
        quote!(const STASH: ::core::primitive::usize = #stash;)
    });
    let in_flight = model.requests.in_flight.as_ref().map(|(_, in_flight)| {
        let in_flight = Literal::u64_unsuffixed(*in_flight);
        quote!(const IN_FLIGHT: ::core::primitive::u32 = #in_flight;)
    });
    let (passivation, requires) = (passivation(model), requires(model));
    quote! {
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #declared #akt::ActorSpec for #ident #used #clause {
            type Remoting = #akt::#remoting;
            type Fault = #fault;
            type State = #state;
            const NAME: &'static ::core::primitive::str = #wire_name;
            const MAILBOX: #akt::MailboxKind = #mailbox;
            #stash
            #in_flight
            #passivation
            #requires
        }
    }
}

/// The mailbox; one that cannot hold a message was reported, and is none.
fn mailbox(model: &Actor) -> TokenStream {
    let akt = &model.akt;
    let number = |capacity: &Capacity| {
        let capacity = capacity.value.filter(|capacity| *capacity > 0)?;
        Some(Literal::usize_unsuffixed(capacity))
    };
    let optional = |capacity: &Option<Capacity>| match capacity.as_ref().and_then(number) {
        Some(capacity) => quote!(::core::option::Option::Some(#capacity)),
        None => quote!(::core::option::Option::None),
    };
    let mailbox = match &model.mailbox {
        Mailbox::Bounded { capacity, overflow } => match (number(capacity), overflow) {
            (Some(capacity), None) => quote!(bounded(#capacity)),
            (Some(capacity), Some(overflow)) => {
                let overflow = format_ident!("{overflow}");
                quote!(Bounded { capacity: #capacity, overflow: #akt::Overflow::#overflow })
            }
            (None, _) => quote!(Unbounded),
        },
        Mailbox::Priority { capacity, stable } => {
            let capacity = optional(capacity);
            quote!(Priority { capacity: #capacity, stable: #stable })
        }
        Mailbox::Fair { capacity } => {
            let capacity = optional(capacity);
            quote!(Fair { capacity: #capacity })
        }
        Mailbox::Unbounded => quote!(Unbounded),
    };
    quote!(#akt::MailboxKind::#mailbox)
}

fn passivation(model: &Actor) -> Option<TokenStream> {
    let Kind::Actor { passivation, .. } = &model.kind else {
        return None;
    };
    let akt = &model.akt;
    let passivation = match passivation.as_deref()? {
        Passivation::Idle(idle) => {
            let idle = duration(idle)?;
            quote!(Idle(#idle))
        }
        Passivation::Messages(messages) => {
            let messages = Literal::u64_unsuffixed(*messages);
            quote!(Messages(#messages))
        }
    };
    Some(quote!(const PASSIVATION: #akt::Passivation = #akt::Passivation::#passivation;))
}

fn duration(idle: &Idle) -> Option<TokenStream> {
    let millis = Literal::u64_unsuffixed(idle.millis?);
    Some(quote!(::core::time::Duration::from_millis(#millis)))
}

fn requires(model: &Actor) -> Option<TokenStream> {
    let Kind::Actor { requires, .. } = &model.kind else {
        return None;
    };
    if requires.is_empty() {
        return None;
    }
    let akt = &model.akt;
    // Around the type, so that rustc reports there a type that cannot be shared.
    let required = requires.iter().map(|ty| {
        let ty = ty.to_token_stream();
        let of = around(quote!(#akt::Requirement::of::), &TokenStream::new(), &ty);
        quote!(#of())
    });
    Some(quote! {
        fn requires() -> #akt::std::vec::Vec<#akt::Requirement> {
            ::core::convert::From::from([#(#required),*])
        }
    })
}

/// That the actor may make requests.
fn reentrant(model: &Actor) -> Option<TokenStream> {
    let Actor { akt, ident, .. } = model;
    let reentrancy = format_ident!("{}", model.requests.reentrancy?);
    let conditions = &model.carried.conditions;
    let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
    Some(quote! {
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #declared #akt::Reentrant for #ident #used #clause {
            const REENTRANCY: #akt::Reentrancy = #akt::Reentrancy::#reentrancy;
        }
    })
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
    let idle = match idle.as_ref().and_then(|idle| duration(idle)) {
        Some(idle) => idle,
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
