//! `#[handlers]`: which methods of the block are handlers, which are hooks, and which are neither.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Meta, Path, Type, Visibility};

use crate::diagnostic::{Code, Diagnostics, nearest, source};
use crate::model::handlers::{Handler, Handlers, Hook, Manner, Moment, Names};
use crate::model::name;
use crate::parse::args::{Options, Spec, split_at_commas};
use crate::parse::attributes::{Carried, Helper, fits_argument, meant};
use crate::parse::head::{expected, wrong_item};
use crate::parse::impl_block::{ImplBlock, Item, Other, RawMethod};
use crate::parse::manner::manner;
use crate::parse::method::method;
use crate::parse::reply::{answer, peeled};

const HANDLERS: Spec = Spec {
    attribute: "`#[handlers]`",
    known: &["crate"],
    foreign: &[],
};
const HANDLER: Spec = Spec {
    attribute: "`#[handler]`",
    known: &[
        "message",
        "in",
        "otherwise",
        "blocking",
        "reentrant",
        "priority",
    ],
    foreign: &[(
        "states",
        "the states are named at the struct, `#[actor(states(Locked, Open))]`; a handler says `in = Locked`",
    )],
};
const MOMENTS: &[&str] = &["start", "started", "stop", "terminated"];

pub(crate) fn handlers(
    args: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Handlers> {
    let (protocols, options) = protocols(args, diagnostics);
    let akt = Options::parse(options, &HANDLERS, diagnostics).akt(diagnostics);
    block(akt, protocols, item, diagnostics)
}

/// The block, with what its attribute says.
pub(crate) fn block(
    akt: TokenStream,
    protocols: Vec<Path>,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Handlers> {
    let block = match syn::parse2::<ImplBlock>(item.clone()) {
        Ok(block) => block,
        Err(error) => {
            wrong_item(
                item,
                &error,
                "`#[handlers]`",
                "an `impl` block",
                &["impl"],
                diagnostics,
            );
            return None;
        }
    };
    let mut model = Handlers {
        akt,
        carried: Carried::from(&block.attributes),
        generics: block.generics,
        trait_: block.trait_,
        names: names(&block.self_ty),
        self_ty: block.self_ty,
        protocols,
        handlers: Vec::new(),
        hooks: Vec::new(),
    };
    for item in block.items {
        match item {
            Item::Method(raw) => sort(*raw, &mut model, diagnostics),
            Item::Other(other) => check_other(&other, diagnostics),
        }
    }
    Some(model)
}

/// The protocols among the arguments, and the options: a path is a protocol, and so is a name that begins like one.
fn protocols(args: TokenStream, diagnostics: &mut Diagnostics) -> (Vec<Path>, TokenStream) {
    let mut protocols: Vec<Path> = Vec::new();
    let mut options = TokenStream::new();
    for argument in split_at_commas(args) {
        let Some(path) = protocol(&argument) else {
            options.extend(quote!(#argument,));
            continue;
        };
        let name = source(&path);
        if protocols.iter().any(|first| source(first) == name) {
            let message = format!("protocol `{name}` is named twice");
            diagnostics.report(&Code::OPTION_TWICE, &path, message, "keep one of the two");
        } else if path.segments.iter().any(|part| !part.arguments.is_none()) {
            let message = format!("`{name}` is no protocol: protocols have no generics");
            diagnostics.report(&Code::BAD_VALUE, &path, message, "write its name alone");
        } else {
            protocols.push(path);
        }
    }
    (protocols, options)
}

fn protocol(argument: &TokenStream) -> Option<Path> {
    let path = syn::parse2::<Path>(argument.clone()).ok()?;
    let last = path.segments.last()?.ident.unraw().to_string();
    let is_name = path.segments.len() > 1 || last.starts_with(char::is_uppercase);
    is_name.then_some(path)
}

fn names(self_ty: &Type) -> Option<Names> {
    let Type::Path(path) = peeled(self_ty) else {
        return None;
    };
    if path.qself.is_some() {
        return None;
    }
    let mut reference = path.path.clone();
    let last = reference.segments.last_mut()?;
    let (protocol, once) = (name::protocol(&last.ident), name::once(&last.ident));
    last.ident = name::reference(&last.ident);
    Some(Names {
        reference: reference.into_token_stream(),
        protocol,
        once,
    })
}

/// Puts a method where its helper attributes say it belongs.
fn sort(raw: RawMethod, model: &mut Handlers, diagnostics: &mut Diagnostics) {
    unknown_helpers(&raw, diagnostics);
    let handler = the_one(&raw.attributes, Helper::Handler, diagnostics);
    let hook = the_one(&raw.attributes, Helper::On, diagnostics);
    match (handler, hook) {
        (Some(attribute), also_hook) => {
            let (message, manner) = handler_options(&attribute, diagnostics);
            model.handlers.push(Handler {
                message,
                manner,
                also_hook,
                ..plain_handler(raw, &model.self_ty)
            });
        }
        (None, Some(attribute)) => {
            if let Some(moment) = moment(&attribute, diagnostics) {
                model.hooks.push(Hook {
                    method: method(raw, &model.self_ty),
                    moment,
                    attribute,
                });
            }
        }
        (None, None) => {}
    }
}

/// A handler without options.
pub(crate) fn plain_handler(raw: RawMethod, self_ty: &Type) -> Handler {
    let public = !matches!(raw.vis, Visibility::Inherited) && !is_private(&raw.vis);
    let method = method(raw, self_ty);
    let (answer, reply) = answer(&method, self_ty);
    Handler {
        variant: name::variant(method.ident()),
        wire_name: method.ident().unraw().to_string(),
        public,
        message: false,
        manner: Manner::default(),
        reply,
        answer,
        also_hook: None,
        method,
    }
}

/// `pub(self)` is a way to write a private method.
fn is_private(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Restricted(restricted) if restricted.path.is_ident("self"))
}

fn the_one(
    attributes: &[Attribute],
    helper: Helper,
    diagnostics: &mut Diagnostics,
) -> Option<Attribute> {
    let mut found = attributes
        .iter()
        .filter(|attribute| Helper::of(attribute) == Some(helper));
    let first = found.next()?;
    for second in found {
        let text = match helper {
            Helper::Handler => "`#[handler]` stands twice on this method",
            Helper::On | Helper::Ctx => "`#[on(…)]` stands twice on this method",
        };
        diagnostics.report(&Code::OPTION_TWICE, second, text, "keep one of the two");
    }
    Some(first.clone())
}

/// Whether it is a message handler, and how its messages are treated.
fn handler_options(attribute: &Attribute, diagnostics: &mut Diagnostics) -> (bool, Manner) {
    match &attribute.meta {
        Meta::Path(_) => (false, Manner::default()),
        Meta::List(list) => {
            let mut options = Options::parse(list.tokens.clone(), &HANDLER, diagnostics);
            let message = options.flag("message", diagnostics);
            (message, manner(options, diagnostics))
        }
        Meta::NameValue(_) => {
            diagnostics.report(
                &Code::BAD_VALUE,
                attribute,
                "`#[handler]` takes no value",
                "write `#[handler]` or `#[handler(message)]`",
            );
            (false, Manner::default())
        }
    }
}

fn moment(attribute: &Attribute, diagnostics: &mut Diagnostics) -> Option<Moment> {
    let tokens = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    };
    let mut tokens = tokens.into_iter();
    let (written, extra) = (tokens.next(), tokens.next());
    let name = written
        .as_ref()
        .map(TokenTree::to_string)
        .unwrap_or_default();
    match (name.as_str(), extra) {
        ("start", None) => return Some(Moment::Start),
        ("started", None) => return Some(Moment::Started),
        ("stop", None) => return Some(Moment::Stop),
        ("terminated", None) => return Some(Moment::Terminated),
        _ => {}
    }
    let help = "write `#[on(start)]`, `#[on(started)]`, `#[on(stop)]` or `#[on(terminated)]`";
    match written {
        Some(written) => {
            let guess = nearest(&name, MOMENTS)
                .map(|guess| format!("; did you mean `{guess}`?"))
                .unwrap_or_default();
            diagnostics.report(
                &Code::UNKNOWN_HOOK,
                &written,
                format!("unknown hook `{name}`{guess}"),
                help,
            );
        }
        None => diagnostics.report(
            &Code::UNKNOWN_HOOK,
            attribute,
            "`#[on]` does not say when",
            help,
        ),
    }
    None
}

/// Names that are nearly ours would otherwise be reported by rustc as attributes that it cannot find.
fn unknown_helpers(raw: &RawMethod, diagnostics: &mut Diagnostics) {
    for attribute in &raw.attributes {
        let Some(ident) = attribute.path().get_ident() else {
            continue;
        };
        let name = ident.to_string();
        if let Some(meant) = meant(&name) {
            let message =
                format!("unknown helper attribute `#[{name}]`; did you mean `#[{meant}]`?");
            diagnostics.report(
                &Code::UNKNOWN_HELPER,
                attribute,
                message,
                format!("write `#[{meant}]`"),
            );
        }
    }
    let ours = raw
        .attributes
        .iter()
        .any(|attribute| Helper::of(attribute).is_some());
    let arguments = raw.signature.inputs.iter().filter(|_| ours);
    for argument in arguments {
        let attributes = match argument {
            syn::FnArg::Receiver(receiver) => &receiver.attrs,
            syn::FnArg::Typed(typed) => &typed.attrs,
        };
        for attribute in attributes {
            let name = attribute.path().to_token_stream().to_string();
            if !fits_argument(&name) {
                let message = format!("unknown helper attribute `#[{name}]` on an argument");
                let help = "the only one is `#[ctx]`, for a context whose type has another name than `Ctx`";
                diagnostics.report(&Code::UNKNOWN_HELPER, attribute, message, help);
            }
        }
    }
}

fn check_other(other: &Other, diagnostics: &mut Diagnostics) {
    let helper = other
        .attributes
        .iter()
        .find(|attribute| matches!(Helper::of(attribute), Some(Helper::Handler | Helper::On)));
    match (&other.error, helper) {
        (Some(error), Some(_)) => diagnostics.report_at(
            &Code::UNREADABLE,
            error.span(),
            format!("`#[handlers]` cannot read this method: {}", expected(error)),
            "finish its signature",
        ),
        (None, Some(attribute)) => diagnostics.report(
            &Code::HELPER_OUTSIDE,
            attribute,
            "this helper attribute stands on something that is no method",
            "move it to a method with `&mut self` or `&self`",
        ),
        (_, None) => {}
    }
}
