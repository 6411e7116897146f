//! Rules on the handlers of an actor that names protocols. That their types agree is found by rustc, which knows them.

use crate::diagnostic::{Code, Diagnostics, source};
use crate::model::contract::Implementation;
use crate::model::handlers::Handler;
use crate::validate::signature::with_receiver;

pub(crate) fn implementation(model: &Implementation, diagnostics: &mut Diagnostics) {
    for declared in &model.contract.methods.handlers {
        is_there(model, declared, diagnostics);
        for handler in model.handlers_of(declared) {
            takes_the_same(model, declared, handler, diagnostics);
            is_public(model, handler, diagnostics);
        }
    }
}

fn is_there(model: &Implementation, declared: &Handler, diagnostics: &mut Diagnostics) {
    if model.handlers_of(declared).next().is_some() {
        return;
    }
    let (name, protocol) = (&declared.wire_name, source(&model.path));
    let actor = source(&model.handlers.self_ty);
    diagnostics.report(
        &Code::HANDLER_MISSING,
        &model.path,
        format!("`{actor}` has no handler `{name}`, which `{protocol}` declares"),
        format!("write `#[handler] pub {}`", written(declared)),
    );
}

fn takes_the_same(
    model: &Implementation,
    declared: &Handler,
    handler: &Handler,
    diagnostics: &mut Diagnostics,
) {
    let (wanted, taken) = (
        declared.method.sent().count(),
        handler.method.sent().count(),
    );
    if wanted == taken {
        return;
    }
    let (name, protocol) = (&declared.wire_name, source(&model.path));
    diagnostics.report(
        &Code::HANDLER_DIFFERS,
        handler.method.ident(),
        format!(
            "handler `{name}` takes {}, but `{protocol}` declares it with {}",
            arguments(taken),
            arguments(wanted)
        ),
        format!("write `{}`", written(declared)),
    );
}

fn arguments(count: usize) -> String {
    match count {
        0 => "no argument".to_owned(),
        1 => "one argument".to_owned(),
        count => format!("{count} arguments"),
    }
}

fn is_public(model: &Implementation, handler: &Handler, diagnostics: &mut Diagnostics) {
    if handler.public {
        return;
    }
    let ident = handler.method.ident();
    let protocol = source(&model.path);
    diagnostics.report(
        &Code::HANDLER_HIDDEN,
        ident,
        format!("handler `{ident}` is private, but `{protocol}` lets others call it"),
        "write `pub` in front of it",
    );
}

/// The handler that the protocol asks for, as the user would write it.
fn written(declared: &Handler) -> String {
    with_receiver(&declared.method.signature, "&mut self")
}
