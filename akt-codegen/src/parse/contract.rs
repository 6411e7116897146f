//! `#[protocol]`: the trait, and its methods as if they were handlers.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Token, Visibility};

use crate::diagnostic::{Code, Diagnostics};
use crate::model::contract::{Contract, Refused};
use crate::model::handlers::{Handlers, Names};
use crate::model::name;
use crate::parse::actor::check_name;
use crate::parse::args::{Options, Spec};
use crate::parse::attributes::Carried;
use crate::parse::handlers::plain_handler;
use crate::parse::head::{expected, wrong_item};
use crate::parse::impl_block::{self, Item};

const PROTOCOL: Spec = Spec {
    attribute: "`#[protocol]`",
    known: &["name", "crate"],
    foreign: &[(
        "remote",
        "an actor says whether it is remote; a protocol is for all of them",
    )],
};

/// `pub trait Ledger { … }`
struct Trait {
    attributes: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    refused: Refused,
    items: Vec<Item>,
}

impl Parse for Trait {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let safety = input.parse()?;
        let auto = input.parse()?;
        input.parse::<Token![trait]>()?;
        let ident = input.call(Ident::parse_any)?;
        let mut generics: Generics = input.parse()?;
        let mut supertraits = TokenStream::new();
        if input.parse::<Option<Token![:]>>()?.is_some() {
            while !input.peek(Token![where]) && !input.peek(syn::token::Brace) {
                supertraits.extend([input.parse::<TokenTree>()?]);
            }
        }
        generics.where_clause = input.parse()?;
        let body;
        syn::braced!(body in input);
        Ok(Self {
            attributes,
            vis,
            ident,
            items: impl_block::items(body.parse()?),
            refused: Refused {
                safety,
                auto,
                generics,
                supertraits,
                items: Vec::new(),
                bodies: Vec::new(),
            },
        })
    }
}

pub(crate) fn contract(
    args: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Contract> {
    let mut options = Options::parse(args, &PROTOCOL, diagnostics);
    let name = options.string("name", "name = \"bank.Ledger\"", diagnostics);
    let akt = options.akt(diagnostics);
    check_name(name.as_ref(), diagnostics);
    let read = match syn::parse2::<Trait>(item.clone()) {
        Ok(read) => read,
        Err(error) => {
            let (attribute, wanted) = ("`#[protocol]`", "a trait");
            wrong_item(item, &error, attribute, wanted, &["trait"], diagnostics);
            return None;
        }
    };
    let Trait {
        attributes,
        vis,
        ident,
        mut refused,
        items,
    } = read;
    let reference = name::reference(&ident);
    let mut methods = Handlers {
        akt,
        carried: Carried::from(&attributes),
        generics: Generics::default(),
        trait_: None,
        self_ty: syn::parse_quote!(dyn #ident),
        names: Some(Names {
            reference: reference.to_token_stream(),
            protocol: name::protocol(&ident),
            once: name::once(&ident),
        }),
        protocols: Vec::new(),
        handlers: Vec::new(),
        hooks: Vec::new(),
    };
    for item in items {
        match item {
            Item::Method(raw) => {
                if raw.body.to_string() != ";" {
                    refused
                        .bodies
                        .push((methods.handlers.len(), raw.body.clone()));
                }
                methods.handlers.push(plain_handler(*raw, &methods.self_ty));
            }
            Item::Other(other) => match other.error {
                Some(error) => diagnostics.report_at(
                    &Code::UNREADABLE,
                    error.span(),
                    format!(
                        "`#[protocol]` cannot read this method: {}",
                        expected(&error)
                    ),
                    "finish its signature",
                ),
                None => refused.items.push(other.tokens),
            },
        }
    }
    Some(Contract {
        macro_name: macro_name(&ident, item),
        wire_name: name::wire_name(name.as_ref(), &ident),
        vis,
        ident,
        reference,
        refused,
        methods,
    })
}

/// A name that no other protocol of the crate has: macros that other crates can call all lie in one place.
fn macro_name(ident: &Ident, item: &TokenStream) -> Ident {
    let mut text = item.to_string();
    if proc_macro::is_available() {
        let place = Span::call_site().unwrap();
        text.push_str(&format!(
            "{}:{}:{}",
            place.file(),
            place.line(),
            place.column()
        ));
    }
    let name = format!("__protocol_{}_{:016x}", ident.unraw(), fnv(&text));
    Ident::new(&name, Span::call_site())
}

/// The hash FNV-1a, which is the same in every build.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// What the macro of the protocol shows of itself: the trait with its signatures.
pub(crate) fn shown(model: &Contract) -> TokenStream {
    let ident = &model.ident;
    let signatures = model
        .methods
        .handlers
        .iter()
        .map(|method| &method.method.signature);
    quote!(trait #ident { #(#signatures;)* })
}
