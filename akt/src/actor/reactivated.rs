//! How an actor that comes back is spawned, and what its references point to. How it comes back stands in `reactivation.rs`.

use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::actor::port::{AnyResidence, DeadLetter, DeadLetterReason, Tenant, Waiting};
use crate::actor::reactivation::{Inner, Manners, Parts, Residence, State};
use crate::actor::spawn::{Factory, Spawn, Started, reserve, started};
use crate::actor::{
    Actor, ActorPath, ActorRef, RefTarget, SendFault, SpawnError, StopKind, TypedRef, Unsent,
};
use crate::base::id::next_uid;
use crate::dispatch::Home;

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
                handing: false,
                over: None,
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
