//! An `impl` block whose function bodies stay raw tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Generics, Path, Signature, Token, Type, Visibility};

/// `#[attr] impl<T> Trait for Account<T> where T: Clone { … }`
pub(crate) struct ImplBlock {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) generics: Generics,
    pub(crate) trait_: Option<Path>,
    pub(crate) self_ty: Type,
    pub(crate) items: Vec<Item>,
}

/// One item of the block.
pub(crate) enum Item {
    Method(Box<RawMethod>),
    /// A constant, a macro call, or something that is not finished.
    Other(Other),
}

/// A function without its body.
pub(crate) struct RawMethod {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    /// The body, or the `;` in place of one.
    pub(crate) body: TokenStream,
}

/// An item that is no function, or cannot be read as one.
pub(crate) struct Other {
    pub(crate) attributes: Vec<Attribute>,
    /// Why it cannot be read as a function, when it looks like one.
    pub(crate) error: Option<syn::Error>,
    pub(crate) tokens: TokenStream,
}

impl Parse for ImplBlock {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Token![impl]>()?;
        let mut generics: Generics = if input.peek(Token![<]) && opens_generics(input) {
            input.parse()?
        } else {
            Generics::default()
        };
        input.parse::<Option<Token![!]>>()?;
        let first: Type = input.parse()?;
        let (trait_, self_ty) = if input.parse::<Option<Token![for]>>()?.is_some() {
            let trait_ = syn::parse2::<Path>(first.to_token_stream())?;
            (Some(trait_), input.parse()?)
        } else {
            (None, first)
        };
        generics.where_clause = input.parse()?;
        let body: TokenTree = input.parse()?;
        let TokenTree::Group(body) = body else {
            return Err(syn::Error::new(
                body.span(),
                "expected the body of the `impl`",
            ));
        };
        Ok(Self {
            attributes,
            generics,
            trait_,
            self_ty,
            items: items(body.stream()),
        })
    }
}

/// The items of the body of an `impl` or a trait.
pub(crate) fn items(body: TokenStream) -> Vec<Item> {
    split(body).into_iter().map(read).collect()
}

/// Tells `impl<T> Account<T>` from `impl <Alias as Trait>::Actor`.
fn opens_generics(input: ParseStream<'_>) -> bool {
    input.fork().parse::<Generics>().is_ok()
}

/// The tokens of each item of the block.
///
/// An item ends with a `;`, or with a group in braces that is neither the value of a constant nor an argument
/// between `<` and `>`.
fn split(body: TokenStream) -> Vec<TokenStream> {
    let mut items = Vec::new();
    let mut item = TokenStream::new();
    let (mut depth, mut assigned, mut arrow) = (0usize, false, false);
    for token in body {
        let mut ends = false;
        match &token {
            TokenTree::Punct(punct) => {
                match punct.as_char() {
                    '<' => depth += 1,
                    '>' if !arrow => depth = depth.saturating_sub(1),
                    '=' => assigned |= depth == 0,
                    ';' => ends = true,
                    _ => {}
                }
                arrow = punct.as_char() == '-';
            }
            TokenTree::Group(group) => {
                ends = group.delimiter() == Delimiter::Brace && !assigned && depth == 0
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
        item.extend([token]);
        if ends {
            items.push(std::mem::take(&mut item));
            (depth, assigned, arrow) = (0, false, false);
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

fn read(item: TokenStream) -> Item {
    let looks_like_function = item
        .clone()
        .into_iter()
        .any(|token| matches!(&token, TokenTree::Ident(ident) if ident == "fn"));
    if looks_like_function {
        match method.parse2(item.clone()) {
            Ok(method) => Item::Method(Box::new(method)),
            Err(error) => Item::Other(Other {
                attributes: attributes_of(item.clone()),
                error: Some(error),
                tokens: item,
            }),
        }
    } else {
        Item::Other(Other {
            attributes: attributes_of(item.clone()),
            error: None,
            tokens: item,
        })
    }
}

fn method(input: ParseStream<'_>) -> syn::Result<RawMethod> {
    input.call(Attribute::parse_inner)?;
    let attributes = input.call(Attribute::parse_outer)?;
    let vis = input.parse()?;
    let signature = input.parse()?;
    let body = input.parse()?;
    Ok(RawMethod {
        attributes,
        vis,
        signature,
        body,
    })
}

fn attributes_of(item: TokenStream) -> Vec<Attribute> {
    let parser = |input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<TokenStream>()?;
        Ok(attributes)
    };
    parser.parse2(item).unwrap_or_default()
}

/// The block as it is written, without our helper attributes; `with` is put before each method that has one.
pub(crate) fn without_helpers(item: &TokenStream, with: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    if let Some(TokenTree::Group(body)) = tokens.last_mut()
        && body.delimiter() == Delimiter::Brace
    {
        let items = split(body.stream())
            .into_iter()
            .map(|item| stripped(item, with))
            .collect();
        let mut inner = Group::new(Delimiter::Brace, items);
        inner.set_span(body.span());
        *body = inner;
    }
    tokens.into_iter().collect()
}

fn stripped(item: TokenStream, with: &TokenStream) -> TokenStream {
    let (before, inner) = (
        item.clone().into_iter().count(),
        opens_with_inner_attribute(&item),
    );
    let stripped = crate::parse::attributes::strip_helpers(item);
    if inner || stripped.clone().into_iter().count() == before {
        return stripped;
    }
    let mut marked = with.clone();
    marked.extend(stripped);
    marked
}

/// An inner attribute belongs to the block and must stay its first token.
fn opens_with_inner_attribute(item: &TokenStream) -> bool {
    matches!(item.clone().into_iter().nth(1), Some(TokenTree::Punct(punct)) if punct.as_char() == '!')
}
