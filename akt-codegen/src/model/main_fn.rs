//! A function with `#[akt::main]`.

use proc_macro2::TokenStream;
use syn::{Attribute, Signature, Visibility};

pub(crate) struct MainFn {
    /// `::akt::__private`
    pub(crate) akt: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    /// The body, in its braces.
    pub(crate) body: TokenStream,
}
