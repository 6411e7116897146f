//! `#[akt::main]`: a function whose body stays raw tokens.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Attribute;
use syn::parse::{ParseStream, Parser};

use crate::diagnostic::Diagnostics;
use crate::model::main_fn::MainFn;
use crate::parse::args::{Options, Spec};
use crate::parse::head::wrong_item;

const MAIN: Spec = Spec {
    attribute: "`#[akt::main]`",
    known: &["crate"],
    foreign: &[],
};

pub(crate) fn main_fn(
    args: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<MainFn> {
    let akt = Options::parse(args, &MAIN, diagnostics).akt(diagnostics);
    let parser = |input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        let (vis, signature) = (input.parse()?, input.parse()?);
        let body: TokenTree = input.parse()?;
        match &body {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Ok(MainFn {
                akt,
                attributes,
                vis,
                signature,
                body: body.into(),
            }),
            _ => Err(syn::Error::new(
                body.span(),
                "expected the body of the function",
            )),
        }
    };
    match parser.parse2(item.clone()) {
        Ok(model) => Some(model),
        Err(error) => {
            wrong_item(
                item,
                &error,
                "`#[akt::main]`",
                "an async function",
                &["fn"],
                diagnostics,
            );
            None
        }
    }
}
