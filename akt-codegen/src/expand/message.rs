//! What `#[message]` adds to a type: rkyv's derives, the description of its fields, and its name.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, parse_quote};

use crate::expand::generics;
use crate::model::message::{Field, Message, Shape};
use crate::place::around;

/// The item with rkyv's derives; that the fields of a message that is not `sound` cannot travel is said already.
///
/// A field that holds the message itself is left out of the derived bounds, because a bound on the type that is
/// being derived is never proved.
pub(crate) fn item(item: &TokenStream, model: &Message, sound: bool) -> TokenStream {
    let akt = &model.akt;
    let recursive = model.fields().iter().any(|field| field.recursive);
    let (bounds, item) = if recursive {
        (explicit_bounds(akt), without_recursive_bounds(item, model))
    } else {
        (TokenStream::new(), item.clone())
    };
    let travelling = sound.then(|| travelling(model));
    quote! {
        #travelling
        #[derive(#akt::rkyv::Archive, #akt::rkyv::Serialize, #akt::rkyv::Deserialize)]
        #[rkyv(crate = #akt::rkyv, attr(doc(hidden)) #bounds)]
        #item
    }
}

/// A struct that holds every field as what can travel. It stands before rkyv's derives: of all that rustc says about a
/// type that cannot, the sentence at the field comes first.
///
/// It is named where the message is, so that what rustc says about a type that does not exist is the same for both,
/// and is said once.
fn travelling(model: &Message) -> TokenStream {
    let fields: Vec<TokenStream> = match &model.shape {
        Shape::Struct(fields) => travelling_fields(model, &TokenStream::new(), fields).collect(),
        Shape::Enum(variants) => variants
            .iter()
            .flat_map(|variant| travelling_fields(model, &variant.conditions, &variant.fields))
            .collect(),
        Shape::Unknown => Vec::new(),
    };
    if fields.is_empty() {
        return TokenStream::new();
    }
    let (declared, _, clause) =
        generics::split(&generics::bounded(&model.generics, &schema(&model.akt)));
    let conditions = &model.carried.conditions;
    let name = Ident::new("__Travelling", model.ident.span());
    quote! {
        #conditions
        const _: () = {
            #[allow(dead_code, deprecated, missing_debug_implementations)]
            struct #name #declared(#(#fields),*) #clause;
        };
    }
}

fn travelling_fields<'a>(
    model: &'a Message,
    outer: &'a TokenStream,
    fields: &'a [Field],
) -> impl Iterator<Item = TokenStream> + 'a {
    let akt = &model.akt;
    fields.iter().map(move |field| {
        let (conditions, ty) = (&field.conditions, &field.described_ty);
        let travels = around(quote!(#akt::Travels), &TokenStream::new(), ty);
        quote!(#outer #conditions #travels)
    })
}

/// The bound of a parameter that may be of any type that travels.
fn schema(akt: &TokenStream) -> TokenStream {
    quote!(#akt::Schema)
}

fn explicit_bounds(akt: &TokenStream) -> TokenStream {
    quote! {
        , serialize_bounds(
            __S: #akt::rkyv::ser::Writer + #akt::rkyv::ser::Allocator,
            __S::Error: #akt::rkyv::rancor::Source,
        ),
        deserialize_bounds(__D::Error: #akt::rkyv::rancor::Source),
        bytecheck(bounds(
            __C: #akt::rkyv::validation::ArchiveContext,
            __C::Error: #akt::rkyv::rancor::Source,
        ))
    }
}

fn without_recursive_bounds(item: &TokenStream, model: &Message) -> TokenStream {
    let Ok(mut input) = syn::parse2::<DeriveInput>(item.clone()) else {
        return item.clone();
    };
    let written: Vec<&mut syn::Field> = match &mut input.data {
        Data::Struct(data) => data.fields.iter_mut().collect(),
        Data::Enum(data) => data
            .variants
            .iter_mut()
            .flat_map(|variant| variant.fields.iter_mut())
            .collect(),
        Data::Union(_) => Vec::new(),
    };
    for (field, described) in written.into_iter().zip(model.fields()) {
        if described.recursive {
            field.attrs.push(parse_quote!(#[rkyv(omit_bounds)]));
        }
    }
    input.into_token_stream()
}

/// rkyv's traits without their work, for an item that rkyv cannot derive for: what is wrong with it is reported by us,
/// and neither rkyv's bounds nor the item's users have anything to add.
pub(crate) fn archive_stub(model: &Message) -> TokenStream {
    if model.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let Message { akt, ident, .. } = model;
    let conditions = &model.carried.conditions;
    let mut serializing = model.generics.clone();
    serializing
        .params
        .push(parse_quote!(__S: #akt::rkyv::rancor::Fallible + ?::core::marker::Sized));
    let (declared, used, clause) = generics::split(&model.generics);
    let (serializing, _, _) = generics::split(&serializing);
    let head =
        quote!(#conditions #[automatically_derived] #[allow(deprecated, unused_variables)] impl);
    let failing = quote!(<__S as #akt::rkyv::rancor::Fallible>::Error);
    quote! {
        #head #declared #akt::rkyv::Archive for #ident #used #clause {
            type Archived = ();
            type Resolver = ();
            fn resolve(&self, resolver: (), out: #akt::rkyv::Place<()>) {}
        }
        #head #serializing #akt::rkyv::Serialize<__S> for #ident #used #clause {
            fn serialize(&self, serializer: &mut __S) -> ::core::result::Result<(), #failing> {
                ::core::unreachable!()
            }
        }
        #head #serializing #akt::rkyv::Deserialize<#ident #used, __S> for () #clause {
            fn deserialize(&self, deserializer: &mut __S) -> ::core::result::Result<#ident #used, #failing> {
                ::core::unreachable!()
            }
        }
    }
}

/// `impl Schema` and `impl Message`; the fields of a message that is not `sound` are not described.
pub(crate) fn impls(model: &Message, sound: bool) -> TokenStream {
    if model.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let Message {
        akt,
        ident,
        wire_name,
        ..
    } = model;
    let conditions = &model.carried.conditions;
    let head = quote!(#conditions #[automatically_derived] #[allow(deprecated)]);
    let (declared, used, clause) =
        generics::split(&generics::bounded(&model.generics, &schema(akt)));
    let described = if sound {
        described(model)
    } else {
        quote!(let _ = __schema;)
    };
    let schema = quote! {
        #head impl #declared #akt::Schema for #ident #used #clause {
            fn describe(__schema: &mut #akt::SchemaWriter) {
                #described
            }
        }
    };
    let (declared, used, clause) = generics::split(&generics::sendable(&model.generics));
    quote! {
        #schema
        #head impl #declared #akt::Message for #ident #used #clause {
            const NAME: &'static ::core::primitive::str = #wire_name;
        }
    }
}

fn described(model: &Message) -> TokenStream {
    let name = &model.wire_name;
    match &model.shape {
        Shape::Struct(fields) => {
            let fields = described_fields(fields);
            quote!(__schema.structure(#name, #fields);)
        }
        Shape::Enum(variants) => {
            let variants = variants.iter().map(|variant| {
                let (conditions, name) = (&variant.conditions, &variant.name);
                let fields = described_fields(&variant.fields);
                quote!(#conditions __variants.variant(#name, #fields);)
            });
            quote!(__schema.enumeration(#name, |__variants| { #(#variants)* });)
        }
        Shape::Unknown => TokenStream::new(),
    }
}

fn described_fields(fields: &[Field]) -> TokenStream {
    if fields.is_empty() {
        return quote!(|_| {});
    }
    let fields = fields.iter().map(|field| {
        let Field {
            conditions,
            name,
            described_ty,
            ..
        } = field;
        quote!(#conditions __fields.field::<#described_ty>(#name);)
    });
    quote!(|__fields| { #(#fields)* })
}
