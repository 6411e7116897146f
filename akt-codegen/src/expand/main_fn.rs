//! `fn main` that runs the user's async one to its end.
//!
//! The user's function stays whole, as an inner function: so the errors in its body are those of any function.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::main_fn::MainFn;

pub(crate) fn main_fn(model: &MainFn) -> TokenStream {
    let MainFn {
        akt,
        attributes,
        vis,
        signature,
        body,
    } = model;
    let (ident, output) = (&signature.ident, &signature.output);
    quote! {
        #(#attributes)*
        #vis fn #ident() #output {
            #signature #body
            #akt::block_on(#ident())
        }
    }
}
