//! An `impl` block with `#[handlers]`.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Generics, Path, Signature, Type};

use crate::parse::attributes::Carried;

pub(crate) struct Handlers {
    /// `::akt::__private`
    pub(crate) akt: TokenStream,
    pub(crate) carried: Carried,
    pub(crate) generics: Generics,
    pub(crate) trait_: Option<Path>,
    pub(crate) self_ty: Type,
    /// `None` when the type has no name.
    pub(crate) names: Option<Names>,
    /// `#[handlers(Ledger, bank::Audit)]`
    pub(crate) protocols: Vec<Path>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) hooks: Vec<Hook>,
}

/// Names derived from the actor's.
pub(crate) struct Names {
    /// `bank::AccountRef<T>`: where the actor is, with the arguments that it has in the block.
    pub(crate) reference: TokenStream,
    /// `AccountProtocol`
    pub(crate) protocol: Ident,
    /// `all_handlers_of_Account_stand_in_one_block`
    pub(crate) once: Ident,
}

/// A method that a message calls.
pub(crate) struct Handler {
    pub(crate) method: Method,
    /// `Deposit`
    pub(crate) variant: Ident,
    /// `deposit`, as it is sent and shown.
    pub(crate) wire_name: String,
    /// Whether the reference has the method for everyone, and remote nodes can call it.
    pub(crate) public: bool,
    /// `#[handler(message)]`
    pub(crate) message: bool,
    pub(crate) manner: Manner,
    pub(crate) reply: Reply,
    pub(crate) answer: Answer,
    /// Also `#[on(…)]`: refused.
    pub(crate) also_hook: Option<Attribute>,
}

/// What `#[handler(…)]` says about how its messages are treated.
#[derive(Default)]
pub(crate) struct Manner {
    /// `in(Locked, Open)`
    pub(crate) states: Option<Vec<Ident>>,
    pub(crate) otherwise: Option<Otherwise>,
    pub(crate) reentrant: bool,
    /// `blocking`, where it is written.
    pub(crate) blocking: Option<Ident>,
    pub(crate) priority: Option<u8>,
}

impl Manner {
    pub(crate) fn is_plain(&self) -> bool {
        self.states.is_none()
            && !self.reentrant
            && self.blocking.is_none()
            && self.priority.is_none_or(|priority| priority == 0)
    }
}

pub(crate) struct Otherwise {
    /// `otherwise`, where it is written.
    pub(crate) key: Ident,
    /// `DeadLetter`
    pub(crate) variant: &'static str,
}

/// A method that the runtime calls at a moment of the actor's life.
pub(crate) struct Hook {
    pub(crate) method: Method,
    pub(crate) moment: Moment,
    pub(crate) attribute: Attribute,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Start,
    Started,
    Stop,
    Terminated,
}

impl Moment {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Started => "started",
            Self::Stop => "stop",
            Self::Terminated => "terminated",
        }
    }
}

/// What handlers and hooks have in common.
pub(crate) struct Method {
    pub(crate) carried: Carried,
    pub(crate) vis: TokenStream,
    pub(crate) signature: Signature,
    pub(crate) receiver: Receiver,
    pub(crate) parameters: Vec<Parameter>,
}

impl Method {
    pub(crate) fn ident(&self) -> &Ident {
        &self.signature.ident
    }

    pub(crate) fn is_async(&self) -> bool {
        self.signature.asyncness.is_some()
    }

    /// The arguments that are sent: all but the context.
    pub(crate) fn sent(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| matches!(parameter.role, Role::Sent))
    }

    pub(crate) fn contexts(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| !matches!(parameter.role, Role::Sent | Role::Token))
    }

    /// The replies that it takes: one, or it is refused.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| matches!(parameter.role, Role::Token))
    }
}

pub(crate) enum Receiver {
    Missing,
    Value(syn::Receiver),
    Typed(syn::Receiver),
    /// `&self` or `&mut self`
    Lent,
}

/// One argument, except `self`.
pub(crate) struct Parameter {
    /// The user's name, or `__arg0` in place of a pattern.
    pub(crate) ident: Ident,
    /// The pattern, when the argument is not just a name: refused.
    pub(crate) pattern: Option<TokenStream>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ty: Type,
    /// The type with `Self` written out.
    pub(crate) sent_ty: TokenStream,
    pub(crate) role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Part of the message.
    Sent,
    /// `Reply<T, E>`: the way back to the asker.
    Token,
    /// `&mut Ctx<Self>`, `&Ctx<Self>`
    TypedContext,
    /// `&mut Ctx`, `&Ctx`
    UntypedContext { mutable: bool },
    /// `Ctx`: refused.
    OwnedContext,
}

/// By what a handler answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// What it returns.
    Returned,
    /// The reply that it takes.
    Token,
    /// What the future gives that it returns; the actor goes on meanwhile.
    Later,
}

/// What a handler answers. All types have `Self` written out.
pub(crate) enum Reply {
    Nothing,
    Plain(TokenStream),
    /// `Result<T, E>`
    Sides {
        ok: TokenStream,
        err: TokenStream,
    },
    /// `io::Result<T>`: a `Result` whose sides are not all written.
    Alias(TokenStream),
}
