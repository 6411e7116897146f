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
    pub(crate) stash: Option<u64>,
    pub(crate) requests: Requests,
    /// The actor's own error: `fails = WorkerError`.
    pub(crate) fault: Option<Type>,
    pub(crate) states: Option<States>,
    pub(crate) kind: Kind,
    pub(crate) state: Vec<StateField>,
}

/// `states(Locked, Open)`
pub(crate) struct States {
    /// `states`, where it is written.
    pub(crate) key: Ident,
    /// `DoorState`
    pub(crate) ident: Ident,
    pub(crate) names: Vec<Ident>,
}

impl States {
    /// Each state once, so that a state that is named twice is reported by us alone.
    pub(crate) fn distinct(&self) -> Vec<&Ident> {
        let mut distinct: Vec<&Ident> = Vec::new();
        for name in &self.names {
            if !distinct.contains(&name) {
                distinct.push(name);
            }
        }
        distinct
    }
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
        passivation: Option<Box<Passivation>>,
        /// `requires(Database, Cache)`
        requires: Vec<Type>,
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
        capacity: Capacity,
        /// `DropOldest`
        overflow: Option<&'static str>,
    },
    Priority {
        capacity: Option<Capacity>,
        stable: bool,
    },
    Fair {
        capacity: Option<Capacity>,
    },
}

impl Mailbox {
    pub(crate) fn capacity(&self) -> Option<&Capacity> {
        match self {
            Self::Unbounded => None,
            Self::Bounded { capacity, .. } => Some(capacity),
            Self::Priority { capacity, .. } | Self::Fair { capacity } => capacity.as_ref(),
        }
    }
}

/// How many messages may wait.
pub(crate) struct Capacity {
    pub(crate) literal: LitInt,
    /// `None` when the number does not fit.
    pub(crate) value: Option<usize>,
}

/// When an actor leaves memory by itself.
pub(crate) enum Passivation {
    Idle(Idle),
    Messages(u64),
}

/// `reentrancy = all, in_flight = 32`
pub(crate) struct Requests {
    /// `All`
    pub(crate) reentrancy: Option<&'static str>,
    /// Whether the option was written at all.
    pub(crate) reentrancy_given: bool,
    /// How many, and `in_flight`, where it is written.
    pub(crate) in_flight: Option<(Ident, u64)>,
}

/// How long an actor may be without messages before it leaves memory.
pub(crate) struct Idle {
    pub(crate) text: LitStr,
    /// `None` when the text is no duration.
    pub(crate) millis: Option<u64>,
}
