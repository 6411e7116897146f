//! `#[derive(GrainKey)]`: the fields in order.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Data, DeriveInput, Index, Meta};

use crate::diagnostic::{Code, Diagnostics};
use crate::model::grain_key::{GrainKey, KeyField};
use crate::parse::args::{Options, Spec};
use crate::parse::attributes::Carried;
use crate::parse::head::{Head, Keyword, expected};

const GRAIN_KEY: Spec = Spec {
    attribute: "`#[grain_key]`",
    known: &["crate"],
    foreign: &[],
};

pub(crate) fn grain_key(item: &TokenStream, diagnostics: &mut Diagnostics) -> Option<GrainKey> {
    let head = Head::read(item, "`#[derive(GrainKey)]`", diagnostics)?;
    let fields = match head.keyword {
        Keyword::Struct => fields(item, diagnostics),
        Keyword::Enum | Keyword::Union(_) => None,
    };
    let arguments: TokenStream = head
        .attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("grain_key") => Some(&list.tokens),
            _ => None,
        })
        .flat_map(|tokens| tokens.clone().into_iter().chain(quote::quote!(,)))
        .collect();
    Some(GrainKey {
        akt: Options::parse(arguments, &GRAIN_KEY, diagnostics).akt(diagnostics),
        carried: Carried::from(&head.attributes),
        keyword: head.keyword,
        ident: head.ident,
        generics: head.generics,
        fields,
    })
}

fn fields(item: &TokenStream, diagnostics: &mut Diagnostics) -> Option<Vec<KeyField>> {
    let input = match syn::parse2::<DeriveInput>(item.clone()) {
        Ok(input) => input,
        Err(error) => {
            let message = format!(
                "`#[derive(GrainKey)]` cannot read the fields: {}",
                expected(&error)
            );
            diagnostics.report_at(&Code::UNREADABLE, error.span(), message, "finish the item");
            return None;
        }
    };
    let Data::Struct(data) = input.data else {
        return None;
    };
    let describe = |(index, field): (usize, syn::Field)| KeyField {
        conditions: Carried::from(&field.attrs).conditions,
        member: field.ident.map_or_else(
            || Index::from(index).into_token_stream(),
            ToTokens::into_token_stream,
        ),
        ty: field.ty,
    };
    Some(data.fields.into_iter().enumerate().map(describe).collect())
}
