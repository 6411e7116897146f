//! Rules of `#[derive(GrainKey)]`.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::grain_key::GrainKey;
use crate::parse::head::Keyword;

pub(crate) fn grain_key(model: &GrainKey, diagnostics: &mut Diagnostics) {
    is_a_struct(model, diagnostics);
    has_a_field(model, diagnostics);
    has_no_lifetime(model, diagnostics);
}

fn is_a_struct(model: &GrainKey, diagnostics: &mut Diagnostics) {
    let kind = match model.keyword {
        Keyword::Struct => return,
        Keyword::Enum => "an enum",
        Keyword::Union(_) => "a union",
    };
    diagnostics.report(
        &Code::KEY_SHAPE,
        &model.ident,
        format!("`{}` is {kind}, but a grain key is a struct", model.ident),
        format!(
            "write `struct {}(u64);`, or a struct with a field for each part",
            model.ident
        ),
    );
}

fn has_a_field(model: &GrainKey, diagnostics: &mut Diagnostics) {
    if model.fields.as_ref().is_some_and(Vec::is_empty) {
        diagnostics.report(
            &Code::EMPTY_KEY,
            &model.ident,
            format!(
                "grain key `{}` has no fields, so all its values are one",
                model.ident
            ),
            format!("give it a field: `struct {}(u64);`", model.ident),
        );
    }
}

fn has_no_lifetime(model: &GrainKey, diagnostics: &mut Diagnostics) {
    for lifetime in model.generics.lifetimes() {
        diagnostics.report(
            &Code::KEY_LIFETIME,
            &lifetime.lifetime,
            format!(
                "grain key `{}` has a lifetime parameter, but the runtime keeps keys",
                model.ident
            ),
            "own the data: `String` for `&str`",
        );
    }
}
