//! `#[message]`: the fields and variants, with their types.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Generics, Type, parse_quote};

use crate::diagnostic::{Code, Diagnostics};
use crate::model::message::{Field, Message, Shape, Variant};
use crate::model::name;
use crate::parse::args::{Options, Spec};
use crate::parse::attributes::Carried;
use crate::parse::head::{Head, expected};
use crate::parse::self_type;

const MESSAGE: Spec = Spec {
    attribute: "`#[message]`",
    known: &["name", "crate"],
    foreign: &[],
};

pub(crate) fn message(
    args: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Message> {
    let mut options = Options::parse(args, &MESSAGE, diagnostics);
    let akt = options.akt(diagnostics);
    let name = options.string("name", "name = \"bank.Transfer\"", diagnostics);
    let head = Head::read(item, "`#[message]`", diagnostics)?;
    let shape = match syn::parse2::<DeriveInput>(item.clone()) {
        Ok(input) => shape(&input),
        Err(error) => {
            diagnostics.report_at(
                &Code::UNREADABLE,
                error.span(),
                format!(
                    "`#[message]` cannot read the fields of `{}`: {}",
                    head.ident,
                    expected(&error)
                ),
                "finish the item",
            );
            Shape::Unknown
        }
    };
    Some(Message {
        akt,
        carried: Carried::from(&head.attributes),
        keyword: head.keyword,
        wire_name: name::wire_name(name.as_ref(), &head.ident),
        name,
        ident: head.ident,
        generics: head.generics,
        shape,
    })
}

fn shape(input: &DeriveInput) -> Shape {
    let self_ty = self_type(&input.ident, &input.generics);
    match &input.data {
        Data::Struct(data) => Shape::Struct(fields(&data.fields, &input.ident, &self_ty)),
        Data::Enum(data) => Shape::Enum(
            data.variants
                .iter()
                .map(|variant| Variant {
                    conditions: Carried::from(&variant.attrs).conditions,
                    name: variant.ident.unraw().to_string(),
                    fields: fields(&variant.fields, &input.ident, &self_ty),
                })
                .collect(),
        ),
        Data::Union(_) => Shape::Unknown,
    }
}

pub(crate) fn self_type(ident: &Ident, generics: &Generics) -> Type {
    let (_, arguments, _) = generics.split_for_impl();
    parse_quote!(#ident #arguments)
}

fn fields(fields: &Fields, owner: &Ident, self_ty: &Type) -> Vec<Field> {
    let describe = |(index, field): (usize, &syn::Field)| Field {
        conditions: Carried::from(&field.attrs).conditions,
        name: field
            .ident
            .as_ref()
            .map_or_else(|| index.to_string(), |ident| ident.unraw().to_string()),
        described_ty: self_type::written_out(&field.ty, self_ty),
        recursive: mentions(field.ty.to_token_stream(), owner),
        ty: field.ty.clone(),
    };
    fields.iter().enumerate().map(describe).collect()
}

fn mentions(tokens: TokenStream, owner: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *owner || ident == "Self",
        TokenTree::Group(group) => mentions(group.stream(), owner),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
