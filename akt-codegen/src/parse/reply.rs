//! What a handler answers: the two sides of a `Result`, or a plain value.
//!
//! The macro decides by how the type is written, because a trait cannot: an implementation for every type and
//! one for `Result` overlap.

use quote::ToTokens;
use syn::{
    CapturedParam, GenericArgument, PathArguments, PathSegment, ReturnType, Type, TypeImplTrait,
    TypeParamBound,
};

use crate::model::handlers::{Answer, Method, Reply};
use crate::parse::self_type;

/// By what a handler answers, and what.
pub(crate) fn answer(method: &Method, self_ty: &Type) -> (Answer, Reply) {
    if let Some(token) = method.tokens().next() {
        let reply = match segment(&token.ty).and_then(token_types).as_deref() {
            Some([ok, err]) => Reply::Sides {
                ok: self_type::written_out(ok, self_ty),
                err: self_type::written_out(err, self_ty),
            },
            Some([ok, ..]) => plain(ok, self_ty),
            _ => Reply::Nothing,
        };
        return (Answer::Token, reply);
    }
    match later(&method.signature.output) {
        Some(later) => (Answer::Later, of_type(later.output, self_ty)),
        None => (Answer::Returned, reply(&method.signature.output, self_ty)),
    }
}

/// The last segment of a path.
fn segment(ty: &Type) -> Option<&PathSegment> {
    match peeled(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// The types of `Reply<T>` or `Reply<T, E>`, which is known by its name; a type named so without arguments is another.
pub(crate) fn token_types(last: &PathSegment) -> Option<Vec<&Type>> {
    let PathArguments::AngleBracketed(list) = &last.arguments else {
        return None;
    };
    let types: Vec<&Type> = list
        .args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect();
    let fits = last.ident == "Reply" && list.args.len() == types.len() && types.len() <= 2;
    (fits && !types.is_empty()).then_some(types)
}

/// A future that a handler returns.
pub(crate) struct Later<'a> {
    /// Its type as it is written.
    pub(crate) written: &'a TypeImplTrait,
    /// What it gives.
    pub(crate) output: &'a Type,
    /// Whether its type says that it borrows nothing.
    pub(crate) owned: bool,
}

/// `impl Future<Output = T> + Send + 'static`
pub(crate) fn later(output: &ReturnType) -> Option<Later<'_>> {
    let ReturnType::Type(_, written) = output else {
        return None;
    };
    let Type::ImplTrait(written) = peeled(written) else {
        return None;
    };
    let output = written.bounds.iter().find_map(output_of)?;
    let owned = written.bounds.iter().any(|bound| match bound {
        TypeParamBound::Lifetime(lifetime) => lifetime.ident == "static",
        TypeParamBound::PreciseCapture(capture) => !capture
            .params
            .iter()
            .any(|param| matches!(param, CapturedParam::Lifetime(_))),
        _ => false,
    });
    Some(Later {
        written,
        output,
        owned,
    })
}

/// The `T` of `Future<Output = T>`.
fn output_of(bound: &TypeParamBound) -> Option<&Type> {
    let TypeParamBound::Trait(bound) = bound else {
        return None;
    };
    let last = bound.path.segments.last()?;
    let PathArguments::AngleBracketed(list) = &last.arguments else {
        return None;
    };
    if last.ident != "Future" {
        return None;
    }
    list.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(binding) if binding.ident == "Output" => Some(&binding.ty),
        _ => None,
    })
}

pub(crate) fn reply(output: &ReturnType, self_ty: &Type) -> Reply {
    match output {
        ReturnType::Type(_, written) => of_type(written, self_ty),
        ReturnType::Default => Reply::Nothing,
    }
}

fn plain(ty: &Type, self_ty: &Type) -> Reply {
    match peeled(ty) {
        Type::Tuple(tuple) if tuple.elems.is_empty() => Reply::Nothing,
        ty => Reply::Plain(self_type::written_out(ty, self_ty)),
    }
}

fn of_type(written: &Type, self_ty: &Type) -> Reply {
    let ty = peeled(written);
    match ty {
        Type::Path(path) if path.qself.is_none() => match path.path.segments.last() {
            Some(last) if last.ident == "Result" => sides(&last.arguments, ty, self_ty),
            _ => plain(ty, self_ty),
        },
        _ => plain(ty, self_ty),
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
