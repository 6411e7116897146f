//! The signature of a handler or a hook → which arguments are sent, and which one is the context.

use proc_macro2::Ident;
use quote::{ToTokens, format_ident};
use syn::{FnArg, Pat, PatType, PathArguments, ReceiverKind, Type};

use crate::model::handlers::{Method, Parameter, Receiver, Role};
use crate::parse::attributes::{Carried, Helper};
use crate::parse::impl_block::RawMethod;
use crate::parse::reply::{peeled, token_types};
use crate::parse::self_type;

pub(crate) fn method(raw: RawMethod, self_ty: &Type) -> Method {
    let mut receiver = Receiver::Missing;
    let mut parameters = Vec::new();
    for input in &raw.signature.inputs {
        match input {
            FnArg::Receiver(written) => receiver = read_receiver(written),
            FnArg::Typed(typed) => parameters.push(parameter(typed, parameters.len(), self_ty)),
        }
    }
    Method {
        carried: Carried::from(&raw.attributes),
        vis: raw.vis.to_token_stream(),
        signature: raw.signature,
        receiver,
        parameters,
    }
}

fn read_receiver(written: &syn::Receiver) -> Receiver {
    match &written.kind {
        ReceiverKind::Reference(..) => Receiver::Lent,
        ReceiverKind::Value => Receiver::Value(written.clone()),
        // `self: &Self` is unusual, but it is a loan.
        ReceiverKind::Typed(_, ty) if matches!(&**ty, Type::Reference(reference) if is_self(&reference.elem)) => {
            Receiver::Lent
        }
        _ => Receiver::Typed(written.clone()),
    }
}

fn is_self(ty: &Type) -> bool {
    matches!(peeled(ty), Type::Path(path) if path.path.is_ident("Self"))
}

fn parameter(typed: &PatType, index: usize, self_ty: &Type) -> Parameter {
    let (ident, pattern) = match name(&typed.pat) {
        Some(ident) => (ident, None),
        None => (
            format_ident!("__arg{index}"),
            Some(typed.pat.to_token_stream()),
        ),
    };
    Parameter {
        ident,
        pattern,
        attributes: typed.attrs.clone(),
        sent_ty: self_type::written_out(&typed.ty, self_ty),
        role: role(typed),
        ty: (*typed.ty).clone(),
    }
}

fn name(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(named) if named.by_ref.is_none() && named.subpat.is_none() => {
            Some(named.ident.clone())
        }
        _ => None,
    }
}

/// A context is known by its name, `Ctx` or `Context`, or by `#[ctx]` when it has another one.
fn role(typed: &PatType) -> Role {
    let marked = typed
        .attrs
        .iter()
        .any(|attribute| Helper::of(attribute) == Some(Helper::Ctx));
    let (target, loan) = match peeled(&typed.ty) {
        Type::Reference(reference) => (
            peeled(&reference.elem),
            Some(reference.mutability.is_some()),
        ),
        other => (other, None),
    };
    let last = match target {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    if loan.is_none() && !marked && last.is_some_and(|last| token_types(last).is_some()) {
        return Role::Token;
    }
    let named = last.is_some_and(|last| last.ident == "Ctx" || last.ident == "Context");
    if !named && !marked {
        return Role::Sent;
    }
    let typed = last.is_some_and(|last| !matches!(last.arguments, PathArguments::None));
    match loan {
        None => Role::OwnedContext,
        Some(_) if typed => Role::TypedContext,
        Some(mutable) => Role::UntypedContext { mutable },
    }
}
