//! What the attributes of a handler say about how its messages are treated.

use std::fmt;
use std::marker::PhantomData;

use crate::actor::ActorSpec;

/// How the messages of one handler are treated. Written by `#[handler(…)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Manner {
    /// The states in which the message is handled, as bits by [`BehaviorState::index`]; all bits: in every state.
    pub states: u64,
    /// What becomes of it in the others.
    pub otherwise: Otherwise,
    /// Whether it is handled while the actor waits for an exclusive request.
    pub reentrant: bool,
    /// Whether it is handled on a thread that may block.
    pub blocking: bool,
    /// Whether the handler answers later, by a future that goes on behind the mailbox.
    pub later: bool,
    /// How urgent it is in a priority mailbox; more is sooner, 0 is the usual.
    pub priority: u8,
}

impl Manner {
    /// The manner of a handler without options.
    pub const PLAIN: Self = Self {
        states: u64::MAX,
        otherwise: Otherwise::Stash,
        reentrant: false,
        blocking: false,
        later: false,
        priority: 0,
    };

    /// Handled in these states only.
    #[must_use]
    pub const fn states(mut self, states: u64, otherwise: Otherwise) -> Self {
        self.states = states;
        self.otherwise = otherwise;
        self
    }

    /// Handled also while the actor waits for an exclusive request.
    #[must_use]
    pub const fn reentrant(mut self) -> Self {
        self.reentrant = true;
        self
    }

    /// Handled on a thread that may block.
    #[must_use]
    pub const fn blocking(mut self) -> Self {
        self.blocking = true;
        self
    }

    /// Answered later, by a future that goes on behind the mailbox.
    #[must_use]
    pub const fn later(mut self) -> Self {
        self.later = true;
        self
    }

    /// Taken from a priority mailbox before what is less urgent.
    #[must_use]
    pub const fn priority(mut self, priority: u8) -> Self {
        self.priority = priority;
        self
    }
}

/// What becomes of a message that arrives in a state in which it is not handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Otherwise {
    /// It waits in the stash, and comes back ahead of newer messages when the state changes.
    #[default]
    Stash,
    /// Its asker is told: [`AskError::Rejected`](crate::actor::AskError::Rejected). A tell is a dead letter.
    Reject,
    /// It is a dead letter. Its asker is told as with [`Reject`](Self::Reject).
    DeadLetter,
}

/// The states of an actor with behaviours: the enum that `#[actor(states(…))]` generates, `DoorState` for `Door`.
pub trait BehaviorState: Copy + fmt::Debug + PartialEq + Send + Sync + 'static {
    /// All states; the first one is where an actor begins.
    const ALL: &'static [Self];

    /// The place of this state in [`ALL`](Self::ALL).
    fn index(self) -> u8;

    /// The name of the state, as it is written.
    fn name(self) -> &'static str;
}

/// An actor with behaviours. Written by `#[actor(states(…))]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no states, so its handlers have no `in`",
    label = "a state of which actor?",
    note = "name the states at the struct: `#[actor(states(Locked, Open))]`; an actor begins in the first one"
)]
pub trait HasStates: ActorSpec {}

/// An actor with behaviours, as generated code names it once where a handler has an `in`, for the error there.
#[derive(Debug)]
pub struct WithStates<A: HasStates>(PhantomData<fn() -> A>);

/// The states of an actor without behaviours: one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NoStates;

impl BehaviorState for NoStates {
    const ALL: &'static [Self] = &[Self];

    fn index(self) -> u8 {
        0
    }

    fn name(self) -> &'static str {
        "default"
    }
}

/// What an actor does with other messages while a request of its own is in flight. Written by
/// `#[actor(reentrancy = …)]`; an actor without it makes no requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reentrancy {
    /// It handles them; the answers come in between.
    All,
    /// They wait in their order until the answers are there, all but those of handlers that are `reentrant`.
    Exclusive,
}

/// An actor that may make requests: `ctx.request(…)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` makes no requests",
    label = "not reentrant",
    note = "write `#[actor(reentrancy = all)]` if it may handle other messages before the answer comes, or `#[actor(reentrancy = exclusive)]` if they have to wait"
)]
pub trait Reentrant {
    /// What it does with other messages unless the request says otherwise.
    const REENTRANCY: Reentrancy;
}

/// When an actor leaves memory by itself. Written by `#[actor(passivate = …)]`, or chosen by
/// [`Spawn::passivate`](crate::actor::Spawn::passivate), where it is said what holds an actor back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Passivation {
    /// Never.
    #[default]
    Never,
    /// When it has handled no message for so long, counted from the end of the last one or from its start. At least a
    /// millisecond.
    Idle(std::time::Duration),
    /// When it has handled so many messages, at the first moment at which none waits: under load it may handle more. A
    /// restart does not count anew; 0 is 1.
    Messages(u64),
}

/// Something of a type that an actor has to be given by its spawn. Written by `#[actor(requires(…))]`.
#[derive(Debug, Clone, Copy)]
pub struct Requirement {
    id: std::any::TypeId,
    name: &'static str,
}

impl Requirement {
    /// A value of type `T` is required.
    #[must_use]
    pub fn of<T: Send + Sync + 'static>() -> Self {
        Self {
            id: std::any::TypeId::of::<T>(),
            name: std::any::type_name::<T>(),
        }
    }

    /// The type.
    #[must_use]
    pub fn id(&self) -> std::any::TypeId {
        self.id
    }

    /// The name of the type, for people.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }
}
