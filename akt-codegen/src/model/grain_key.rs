//! A struct with `#[derive(GrainKey)]`.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, Type};

use crate::parse::attributes::Carried;
use crate::parse::head::Keyword;

pub(crate) struct GrainKey {
    /// `::akt::__private`
    pub(crate) akt: TokenStream,
    pub(crate) carried: Carried,
    pub(crate) keyword: Keyword,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// `None` when it is not a struct.
    pub(crate) fields: Option<Vec<KeyField>>,
}

pub(crate) struct KeyField {
    pub(crate) conditions: TokenStream,
    /// The name, or the position.
    pub(crate) member: TokenStream,
    pub(crate) ty: Type,
}
