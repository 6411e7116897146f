//! A trait with `#[protocol]`, and an actor that implements one.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, Path, Token};

use crate::model::handlers::{Handler, Handlers};

pub(crate) struct Contract {
    pub(crate) vis: syn::Visibility,
    pub(crate) ident: Ident,
    pub(crate) wire_name: TokenStream,
    /// `__protocol_Ledger_0123456789abcdef`: the macro that knows the methods.
    pub(crate) macro_name: Ident,
    /// `LedgerRef`
    pub(crate) reference: Ident,
    pub(crate) refused: Refused,
    /// The methods, as if they were handlers of `dyn Ledger`.
    pub(crate) methods: Handlers,
}

/// What stands in the trait and may not.
pub(crate) struct Refused {
    pub(crate) safety: Option<Token![unsafe]>,
    pub(crate) auto: Option<Token![auto]>,
    pub(crate) generics: Generics,
    pub(crate) supertraits: TokenStream,
    /// Constants, types and macro calls.
    pub(crate) items: Vec<TokenStream>,
    /// Methods with a body, by their places.
    pub(crate) bodies: Vec<(usize, TokenStream)>,
}

/// What the macro of a protocol brings together: the protocol, and the handlers of an actor.
pub(crate) struct Implementation {
    pub(crate) path: Path,
    pub(crate) contract: Contract,
    pub(crate) handlers: Handlers,
}

impl Implementation {
    /// The handlers for a method of the protocol: one, unless `cfg` picks one of several.
    pub(crate) fn handlers_of<'a>(
        &'a self,
        method: &'a Handler,
    ) -> impl Iterator<Item = &'a Handler> {
        self.handlers
            .handlers
            .iter()
            .filter(|handler| handler.wire_name == method.wire_name)
    }
}
