//! Rules of `#[protocol]`: a protocol is a list of what can be asked, and no more.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ReturnType, Signature};

use crate::diagnostic::{Code, Diagnostics, source};
use crate::model::contract::{Contract, Refused};
use crate::model::handlers::{Method, Role};
use crate::parse::reply::later;
use crate::validate::signature::{Noun, signature};
use crate::validate::{answer, argument, block};

/// Returns for each method whether a call of it can be generated.
pub(crate) fn contract(model: &Contract, diagnostics: &mut Diagnostics) -> Vec<bool> {
    is_plain(&model.ident, &model.refused, diagnostics);
    let mut sound = Vec::new();
    let all = &model.methods.handlers;
    for (index, declared) in all.iter().enumerate() {
        let before = diagnostics.count();
        let (earlier, method) = (all.get(..index).unwrap_or_default(), &declared.method);
        block::name_is_free(declared, diagnostics);
        block::name_is_new(declared, earlier, diagnostics);
        signature(method, Noun::Method, diagnostics);
        is_unconditional(method, diagnostics);
        is_not_async(method, diagnostics);
        names_no_actor(method, diagnostics);
        is_only_message(method, diagnostics);
        argument::sent(method, diagnostics);
        answers_a_value(method, diagnostics);
        let body = model.refused.bodies.iter().find(|(at, _)| *at == index);
        if let Some((_, body)) = body {
            has_no_body(method, body, diagnostics);
        }
        sound.push(diagnostics.count() == before);
    }
    sound
}

fn is_plain(ident: &Ident, refused: &Refused, diagnostics: &mut Diagnostics) {
    let mut refuse = |place: &dyn ToTokens, what: &str, help: &str| {
        let message = format!("protocol `{ident}` {what}");
        diagnostics.report(&Code::PROTOCOL_SHAPE, place, message, help);
    };
    if let Some(token) = &refused.safety {
        refuse(token, "cannot be `unsafe`", "remove `unsafe`");
    }
    if let Some(token) = &refused.auto {
        refuse(token, "cannot be `auto`", "remove `auto`");
    }
    let generics = &refused.generics;
    if !generics.params.is_empty() {
        let help = "write a protocol for each type, or an enum of the types that can occur";
        refuse(&generics.params, "has generics", help);
    } else if let Some(clause) = &generics.where_clause {
        refuse(clause, "has a where-clause", "remove it");
    }
    if !refused.supertraits.is_empty() {
        let help =
            "remove it; an actor that has several protocols names them all in `#[handlers(…)]`";
        refuse(&refused.supertraits, "has a supertrait", help);
    }
    for item in &refused.items {
        let help = "move it out of the trait";
        refuse(item, "has something that is no method", help);
    }
}

fn refuse(place: &dyn ToTokens, message: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.report(&Code::PROTOCOL_METHOD, place, message, help);
}

fn has_no_body(method: &Method, body: &TokenStream, diagnostics: &mut Diagnostics) {
    let message = format!("method `{}` of a protocol has a body", method.ident());
    let help = "write `;` in its place: what is done is up to the handler of each actor";
    refuse(body, message, help, diagnostics);
}

fn is_unconditional(method: &Method, diagnostics: &mut Diagnostics) {
    let conditions = &method.carried.conditions;
    if !conditions.is_empty() {
        let message = format!(
            "method `{}` of a protocol depends on `cfg`, but actors of other crates have it always or never",
            method.ident()
        );
        let help = "put `cfg` on the protocol, or write two";
        refuse(conditions, message, help, diagnostics);
    }
}

fn is_not_async(method: &Method, diagnostics: &mut Diagnostics) {
    if let Some(token) = &method.signature.asyncness {
        let message = format!("method `{}` of a protocol is `async`", method.ident());
        let help = "remove `async`: every call is awaited, and the handler may be async or not";
        refuse(token, message, help, diagnostics);
    }
}

fn names_no_actor(method: &Method, diagnostics: &mut Diagnostics) {
    if let Some(place) = own_type(&method.signature) {
        let message = format!(
            "method `{}` of a protocol speaks of `Self`, but actors of many types have it",
            method.ident()
        );
        refuse(&place, message, "write a type", diagnostics);
    }
}

/// `Self` in the types of a signature.
fn own_type(signature: &Signature) -> Option<Ident> {
    let typed = signature.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => Some(typed.ty.to_token_stream()),
        syn::FnArg::Receiver(_) => None,
    });
    typed
        .chain([signature.output.to_token_stream()])
        .find_map(named_self)
}

fn named_self(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "Self" => Some(ident),
        TokenTree::Group(group) => named_self(group.stream()),
        _ => None,
    })
}

fn is_only_message(method: &Method, diagnostics: &mut Diagnostics) {
    for parameter in &method.parameters {
        let what = match parameter.role {
            Role::Sent => continue,
            Role::Token => "a reply, which is not sent",
            Role::TypedContext | Role::UntypedContext { .. } | Role::OwnedContext => {
                "a context, which is not sent"
            }
        };
        let message = format!("method `{}` of a protocol takes {what}", method.ident());
        let help = "remove it; the handlers of actors may take it all the same";
        refuse(&parameter.ty, message, help, diagnostics);
    }
}

fn answers_a_value(method: &Method, diagnostics: &mut Diagnostics) {
    if let Some(later) = later(&method.signature.output) {
        let message = format!("method `{}` of a protocol answers a future", method.ident());
        let help = format!(
            "write `-> {}`: every call is awaited, and the handler may return a future or not",
            source(later.output)
        );
        refuse(later.written, message, &help, diagnostics);
    } else if let ReturnType::Type(_, ty) = &method.signature.output {
        answer::is_owned(ty, method, Noun::Method, diagnostics);
    }
}
