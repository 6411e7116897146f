//! Every derived name and text.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::LitStr;
use syn::ext::IdentExt;

/// `Account` → `AccountRef`, at the place of `Account`.
pub(crate) fn reference(actor: &Ident) -> Ident {
    derived(actor, "Ref")
}

/// `Account` → `AccountProtocol`, at the place of `Account`.
pub(crate) fn protocol(actor: &Ident) -> Ident {
    derived(actor, "Protocol")
}

/// `Door` → `DoorState`, at the place of `Door`.
pub(crate) fn states(actor: &Ident) -> Ident {
    derived(actor, "State")
}

/// `Account` → what rustc says is defined twice when there are two blocks of handlers, at the place of `Account`.
pub(crate) fn once(actor: &Ident) -> Ident {
    let name = format!("all_handlers_of_{}_stand_in_one_block", actor.unraw());
    generated(&name, actor)
}

fn derived(actor: &Ident, suffix: &str) -> Ident {
    generated(&format!("{}{suffix}", actor.unraw()), actor)
}

/// A name at the place of the user's: errors point there, and yet lints know that the token was generated.
fn generated(name: &str, place: &Ident) -> Ident {
    Ident::new(name, Span::call_site().located_at(place.span()))
}

/// `on_transfer` → `OnTransfer`, at the place of the method.
pub(crate) fn variant(method: &Ident) -> Ident {
    generated(&camel(&method.unraw().to_string()), method)
}

/// `on_transfer` → `OnTransfer`
pub(crate) fn camel(snake: &str) -> String {
    let mut name = String::new();
    for word in snake.split('_') {
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            name.extend(first.to_uppercase());
            name.push_str(letters.as_str());
        }
    }
    // `_1` has no letter to begin with, and `self_` would become a keyword.
    if name == "Self" || !name.starts_with(|first: char| first.is_alphabetic()) {
        name.insert(0, '_');
    }
    name
}

/// `name = "…"`, or the package and the type.
pub(crate) fn wire_name(given: Option<&LitStr>, ident: &Ident) -> TokenStream {
    match given {
        Some(name) => quote!(#name),
        None => {
            let ident = ident.unraw().to_string();
            quote!(::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", #ident))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn variants_are_upper_camel_case_and_valid() {
        for (method, variant) in [
            ("deposit", "Deposit"),
            ("on_transfer", "OnTransfer"),
            ("__hidden", "Hidden"),
            ("a1_b2", "A1B2"),
            ("_1", "_1"),
            ("__", "_"),
            ("self_", "_Self"),
            ("über_alles", "ÜberAlles"),
            ("type", "Type"),
        ] {
            assert_eq!(camel(method), variant);
        }
    }
}
