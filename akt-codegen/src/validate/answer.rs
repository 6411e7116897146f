//! Rules on what a handler or a hook answers, and by what.

use syn::{ReturnType, Type};

use crate::diagnostic::{Code, Diagnostics, source};
use crate::model::handlers::{Handler, Method};
use crate::parse::reply::{Later, later, peeled};
use crate::validate::signature::Noun;
use crate::validate::types::{Part, is_static, owned, parts};

/// The rules on the answer of a handler.
pub(crate) fn handler(handler: &Handler, diagnostics: &mut Diagnostics) {
    let method = &handler.method;
    if let Some(ty) = answered(method) {
        is_owned(ty, method, Noun::Handler, diagnostics);
    }
    has_one_way_back(method, diagnostics);
    returns_nothing_beside_a_token(method, diagnostics);
    if method.tokens().next().is_none()
        && let Some(later) = later(&method.signature.output)
    {
        makes_one_future(method, diagnostics);
        future_is_owned(method, &later, diagnostics);
    }
}

/// The rules on the answer of a hook.
pub(crate) fn hook(method: &Method, diagnostics: &mut Diagnostics) {
    if let ReturnType::Type(_, ty) = &method.signature.output {
        is_owned(ty, method, Noun::Hook, diagnostics);
    }
    for token in method.tokens() {
        diagnostics.report(
            &Code::HOOK_SIGNATURE,
            &token.ty,
            "nobody asked for a hook, so there is no reply to take",
            format!("remove `{}`", token.ident),
        );
    }
}

/// The type that the answer is in: that of the reply, what the future gives, or what is returned.
fn answered(method: &Method) -> Option<&Type> {
    if let Some(token) = method.tokens().next() {
        return Some(&token.ty);
    }
    match (later(&method.signature.output), &method.signature.output) {
        (Some(later), _) => Some(later.output),
        (None, ReturnType::Type(_, ty)) => Some(ty),
        (None, ReturnType::Default) => None,
    }
}

pub(crate) fn is_owned(ty: &Type, method: &Method, noun: Noun, diagnostics: &mut Diagnostics) {
    let (noun, name) = (noun.text(), method.ident());
    for part in parts(ty) {
        match part {
            Part::Impl(ty) => diagnostics.report(
                &Code::IMPL_REPLY,
                ty,
                format!("{noun} `{name}` answers with `impl Trait`, but a reply needs a type with a name"),
                "return the concrete type, or a `Box<dyn …>`",
            ),
            Part::Reference(reference) if !is_static(reference) => {
                let owned = owned(reference);
                let message = format!("{noun} `{name}` answers with a borrow, but the reply leaves the actor");
                diagnostics.report(&Code::BORROWED_REPLY, reference, message, format!("return an owned value: `{owned}`"));
            }
            Part::Lifetime(lifetime) => diagnostics.report(
                &Code::BORROWED_REPLY,
                lifetime,
                format!("{noun} `{name}` answers with a borrow, but the reply leaves the actor"),
                "return an owned value, or use `'static`",
            ),
            Part::Reference(_) | Part::MachineInteger(_) | Part::Pointer(_) | Part::Function(_) | Part::Dyn(_) => {}
        }
    }
}

/// Whether the type of the reply can be written in another place.
pub(crate) fn is_named(method: &Method) -> bool {
    let Some(ty) = answered(method) else {
        return true;
    };
    !parts(ty).into_iter().any(|part| match part {
        Part::Impl(_) | Part::Lifetime(_) => true,
        Part::Reference(reference) => !is_static(reference),
        Part::MachineInteger(_) | Part::Pointer(_) | Part::Function(_) | Part::Dyn(_) => false,
    })
}

fn has_one_way_back(method: &Method, diagnostics: &mut Diagnostics) {
    for second in method.tokens().skip(1) {
        diagnostics.report(
            &Code::TWO_TOKENS,
            &second.ty,
            format!("`{}` takes two replies", method.ident()),
            "keep one; a reply that is part of a message goes into a struct",
        );
    }
}

fn returns_nothing_beside_a_token(method: &Method, diagnostics: &mut Diagnostics) {
    let (Some(token), ReturnType::Type(_, ty)) = (method.tokens().next(), &method.signature.output)
    else {
        return;
    };
    if matches!(peeled(ty), Type::Tuple(tuple) if tuple.elems.is_empty()) {
        return;
    }
    let (name, token) = (method.ident(), &token.ident);
    diagnostics.report(
        &Code::TOKEN_AND_REPLY,
        ty,
        format!("the answer of `{name}` goes through `{token}`"),
        format!(
            "remove `-> {}`, and answer by `{token}.send(…)`",
            source(ty)
        ),
    );
}

fn makes_one_future(method: &Method, diagnostics: &mut Diagnostics) {
    if let Some(token) = &method.signature.asyncness {
        let name = method.ident();
        diagnostics.report(
            &Code::ASYNC_FUTURE,
            token,
            format!("`{name}` is async and returns a future, which would be two"),
            "remove `async` if the actor is to go on while the future runs, or return what the future gives",
        );
    }
}

fn future_is_owned(method: &Method, later: &Later<'_>, diagnostics: &mut Diagnostics) {
    if later.owned {
        return;
    }
    let output = source(later.output);
    diagnostics.report(
        &Code::BORROWING_FUTURE,
        later.written,
        format!(
            "the future of `{}` may not borrow the actor, which goes on with the next message",
            method.ident()
        ),
        format!(
            "write `impl Future<Output = {output}> + Send + 'static`; `+ use<>` says it as well"
        ),
    );
}
