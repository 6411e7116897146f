//! What a handler may do beside its own work: spawn children, watch, stop, fail.

use std::any::Any;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::actor::cell::Base;
use crate::actor::later::Later;
use crate::actor::options::Dependencies;
use crate::actor::port::{DeadLetter, DeadLetterReason};
use crate::actor::spawn::{Factory, Once, Spawn};
use crate::actor::{
    Actor, ActorPath, ActorRef, AnyRef, MessageContext, Protocol, Reply, Signal, SpawnError,
    StopKind, TypedRef,
};
use crate::dispatch::task::TaskHandle;
use crate::supervision::Strategy;

/// The actor type of a context whose actor's type does not matter.
#[derive(Debug)]
pub enum AnyActor {}

/// An actor's view of its surroundings. Handlers and hooks take it as `ctx: &mut Ctx`, or as
/// `ctx: &mut Ctx<Self>` to get the actor's own typed reference by [`Ctx::this`].
///
/// # Soundness of the pointer inside
/// A context lies in the cell that it points to, is never moved out of it, and is reached only by the owner of a
/// turn, so the pointer is valid whenever a method runs.
#[repr(C)]
pub struct Ctx<A = AnyActor> {
    base: NonNull<Base>,
    rare: Option<Box<Rare>>,
    stop: Option<StopKind>,
    /// Something waits for the engine: a stop or a failure.
    request: bool,
    closed: bool,
    actor: PhantomData<fn() -> A>,
}

/// What most contexts never need.
#[derive(Default)]
pub(crate) struct Rare {
    /// The actors that are watched, by incarnation.
    watching: BTreeMap<u64, AnyRef>,
    failure: Option<Box<dyn Error + Send + Sync>>,
    identity: Option<Arc<dyn Any + Send + Sync>>,
    dependencies: Dependencies,
    /// What goes on behind the mailbox.
    tasks: Vec<TaskHandle>,
    /// How many of them are not over.
    later: Option<Arc<Later>>,
}

// SAFETY: the pointer is to the cell that the context lies in; see above.
#[allow(unsafe_code)]
unsafe impl<A> Send for Ctx<A> {}
// SAFETY: shared access reads what never changes.
#[allow(unsafe_code)]
unsafe impl<A> Sync for Ctx<A> {}

impl<A> Ctx<A> {
    pub(crate) fn new(
        base: NonNull<Base>,
        identity: Option<Arc<dyn Any + Send + Sync>>,
        dependencies: Option<Dependencies>,
    ) -> Self {
        let rare = (identity.is_some() || dependencies.is_some()).then(|| {
            Box::new(Rare {
                identity,
                dependencies: dependencies.unwrap_or_default(),
                ..Rare::default()
            })
        });
        Self {
            base,
            rare,
            stop: None,
            request: false,
            closed: false,
            actor: PhantomData,
        }
    }

    #[allow(unsafe_code)]
    pub(crate) fn base(&self) -> &Base {
        // SAFETY: see the head of the type.
        unsafe { self.base.as_ref() }
    }

    pub(crate) fn base_ptr(&self) -> NonNull<Base> {
        self.base
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// The same context without the actor's type.
    #[must_use]
    #[allow(unsafe_code)]
    pub fn untyped(&self) -> &Ctx {
        // SAFETY: the parameter appears in a PhantomData only, and the layout is repr(C).
        unsafe { &*std::ptr::from_ref(self).cast::<Ctx>() }
    }

    /// The same context without the actor's type.
    #[allow(unsafe_code)]
    pub fn untyped_mut(&mut self) -> &mut Ctx {
        // SAFETY: the parameter appears in a PhantomData only, and the layout is repr(C).
        unsafe { &mut *std::ptr::from_mut(self).cast::<Ctx>() }
    }

    /// Where this actor is.
    #[must_use]
    pub fn path(&self) -> ActorPath {
        self.base().path()
    }

    /// The incarnation of this actor. A restart keeps it.
    #[must_use]
    pub fn uid(&self) -> u64 {
        self.base().uid
    }

    /// A child of this actor, ready to be spawned. Children end when their parent ends or restarts.
    ///
    /// Without a factory it cannot be restarted: the first failure stops it. See [`Ctx::spawn_with`].
    pub fn spawn<C: Actor>(&mut self, child: C) -> Spawn<'_, C, Once<C>> {
        Spawn::child(self.untyped_mut(), Once(child))
    }

    /// A child of this actor, built by `factory` now and for each restart.
    pub fn spawn_with<C: Actor, F>(&mut self, factory: F) -> Spawn<'_, C, Factory<C>>
    where
        F: Fn() -> C + Send + Sync + 'static,
    {
        Spawn::child(self.untyped_mut(), Factory(Box::new(factory)))
    }

    /// The children that have not ended, in the order in which they were spawned.
    #[must_use]
    pub fn children(&self) -> Vec<AnyRef> {
        self.base().children()
    }

    /// Whom else a failure of one child concerns; by default nobody. It counts from now on, for all children.
    ///
    /// A sibling that is to be restarted and has no factory is stopped. It obeys between two messages; a handler that
    /// waits is dropped. What the sibling's own budget allows does not count for it.
    pub fn strategy(&mut self, strategy: Strategy) {
        self.base().set_strategy(strategy);
    }

    /// How often this actor was restarted: 0 in its first life.
    #[must_use]
    pub fn restarts(&self) -> u32 {
        self.base().restarts()
    }

    /// Stops this actor after the current message.
    pub fn stop(&mut self) {
        self.stop = Some(StopKind::Stop);
        self.request = true;
    }

    /// Stops this actor after everything that is in its mailbox now.
    pub fn drain(&mut self) {
        if self.stop.is_none() {
            self.stop = Some(StopKind::Drain);
            self.request = true;
        }
    }

    /// Fails this actor after the current message: its supervision decides. The answer of the current message is
    /// still sent. In a start hook it fails the start.
    ///
    /// An error of the actor's own type, `#[actor(fails = E)]`, reaches its decider as that
    /// ([`Failure::Error`](crate::supervision::Failure::Error)), any other one as
    /// [`Failure::Other`](crate::supervision::Failure::Other).
    pub fn fail(&mut self, error: impl Into<Box<dyn Error + Send + Sync>>) {
        self.rare().failure = Some(error.into());
        self.request = true;
    }

    /// Asks to be told when `target` ends, by the method that is marked `#[on(terminated)]`: exactly once, after
    /// every message that it sent to this actor, and at once if it has ended before. Watching twice is once.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn watch<P: Protocol>(&mut self, target: &ActorRef<P>) -> Result<(), NotLocal> {
        let target = target.local().ok_or(NotLocal)?;
        let uid = target.uid();
        if self.rare().watching.insert(uid, target.clone()).is_none() {
            target.watch(AnyRef::borrow(self.base));
        }
        Ok(())
    }

    /// Takes back [`Ctx::watch`]: after this, no `Terminated` of `target` is handled.
    pub fn unwatch<P: Protocol>(&mut self, target: &ActorRef<P>) {
        let Some(target) = target.local() else { return };
        let uid = target.uid();
        self.rare().watching.remove(&uid);
        target.unwatch(self.uid());
    }

    /// Goes on with the answer to the current message behind the mailbox: the actor takes the next message at once, and
    /// `reply` is answered when `future` is through. What a handler becomes that returns a future.
    ///
    /// A panic of the future fails the ask as [`Panicked`](crate::actor::AskError::Panicked) and is not one of the actor,
    /// which may have handled other messages since. The future is dropped when the actor ends or is restarted.
    ///
    /// At most [1024](crate::base::limits::IN_FLIGHT) of them, together with the pipes and requests of the actor, or as many
    /// as `#[actor(in_flight = …)]` says, go on at once. Beyond that the messages for such handlers wait with their room in
    /// the mailbox, in their order; other messages are handled.
    pub fn detach<F, T, E>(&mut self, future: F, reply: Reply<T, E>)
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: Send + 'static,
    {
        let actor = AnyRef::borrow(self.base);
        let open = self.later().begin(actor);
        let task = async move {
            let _open = open;
            reply.send(future.await);
        };
        let services = self.base().services();
        let task = match MessageContext::current() {
            Some(context) => services.spawn_task(Box::pin(context.scope(task))),
            None => services.spawn_task(Box::pin(task)),
        };
        let tasks = &mut self.rare().tasks;
        if tasks.len() == tasks.capacity() {
            tasks.retain(|task| !task.is_over());
            // Room for as many again, so that the next look comes when it pays.
            tasks.reserve(tasks.len().max(4));
        }
        tasks.push(task);
    }

    /// Counts what goes on behind the mailbox.
    fn later(&mut self) -> &Arc<Later> {
        self.rare().later.get_or_insert_default()
    }

    /// How many futures go on behind the mailbox.
    pub(crate) fn count_later(&self) -> usize {
        let later = self.rare.as_ref().and_then(|rare| rare.later.as_ref());
        later.map_or(0, |later| later.count())
    }

    /// Has the actor woken when one of them is over. How many go on then still.
    pub(crate) fn await_later(&mut self) -> usize {
        self.later().wait()
    }

    /// What the actor was spawned for, if the spawn said so: the key of a grain.
    #[must_use]
    pub fn identity<K: Send + Sync + 'static>(&self) -> Option<&K> {
        self.rare.as_ref()?.identity.as_ref()?.downcast_ref()
    }

    /// What the actor was given by its spawn with `.with(value)`, by type.
    #[must_use]
    pub fn dependency<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.rare.as_ref()?.dependencies.get()
    }

    /// Notes a message from another node that could not be decoded.
    #[cold]
    pub(crate) fn undecodable(&self, method: &'static str) {
        let base = self.base();
        base.services().dead_letter(DeadLetter::new(
            base.path(),
            base.uid,
            method,
            DeadLetterReason::Undecodable,
        ));
    }

    /// The system's services, for extension traits of upper floors.
    pub(crate) fn services(&self) -> &(dyn Any + Send + Sync) {
        self.base().services().as_any()
    }

    /// Sees to it that the engine looks before the next message.
    pub(crate) fn look(&mut self) {
        self.request = true;
    }

    /// What goes on behind the mailbox, to be dropped.
    pub(crate) fn take_tasks(&mut self) -> Vec<TaskHandle> {
        let rare = self.rare.as_mut();
        rare.map_or_else(Vec::new, |rare| std::mem::take(&mut rare.tasks))
    }

    /// Whether something goes on behind the mailbox.
    pub(crate) fn has_tasks(&self) -> bool {
        let rare = self.rare.as_ref();
        rare.is_some_and(|rare| rare.tasks.iter().any(|task| !task.is_over()))
    }

    /// Whether a stop or a failure waits for the engine. Reading resets it.
    #[inline]
    pub(crate) fn take_request(&mut self) -> bool {
        self.request && std::mem::take(&mut self.request)
    }

    /// Whether the actor has asked itself to stop, and not to drain.
    pub(crate) fn stops_at_once(&self) -> bool {
        self.stop == Some(StopKind::Stop)
    }

    pub(crate) fn take_stop(&mut self) -> Option<StopKind> {
        self.stop.take()
    }

    pub(crate) fn take_failure(&mut self) -> Option<Box<dyn Error + Send + Sync>> {
        self.rare.as_mut()?.failure.take()
    }

    /// Whether a signal is to be handled: not the end of an actor that is no longer watched.
    pub(crate) fn admits(&mut self, signal: &Signal) -> bool {
        let Signal::Terminated(terminated) = signal else {
            return true;
        };
        self.rare
            .as_mut()
            .and_then(|rare| rare.watching.remove(&terminated.uid))
            .is_some()
    }

    /// # Errors
    /// When the actor is past its children.
    pub(crate) fn check_open(&self) -> Result<(), SpawnError> {
        if self.closed {
            Err(SpawnError::Stopping)
        } else {
            Ok(())
        }
    }

    /// Takes back every watch, when the actor ends: what it watches must not remember it for ever.
    pub(crate) fn unwatch_all(&mut self) {
        let uid = self.uid();
        let watching = self
            .rare
            .as_mut()
            .map(|rare| std::mem::take(&mut rare.watching));
        for watched in watching.into_iter().flat_map(BTreeMap::into_values) {
            watched.unwatch(uid);
        }
    }

    /// No children from now on.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    /// What the context holds of users, to be dropped where that cannot harm.
    pub(crate) fn take_rare(&mut self) -> Option<Box<Rare>> {
        self.rare.take()
    }
}

impl Ctx {
    /// Nobody can call this: it is here for what rustc then says.
    #[doc(hidden)]
    #[must_use]
    pub fn this<R>(&self) -> R
    where
        AnyActor: OwnReference<R>,
    {
        AnyActor::of(self)
    }
}

/// What a context that does not name its actor cannot give. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "this context does not name its actor, so it has no reference of the actor's type",
    label = "needs `Ctx<Self>`",
    note = "write `&mut Ctx<Self>` for `&mut Ctx` in the head of the handler"
)]
pub trait OwnReference<R> {
    /// The reference.
    fn of(ctx: &Ctx) -> R;
}

impl<A: Actor> Ctx<A> {
    /// This actor's own reference, of a context that is taken as `&mut Ctx<Self>`.
    #[must_use]
    #[allow(unsafe_code)]
    pub fn this(&self) -> A::Ref {
        self.base().retain();
        // SAFETY: the context lies in a cell of A, and the count was just taken.
        A::Ref::from_actor_ref(unsafe { ActorRef::from_head(self.base.cast()) })
    }
}

impl<A> fmt::Debug for Ctx<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ctx")
            .field("path", &self.path())
            .field("uid", &self.uid())
            .finish_non_exhaustive()
    }
}

/// The actor is not of this process, and what was asked of it can be asked of actors of this process only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "only actors of this process can be watched, suspended or reinstated; do it on the actor's own node"
)]
#[non_exhaustive]
pub struct NotLocal;
