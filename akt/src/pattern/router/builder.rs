//! Options of new routers.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::actor::{Actor, ActorPath, Factory, Spawn, TypedRef};
use crate::base::backoff::Backoff;
use crate::base::id::next_uid;
use crate::base::limits::{ROUTER_LOAD_FACTOR, ROUTER_RESIZES};
use crate::dispatch::task;
use crate::pattern::router::event::RouterError;
use crate::pattern::router::handle::{Group, Pool, Router};
use crate::pattern::router::nursery::Nursery;
use crate::pattern::router::places::{Replacements, RouteeEnd};
use crate::pattern::router::pool::{Configure, Plan, PoolTask};
use crate::pattern::router::strategy::{Routing, sound_factor};
use crate::pattern::router::target::Core;
use crate::system::ActorSystem;

/// The setters of the strategy, for both builders.
macro_rules! strategies {
    () => {
        /// Whom the router sends to; by default one routee after the other.
        pub fn routing(mut self, routing: Routing) -> Self {
            self.routing = match routing {
                Routing::BoundedHash { factor } => Routing::BoundedHash {
                    factor: sound_factor(factor),
                },
                other => other,
            };
            self
        }

        /// One after the other: [`Routing::RoundRobin`].
        pub fn round_robin(self) -> Self {
            self.routing(Routing::RoundRobin)
        }

        /// By lot: [`Routing::Random`].
        pub fn random(self) -> Self {
            self.routing(Routing::Random)
        }

        /// To the one with the least to do: [`Routing::LeastMailbox`].
        pub fn least_mailbox(self) -> Self {
            self.routing(Routing::LeastMailbox)
        }

        /// By key: [`Routing::ConsistentHash`].
        pub fn consistent_hash(self) -> Self {
            self.routing(Routing::ConsistentHash)
        }

        /// By key, with loads of at most [1.25](crate::base::limits::ROUTER_LOAD_FACTOR) times the mean:
        /// [`Routing::BoundedHash`].
        pub fn bounded_hash(self) -> Self {
            let factor = ROUTER_LOAD_FACTOR;
            self.routing(Routing::BoundedHash { factor })
        }

        /// A copy to each: [`Routing::Broadcast`].
        pub fn broadcast(self) -> Self {
            self.routing(Routing::Broadcast)
        }

        /// A copy to each, and the first answer within this time: [`Routing::ScatterGather`].
        pub fn scatter_gather(self, within: Duration) -> Self {
            self.routing(Routing::ScatterGather { within })
        }

        /// To one, and after each interval to the next one: [`Routing::TailChopping`].
        pub fn tail_chopping(self, interval: Duration, within: Duration) -> Self {
            self.routing(Routing::TailChopping { interval, within })
        }
    };
}

/// Options of a pool; made by [`Router::pool`].
#[must_use = "nothing is made until `spawn_with` is awaited"]
pub struct PoolBuilder<A: Actor> {
    system: ActorSystem,
    name: Option<String>,
    size: usize,
    routing: Routing,
    configure: Option<Arc<Configure<A>>>,
    on_end: RouteeEnd,
    replacements: Replacements,
}

impl<A: Actor> PoolBuilder<A> {
    strategies!();

    pub(super) fn new(system: &ActorSystem) -> Self {
        Self {
            system: system.clone(),
            name: None,
            size: system.workers(),
            routing: Routing::default(),
            configure: None,
            on_end: RouteeEnd::default(),
            replacements: Replacements::default(),
        }
    }

    /// Names the pool: its supervisor is found by that name, and its routees are `<name>-0`, `<name>-1` and so on below
    /// it. Without a name the supervisor has none, and the routees are `routee-0` and so on.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// How many routees there are at first; by default as many as the system has workers.
    pub fn size(mut self, size: usize) -> Self {
        self.size = size;
        self
    }

    /// Sets the options of each routee, now and when others are spawned: what is done about a failure of it, its
    /// restarts, its mailbox, its dispatcher. The name is the pool's. A failure that is escalated is one of the supervisor
    /// of the pool, and stops the router.
    ///
    /// ```
    /// # use akt::pattern::router::Router;
    /// # use akt::prelude::*;
    /// use akt::supervision::Restart;
    ///
    /// # fn example<A: Actor>(system: &ActorSystem) {
    /// let pool = Router::<A>::pool(system).routees(|spawn| {
    ///     spawn.restart(Restart::never()).mailbox(MailboxKind::bounded(100))
    /// });
    /// # let _ = pool;
    /// # }
    /// ```
    pub fn routees<F>(mut self, configure: F) -> Self
    where
        F: for<'a> Fn(Spawn<'a, A, Factory<A>>) -> Spawn<'a, A, Factory<A>> + Send + Sync + 'static,
    {
        self.configure = Some(Arc::new(configure));
        self
    }

    /// What is done about a routee that has ended; by default it is replaced.
    pub fn on_end(mut self, on_end: RouteeEnd) -> Self {
        self.on_end = on_end;
        self
    }

    /// How often in a row a routee is replaced that ended within [10 s](crate::base::limits::ROUTER_SETTLED), or did not
    /// start, and after which pauses; by default [10 times](crate::base::limits::ROUTER_REPLACEMENTS), the first time at
    /// once, and then after [10 ms to 1 s](crate::base::limits::ROUTER_BACKOFF). After that its place is given up.
    pub fn replacements(mut self, times: u32, pauses: Backoff) -> Self {
        self.replacements = Replacements {
            limit: times,
            pauses,
        };
        self
    }

    /// Spawns the routees by `factory`, which also builds their state for each restart and for those that come later, and
    /// waits until all have started.
    ///
    /// # Errors
    /// The name is not valid or taken, or a routee did not start: then all of them are stopped again. Or more routees
    /// than [there may be](crate::base::limits::ROUTER_ROUTEES).
    ///
    /// # Cancellation
    /// Dropping the future may leave a pool that nobody refers to; it ends with the system.
    pub async fn spawn_with<F>(self, factory: F) -> Result<Router<A, Pool>, RouterError>
    where
        F: Fn() -> A + Send + Sync + 'static,
    {
        let mut supervisor = self.system.spawn(Nursery);
        if let Some(name) = &self.name {
            supervisor = supervisor.name(name.clone());
        }
        let supervisor = supervisor.await?.as_actor_ref().clone();
        let path = supervisor.path();
        let core = Core::new(&self.system, path, supervisor.uid(), self.routing, true);
        let core = Arc::new(core);
        let plan = Plan {
            factory: Arc::new(factory),
            configure: self.configure,
            on_end: self.on_end,
            replacements: self.replacements,
            prefix: self.name.unwrap_or_else(|| "routee".to_owned()),
        };
        let (resizes, changes) = mpsc::channel(ROUTER_RESIZES);
        let pool = PoolTask::new(Arc::clone(&core), supervisor, plan, changes);
        task::spawn_on(self.system.runtime(), pool.run());
        let router = Router::<A, Pool>::new(core, Pool { resizes });
        if let Err(error) = router.resize(self.size).await {
            router.stop();
            router.stopped().await;
            return Err(error);
        }
        Ok(router)
    }
}

impl<A: Actor> fmt::Debug for PoolBuilder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolBuilder")
            .field("name", &self.name)
            .field("size", &self.size)
            .field("routing", &self.routing)
            .finish_non_exhaustive()
    }
}

/// Options of a group; made by [`Router::group`].
#[must_use = "nothing is made until `build` is called"]
pub struct GroupBuilder<A: Actor> {
    system: ActorSystem,
    name: Option<String>,
    routing: Routing,
    actor: PhantomData<fn() -> A>,
}

impl<A: Actor> GroupBuilder<A> {
    strategies!();

    pub(super) fn new(system: &ActorSystem) -> Self {
        Self {
            system: system.clone(),
            name: None,
            routing: Routing::default(),
            actor: PhantomData,
        }
    }

    /// Names the group, for people: it appears as `/router/<name>`, and is not found by that.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The group, without routees: see [`Router::add`].
    #[must_use]
    pub fn build(self) -> Router<A, Group> {
        let identity = next_uid();
        let name = self.name.unwrap_or_else(|| format!("${identity}"));
        let path = ActorPath::new(format!("/router/{name}"));
        let core = Core::new(&self.system, path, identity, self.routing, false);
        Router::<A, Group>::new(Arc::new(core), Group(()))
    }
}

impl<A: Actor> fmt::Debug for GroupBuilder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupBuilder")
            .field("name", &self.name)
            .field("routing", &self.routing)
            .finish_non_exhaustive()
    }
}
