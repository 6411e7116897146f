//! What a spawn may say beyond the actor's own declaration; made only for a spawn that says something.

use std::any::{Any, TypeId};
use std::sync::Arc;
use std::time::Duration;

use crate::actor::port::Heir;
use crate::actor::{Actor, ActorPath, Metrics, Passivation, Requirement};
use crate::base::backoff::Backoff;
use crate::supervision::{Directive, Failure, Restart};

/// What to do about a failure of an `A`.
pub(crate) type Decide<A> =
    Box<dyn Fn(&Failure<<A as super::ActorSpec>::Fault>) -> Directive + Send + Sync>;

/// The options of one actor.
pub(crate) struct Options<A: Actor> {
    pub(crate) restart: Option<Restart>,
    pub(crate) decide: Option<Decide<A>>,
    /// How often a first start that fails is tried again.
    pub(crate) start_retries: u32,
    pub(crate) start_backoff: Backoff,
    pub(crate) start_timeout: Option<Duration>,
    pub(crate) stop_timeout: Option<Duration>,
    /// How many messages may be kept back.
    pub(crate) stash: Option<usize>,
    pub(crate) placed: Placed,
    pub(crate) dependencies: Dependencies,
}

/// What is said at a spawn and needed for that moment only.
pub(crate) struct Given<A: Actor> {
    pub(crate) name: Option<String>,
    /// A path that is reserved already.
    pub(crate) path: Option<ActorPath>,
    pub(crate) identity: Option<Arc<dyn Any + Send + Sync>>,
    pub(crate) heir: Option<Box<dyn Heir<A::Protocol>>>,
    pub(crate) passivation: Passivation,
    pub(crate) evictable: bool,
    pub(crate) metrics: Option<Metrics>,
}

impl<A: Actor> Default for Given<A> {
    fn default() -> Self {
        Self {
            name: None,
            path: None,
            identity: None,
            heir: None,
            passivation: A::PASSIVATION,
            evictable: false,
            metrics: None,
        }
    }
}

/// What one actor was given by its spawn, by type.
#[derive(Default, Clone)]
pub(crate) struct Dependencies(Vec<(TypeId, Arc<dyn Any + Send + Sync>)>);

impl Dependencies {
    /// Takes a value in; the last one of a type counts.
    pub(crate) fn insert<T: Send + Sync + 'static>(&mut self, value: Arc<T>) {
        let id = TypeId::of::<T>();
        self.0.retain(|(known, _)| *known != id);
        self.0.push((id, value));
    }

    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let id = TypeId::of::<T>();
        let (_, value) = self.0.iter().find(|(known, _)| *known == id)?;
        Arc::clone(value).downcast().ok()
    }

    /// The first of these that is missing.
    pub(crate) fn missing(&self, required: &[Requirement]) -> Option<Requirement> {
        let is_missing = |wanted: &&Requirement| self.0.iter().all(|(id, _)| *id != wanted.id());
        required.iter().find(is_missing).copied()
    }
}

/// Which threads run an actor.
#[derive(Debug, Clone, Default)]
pub(crate) enum Placed {
    /// Those that run its parent, or the system's own.
    #[default]
    Around,
    /// Those of the dispatcher with this name.
    On(Arc<str>),
    /// One of its own.
    Pinned,
}

impl<A: Actor> Default for Options<A> {
    fn default() -> Self {
        Self {
            restart: None,
            decide: None,
            start_retries: 0,
            start_backoff: Backoff::none(),
            start_timeout: None,
            stop_timeout: None,
            stash: None,
            placed: Placed::Around,
            dependencies: Dependencies::default(),
        }
    }
}
