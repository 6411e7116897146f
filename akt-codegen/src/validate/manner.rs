//! Rules on how the messages of a handler are treated.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::handlers::Handler;

pub(crate) fn manner(handler: &Handler, diagnostics: &mut Diagnostics) {
    states_are_different(handler, diagnostics);
    otherwise_has_an_in(handler, diagnostics);
    blocking_is_sync(handler, diagnostics);
}

fn states_are_different(handler: &Handler, diagnostics: &mut Diagnostics) {
    let Some(states) = &handler.manner.states else {
        return;
    };
    for (index, name) in states.iter().enumerate() {
        if states.iter().take(index).any(|earlier| earlier == name) {
            diagnostics.report(
                &Code::STATE_TWICE,
                name,
                format!("the state `{name}` is named twice"),
                "keep one of the two",
            );
        }
    }
}

fn otherwise_has_an_in(handler: &Handler, diagnostics: &mut Diagnostics) {
    let manner = &handler.manner;
    if let (None, Some(otherwise)) = (&manner.states, &manner.otherwise) {
        diagnostics.report(
            &Code::OTHERWISE_ALONE,
            &otherwise.key,
            format!(
                "`otherwise` has no meaning here: `{}` is handled in every state",
                handler.method.ident()
            ),
            "say in which states it is handled, `in = Locked`, or leave `otherwise` out",
        );
    }
}

fn blocking_is_sync(handler: &Handler, diagnostics: &mut Diagnostics) {
    let (Some(blocking), true) = (&handler.manner.blocking, handler.method.is_async()) else {
        return;
    };
    let ident = handler.method.ident();
    diagnostics.report(
        &Code::BLOCKING_ASYNC,
        blocking,
        format!("`{ident}` is async, so it cannot be `blocking`"),
        format!(
            "write `fn {ident}` without `async` if it blocks its thread, or leave `blocking` out"
        ),
    );
}
