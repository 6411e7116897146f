//! Reactivation: a named actor that left memory comes back when a message is for it.
//!
//! ```text
//!            message                          leaves memory                    nothing waited
//!  Dormant ───────────▶ Waking ──▶ Active ───────────────────▶ Ending ─────────────────────────▶ Dormant
//!                          ▲          │                          │
//!                          └──────────┼───── messages waited ────┤
//!                                     └─ stopped, killed, failed ┴──▶ Gone
//! ```
//!
//! The *residence* is what stays: the name, the factory, and messages that wait. References point to it, and it hands what
//! they send to the activation of the moment. One lock orders what must not race: a new activation is made only when the
//! one before is gone with its state, and what that one accepted and did not handle is handed to the new one, ahead of what
//! came since. The factory, a user's code, never runs under the lock.

use std::any::Any;
use std::collections::VecDeque;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::{fmt, mem};

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::actor::message_context::carry;
use crate::actor::options::Options;
use crate::actor::port::{
    AnyResidence, DeadLetter, DeadLetterReason, Heir, Remains, Tenant, Waiting,
};
use crate::actor::reply::unhandled;
use crate::actor::spawn::{Factory, Source, Spawn, Started, reserve, started};
use crate::actor::{
    Actor, ActorPath, ActorRef, MailboxKind, Metrics, Passivation, Protocol, RefTarget, SendFault,
    SpawnError, StopKind, StopReason, TypedRef, Unsent,
};
use crate::base::id::next_uid;
use crate::base::limits::REACTIVATION_WAITING;
use crate::base::panic::{catch, contain, discard};
use crate::dispatch::Home;

/// What an activation is made of, and gives back when it ends.
struct Parts<A: Actor> {
    factory: Box<dyn Fn() -> A + Send + Sync>,
    options: Option<Box<Options<A>>>,
}

/// What every activation is spawned with.
struct Manners {
    mailbox: MailboxKind,
    passivation: Passivation,
    evictable: bool,
    metrics: Option<Metrics>,
    identity: Option<Arc<dyn Any + Send + Sync>>,
}

enum State<P> {
    Dormant,
    /// A new activation is being built.
    Waking,
    Active(ActorRef<P>),
    /// The activation ends, and has not said so yet.
    Ending,
    Gone,
}

struct Inner<P> {
    state: State<P>,
    /// What the ending activation had accepted and did not handle.
    given_back: VecDeque<P>,
    /// What came while there was no activation to take it.
    since: VecDeque<P>,
    /// Whether somebody asked the actor to end.
    stop: Option<StopKind>,
}

/// See the head of this file.
pub(crate) struct Residence<A: Actor> {
    path: ActorPath,
    uid: u64,
    manners: Manners,
    parts: Mutex<Option<Parts<A>>>,
    inner: Mutex<Inner<A::Protocol>>,
    /// Rung when there may be room.
    room: Notify,
}

/// An actor that is built already, for the spawn of an activation.
struct Built<A>(A, Box<dyn Fn() -> A + Send + Sync>);

impl<A> Source<A> for Built<A> {
    type Directive = crate::supervision::Directive;

    fn first(self) -> (A, Option<Box<dyn Fn() -> A + Send + Sync>>) {
        (self.0, Some(self.1))
    }
}

impl<A: Actor> Residence<A> {
    fn deliver(
        self: &Arc<Self>,
        home: &Arc<Home>,
        message: A::Protocol,
    ) -> Result<(), Unsent<A::Protocol>> {
        let mut inner = self.inner.lock();
        let message = match &inner.state {
            State::Active(actor) => match actor.deliver(message) {
                Err(Unsent {
                    fault: SendFault::Stopped,
                    message,
                }) => {
                    // It has ended by itself, and is about to say so.
                    inner.state = State::Ending;
                    message
                }
                done => return done,
            },
            State::Gone => {
                return Err(Unsent {
                    fault: SendFault::Stopped,
                    message,
                });
            }
            State::Dormant | State::Waking | State::Ending => message,
        };
        if inner.since.len() >= REACTIVATION_WAITING {
            return Err(Unsent {
                fault: SendFault::MailboxFull,
                message,
            });
        }
        inner.since.push_back(carry(message));
        if matches!(inner.state, State::Dormant) {
            inner.state = State::Waking;
            drop(inner);
            // Whoever waits for the start hook waits for the answers.
            if let Ok(waits) = self.wake(home) {
                drop(waits);
            }
        }
        Ok(())
    }

    /// Makes an activation, and hands it what waits. The state is [`State::Waking`], set by the caller.
    fn wake(self: &Arc<Self>, home: &Arc<Home>) -> Result<Started, SpawnError> {
        let built = self.build();
        let mut inner = self.inner.lock();
        if matches!(inner.state, State::Gone) {
            drop(inner);
            contain(|| drop(built));
            return Err(SpawnError::Stopping);
        }
        let begun = built.and_then(|(built, options)| {
            let spawn = Spawn::activation(home, built, options, self.path.clone());
            self.dress(spawn, home).begin()
        });
        let (actor, started) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                drop(inner);
                self.vanish(home);
                return Err(error);
            }
        };
        Tenant::of(home).lodge(&self.path, self.uid, actor.local());
        inner.state = State::Active(actor.clone());
        while let Some(message) = inner.since.pop_front() {
            if let Err(message) = actor.hand_over(message) {
                // It has ended already, and is about to say so: what it was handed comes back before this.
                inner.since.push_front(message);
                inner.state = State::Ending;
                break;
            }
        }
        if let Some(how) = inner.stop {
            end(&actor, how);
        }
        drop(inner);
        self.room.notify_waiters();
        Ok(started)
    }

    /// Fresh state, by the factory.
    #[allow(
        clippy::type_complexity,
        reason = "the pair is taken apart by the one caller"
    )]
    fn build(&self) -> Result<(Built<A>, Option<Box<Options<A>>>), SpawnError> {
        let Some(Parts { factory, options }) = self.parts.lock().take() else {
            return Err(SpawnError::Stopping);
        };
        match catch(&factory) {
            Ok(actor) => Ok((Built(actor, factory), options)),
            Err(payload) => {
                discard(payload);
                Err(SpawnError::Ended("its factory panicked".into()))
            }
        }
    }

    fn dress<S: Source<A>>(
        self: &Arc<Self>,
        mut spawn: Spawn<'static, A, S>,
        home: &Arc<Home>,
    ) -> Spawn<'static, A, S> {
        let manners = &self.manners;
        let given = spawn.given();
        given.passivation = manners.passivation;
        given.evictable = manners.evictable;
        given.metrics = manners.metrics;
        given.identity.clone_from(&manners.identity);
        given.heir = Some(Box::new(Successor {
            residence: Arc::clone(self),
            home: Arc::clone(home),
            leaves: false,
        }));
        spawn.mailbox(manners.mailbox)
    }

    /// Lets the residence be found under its name.
    fn announce(self: &Arc<Self>, home: &Arc<Home>) {
        let inner = self.inner.lock();
        let active = match &inner.state {
            State::Active(actor) => actor.local(),
            State::Dormant | State::Waking | State::Ending | State::Gone => None,
        };
        Tenant::of(home).reside(&self.path, self.uid, Arc::clone(self) as _, active);
    }

    /// The activation is gone.
    fn ended(self: &Arc<Self>, home: &Arc<Home>, left: bool) {
        Tenant::of(home).lodge(&self.path, self.uid, None);
        let mut inner = self.inner.lock();
        let mut waits = mem::take(&mut inner.given_back);
        waits.append(&mut inner.since);
        inner.since = waits;
        let goes_on = match inner.stop {
            None => left,
            Some(StopKind::Drain) => left && !inner.since.is_empty(),
            Some(StopKind::Stop | StopKind::Kill) => false,
        };
        if !goes_on {
            drop(inner);
            self.vanish(home);
        } else if inner.since.is_empty() {
            inner.state = State::Dormant;
        } else {
            inner.state = State::Waking;
            drop(inner);
            drop(self.wake(home));
        }
    }

    /// There will be no activation any more.
    fn vanish(&self, home: &Arc<Home>) {
        let mut inner = self.inner.lock();
        inner.state = State::Gone;
        let mut waits = mem::take(&mut inner.given_back);
        waits.append(&mut inner.since);
        drop(inner);
        let parts = self.parts.lock().take();
        contain(|| drop(parts));
        let services = Tenant::of(home);
        services.release(&self.path, self.uid);
        for message in waits {
            let reason = DeadLetterReason::LeftInMailbox;
            let letter = DeadLetter::new(self.path.clone(), self.uid, message.method(), reason);
            services.dead_letter(letter);
            contain(|| unhandled(|| drop(message)));
        }
        self.room.notify_waiters();
    }

    fn stop(&self, home: &Arc<Home>, how: StopKind) {
        let mut inner = self.inner.lock();
        if inner.stop != Some(StopKind::Kill) {
            inner.stop = Some(how);
        }
        match &inner.state {
            State::Active(actor) => end(actor, how),
            State::Dormant => {
                inner.state = State::Gone;
                drop(inner);
                self.vanish(home);
            }
            State::Waking | State::Ending | State::Gone => {}
        }
    }
}

impl<A: Actor> AnyResidence for Residence<A> {
    fn leave(&self) {
        let mut inner = self.inner.lock();
        match inner.state {
            State::Dormant => inner.state = State::Gone,
            // An activation that is there, or begins, ends with the system.
            State::Waking | State::Active(_) | State::Ending | State::Gone => {
                inner.stop.get_or_insert(StopKind::Stop);
                return;
            }
        }
        drop(inner);
        let parts = self.parts.lock().take();
        contain(|| drop(parts));
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

/// Asks an activation to end.
fn end<P: Protocol>(actor: &ActorRef<P>, how: StopKind) {
    match how {
        StopKind::Stop => actor.stop(),
        StopKind::Drain => actor.drain(),
        StopKind::Kill => actor.kill(),
    }
}

/// Tells the residence what its activation leaves, and that it is gone.
struct Successor<A: Actor> {
    residence: Arc<Residence<A>>,
    home: Arc<Home>,
    /// Whether it leaves memory, and may come back.
    leaves: bool,
}

impl<A: Actor> Heir<A::Protocol> for Successor<A> {
    fn keeps(&self) -> bool {
        self.leaves
    }

    fn ends(&mut self, reason: StopReason) -> bool {
        self.leaves = reason == StopReason::Passivated;
        self.leaves
    }

    fn not_started(&mut self, _: &str) {}

    fn idle(&mut self) {}

    fn inherit(&self, message: A::Protocol, _: StopReason) {
        let mut inner = self.residence.inner.lock();
        inner.state = State::Ending;
        inner.given_back.push_back(message);
    }

    fn remains(&mut self, remains: Remains) {
        if let Ok(parts) = remains.downcast::<(Factory<A>, Option<Box<Options<A>>>)>() {
            let (Factory(factory), options) = *parts;
            *self.residence.parts.lock() = Some(Parts { factory, options });
        }
    }

    fn ended(self: Box<Self>) {
        self.residence.ended(&self.home, self.leaves);
    }
}

/// What references to an actor that comes back point to.
pub(crate) struct Resident<A: Actor> {
    residence: Arc<Residence<A>>,
    home: Arc<Home>,
}

impl<A: Actor> Resident<A> {
    /// The reference to a residence that the system keeps under a name, if it is one of an `A`.
    pub(crate) fn find(kept: Arc<dyn AnyResidence>, home: &Arc<Home>) -> Option<A::Ref> {
        let residence = kept.as_any().downcast::<Residence<A>>().ok()?;
        Some(Self::reference(residence, Arc::clone(home)))
    }

    fn reference(residence: Arc<Residence<A>>, home: Arc<Home>) -> A::Ref {
        A::Ref::from_actor_ref(ActorRef::from_target(Arc::new(Self { residence, home })))
    }

    async fn wait(&self, mut message: A::Protocol) -> Result<(), Unsent<A::Protocol>> {
        loop {
            let room = self.residence.room.notified();
            tokio::pin!(room);
            // Before the look, so that no room comes in between unnoticed.
            room.as_mut().enable();
            let active = match &self.residence.inner.lock().state {
                State::Active(actor) => Some(actor.clone()),
                State::Dormant | State::Waking | State::Ending | State::Gone => None,
            };
            let sent = match &active {
                Some(actor) => Box::pin(actor.deliver_waiting(message)).await,
                None => self.residence.deliver(&self.home, message),
            };
            message = match sent {
                // It has ended meanwhile: the next look finds the residence as it is.
                Err(unsent) if active.is_some() && unsent.fault == SendFault::Stopped => {
                    match self.residence.deliver(&self.home, unsent.message) {
                        Err(unsent) if unsent.fault.is_full() => unsent.message,
                        done => return done,
                    }
                }
                Err(unsent) if active.is_none() && unsent.fault.is_full() => unsent.message,
                done => return done,
            };
            room.await;
        }
    }
}

impl<A: Actor> RefTarget<A::Protocol> for Resident<A> {
    fn deliver(&self, message: A::Protocol) -> Result<(), Unsent<A::Protocol>> {
        self.residence.deliver(&self.home, message)
    }

    fn deliver_waiting(&self, message: A::Protocol) -> Waiting<'_, A::Protocol> {
        Box::pin(self.wait(message))
    }

    fn path(&self) -> ActorPath {
        self.residence.path.clone()
    }

    fn identity(&self) -> u64 {
        self.residence.uid
    }

    fn stop(&self, how: StopKind) {
        self.residence.stop(&self.home, how);
    }

    fn dead_letter(&self, method: &'static str) {
        let (path, uid) = (self.residence.path.clone(), self.residence.uid);
        let letter = DeadLetter::new(path, uid, method, DeadLetterReason::Stopped);
        Tenant::of(&self.home).dead_letter(letter.sent_here());
    }
}

/// A residence that cannot be found by its name yet. It can when this is dropped: when the start hook is through, or nobody
/// waits for that any more.
struct Newcomer<A: Actor>(Arc<Residence<A>>, Arc<Home>);

impl<A: Actor> Drop for Newcomer<A> {
    fn drop(&mut self) {
        self.0.announce(&self.1);
    }
}

/// A spawn of an actor that comes back; made by [`Spawn::reactivate`]. Await it: it is spawned, and its start hook has run.
#[must_use = "nothing is spawned until this is awaited"]
pub struct Reactivated<A: Actor>(Spawn<'static, A, Factory<A>>);

impl<A: Actor> Spawn<'static, A, Factory<A>> {
    /// Lets this actor, a named one at the top, come back by its factory after it has [left memory](Self::passivate) or was
    /// evicted: the next message starts it anew under its name, with fresh state.
    ///
    /// The reference that the spawn gives is to the actor in all its activations, and so is what `ActorSystem::find` gives,
    /// also while there is none. There is one activation at most. A message that was sent while an activation ended is
    /// handled by the next one, in its order: none is lost, and none becomes a dead letter. At most
    /// [`REACTIVATION_WAITING`](crate::base::limits::REACTIVATION_WAITING) wait for it; more are refused as by a full
    /// mailbox, or wait for room if they are [sent](crate::actor::Call::send).
    ///
    /// An actor that is stopped or killed, or that fails for good, does not come back: then its name is free, and its
    /// references say that it has stopped. So it is with all of them when the system shuts down.
    ///
    /// # Limits
    /// Such a reference is not to one incarnation: it cannot be watched, suspended or looked at, and `stopped` is not waited
    /// for. Inside of the actor, `ctx.this()` is a reference to the activation alone. While there is no activation,
    /// `ActorSystem::find_any` and other nodes do not find it.
    ///
    /// # Errors
    /// Awaiting it fails as any spawn does, and with [`SpawnError::NameInvalid`] if it has no name.
    ///
    /// ```
    /// # use akt::prelude::*;
    /// # use akt::actor::Passivation;
    /// # use std::time::Duration;
    /// #[actor]
    /// struct Cart(u32);
    ///
    /// #[handlers]
    /// impl Cart {
    ///     #[handler]
    ///     pub fn add(&mut self, items: u32) -> u32 {
    ///         self.0 += items;
    ///         self.0
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?.block_on(async {
    /// # let system = ActorSystem::new("shop")?;
    /// let idle = Passivation::Idle(Duration::from_secs(60));
    /// let cart = system.spawn_with(|| Cart(0)).name("cart-7").passivate(idle).reactivate().await?;
    /// assert_eq!(cart.add(2).await?, 2);
    /// # tokio::time::sleep(Duration::from_secs(61)).await;
    /// // A minute later it has left memory; its state was in there only.
    /// assert_eq!(cart.add(1).await?, 1);
    /// # system.shutdown().await;
    /// # Ok(()) }) }
    /// ```
    pub fn reactivate(self) -> Reactivated<A> {
        Reactivated(self)
    }
}

impl<A: Actor> Reactivated<A> {
    fn begin(self) -> Result<(Newcomer<A>, Started), SpawnError> {
        let spawn = self.0.into_recipe();
        let home = spawn.home;
        let uid = next_uid();
        let given = spawn.given;
        let name = given.name.unwrap_or_default();
        let path = reserve(Tenant::of(&home), None, name, uid)?;
        let residence = Arc::new(Residence {
            path,
            uid,
            manners: Manners {
                mailbox: spawn.mailbox,
                passivation: given.passivation,
                evictable: given.evictable,
                metrics: given.metrics,
                identity: given.identity,
            },
            parts: Mutex::new(Some(Parts {
                factory: spawn.factory,
                options: spawn.options,
            })),
            inner: Mutex::new(Inner {
                state: State::Waking,
                given_back: VecDeque::new(),
                since: VecDeque::new(),
                stop: None,
            }),
            room: Notify::new(),
        });
        let receiver = residence.wake(&home)?;
        Ok((Newcomer(residence, home), receiver))
    }
}

impl<A: Actor> IntoFuture for Reactivated<A> {
    type Output = Result<A::Ref, SpawnError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let begun = self.begin();
        Box::pin(async move {
            let (newcomer, receiver) = begun?;
            started(receiver).await?;
            let (residence, home) = (Arc::clone(&newcomer.0), Arc::clone(&newcomer.1));
            drop(newcomer);
            Ok(Resident::reference(residence, home))
        })
    }
}

impl<A: Actor> fmt::Debug for Reactivated<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reactivated").field(&self.0).finish()
    }
}
