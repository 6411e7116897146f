//! Rules on the arguments of handlers and hooks.

use crate::diagnostic::{Code, Diagnostics, source};
use crate::model::handlers::{Method, Parameter, Role};
use crate::validate::types::{Part, is_static, owned, parts};

pub(crate) fn arguments(method: &Method, diagnostics: &mut Diagnostics) {
    sent(method, diagnostics);
    has_one_context(method, diagnostics);
    context_is_lent(method, diagnostics);
}

/// The rules on the arguments that are part of the message.
pub(crate) fn sent(method: &Method, diagnostics: &mut Diagnostics) {
    for parameter in method.sent() {
        is_a_name(parameter, diagnostics);
        is_not_reserved(parameter, diagnostics);
        is_unconditional(parameter, diagnostics);
        is_owned(parameter, diagnostics);
    }
}

fn is_a_name(parameter: &Parameter, diagnostics: &mut Diagnostics) {
    let Some(pattern) = &parameter.pattern else {
        return;
    };
    let ty = source(&parameter.ty);
    let help = if pattern.to_string() == "_" {
        format!("give it a name: `_value: {ty}`")
    } else {
        format!("write `value: {ty}` and take it apart in the body")
    };
    diagnostics.report(
        &Code::PATTERN_ARGUMENT,
        pattern,
        "an argument of a handler is a name, because the reference's method shows it",
        help,
    );
}

fn is_not_reserved(parameter: &Parameter, diagnostics: &mut Diagnostics) {
    if parameter.pattern.is_none() && parameter.ident.to_string().starts_with("__") {
        diagnostics.report(
            &Code::RESERVED_ARGUMENT,
            &parameter.ident,
            format!(
                "the name `{}` may be used by generated code",
                parameter.ident
            ),
            format!(
                "rename it: `{}`",
                parameter.ident.to_string().trim_start_matches('_')
            ),
        );
    }
}

fn is_unconditional(parameter: &Parameter, diagnostics: &mut Diagnostics) {
    for attribute in &parameter.attributes {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            diagnostics.report(
                &Code::ARGUMENT_CFG,
                attribute,
                "an argument is part of the protocol, so it cannot depend on `cfg`",
                "put `cfg` on the handler, or write two handlers",
            );
        }
    }
}

fn is_owned(parameter: &Parameter, diagnostics: &mut Diagnostics) {
    for part in parts(&parameter.ty) {
        match part {
            Part::Reference(reference) if !is_static(reference) => {
                let written = format!("{}: {}", parameter.ident, source(&parameter.ty));
                let instead = format!("{}: {}", parameter.ident, owned(reference));
                let help = if std::ptr::eq(peel(&parameter.ty), reference) {
                    format!("write `{instead}` for `{written}`")
                } else {
                    format!("write an owned type, such as `{}`", owned(reference))
                };
                let message =
                    "arguments are owned for now: a message outlives the call that sends it";
                diagnostics.report(&Code::BORROWED_ARGUMENT, reference, message, help);
            }
            Part::Lifetime(lifetime) => diagnostics.report(
                &Code::BORROWED_ARGUMENT,
                lifetime,
                "arguments are owned for now: a message outlives the call that sends it",
                "use a type without a lifetime, or `'static`",
            ),
            Part::Impl(ty) => diagnostics.report(
                &Code::IMPL_ARGUMENT,
                ty,
                "an argument needs a type with a name, because the message holds it",
                "write a concrete type, a `Box<dyn …>`, or a parameter of the actor",
            ),
            Part::Reference(_)
            | Part::MachineInteger(_)
            | Part::Pointer(_)
            | Part::Function(_)
            | Part::Dyn(_) => {}
        }
    }
}

fn peel(ty: &syn::Type) -> *const syn::TypeReference {
    match crate::parse::reply::peeled(ty) {
        syn::Type::Reference(reference) => reference,
        _ => std::ptr::null(),
    }
}

fn has_one_context(method: &Method, diagnostics: &mut Diagnostics) {
    for second in method.contexts().skip(1) {
        diagnostics.report(
            &Code::TWO_CONTEXTS,
            &second.ty,
            format!("`{}` takes two contexts", method.ident()),
            "keep one: `ctx: &mut Ctx`",
        );
    }
}

fn context_is_lent(method: &Method, diagnostics: &mut Diagnostics) {
    for context in method.contexts() {
        if context.role == Role::OwnedContext {
            let ty = source(&context.ty);
            diagnostics.report(
                &Code::OWNED_CONTEXT,
                &context.ty,
                format!(
                    "`{}` takes the context by value, but it is lent for one message",
                    method.ident()
                ),
                format!("write `{}: &mut {ty}`", context.ident),
            );
        }
    }
}
