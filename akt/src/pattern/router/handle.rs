//! [`Router`]: the handle by which a program makes, changes and ends a router.

use std::fmt;
use std::hash::Hash;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::{mpsc, oneshot};

use crate::actor::{Actor, ActorRef, StopKind, TypedRef};
use crate::base::limits::ROUTER_ROUTEES;
use crate::dispatch::task;
use crate::pattern::router::builder::{GroupBuilder, PoolBuilder};
use crate::pattern::router::event::{RouteeStats, RouterError, RouterEvent, RouterStats};
use crate::pattern::router::pool::Resize;
use crate::pattern::router::ring::hash_of;
use crate::pattern::router::strategy::Routing;
use crate::pattern::router::table::{Routee, key};
use crate::pattern::router::target::{Core, Target};
use crate::system::ActorSystem;

/// A router that owns its routees: made by [`Router::pool`].
#[derive(Debug, Clone)]
pub struct Pool {
    pub(super) resizes: mpsc::Sender<Resize>,
}

/// A router over actors that others own: made by [`Router::group`].
#[derive(Debug, Clone)]
pub struct Group(pub(super) ());

/// Several actors of the type `A` behind one reference. Cheap to clone; dropping it stops nothing.
///
/// It derefs to the reference, so that handlers of `A` are called on the router as on one of its routees; see
/// [the module](super) for what is promised. Methods of this type come first: where a handler is called the same, say
/// `router.reference().stop_something()`.
///
/// ```
/// use akt::pattern::router::Router;
/// use akt::prelude::*;
///
/// # #[cfg(feature = "macros")] mod example {
/// # use akt::prelude::*;
/// #[actor]
/// pub struct Worker {
///     done: u64,
/// }
///
/// #[handlers]
/// impl Worker {
///     #[handler]
///     pub fn work(&mut self) -> u64 {
///         self.done += 1;
///         self.done
///     }
/// }
/// # impl Worker { pub fn new() -> Self { Self { done: 0 } } }
/// # }
/// # #[cfg(feature = "macros")] use example::*;
/// # #[cfg(feature = "macros")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let system = ActorSystem::new("factory")?;
/// let workers = Router::<Worker>::pool(&system)
///     .name("workers")
///     .size(3)
///     .round_robin()
///     .spawn_with(|| Worker::new())
///     .await?;
/// for round in 1..=2 {
///     for _ in 0..3 {
///         assert_eq!(workers.work().await?, round);
///     }
/// }
/// workers.resize(5).await?;
/// assert_eq!(workers.stats().routees.len(), 5);
/// let reference: WorkerRef = workers.reference();
/// reference.work().tell()?;
/// system.shutdown().await;
/// # Ok(()) }) }
/// # #[cfg(not(feature = "macros"))] fn main() {}
/// ```
pub struct Router<A: Actor, K = Pool> {
    reference: A::Ref,
    pub(super) core: Arc<Core<A::Protocol>>,
    kind: K,
}

impl<A: Actor> Router<A, Pool> {
    /// Options of a new router that spawns its routees itself.
    pub fn pool(system: &ActorSystem) -> PoolBuilder<A> {
        PoolBuilder::new(system)
    }

    /// Makes the pool larger or smaller, and waits until the new routees have started, or the surplus ones were told to
    /// drain. Changes that are asked for at the same time are made one after the other, in any order.
    ///
    /// The newest leave first. They handle what they have, and what is being sent to them at this moment, and then stop.
    /// With a bounded mailbox, messages that wait for room there go to other routees. Names are not used again.
    ///
    /// # Errors
    /// A routee did not start: the others have, and are used. More than [`ROUTER_ROUTEES`]; or the router has stopped.
    ///
    /// # Cancellation
    /// The change is made all the same, unless the future was dropped before it was polled, or while as many changes as
    /// [may wait](crate::base::limits::ROUTER_RESIZES) did so.
    pub async fn resize(&self, size: usize) -> Result<(), RouterError> {
        let (answer, answered) = oneshot::channel();
        let sent = self.kind.resizes.send(Resize { size, answer }).await;
        sent.map_err(|_| RouterError::Stopped)?;
        answered.await.map_err(|_| RouterError::Stopped)?
    }
}

impl<A: Actor> Router<A, Group> {
    /// Options of a new router over actors that exist, or will.
    pub fn group(system: &ActorSystem) -> GroupBuilder<A> {
        GroupBuilder::new(system)
    }

    /// Sends to this actor as well, from now until it is removed or has ended; false if it is in the group already. An
    /// actor of another process stays until it is removed: nobody here can know of its end.
    ///
    /// A router is an actor reference and may be added to a group, but not to itself, by any way round.
    ///
    /// # Errors
    /// There are [`ROUTER_ROUTEES`] already, or the router has stopped.
    pub fn add(&self, routee: &A::Ref) -> Result<bool, RouterError> {
        let actor = routee.as_actor_ref();
        let key = key(actor);
        if self.core.tables.load().closed {
            return Err(RouterError::Stopped);
        }
        let seed = self.core.place_of(actor);
        let new = Arc::new(Routee::new(actor.clone(), seed));
        let (added, retired) = self.core.tables.change(|routees| {
            if routees.iter().any(|routee| routee.key() == key) {
                return Ok(false);
            }
            if routees.len() >= ROUTER_ROUTEES {
                return Err(RouterError::TooMany(ROUTER_ROUTEES));
            }
            routees.push(Arc::clone(&new));
            Ok(true)
        });
        drop(retired);
        if added? {
            self.core.events.publish(RouterEvent::Added {
                router: self.core.path.clone(),
                routee: new.path(),
                uid: actor.uid(),
            });
            self.watch(&new);
            return Ok(true);
        }
        Ok(false)
    }

    /// Sends to this actor no longer; false if it was not in the group. The actor goes on. What is being sent at this
    /// moment may still reach it.
    pub fn remove(&self, routee: &A::Ref) -> bool {
        let key = key(routee.as_actor_ref());
        let Some(gone) = self.core.take_out(key) else {
            return false;
        };
        self.core.events.publish(RouterEvent::Removed {
            router: self.core.path.clone(),
            routee: gone.path(),
            uid: key.1,
        });
        true
    }

    /// Sees to it that an actor of this process leaves when it has ended.
    fn watch(&self, routee: &Arc<Routee<A::Protocol>>) {
        if !routee.actor.is_local() {
            return;
        }
        let (actor, core) = (routee.actor.clone(), Arc::downgrade(&self.core));
        let watch = async move {
            let reason = actor.stopped().await.reason;
            let Some(core) = core.upgrade() else { return };
            let key = key(&actor);
            if core.take_out(key).is_some() {
                core.events.publish(RouterEvent::Ended {
                    router: core.path.clone(),
                    routee: actor.path(),
                    uid: key.1,
                    reason,
                });
            }
        };
        let runtime = self.core.system.runtime();
        routee.watched_by(task::spawn_on(runtime, watch).abort_handle());
    }
}

impl<A: Actor, K> Router<A, K> {
    pub(super) fn new(core: Arc<Core<A::Protocol>>, kind: K) -> Self {
        Self {
            reference: reference::<A>(&core, None),
            core,
            kind,
        }
    }

    /// The reference of the router: with the methods of its routees, equal to its clones, and good for everything that
    /// takes an actor of type `A`.
    #[must_use]
    pub fn reference(&self) -> A::Ref {
        self.reference.clone()
    }

    /// A reference whose messages all go by this key: with a strategy that hashes, all to the same routee as long as the
    /// routees stay the same, and with unbounded loads in their order. Other strategies make nothing of the key.
    ///
    /// ```
    /// # use akt::pattern::router::Router;
    /// # use akt::prelude::*;
    /// # fn example<A: Actor>(router: &Router<A>) {
    /// let (by_name, by_number) = (router.keyed("customer-7"), router.keyed(&7_u64));
    /// assert_eq!(*by_name.as_actor_ref(), *router.keyed("customer-7").as_actor_ref());
    /// assert_ne!(*by_name.as_actor_ref(), *by_number.as_actor_ref());
    /// # }
    /// ```
    #[must_use]
    pub fn keyed<Q: Hash + ?Sized>(&self, key: &Q) -> A::Ref {
        reference::<A>(&self.core, Some(hash_of(key)))
    }

    /// Whom the router sends to.
    #[must_use]
    pub fn routing(&self) -> Routing {
        self.core.tables.routing()
    }

    /// Counts, at this moment.
    #[must_use]
    pub fn stats(&self) -> RouterStats {
        let routees = self.core.tables.load().routees.clone();
        let stats = routees.iter().map(|routee| RouteeStats {
            path: routee.path(),
            uid: routee.actor.uid(),
            routed: routee.routed(),
            load: routee.load(),
        });
        RouterStats {
            routees: stats.collect(),
            missed: self.core.missed.load(Ordering::Relaxed),
        }
    }

    /// The routees, at this moment.
    #[must_use]
    pub fn routees(&self) -> Vec<A::Ref> {
        let table = self.core.tables.load();
        let routees = table.routees.iter();
        let actors = routees.map(|routee| A::Ref::from_actor_ref(routee.actor.clone()));
        actors.collect()
    }

    /// Stops the router: what is sent to it comes back as [`Stopped`](crate::actor::SendFault::Stopped). The routees of
    /// a pool are stopped after the message that they handle now; those of a group go on.
    pub fn stop(&self) {
        self.core.end(StopKind::Stop);
    }

    /// As [`stop`](Self::stop), but the routees of a pool handle what they have before.
    pub fn drain(&self) {
        self.core.end(StopKind::Drain);
    }

    /// As [`stop`](Self::stop), but the routees of a pool are killed.
    pub fn kill(&self) {
        self.core.end(StopKind::Kill);
    }

    /// Waits until the router has ended, with the routees of a pool.
    pub async fn stopped(&self) {
        // The sender is in the core, which is here.
        drop(self.core.ended.subscribe().wait_for(|ended| *ended).await);
    }
}

fn reference<A: Actor>(core: &Arc<Core<A::Protocol>>, hash: Option<u64>) -> A::Ref {
    let core = Arc::clone(core);
    A::Ref::from_actor_ref(ActorRef::from_target(Arc::new(Target { core, hash })))
}

impl<A: Actor, K> Deref for Router<A, K> {
    type Target = A::Ref;

    fn deref(&self) -> &A::Ref {
        &self.reference
    }
}

impl<A: Actor, K: Clone> Clone for Router<A, K> {
    fn clone(&self) -> Self {
        Self {
            reference: self.reference.clone(),
            core: Arc::clone(&self.core),
            kind: self.kind.clone(),
        }
    }
}

impl<A: Actor, K> fmt::Debug for Router<A, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.core, f)
    }
}
