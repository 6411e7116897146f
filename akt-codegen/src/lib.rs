//! The code generator of akt: parse → model → validate → expand.
//!
//! An ordinary library of functions from tokens to tokens, so that it is tested without a compiler. Each attribute of
//! `akt-macros` is one call of a function here.
//!
//! - `parse` is total: it returns what it understood and reports the rest.
//! - `model` is plain data, with every derived name computed once.
//! - `validate` has one function for each rule, and each rule has a code (`AKT0012`).
//! - `expand` cannot fail.
//!
//! The user's item is always emitted again, so that an error in it never hides it from the rest of the program.
#![forbid(unsafe_code)]

extern crate proc_macro;

mod diagnostic;
mod expand;
mod model;
mod parse;
mod place;
mod validate;

pub use diagnostic::{CODES, ErrorCode};

use proc_macro2::TokenStream;
use quote::quote;

use diagnostic::{Code, Diagnostics};

/// `#[message]` on a struct or an enum.
pub fn message(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let Some(model) = parse::message::message(args, &item, &mut diagnostics) else {
        return verbatim(diagnostics, item);
    };
    let archivable = validate::message::message(&model, &mut diagnostics);
    let errors = diagnostics.finish();
    let item = if archivable {
        expand::message::item(&item, &model, errors.is_none())
    } else {
        let stub = expand::message::archive_stub(&model);
        quote!(#item #stub)
    };
    let impls = expand::message::impls(&model, errors.is_none());
    quote!(#item #errors #impls)
}

/// `#[actor]` on a struct or an enum.
pub fn actor(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let model = parse::actor::actor(args, &item, &mut diagnostics);
    finish_actor(model, diagnostics, item)
}

/// `#[grain]` on a struct or an enum.
pub fn grain(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let model = parse::actor::grain(args, &item, &mut diagnostics);
    finish_actor(model, diagnostics, item)
}

/// What was not understood of an actor has a default, so its reference exists beside the errors.
fn finish_actor(
    model: Option<model::actor::Actor>,
    mut diagnostics: Diagnostics,
    item: TokenStream,
) -> TokenStream {
    let Some(model) = model else {
        return verbatim(diagnostics, item);
    };
    validate::actor::actor(&model, &mut diagnostics);
    let errors = diagnostics.finish();
    let expanded = expand::actor::actor(&model);
    quote!(#item #errors #expanded)
}

/// `#[handlers]` on an `impl` block.
pub fn handlers(args: TokenStream, item: TokenStream) -> TokenStream {
    // The form of a handler is ours, so lints about the form are not the user's.
    let lints = quote! {
        #[allow(
            clippy::boxed_local,
            clippy::missing_const_for_fn,
            clippy::must_use_candidate,
            clippy::needless_pass_by_value,
            clippy::unused_self
        )]
    };
    let stripped = parse::impl_block::without_helpers(&item, &lints);
    let mut diagnostics = Diagnostics::new();
    let Some(model) = parse::handlers::handlers(args, &item, &mut diagnostics) else {
        return verbatim(diagnostics, stripped);
    };
    let sound = validate::block::block(&model, &mut diagnostics);
    validate::hook::hooks(&model, &mut diagnostics);
    match diagnostics.finish() {
        None => {
            let expanded = expand::block::block(&model);
            quote!(#stripped #expanded)
        }
        Some(errors) => {
            let stub = expand::stub::stub(&model, &sound);
            quote!(#stripped #errors #stub)
        }
    }
}

/// `#[protocol]` on a trait.
pub fn protocol(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let Some(model) = parse::contract::contract(args, &item, &mut diagnostics) else {
        return verbatim(diagnostics, item);
    };
    let sound = validate::contract::contract(&model, &mut diagnostics);
    let errors = diagnostics.finish();
    let expanded = match errors {
        None => expand::contract::contract(&model),
        Some(_) => expand::contract::stub(model, &sound),
    };
    // The trait is a declaration: nobody calls its methods.
    quote!(#[allow(dead_code)] #item #errors #expanded)
}

/// What `#[handlers(Ledger)]` calls by way of the macro of the protocol.
pub fn implement(input: TokenStream) -> TokenStream {
    let Some(model) = parse::implement::implementation(input) else {
        return TokenStream::new();
    };
    let mut diagnostics = Diagnostics::new();
    validate::implement::implementation(&model, &mut diagnostics);
    match diagnostics.finish() {
        None => expand::implement::implementation(&model),
        Some(errors) => {
            let stub = expand::implement::refused(&model);
            quote!(#errors #stub)
        }
    }
}

/// `#[derive(GrainKey)]` on a struct. The item itself is not emitted: a derive only adds.
pub fn grain_key_derive(item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let Some(model) = parse::grain_key::grain_key(&item, &mut diagnostics) else {
        return verbatim(diagnostics, TokenStream::new());
    };
    validate::grain_key::grain_key(&model, &mut diagnostics);
    match diagnostics.finish() {
        None => expand::grain_key::grain_key(&model),
        Some(errors) => errors,
    }
}

/// `#[akt::main]` on an async function.
pub fn main(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let Some(model) = parse::main_fn::main_fn(args, &item, &mut diagnostics) else {
        return verbatim(diagnostics, item);
    };
    validate::main_fn::main_fn(&model, &mut diagnostics);
    match diagnostics.finish() {
        None => expand::main_fn::main_fn(&model),
        Some(errors) => quote!(#item #errors),
    }
}

/// `#[handler]` or `#[on(…)]` where no `#[handlers]` reads it.
pub fn lone_helper(helper: &str, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    diagnostics.report_at(
        &Code::HELPER_OUTSIDE,
        proc_macro2::Span::call_site(),
        format!("`#[{helper}]` only works inside an `impl` block with `#[handlers]`"),
        "put `#[handlers]` on the `impl` block of the actor",
    );
    verbatim(diagnostics, item)
}

fn verbatim(diagnostics: Diagnostics, item: TokenStream) -> TokenStream {
    let errors = diagnostics.finish();
    quote!(#item #errors)
}
