//! The fields of an actor, with their types. An item that cannot be read has none: rustc says what is wrong with it.

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Type};

use crate::model::actor::StateField;
use crate::parse::attributes::Carried;
use crate::parse::message::self_type;
use crate::parse::self_type;

pub(crate) fn fields(item: &TokenStream) -> Vec<StateField> {
    let Ok(input) = syn::parse2::<DeriveInput>(item.clone()) else {
        return Vec::new();
    };
    let self_ty = self_type(&input.ident, &input.generics);
    match &input.data {
        Data::Struct(data) => of(&TokenStream::new(), data.fields.iter(), &self_ty).collect(),
        Data::Enum(data) => data
            .variants
            .iter()
            .flat_map(|variant| {
                let outer = Carried::from(&variant.attrs).conditions;
                of(&outer, variant.fields.iter(), &self_ty).collect::<Vec<_>>()
            })
            .collect(),
        Data::Union(_) => Vec::new(),
    }
}

fn of<'a>(
    outer: &'a TokenStream,
    fields: impl Iterator<Item = &'a syn::Field> + 'a,
    self_ty: &'a Type,
) -> impl Iterator<Item = StateField> + 'a {
    fields.map(move |field| {
        let mut conditions = outer.clone();
        conditions.extend(Carried::from(&field.attrs).conditions);
        StateField {
            conditions,
            ty: self_type::written_out(&field.ty, self_ty),
        }
    })
}
