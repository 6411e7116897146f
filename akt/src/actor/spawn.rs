//! From a value to a running actor: options, the two phases of a name, the start hook.
//!
//! A name is reserved first, the start hook runs, then the actor becomes visible under its name: a lookup never
//! finds an actor that has not started, and a name that is starting is taken.
//!
//! # Soundness
//!
//! A cell is created with one count and open; here both are handed on, each once: the count to the first reference,
//! the claim to the first turn.

use std::any::Any;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::actor::bound::Bound;
use crate::actor::cell::{self, Base, Birth, Idle};
use crate::actor::options::{Given, Options, Placed};
use crate::actor::port::{Services, Tenant};
use crate::actor::reply::{Receiver, Reply};
use crate::actor::{
    Actor, ActorPath, ActorRef, AnyRef, AskError, Ctx, Lifecycle, MailboxKind, Remoting,
    SpawnError, TypedRef,
};
use crate::base::backoff::Backoff;
use crate::base::id::next_uid;
use crate::base::panic::catch;
use crate::dispatch::Home;
use crate::supervision::{Directive, DirectiveOnce, Failure, Restart};

/// Where new actors come from: a value, once.
#[derive(Debug)]
pub struct Once<A>(pub(crate) A);

/// Where new actors come from: a function that builds fresh state, for the first start and for each restart.
pub struct Factory<A>(pub(crate) Box<dyn Fn() -> A + Send + Sync>);

impl<A> fmt::Debug for Factory<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Factory")
    }
}

/// A source of actors: [`Once`] or [`Factory`].
pub trait Source<A> {
    /// What can be done about a failure of an actor that came from here.
    type Directive: Into<Directive>;

    /// The first actor, and how to build others.
    #[doc(hidden)]
    #[allow(
        clippy::type_complexity,
        reason = "the pair is taken apart in one place"
    )]
    fn first(self) -> (A, Option<Box<dyn Fn() -> A + Send + Sync>>);
}

impl<A> Source<A> for Once<A> {
    type Directive = DirectiveOnce;

    fn first(self) -> (A, Option<Box<dyn Fn() -> A + Send + Sync>>) {
        (self.0, None)
    }
}

impl<A> Source<A> for Factory<A> {
    type Directive = Directive;

    fn first(self) -> (A, Option<Box<dyn Fn() -> A + Send + Sync>>) {
        ((self.0)(), Some(self.0))
    }
}

/// Where a new actor hangs in the tree.
enum Parent<'a> {
    Top(Arc<Home>),
    Actor(&'a mut Ctx),
}

/// Where an actor lives, and the actor above it.
type Surroundings<'a> = (Arc<Home>, Option<&'a Ctx>);

impl<'a> Parent<'a> {
    /// What a child gets from here.
    fn surroundings(self) -> Result<Surroundings<'a>, SpawnError> {
        match self {
            Self::Top(home) => Ok((home, None)),
            Self::Actor(ctx) => {
                ctx.check_open()?;
                Ok((Arc::clone(around(ctx)), Some(ctx)))
            }
        }
    }
}

/// Lets whoever is above a new actor keep it; false if the system is stopping.
fn take_in(above: Option<&Ctx>, child: &Base, actor: AnyRef) -> bool {
    let Some(parent) = above.map(Ctx::base) else {
        return child.services().adopt(actor);
    };
    parent.add_child(actor);
    child.event(|path, uid| Lifecycle::ChildSpawned {
        path,
        uid,
        parent: parent.path(),
    });
    true
}

/// An actor that is ready to be spawned. Await it: it is spawned, and its start hook has run.
#[must_use = "nothing is spawned until this is awaited, or started with `.start()`"]
pub struct Spawn<'a, A: Actor, S> {
    source: S,
    parent: Parent<'a>,
    mailbox: MailboxKind,
    options: Option<Box<Options<A>>>,
    given: Option<Box<Given<A>>>,
    actor: std::marker::PhantomData<fn() -> A>,
}

impl<'a, A: Actor, S: Source<A>> Spawn<'a, A, S> {
    fn new(parent: Parent<'a>, source: S) -> Self {
        Self {
            source,
            parent,
            mailbox: A::MAILBOX,
            options: None,
            given: None,
            actor: std::marker::PhantomData,
        }
    }

    pub(crate) fn top(home: Arc<Home>, source: S) -> Self {
        Self::new(Parent::Top(home), source)
    }

    pub(crate) fn child(parent: &'a mut Ctx, source: S) -> Self {
        Self::new(Parent::Actor(parent), source)
    }

    /// Names the actor, uniquely among its siblings: it can be found by that name.
    ///
    /// 1 to 256 bytes, without `/`, `$` and control characters.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.given().name = Some(name.into());
        self
    }

    /// Chooses the mailbox, instead of what the actor declares.
    pub fn mailbox(mut self, mailbox: MailboxKind) -> Self {
        self.mailbox = mailbox;
        self
    }

    fn options(&mut self) -> &mut Options<A> {
        self.options.get_or_insert_default()
    }

    pub(super) fn given(&mut self) -> &mut Given<A> {
        self.given.get_or_insert_default()
    }

    /// How long a start hook may run, the first and those of restarts, and the hook for the moment after it; by default
    /// [30 seconds](crate::base::limits::START_TIMEOUT). One that takes longer is dropped, and has failed.
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.options().start_timeout = Some(limit);
        self
    }

    /// How long the stop hook may run; by default [5 seconds](crate::base::limits::STOP_TIMEOUT). One that takes longer
    /// is dropped, which is logged, and the actor ends.
    pub fn stop_timeout(mut self, limit: Duration) -> Self {
        self.options().stop_timeout = Some(limit);
        self
    }

    /// Gives the actor a value by its type, which `ctx.dependency::<T>()` gives out: a connection, a configuration. It is
    /// the actor's own, and is kept over restarts; the last one of a type counts. One that the actor
    /// [requires](crate::actor::ActorSpec::requires) has to be given.
    pub fn with<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.with_shared(Arc::new(value))
    }

    /// [`with`](Self::with), for a value that others have as well.
    pub fn with_shared<T: Send + Sync + 'static>(mut self, value: Arc<T>) -> Self {
        self.options().dependencies.insert(value);
        self
    }

    /// Runs the actor on the dispatcher with that name, which the builder of the system has
    /// [added](crate::system::ActorSystemBuilder::dispatcher). Its children run there as well unless they say otherwise.
    pub fn dispatcher(mut self, name: impl Into<Arc<str>>) -> Self {
        self.options().placed = Placed::On(name.into());
        self
    }

    /// Runs the actor on a thread of its own, which ends with it: for one that computes for long, or calls what must
    /// always be called by the same thread. Its children run where it would have run.
    pub fn pinned(mut self) -> Self {
        self.options().placed = Placed::Pinned;
        self
    }

    /// How many messages the actor may keep back, by `ctx.stash(…)` or because of its state; instead of what it declares,
    /// by default [1024](crate::base::limits::STASH).
    pub fn stash(mut self, messages: usize) -> Self {
        self.options().stash = Some(messages);
        self
    }

    /// What to do about a failure of this actor; instead of this, the system-wide supervision decides. The budget of
    /// restarts is [`restart`](Self::restart)'s.
    ///
    /// The failure is typed by the actor's own error, so that the compiler checks that each kind of it is decided about.
    /// An actor without a factory cannot be restarted: there the decider answers with
    /// [`DirectiveOnce`](crate::supervision::DirectiveOnce), which has no `Restart`. A decider that panics stops the actor.
    ///
    /// A failed start is not decided about, unless it is that of a restart: it is an error of the spawn.
    pub fn decide<D>(mut self, decide: D) -> Self
    where
        D: Fn(&Failure<A::Fault>) -> S::Directive + Send + Sync + 'static,
    {
        self.options().decide = Some(Box::new(move |failure| decide(failure).into()));
        self
    }

    /// What the actor is for, as [`Ctx::identity`] will give it: the key of a grain.
    pub fn identity(mut self, identity: Arc<dyn Any + Send + Sync>) -> Self {
        self.given().identity = Some(identity);
        self
    }

    /// Gives what the actor leaves when it ends to `heir` instead of the dead letters.
    #[cfg(feature = "cluster")]
    pub(crate) fn heir(mut self, heir: Box<dyn crate::actor::port::Heir<A::Protocol>>) -> Self {
        self.given().heir = Some(heir);
        self
    }

    /// Spawns the actor without waiting for its start hook: messages wait until the hook is through. If the hook
    /// fails they are answered with `Stopped`.
    ///
    /// # Errors
    /// When the name is taken or invalid, the factory panicked, or the parent or the system is stopping.
    pub fn start(self) -> Result<A::Ref, SpawnError> {
        let (actor_ref, _) = self.begin()?;
        Ok(A::Ref::from_actor_ref(actor_ref))
    }

    #[allow(unsafe_code)]
    #[allow(
        clippy::type_complexity,
        reason = "the pair is taken apart by the two callers above and below"
    )]
    pub(super) fn begin(
        self,
    ) -> Result<(ActorRef<A::Protocol>, Option<Receiver<(), SpawnError>>), SpawnError> {
        let Self {
            source,
            parent,
            mailbox,
            options,
            given,
            ..
        } = self;
        check_required(options.as_deref())?;
        let (mut home, above) = parent.surroundings()?;
        if let Some(options) = &options {
            home = settle(&options.placed, home)?;
        }
        // The factory is a user's code: it runs before a name is reserved, since it may panic.
        let (actor, factory) = catch(|| source.first()).map_err(|payload| {
            let failure: Failure = Failure::from_panic(payload);
            SpawnError::Ended(failure.to_string())
        })?;
        let uid = next_uid();
        let services = Tenant::of(&home);
        let (mut passivation, mut evictable, mut metrics) = (A::PASSIVATION, false, None);
        let (mut named, mut identity, mut heir) = (None, None, None);
        if let Some(given) = given {
            named = given.path;
            if let Some(name) = given.name.filter(|_| named.is_none()) {
                named = Some(reserve(services, above.map(Ctx::base), name, uid)?);
            }
            (passivation, evictable, metrics) = (given.passivation, given.evictable, given.metrics);
            (identity, heir) = (given.identity, given.heir);
        }
        let mut observation = services.spawned(uid);
        observation.metrics = metrics.unwrap_or(observation.metrics);
        let (started, receiver) = A::HAS_START.then(Reply::pair).unzip();
        let birth = Birth {
            actor,
            factory,
            options,
            started,
            bound: entrance::<A>(services, mailbox),
            home,
            parent: above.map(|above| AnyRef::borrow(above.base_ptr())),
            named,
            identity,
            heir,
            idle: Idle::new(passivation, evictable),
            observation,
            uid,
        };
        let begins = birth.begins();
        let head = cell::create(birth);
        // SAFETY: `create` gave us one count, which the reference takes over.
        let actor_ref = unsafe { ActorRef::from_head(head) };
        // SAFETY: the reference keeps the cell.
        let base = unsafe { &head.as_ref().base };
        if !take_in(above, base, AnyRef::borrow(head.cast())) {
            // SAFETY: the cell is new, and the reference to it is here.
            unsafe { cell::abort::<A>(head) };
            return Err(SpawnError::Stopping);
        }
        if !A::HAS_START {
            if let Some(path) = base.named() {
                base.services().publish(path, AnyRef::borrow(head.cast()));
            }
            base.event(|path, uid| Lifecycle::Started { path, uid });
        }
        if begins {
            // SAFETY: the cell was created open, so this is its one claim.
            unsafe { Base::schedule(head.cast()) };
        }
        Ok((actor_ref, receiver))
    }
}

impl<A: Actor> Spawn<'_, A, Factory<A>> {
    /// How often the actor may be restarted, how soon, and what comes then; instead of the system-wide supervision, by
    /// default 5 times within 10 seconds.
    ///
    /// Only an actor with a factory (`spawn_with`) can be restarted:
    ///
    /// ```compile_fail
    /// # use akt::prelude::*;
    /// # fn example<A: Actor>(system: &ActorSystem, actor: A) {
    /// let spawn = system.spawn(actor).restart(akt::supervision::Restart::default());
    /// # }
    /// ```
    pub fn restart(mut self, restart: Restart) -> Self {
        self.options().restart = Some(restart);
        self
    }

    /// How often a first start that fails is tried again with fresh state, and after which pauses; by default never.
    /// The spawn waits for the last one. Each gets the whole [`start_timeout`](Self::start_timeout).
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # use akt::base::backoff::Backoff;
    /// # use std::time::Duration;
    /// # async fn example<A: Actor + Default>(system: &ActorSystem) -> Result<(), SpawnError> {
    /// let pauses = Backoff::exponential(Duration::from_millis(50), Duration::from_secs(1));
    /// let actor = system.spawn_with(A::default).start_retries(5, pauses).await?;
    /// # let _ = actor;
    /// # Ok(()) }
    /// ```
    pub fn start_retries(mut self, times: u32, pauses: Backoff) -> Self {
        let options = self.options();
        options.start_retries = times;
        options.start_backoff = pauses;
        self
    }
}

/// Where the children of an actor live unless they say otherwise: the thread of a pinned actor is its own.
fn around(parent: &Ctx) -> &Arc<Home> {
    let home = parent.base().home();
    home.pinned.as_ref().map_or(home, |pinned| &pinned.around)
}

/// What the mailbox has beside its lane.
fn entrance<A: Actor>(services: &dyn Services, mailbox: MailboxKind) -> Option<Arc<Bound>> {
    if <A::Remoting as Remoting>::REMOTE && services.always_serialises() {
        Bound::serialising::<A::Protocol>(mailbox)
    } else {
        Bound::new::<A::Protocol>(mailbox)
    }
}

/// Whether the actor was given what it requires.
fn check_required<A: Actor>(options: Option<&Options<A>>) -> Result<(), SpawnError> {
    let required = A::requires();
    let missing = match options {
        Some(options) => options.dependencies.missing(&required),
        None => required.first().copied(),
    };
    missing.map_or(Ok(()), |missing| Err(SpawnError::Missing(missing.name())))
}

/// Where a new actor lives.
fn settle(placed: &Placed, around: Arc<Home>) -> Result<Arc<Home>, SpawnError> {
    match placed {
        Placed::Around => Ok(around),
        Placed::On(name) => Tenant::of(&around)
            .dispatcher(name)
            .ok_or_else(|| SpawnError::NoSuchDispatcher(name.to_string())),
        Placed::Pinned => Tenant::of(&around)
            .pin(Arc::clone(&around))
            .map_err(|error| SpawnError::Thread(error.to_string())),
    }
}

/// What an actor that comes back is spawned with.
pub(super) struct Recipe<A: Actor> {
    pub(super) home: Arc<Home>,
    pub(super) factory: Box<dyn Fn() -> A + Send + Sync>,
    pub(super) mailbox: MailboxKind,
    pub(super) options: Option<Box<Options<A>>>,
    pub(super) given: Given<A>,
}

impl<A: Actor> Spawn<'static, A, Factory<A>> {
    /// What the spawn says.
    pub(super) fn into_recipe(self) -> Recipe<A> {
        Recipe {
            home: match self.parent {
                Parent::Top(home) => home,
                Parent::Actor(ctx) => Arc::clone(around(ctx)),
            },
            factory: self.source.0,
            mailbox: self.mailbox,
            options: self.options,
            given: self.given.map_or_else(Given::default, |given| *given),
        }
    }
}

impl<A: Actor, S: Source<A>> Spawn<'static, A, S> {
    /// A spawn at the top under a path that is reserved already.
    pub(super) fn activation(
        home: &Arc<Home>,
        source: S,
        options: Option<Box<Options<A>>>,
        path: ActorPath,
    ) -> Self {
        let mut spawn = Self::top(Arc::clone(home), source);
        spawn.options = options;
        spawn.given().path = Some(path);
        spawn
    }
}

/// What is told of a start hook.
pub(super) type Started = Option<Receiver<(), SpawnError>>;

/// Waits for a start hook.
pub(super) async fn started(receiver: Started) -> Result<(), SpawnError> {
    let Some(receiver) = receiver else {
        return Ok(());
    };
    match receiver.await {
        Ok(()) => Ok(()),
        Err(AskError::Handler(error)) => Err(error),
        Err(fault) => Err(SpawnError::Ended(fault.to_string())),
    }
}

/// Reserves a name under a parent.
pub(super) fn reserve(
    services: &dyn Services,
    parent: Option<&Base>,
    name: String,
    uid: u64,
) -> Result<ActorPath, SpawnError> {
    if !ActorPath::is_valid_name(&name) {
        return Err(SpawnError::NameInvalid(name));
    }
    let path = match parent {
        Some(parent) => ActorPath::new(format!("{}/{name}", parent.path())),
        None => ActorPath::new(format!("{}/{name}", ActorPath::USER)),
    };
    if services.reserve(&path, uid) {
        Ok(path)
    } else {
        Err(SpawnError::NameTaken(name))
    }
}

impl<A: Actor, S: Source<A>> IntoFuture for Spawn<'_, A, S> {
    type Output = Result<A::Ref, SpawnError>;
    type IntoFuture = Spawning<A>;

    /// Spawns the actor now; the future waits for its start hook.
    fn into_future(self) -> Spawning<A> {
        match self.begin() {
            Ok((actor_ref, receiver)) => Spawning {
                result: Some(Ok(A::Ref::from_actor_ref(actor_ref))),
                receiver,
            },
            Err(error) => Spawning {
                result: Some(Err(error)),
                receiver: None,
            },
        }
    }
}

impl<A: Actor, S> fmt::Debug for Spawn<'_, A, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spawn")
            .field("actor", &A::NAME)
            .field("name", &self.given.as_ref().map(|given| &given.name))
            .finish_non_exhaustive()
    }
}

/// A spawned actor whose start hook may still run.
///
/// # Cancellation
/// Dropping it does not stop the actor.
#[must_use = "await it to learn whether the actor started"]
pub struct Spawning<A: Actor> {
    result: Option<Result<A::Ref, SpawnError>>,
    receiver: Option<Receiver<(), SpawnError>>,
}

impl<A: Actor> Unpin for Spawning<A> {}

impl<A: Actor> Future for Spawning<A> {
    type Output = Result<A::Ref, SpawnError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(receiver) = &mut self.receiver {
            let outcome = match Pin::new(receiver).poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(outcome) => outcome,
            };
            self.receiver = None;
            match outcome {
                Ok(()) => {}
                Err(AskError::Handler(error)) => return Poll::Ready(Err(error)),
                Err(fault) => return Poll::Ready(Err(SpawnError::Ended(fault.to_string()))),
            }
        }
        self.result.take().map_or(Poll::Pending, Poll::Ready)
    }
}

impl<A: Actor> fmt::Debug for Spawning<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spawning")
            .field("actor", &A::NAME)
            .finish_non_exhaustive()
    }
}
