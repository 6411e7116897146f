//! Rules on the form of handlers and hooks: everything but their arguments.

use quote::ToTokens;
use syn::{ReturnType, Safety, Signature};

use crate::diagnostic::{Code, Diagnostics, source};
use crate::model::handlers::{Method, Receiver};

/// What the method is called in messages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Noun {
    Handler,
    Hook,
    /// One of a protocol.
    Method,
}

impl Noun {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::Hook => "hook",
            Self::Method => "method",
        }
    }
}

pub(crate) fn signature(method: &Method, noun: Noun, diagnostics: &mut Diagnostics) {
    borrows_the_actor(method, noun, diagnostics);
    has_no_generics(method, noun, diagnostics);
    is_safe_rust(method, noun, diagnostics);
    runs_at_run_time(method, noun, diagnostics);
}

fn borrows_the_actor(method: &Method, noun: Noun, diagnostics: &mut Diagnostics) {
    let receiver = match noun {
        Noun::Handler | Noun::Hook => "&mut self",
        Noun::Method => "&self",
    };
    let (name, noun) = (method.ident(), noun.text());
    let help = format!("write `{}`", with_receiver(&method.signature, receiver));
    match &method.receiver {
        Receiver::Lent => {}
        Receiver::Missing => {
            let message = format!("{noun} `{name}` must take `&mut self` or `&self`");
            diagnostics.report(&Code::NO_RECEIVER, name, message, help);
        }
        Receiver::Value(receiver) => {
            let message = format!(
                "{noun} `{name}` takes the actor away; it must take `&mut self` or `&self`"
            );
            let help = format!("{help}; to end the actor, call `ctx.stop()`");
            diagnostics.report(&Code::SELF_BY_VALUE, receiver, message, help);
        }
        Receiver::Typed(receiver) => {
            let message =
                format!("{noun} `{name}` must take `&mut self` or `&self`, without a type");
            diagnostics.report(&Code::TYPED_SELF, receiver, message, help);
        }
    }
}

/// The signature with another receiver, as the user would write it.
pub(crate) fn with_receiver(signature: &Signature, receiver: &str) -> String {
    let arguments = signature.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Receiver(_) => None,
        syn::FnArg::Typed(typed) => Some(format!("{}: {}", source(&typed.pat), source(&typed.ty))),
    });
    let inputs: Vec<String> = std::iter::once(receiver.to_owned())
        .chain(arguments)
        .collect();
    let asyncness = if signature.asyncness.is_some() {
        "async "
    } else {
        ""
    };
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!(" -> {}", source(ty)),
    };
    format!(
        "{asyncness}fn {}({}){output}",
        signature.ident,
        inputs.join(", ")
    )
}

fn has_no_generics(method: &Method, noun: Noun, diagnostics: &mut Diagnostics) {
    let generics = &method.signature.generics;
    let noun = noun.text();
    let help = "put the parameter on the actor, or write one method for each type";
    if !generics.params.is_empty() {
        let message = format!("{noun} `{}` has generics of its own", method.ident());
        diagnostics.report(&Code::GENERIC_HANDLER, &generics.params, message, help);
    } else if let Some(clause) = &generics.where_clause {
        let message = format!("{noun} `{}` has a where-clause of its own", method.ident());
        diagnostics.report(
            &Code::GENERIC_HANDLER,
            clause,
            message,
            "move it to the `impl` block and the actor",
        );
    }
}

fn is_safe_rust(method: &Method, noun: Noun, diagnostics: &mut Diagnostics) {
    let signature = &method.signature;
    let noun = noun.text();
    let mut refuse = |place: &dyn ToTokens, what: &str| {
        let message = format!("{noun} `{}` cannot be {what}", signature.ident);
        let help = "write an ordinary method; keep what is special inside its body";
        diagnostics.report(&Code::FOREIGN_FUNCTION, place, message, help);
    };
    if let Safety::Unsafe(token) = &signature.safety {
        refuse(token, "`unsafe`");
    }
    if let Some(abi) = &signature.abi {
        refuse(abi, "`extern`");
    }
    if let Some(variadic) = &signature.variadic {
        refuse(&variadic.dots, "variadic");
    }
}

fn runs_at_run_time(method: &Method, noun: Noun, diagnostics: &mut Diagnostics) {
    if let Some(token) = &method.signature.constness {
        diagnostics.report(
            &Code::CONST_HANDLER,
            token,
            format!("{} `{}` cannot be `const`", noun.text(), method.ident()),
            "remove `const`; a handler runs when a message arrives",
        );
    }
}
