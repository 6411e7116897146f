//! [`ActorSystem`]: the handle by which a program reaches its actors.

use std::fmt;
use std::sync::Arc;

use crate::actor::port::Services;
use crate::actor::{
    Actor, ActorPath, AnyRef, Ctx, DeadLetter, Factory, Once, Resident, Spawn, TypedRef,
};
use crate::dispatch::{Home, task};
use crate::system::builder::{ActorSystemBuilder, SystemError};
use crate::system::core::Core;
use crate::system::dead_letters::DeadLetters;
use crate::system::events::EventStream;
use crate::system::scheduler::Scheduler;

/// The actors of one process. Cheap to clone; all clones are the same system.
///
/// Dropping the handles does not stop the actors; [`ActorSystem::shutdown`] does.
///
/// ```
/// use akt::prelude::*;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let system = ActorSystem::new("bank")?;
/// assert_eq!(system.name(), "bank");
/// assert!(system.find_any("/user/nobody").is_none());
/// system.shutdown().await;
/// # Ok(()) }) }
/// ```
#[derive(Clone)]
pub struct ActorSystem {
    pub(super) core: Arc<Core>,
    /// Where its actors live unless they say otherwise.
    home: Arc<Home>,
}

impl ActorSystem {
    /// Starts a system with the default options on the current tokio runtime.
    ///
    /// # Errors
    /// When there is no runtime, or the name is not valid.
    pub fn new(name: impl Into<String>) -> Result<Self, SystemError> {
        Self::builder(name).start()
    }

    /// Options of a new system.
    pub fn builder(name: impl Into<String>) -> ActorSystemBuilder {
        ActorSystemBuilder::new(name.into())
    }

    pub(super) fn from_core(core: Arc<Core>) -> Self {
        let home = core.home();
        Self { core, home }
    }

    /// The system's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.core.name
    }

    /// How many workers run actors.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.core.dispatcher.workers()
    }

    /// The tokio runtime that the system was started on: what belongs to the system runs there, whoever starts it.
    pub(crate) fn runtime(&self) -> &task::Handle {
        &self.core.runtime
    }

    /// 64 random bits.
    pub(crate) fn random(&self) -> u64 {
        self.core.random()
    }

    /// A top-level actor, ready to be spawned: await it.
    ///
    /// Without a factory it cannot be restarted: the first failure stops it. See [`ActorSystem::spawn_with`].
    pub fn spawn<A: Actor>(&self, actor: A) -> Spawn<'static, A, Once<A>> {
        Spawn::top(Arc::clone(&self.home), Once(actor))
    }

    /// A top-level actor that is built by `factory`, now and for each restart.
    pub fn spawn_with<A: Actor, F>(&self, factory: F) -> Spawn<'static, A, Factory<A>>
    where
        F: Fn() -> A + Send + Sync + 'static,
    {
        Spawn::top(Arc::clone(&self.home), Factory(Box::new(factory)))
    }

    /// The actor of that name or path, if it has started, has not ended, and is an `A`. A bare name is looked up
    /// under `/user`. One that [comes back](crate::actor::Spawn::reactivate) is found also while it is not in memory.
    #[must_use]
    pub fn find<A: Actor>(&self, name: &str) -> Option<A::Ref> {
        if let Some(kept) = self.core.names.residence(&ActorPath::resolve(name)) {
            return Resident::<A>::find(kept, &self.home);
        }
        self.find_any(name)?
            .downcast::<A::Protocol>()
            .map(A::Ref::from_actor_ref)
    }

    /// The actor of that name or path, whatever its type.
    #[must_use]
    pub fn find_any(&self, name: &str) -> Option<AnyRef> {
        self.core.names.find(&ActorPath::resolve(name))
    }

    /// Lets the actor of that name or path go on, if it is suspended: see
    /// [`ActorRef::reinstate`](crate::actor::ActorRef::reinstate). False if there is no such actor.
    pub fn reinstate(&self, name: &str) -> bool {
        let actor = self.find_any(name);
        actor.inspect(AnyRef::reinstate).is_some()
    }

    /// Restarts the actor of that name or path: see [`ActorRef::restart`](crate::actor::ActorRef::restart). False if there is
    /// no such actor.
    pub fn restart(&self, name: &str) -> bool {
        let actor = self.find_any(name);
        actor.inspect(AnyRef::restart).is_some()
    }

    /// Suspends the actor of that name or path: see [`ActorRef::suspend`](crate::actor::ActorRef::suspend). False if there
    /// is no such actor.
    pub fn suspend(&self, name: &str) -> bool {
        let actor = self.find_any(name);
        actor.inspect(AnyRef::suspend).is_some()
    }

    /// How many top-level actors there are.
    #[must_use]
    pub fn top_level_actors(&self) -> usize {
        self.core.tops.count()
    }

    /// The event stream: what the system and the program publish for whoever listens.
    #[must_use]
    pub fn events(&self) -> EventStream {
        self.core.events.clone()
    }

    /// Subscribes to the messages that reach no handler. The newest `capacity` wait unread; older ones are counted.
    #[must_use]
    pub fn dead_letters(&self, capacity: usize) -> DeadLetters {
        DeadLetters::new(&self.core.events, capacity)
    }

    /// How many messages have reached no handler so far.
    #[must_use]
    pub fn dead_letter_count(&self) -> u64 {
        self.core.office.total()
    }

    /// The top-level actors that have not ended.
    #[cfg(feature = "testkit")]
    pub(crate) fn tops(&self) -> Vec<AnyRef> {
        self.core.tops.all()
    }

    /// The workers, for who gives them their order.
    #[cfg(feature = "testkit")]
    pub(crate) fn dispatcher(&self) -> &crate::dispatch::Dispatcher {
        &self.core.dispatcher
    }

    /// Notes a message that reached no handler.
    pub(crate) fn note_dead_letter(&self, letter: DeadLetter) {
        self.core.dead_letter(letter);
    }

    /// Messages that are sent at a later time, or again and again.
    #[must_use]
    pub fn scheduler(&self) -> Scheduler {
        Scheduler::new(Arc::clone(&self.core))
    }

    /// Lets `see` look at every actor that is or becomes visible under a name; it may see one twice. The first caller stays.
    /// It must be quick and must not call back.
    #[allow(dead_code, reason = "only remoting tells others what there is")]
    pub(crate) fn on_published(&self, see: impl Fn(&AnyRef) + Send + Sync + Clone + 'static) {
        if self.core.published.set(Box::new(see.clone())).is_ok() {
            self.core.names.actors().iter().for_each(see);
        }
    }
}

impl fmt::Debug for ActorSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActorSystem")
            .field("name", &self.core.name)
            .finish_non_exhaustive()
    }
}

/// The system of a context. In the prelude.
pub trait SystemExt {
    /// The system that this actor lives in.
    fn system(&self) -> ActorSystem;

    /// The value of type `T` that the system keeps: see
    /// [`ActorSystemBuilder::extension`](crate::system::ActorSystemBuilder::extension).
    fn extension<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.system().extension()
    }
}

impl<A> SystemExt for Ctx<A> {
    fn system(&self) -> ActorSystem {
        let core = self
            .services()
            .downcast_ref::<Core>()
            .and_then(|core| core.me.upgrade());
        match core {
            Some(core) => ActorSystem::from_core(core),
            None => unreachable!(
                "invariant: the services of a cell are its system, which the cell keeps alive"
            ),
        }
    }
}
