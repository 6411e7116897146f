//! Looks through a type for parts that may not stand in a message or in an argument.

use proc_macro2::Ident;
use syn::{
    GenericArgument, Lifetime, PathArguments, ReturnType, Type, TypeParamBound, TypeReference,
};

use crate::diagnostic::source;

/// A part of a type that some rule may refuse.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    /// `usize`, `isize`
    MachineInteger(&'a Ident),
    Reference(&'a TypeReference),
    /// A lifetime argument, as in `Cow<'a, str>`; never `'static`.
    Lifetime(&'a Lifetime),
    Pointer(&'a Type),
    Function(&'a Type),
    Impl(&'a Type),
    Dyn(&'a Type),
}

/// Finds all parts, from left to right. What is inside of functions and trait objects does not count.
pub(crate) fn parts(ty: &Type) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    walk(ty, &mut found);
    found
}

fn walk<'a>(ty: &'a Type, found: &mut Vec<Part<'a>>) {
    match ty {
        Type::Array(array) => walk(&array.elem, found),
        Type::Slice(slice) => walk(&slice.elem, found),
        Type::Group(group) => walk(&group.elem, found),
        Type::Paren(paren) => walk(&paren.elem, found),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|elem| walk(elem, found)),
        Type::Path(path) => {
            if let Some(qself) = &path.qself {
                walk(&qself.ty, found);
            }
            walk_path(&path.path, found);
        }
        Type::Reference(reference) => {
            found.push(Part::Reference(reference));
            walk(&reference.elem, found);
        }
        Type::Ptr(_) => found.push(Part::Pointer(ty)),
        Type::FnPtr(_) => found.push(Part::Function(ty)),
        Type::ImplTrait(_) => found.push(Part::Impl(ty)),
        Type::TraitObject(_) => found.push(Part::Dyn(ty)),
        _ => {}
    }
}

fn walk_path<'a>(path: &'a syn::Path, found: &mut Vec<Part<'a>>) {
    if let Some(last) = path.segments.last()
        && (last.ident == "usize" || last.ident == "isize")
        && (path.segments.len() == 1
            || path
                .segments
                .iter()
                .any(|segment| segment.ident == "primitive"))
    {
        found.push(Part::MachineInteger(&last.ident));
    }
    for segment in &path.segments {
        match &segment.arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(list) => list
                .args
                .iter()
                .for_each(|argument| walk_argument(argument, found)),
            PathArguments::Parenthesized(list) => {
                list.inputs.iter().for_each(|input| walk(&input.ty, found));
                if let ReturnType::Type(_, ty) = &list.output {
                    walk(ty, found);
                }
            }
        }
    }
}

fn walk_argument<'a>(argument: &'a GenericArgument, found: &mut Vec<Part<'a>>) {
    match argument {
        GenericArgument::Type(ty) => walk(ty, found),
        GenericArgument::AssocType(binding) => walk(&binding.ty, found),
        GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => {
            found.push(Part::Lifetime(lifetime))
        }
        _ => {}
    }
}

/// Whether the reference lives for ever, so that it is as good as owned.
pub(crate) fn is_static(reference: &TypeReference) -> bool {
    reference
        .lifetime
        .as_ref()
        .is_some_and(|lifetime| lifetime.ident == "static")
}

/// The owned type to write instead of a reference.
pub(crate) fn owned(reference: &TypeReference) -> String {
    match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
        Type::Path(path) if path.path.is_ident("Path") => "PathBuf".to_owned(),
        Type::Slice(slice) => format!("Vec<{}>", source(&slice.elem)),
        Type::TraitObject(object) => {
            let is_trait = |bound: &&TypeParamBound| matches!(bound, TypeParamBound::Trait(_));
            let bounds: Vec<String> = object
                .bounds
                .iter()
                .filter(is_trait)
                .map(|bound| source(bound))
                .collect();
            format!("Box<dyn {}>", bounds.join(" + "))
        }
        other => source(other),
    }
}
