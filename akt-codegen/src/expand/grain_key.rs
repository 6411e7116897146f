//! `impl GrainKey`: the fields in order. As text they are joined by `/`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;

use crate::expand::generics;
use crate::model::grain_key::GrainKey;
use crate::place::at;

pub(crate) fn grain_key(model: &GrainKey) -> TokenStream {
    let GrainKey { akt, ident, .. } = model;
    if model.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let conditions = &model.carried.conditions;
    let (declared, used, clause) =
        generics::split(&generics::bounded(&model.generics, &quote!(#akt::GrainKey)));
    let (encoded, decoded, shown) = bodies(model);
    quote! {
        #conditions
        #[automatically_derived]
        #[allow(deprecated)]
        impl #declared #akt::GrainKey for #ident #used #clause {
            fn encode_key(&self, __out: &mut #akt::KeyWriter) {
                #encoded
            }
            fn decode_key(
                __input: &mut #akt::KeyReader<'_>,
            ) -> ::core::result::Result<Self, #akt::KeyError> {
                ::core::result::Result::Ok(Self { #decoded })
            }
            fn fmt_key(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #shown
                ::core::result::Result::Ok(())
            }
        }
    }
}

/// The statements of `encode_key` and `fmt_key`, and the fields of `decode_key`.
fn bodies(model: &GrainKey) -> (TokenStream, TokenStream, TokenStream) {
    let akt = &model.akt;
    let (mut encoded, mut decoded, mut shown) =
        (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (index, field) in model.fields.iter().flatten().enumerate() {
        let (conditions, member, ty) = (&field.conditions, &field.member, &field.ty);
        // At the type, so that rustc reports a type that is no key there.
        let key = at(ty.span(), quote!(<#ty as #akt::GrainKey>));
        encoded.extend(quote!(#conditions #key::encode_key(&self.#member, __out);));
        decoded.extend(quote!(#conditions #member: #key::decode_key(__input)?,));
        if index > 0 {
            shown.extend(quote!(#conditions __formatter.write_str("/")?;));
        }
        shown.extend(quote!(#conditions #key::fmt_key(&self.#member, __formatter)?;));
    }
    (encoded, decoded, shown)
}
