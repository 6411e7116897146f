//! A struct with `#[actor]` or `#[grain]`.

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, LitInt, LitStr, Type, Visibility};

use crate::parse::attributes::Carried;
use crate::parse::head::Keyword;

pub(crate) struct Actor {
    /// `::akt::__private`
    pub(crate) akt: TokenStream,
    pub(crate) carried: Carried,
    pub(crate) vis: Visibility,
    pub(crate) keyword: Keyword,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// `AccountRef`
    pub(crate) reference: Ident,
    /// `AccountProtocol`
    pub(crate) protocol: Ident,
    pub(crate) name: Option<LitStr>,
    /// The expression for `ActorSpec::NAME`.
    pub(crate) wire_name: TokenStream,
    pub(crate) mailbox: Mailbox,
    /// The actor's own error: `fails = WorkerError`.
    pub(crate) fault: Option<Type>,
    pub(crate) kind: Kind,
    pub(crate) state: Vec<StateField>,
}

/// A field of the actor.
pub(crate) struct StateField {
    pub(crate) conditions: TokenStream,
    /// Its type with `Self` written out.
    pub(crate) ty: TokenStream,
}

pub(crate) enum Kind {
    Actor {
        /// Whether references to it travel between nodes.
        remote: bool,
    },
    Grain {
        /// `None` when it was forgotten or cannot be read.
        key: Option<Box<Type>>,
        /// Whether the option was written at all.
        key_given: bool,
        idle: Option<Box<Idle>>,
    },
}

pub(crate) enum Mailbox {
    Unbounded,
    Bounded {
        literal: LitInt,
        /// `None` when the number does not fit.
        capacity: Option<usize>,
    },
}

/// How long a grain may be without messages before it leaves memory.
pub(crate) struct Idle {
    pub(crate) text: LitStr,
    /// `None` when the text is no duration.
    pub(crate) millis: Option<u64>,
}
