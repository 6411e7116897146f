//! A type with `#[message]`.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, LitStr, Type};

use crate::parse::attributes::Carried;
use crate::parse::head::Keyword;

pub(crate) struct Message {
    /// `::akt::__private`
    pub(crate) akt: TokenStream,
    pub(crate) carried: Carried,
    pub(crate) keyword: Keyword,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) name: Option<LitStr>,
    /// The expression for `Message::NAME`.
    pub(crate) wire_name: TokenStream,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    Struct(Vec<Field>),
    Enum(Vec<Variant>),
    /// Fields that cannot be read, or a union's.
    Unknown,
}

pub(crate) struct Variant {
    pub(crate) conditions: TokenStream,
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) conditions: TokenStream,
    /// The name, or the position.
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The type with `Self` written out.
    pub(crate) described_ty: TokenStream,
    /// Whether the type holds the message itself.
    pub(crate) recursive: bool,
}

impl Message {
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match &self.shape {
            Shape::Struct(fields) => fields.iter().collect(),
            Shape::Enum(variants) => variants
                .iter()
                .flat_map(|variant| &variant.fields)
                .collect(),
            Shape::Unknown => Vec::new(),
        }
    }
}
