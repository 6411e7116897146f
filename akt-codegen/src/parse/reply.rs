//! What a handler answers: the two sides of a `Result`, or a plain value.
//!
//! The macro decides by how the type is written, because a trait cannot: an implementation for every type and
//! one for `Result` overlap.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, ReturnType, Type};

use crate::model::handlers::Reply;
use crate::parse::self_type;

pub(crate) fn reply(output: &ReturnType, self_ty: &Type) -> Reply {
    let ReturnType::Type(_, written) = output else {
        return Reply::Nothing;
    };
    let ty = peeled(written);
    match ty {
        Type::Tuple(tuple) if tuple.elems.is_empty() => Reply::Nothing,
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Result" && path.qself.is_none() => {
                sides(&last.arguments, ty, self_ty)
            }
            _ => Reply::Plain(self_type::written_out(ty, self_ty)),
        },
        _ => Reply::Plain(self_type::written_out(ty, self_ty)),
    }
}

fn sides(arguments: &PathArguments, ty: &Type, self_ty: &Type) -> Reply {
    if let PathArguments::AngleBracketed(list) = arguments {
        let types: Vec<&Type> = list
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect();
        if let [ok, err] = types.as_slice()
            && list.args.len() == types.len()
        {
            return Reply::Sides {
                ok: self_type::written_out(ok, self_ty),
                err: self_type::written_out(err, self_ty),
            };
        }
    }
    Reply::Alias(self_type::written_out(&ty.to_token_stream(), self_ty))
}

/// The type without parentheses and the invisible groups of `macro_rules!`.
pub(crate) fn peeled(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => peeled(&inner.elem),
        Type::Group(inner) => peeled(&inner.elem),
        other => other,
    }
}
