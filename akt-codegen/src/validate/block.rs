//! Rules of `#[handlers]` and of its handlers among each other.

use quote::ToTokens;
use syn::ext::IdentExt;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::handlers::{Handler, Handlers};
use crate::validate::answer;
use crate::validate::argument::arguments;
use crate::validate::manner::manner;
use crate::validate::signature::{Noun, signature};

/// Methods that a reference has through the standard traits it implements: one of the user's would hide them.
const RESERVED: &[&str] = &[
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "deref",
    "deref_mut",
    "drop",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "into_future",
    "ne",
    "partial_cmp",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// Returns for each handler whether a call of it can be generated.
pub(crate) fn block(model: &Handlers, diagnostics: &mut Diagnostics) -> Vec<bool> {
    is_inherent(model, diagnostics);
    is_of_a_named_type(model, diagnostics);
    owns_its_state(model, diagnostics);
    let mut sound = Vec::new();
    for (index, handler) in model.handlers.iter().enumerate() {
        let before = diagnostics.count();
        let earlier = model.handlers.get(..index).unwrap_or_default();
        name_is_free(handler, diagnostics);
        name_is_new(handler, earlier, diagnostics);
        is_no_hook(handler, diagnostics);
        signature(&handler.method, Noun::Handler, diagnostics);
        answer::handler(handler, diagnostics);
        arguments(&handler.method, diagnostics);
        takes_one_message(handler, diagnostics);
        manner(handler, diagnostics);
        message_is_new(handler, earlier, diagnostics);
        sound.push(diagnostics.count() == before);
    }
    sound
}

fn is_inherent(model: &Handlers, diagnostics: &mut Diagnostics) {
    if let Some(trait_) = &model.trait_ {
        let ty = model.self_ty.to_token_stream();
        diagnostics.report(
            &Code::TRAIT_IMPL,
            trait_,
            "`#[handlers]` must stand on a block of the actor's own methods, not on the implementation of a trait",
            format!("write a second block, `#[handlers] impl {ty} {{ … }}`, and call the trait's methods from it"),
        );
    }
}

fn is_of_a_named_type(model: &Handlers, diagnostics: &mut Diagnostics) {
    if model.names.is_none() {
        diagnostics.report(
            &Code::NOT_AN_ACTOR_TYPE,
            &model.self_ty,
            "an actor is a struct or an enum with a name",
            "write the name of the type that has `#[actor]`: `impl Account { … }`",
        );
    }
}

fn owns_its_state(model: &Handlers, diagnostics: &mut Diagnostics) {
    for lifetime in model.generics.lifetimes() {
        diagnostics.report(
            &Code::ACTOR_LIFETIME,
            &lifetime.lifetime,
            "an actor outlives the code that spawns it, so it has no lifetime parameters",
            "own the data: `String` for `&str`, `Arc<T>` for `&T`",
        );
    }
}

/// Whether the reference needs the handler's name for itself.
pub(crate) fn is_reserved(handler: &Handler) -> bool {
    RESERVED.contains(&handler.wire_name.as_str())
}

pub(crate) fn name_is_free(handler: &Handler, diagnostics: &mut Diagnostics) {
    if is_reserved(handler) {
        let name = &handler.wire_name;
        diagnostics.report(
            &Code::RESERVED_NAME,
            handler.method.ident(),
            format!(
                "a handler cannot be named `{name}`: it would hide the reference's own `{name}`"
            ),
            format!("rename it, for example `{name}_state`"),
        );
    }
}

/// Two handlers may share a name when `cfg` picks one of them.
fn both_conditional(left: &Handler, right: &Handler) -> bool {
    !left.method.carried.conditions.is_empty() && !right.method.carried.conditions.is_empty()
}

pub(crate) fn name_is_new(handler: &Handler, earlier: &[Handler], diagnostics: &mut Diagnostics) {
    let ident = handler.method.ident();
    let Some(first) = earlier
        .iter()
        .find(|first| first.variant == handler.variant)
    else {
        return;
    };
    if both_conditional(first, handler) {
        return;
    }
    let first = first.method.ident();
    if first.unraw() == ident.unraw() {
        let message = format!("there are two handlers named `{ident}`");
        diagnostics.report(
            &Code::DUPLICATE_HANDLER,
            ident,
            message,
            "rename one of them",
        );
    } else {
        diagnostics.report(
            &Code::VARIANT_COLLISION,
            ident,
            format!(
                "handlers `{first}` and `{ident}` are both `{}` in the protocol",
                handler.variant
            ),
            "rename one of them, so that they differ in more than underscores",
        );
    }
}

fn is_no_hook(handler: &Handler, diagnostics: &mut Diagnostics) {
    if let Some(attribute) = &handler.also_hook {
        let ident = handler.method.ident();
        diagnostics.report(
            &Code::HANDLER_AND_HOOK,
            attribute,
            format!("`{ident}` is a handler and a hook"),
            format!("remove one of the attributes; a handler may call the hook `{ident}`"),
        );
    }
}

fn takes_one_message(handler: &Handler, diagnostics: &mut Diagnostics) {
    let count = handler.method.sent().count();
    if handler.message && count != 1 {
        diagnostics.report(
            &Code::MESSAGE_ARITY,
            handler.method.ident(),
            format!(
                "`#[handler(message)]` takes one message, but `{}` takes {count}",
                handler.method.ident()
            ),
            "take exactly one `#[message]` type, or write `#[handler]`",
        );
    }
}

fn message_is_new(handler: &Handler, earlier: &[Handler], diagnostics: &mut Diagnostics) {
    let Some(message) = the_message(handler) else {
        return;
    };
    let same = |first: &&Handler| {
        the_message(first).is_some_and(|ty| ty.to_string() == message.to_string())
            && !both_conditional(first, handler)
    };
    if let Some(first) = earlier.iter().find(same) {
        diagnostics.report(
            &Code::MESSAGE_TWICE,
            message,
            format!(
                "`{message}` is already handled by `{}`",
                first.method.ident()
            ),
            "keep one handler for each message type",
        );
    }
}

/// The type of the message, when the handler is one of `#[handler(message)]`.
fn the_message(handler: &Handler) -> Option<&proc_macro2::TokenStream> {
    if handler.message {
        handler
            .method
            .sent()
            .next()
            .map(|parameter| &parameter.sent_ty)
    } else {
        None
    }
}
