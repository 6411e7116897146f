//! Rules of `#[akt::main]`.

use quote::ToTokens;
use syn::Safety;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::main_fn::MainFn;

pub(crate) fn main_fn(model: &MainFn, diagnostics: &mut Diagnostics) {
    is_async(model, diagnostics);
    has_no_arguments(model, diagnostics);
    is_ordinary(model, diagnostics);
}

fn is_async(model: &MainFn, diagnostics: &mut Diagnostics) {
    let signature = &model.signature;
    if signature.asyncness.is_none() {
        diagnostics.report(
            &Code::MAIN_NOT_ASYNC,
            &signature.fn_token,
            "`#[akt::main]` must stand on an async function",
            format!("write `async fn {}()`", signature.ident),
        );
    }
}

fn has_no_arguments(model: &MainFn, diagnostics: &mut Diagnostics) {
    if !model.signature.inputs.is_empty() {
        diagnostics.report(
            &Code::MAIN_ARGUMENTS,
            &model.signature.inputs,
            "nobody passes arguments to this function",
            "remove them; `std::env::args()` gives those of the command line",
        );
    }
}

fn is_ordinary(model: &MainFn, diagnostics: &mut Diagnostics) {
    let signature = &model.signature;
    let mut refuse = |place: &dyn ToTokens, what: &str| {
        let message = format!("the entry point of a program cannot be {what}");
        diagnostics.report(
            &Code::MAIN_QUALIFIED,
            place,
            message,
            format!("write `async fn {}()`", signature.ident),
        );
    };
    if let Some(token) = &signature.constness {
        refuse(token, "`const`");
    }
    if let Safety::Unsafe(token) = &signature.safety {
        refuse(token, "`unsafe`");
    }
    if let Some(abi) = &signature.abi {
        refuse(abi, "`extern`");
    }
    if !signature.generics.params.is_empty() {
        refuse(&signature.generics.params, "generic");
    }
    if let Some(clause) = &signature.generics.where_clause {
        refuse(clause, "generic");
    }
}
