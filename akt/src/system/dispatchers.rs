//! Dispatchers with names and threads of their own, for groups of actors, and what is told of handlers that block.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;

use crate::actor::port::{Services, Tenant};
use crate::actor::{ActorPath, AnyRef};
use crate::base::limits::{THROUGHPUT, WORKERS_MAX};
use crate::dispatch::{Dispatcher, Home, Owner, Pinned, task};
use crate::system::core::Core;

/// A dispatcher for a group of actors: threads of its own, and how many messages an actor handles in a turn.
///
/// What runs there neither waits for the other actors of the system nor keeps them waiting. Its handlers use the tokio
/// runtime of the system, for sockets and timers. Its threads do not know virtual time: a paused clock goes on while they
/// work.
///
/// ```
/// use akt::prelude::*;
/// use akt::system::Threads;
///
/// # #[cfg(feature = "macros")] {
/// #[actor]
/// struct Report;
///
/// #[handlers]
/// impl Report {
///     #[handler]
///     pub fn thread(&self) -> String {
///         std::thread::current().name().unwrap_or_default().to_owned()
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let system = ActorSystem::builder("office")
///     .dispatcher("reports", Threads::new(2).throughput(4))
///     .start()?;
/// let report = system.spawn(Report).dispatcher("reports").await?;
/// assert_eq!(report.thread().await?, "reports");
/// system.shutdown().await;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads {
    threads: usize,
    throughput: u32,
}

impl Threads {
    /// So many threads, 1 to 64.
    #[must_use]
    pub const fn new(threads: usize) -> Self {
        Self {
            threads,
            throughput: THROUGHPUT,
        }
    }

    /// How many messages an actor handles before the next one has its turn; by default
    /// [32](crate::base::limits::THROUGHPUT), at least 1. With 1 the actors take turns at every message, which is fair and
    /// slow.
    #[must_use]
    pub const fn throughput(mut self, messages: u32) -> Self {
        self.throughput = if messages == 0 { 1 } else { messages };
        self
    }
}

/// A handler keeps a worker: it computes, or it blocks. Published on the event stream, once for each such handler.
///
/// Other actors wait meanwhile if all workers are kept, and so may actors that were told by this one just before. Handlers
/// that block belong on threads that may: `#[handler(blocking)]`, or a dispatcher of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerBlocks {
    /// The actor; none if it has ended meanwhile, or stands too deep in the tree to be found.
    pub path: Option<ActorPath>,
    /// Its incarnation; 0 if it is not known.
    pub uid: u64,
    /// Which worker of its dispatcher it keeps.
    pub worker: usize,
    /// For how long at least, when it was noticed.
    pub since: Duration,
}

impl fmt::Display for HandlerBlocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "a handler of {path} ")?,
            None => f.write_str("a handler ")?,
        }
        write!(f, "keeps worker {} for {:?}", self.worker, self.since)
    }
}

/// The dispatchers of one system that have names.
#[derive(Default)]
pub(super) struct Dispatchers {
    named: Mutex<BTreeMap<String, Named>>,
}

struct Named {
    dispatcher: Dispatcher,
    throughput: u32,
    /// Shared by the actors that live there. Weak, since a home keeps its system.
    home: Weak<Home>,
}

impl Dispatchers {
    /// Starts the dispatcher `name`.
    pub(super) fn add(
        &self,
        name: &str,
        threads: Threads,
        runtime: &task::Handle,
        owner: Weak<dyn Owner>,
        watchdog: Option<Duration>,
    ) -> io::Result<()> {
        let count = threads.threads.clamp(1, WORKERS_MAX);
        let dispatcher = Dispatcher::start_threads(name, count, runtime, owner)?;
        if let Some(limit) = watchdog {
            dispatcher.watch(limit)?;
        }
        let named = Named {
            dispatcher,
            throughput: threads.throughput,
            home: Weak::new(),
        };
        self.named.lock().insert(name.to_owned(), named);
        Ok(())
    }

    /// Where the actors of the dispatcher `name` live.
    pub(super) fn home(&self, name: &str, services: Arc<dyn Services>) -> Option<Arc<Home>> {
        let mut named = self.named.lock();
        let named = named.get_mut(name)?;
        if let Some(home) = named.home.upgrade() {
            return Some(home);
        }
        let home = Tenant::home(
            named.dispatcher.handle().clone(),
            named.throughput,
            None,
            services,
        );
        named.home = Arc::downgrade(&home);
        Some(home)
    }
}

/// A home for one actor, on a thread of its own. Its children live `around`.
pub(super) fn pinned(
    around: Arc<Home>,
    runtime: &task::Handle,
    owner: Weak<dyn Owner>,
    services: Arc<dyn Services>,
) -> io::Result<Arc<Home>> {
    let thread = Dispatcher::start_threads("akt-pinned", 1, runtime, owner)?;
    let (handle, throughput) = (thread.handle().clone(), around.throughput);
    let pinned = Some(Pinned { thread, around });
    Ok(Tenant::home(handle, throughput, pinned, services))
}

impl Core {
    /// Starts what the builder asked for.
    pub(super) fn start_dispatchers(
        &self,
        watchdog: Option<Duration>,
        named: Vec<(String, Threads)>,
    ) -> io::Result<()> {
        if let Some(limit) = watchdog {
            self.dispatcher.watch(limit)?;
        }
        for (name, threads) in named {
            let owner = Weak::<Self>::clone(&self.me);
            self.dispatchers
                .add(&name, threads, &self.runtime, owner, watchdog)?;
        }
        Ok(())
    }

    /// The actor that lies at `address`, if it has not ended. Looks at each until it is found.
    fn at(&self, address: usize) -> Option<AnyRef> {
        /// More than this are not looked at: it is for a line in a log.
        const LOOKS: usize = 1_000_000;
        let mut waiting = self.tops.all();
        for _ in 0..LOOKS {
            let actor = waiting.pop()?;
            if actor.address() == address {
                return Some(actor);
            }
            waiting.extend(actor.children());
        }
        None
    }

    /// Tells that a handler keeps a worker.
    pub(super) fn handler_blocks(&self, address: usize, worker: usize, since: Duration) {
        let actor = self.at(address);
        let event = HandlerBlocks {
            path: actor.as_ref().map(AnyRef::path),
            uid: actor.as_ref().map_or(0, AnyRef::uid),
            worker,
            since,
        };
        tracing::warn!("{event}; let it run on a thread that may block, or give way");
        self.events.publish(event);
    }
}
