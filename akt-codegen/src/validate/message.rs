//! Rules of `#[message]`: what cannot travel because of its form. Whether a named type can travel, rustc knows.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::message::{Message, Shape};
use crate::parse::actor::check_name;
use crate::parse::head::Keyword;
use crate::validate::types::{Part, owned, parts};

/// Returns whether rkyv can derive for the item all the same, so that its users see no further errors.
pub(crate) fn message(model: &Message, diagnostics: &mut Diagnostics) -> bool {
    check_name(model.name.as_ref(), diagnostics);
    integers_have_one_width(model, diagnostics);
    let before = diagnostics.count();
    is_no_union(model, diagnostics);
    has_a_value(model, diagnostics);
    has_no_lifetime(model, diagnostics);
    for field in model.fields() {
        for part in parts(&field.ty) {
            field_is_data(part, diagnostics);
        }
    }
    let readable = !matches!(model.shape, Shape::Unknown);
    readable && diagnostics.count() == before
}

fn integers_have_one_width(model: &Message, diagnostics: &mut Diagnostics) {
    for field in model.fields() {
        for part in parts(&field.ty) {
            let Part::MachineInteger(ident) = part else {
                continue;
            };
            let instead = if ident == "usize" { "u64" } else { "i64" };
            diagnostics.report(
                &Code::MACHINE_INTEGER,
                ident,
                format!("`{ident}` is not the same on every machine, so it cannot be in a message"),
                format!("write `{instead}`"),
            );
        }
    }
}

fn is_no_union(model: &Message, diagnostics: &mut Diagnostics) {
    if let Keyword::Union(span) = model.keyword {
        diagnostics.report_at(
            &Code::UNION_MESSAGE,
            span,
            "a union cannot be a message",
            format!("write `enum {}`, with a variant for each case", model.ident),
        );
    }
}

fn has_a_value(model: &Message, diagnostics: &mut Diagnostics) {
    if matches!(&model.shape, Shape::Enum(variants) if variants.is_empty()) {
        diagnostics.report(
            &Code::EMPTY_ENUM,
            &model.ident,
            format!("`{}` has no variant, so nobody can send it", model.ident),
            format!("give it a variant, or write `struct {};`", model.ident),
        );
    }
}

fn has_no_lifetime(model: &Message, diagnostics: &mut Diagnostics) {
    for lifetime in model.generics.lifetimes() {
        diagnostics.report(
            &Code::BORROWED_FIELD,
            &lifetime.lifetime,
            format!(
                "message `{}` has a lifetime parameter, but a message outlives its sender's call",
                model.ident
            ),
            "own the data: `String` for `&str`, `Vec<T>` for `&[T]`",
        );
    }
}

fn field_is_data(part: Part<'_>, diagnostics: &mut Diagnostics) {
    match part {
        Part::MachineInteger(_) => {}
        Part::Reference(reference) => {
            let instead = owned(reference);
            let help = format!("own the data: write `{instead}`");
            diagnostics.report(
                &Code::BORROWED_FIELD,
                reference,
                "a message cannot borrow",
                help,
            );
        }
        Part::Lifetime(lifetime) => diagnostics.report(
            &Code::BORROWED_FIELD,
            lifetime,
            "a message cannot borrow",
            "use a type without a lifetime, or `'static`",
        ),
        Part::Pointer(ty) => diagnostics.report(
            &Code::POINTER_FIELD,
            ty,
            "an address means nothing to another node",
            "send the value that it points to",
        ),
        Part::Function(ty) => diagnostics.report(
            &Code::FUNCTION_FIELD,
            ty,
            "a function cannot travel between nodes",
            "send an enum that names what to do",
        ),
        Part::Impl(ty) => diagnostics.report(
            &Code::IMPL_FIELD,
            ty,
            "a field needs a type with a name",
            "give the message a type parameter with this bound",
        ),
        Part::Dyn(ty) => diagnostics.report(
            &Code::DYN_FIELD,
            ty,
            "a trait object cannot travel: the receiver does not know the type behind it",
            "write an enum of the types that can occur",
        ),
    }
}
