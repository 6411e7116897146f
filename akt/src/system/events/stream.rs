//! The handles of the event stream: for whoever subscribes, and for whoever publishes often.

use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use dashmap::DashMap;

use crate::actor::Recipient;
use crate::dispatch::task;
use crate::system::events::channel::{ActorSubscription, Channel};
use crate::system::events::subscription::{Subscribe, Subscription};

/// The events of one system, by type; made by `ActorSystem::events`. Cheap to clone.
///
/// Any type that is `Clone + Send + Sync + 'static` is an event. The system itself publishes
/// [`Lifecycle`](crate::actor::Lifecycle) and [`DeadLetter`](crate::actor::DeadLetter).
///
/// Publishing never waits. Each subscription has its bound and says what happens beyond it, see [`Subscribe`]. A
/// subscription gets the events that are published after [`subscribe`](Self::subscribe) has returned; those of one
/// publisher in their order. Events that are published when the system has shut down go nowhere.
///
/// ```
/// use akt::prelude::*;
/// use akt::system::Subscribe;
///
/// #[derive(Debug, Clone, PartialEq)]
/// struct Reloaded {
///     entries: usize,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let system = ActorSystem::new("shop")?;
/// let events = system.events();
/// let large = events.subscribe(Subscribe::lagging(16).filter(|event: &Reloaded| event.entries > 10));
/// events.publish(Reloaded { entries: 3 });
/// events.publish(Reloaded { entries: 30 });
/// assert_eq!(large.recv().await?, Reloaded { entries: 30 });
/// assert_eq!(large.missed(), 0);
/// system.shutdown().await;
/// # Ok(()) }) }
/// ```
#[derive(Clone)]
pub struct EventStream {
    shared: Arc<Shared>,
}

/// The channel of some type.
trait AnyChannel: Any + Send + Sync {
    fn close(&self);
    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

impl<E: Send + Sync + 'static> AnyChannel for Channel<E> {
    fn close(&self) {
        Self::close(self);
    }

    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

struct Shared {
    /// One for each type that was ever subscribed to, so no more than the program has types.
    channels: DashMap<TypeId, Arc<dyn AnyChannel>>,
    total: Arc<AtomicUsize>,
    closed: AtomicBool,
    runtime: task::Handle,
}

impl EventStream {
    pub(in crate::system) fn new(runtime: task::Handle) -> Self {
        Self {
            shared: Arc::new(Shared {
                channels: DashMap::new(),
                total: Arc::default(),
                closed: AtomicBool::new(false),
                runtime,
            }),
        }
    }

    /// Subscribes to the events of type `E`, for a reader of its own.
    #[must_use = "dropping a subscription ends it"]
    pub fn subscribe<E: Clone + Send + Sync + 'static>(
        &self,
        options: Subscribe<E>,
    ) -> Subscription<E> {
        self.channel().subscribe(options)
    }

    /// Sends the events of type `E` to an actor, from now until it has ended. An event for which its bounded mailbox has
    /// no room is counted, see [`ActorSubscription::missed`], and does not become a dead letter.
    pub fn subscribe_actor<E: Clone + Send + Sync + 'static>(
        &self,
        recipient: Recipient<E>,
    ) -> ActorSubscription {
        self.channel()
            .subscribe_actor(&self.shared.runtime, recipient, None)
    }

    /// As [`subscribe_actor`](Self::subscribe_actor), for the events for which `wanted` says true; see
    /// [`Subscribe::filter`] for how it is run.
    pub fn subscribe_actor_if<E: Clone + Send + Sync + 'static>(
        &self,
        recipient: Recipient<E>,
        wanted: impl Fn(&E) -> bool + Send + Sync + 'static,
    ) -> ActorSubscription {
        let wanted = Box::new(wanted);
        self.channel()
            .subscribe_actor(&self.shared.runtime, recipient, Some(wanted))
    }

    /// Gives an event to everyone who has subscribed to its type. One atomic load when nobody has subscribed to
    /// anything, and a look into a map when others have; a [`Publisher`] spares that too.
    pub fn publish<E: Clone + Send + Sync + 'static>(&self, event: E) {
        if let Some(channel) = self.known::<E>() {
            channel.publish(event);
        }
    }

    /// Whether anybody has subscribed to events of type `E`.
    #[must_use]
    pub fn has_subscribers<E: Clone + Send + Sync + 'static>(&self) -> bool {
        self.known::<E>()
            .is_some_and(|channel| channel.is_observed())
    }

    /// How many subscriptions to events of type `E` there are, those of actors included.
    #[must_use]
    pub fn subscribers<E: Clone + Send + Sync + 'static>(&self) -> usize {
        self.known::<E>().map_or(0, |channel| channel.count())
    }

    /// A handle for publishing events of one type often: it costs one atomic load when nobody listens to that type.
    #[must_use]
    pub fn publisher<E: Clone + Send + Sync + 'static>(&self) -> Publisher<E> {
        Publisher {
            channel: self.channel(),
        }
    }

    /// Ends every subscription, now and later.
    pub(in crate::system) fn close(&self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        let channels = self.shared.channels.iter();
        let mut channels: Vec<_> = channels
            .map(|entry| (*entry.key(), Arc::clone(entry.value())))
            .collect();
        // In the same order each time: whoever waits for events is woken by this.
        channels.sort_unstable_by_key(|(of, _)| *of);
        for (_, channel) in channels {
            channel.close();
        }
    }

    /// The channel of a type, if anybody has subscribed to it.
    fn known<E: Clone + Send + Sync + 'static>(&self) -> Option<Arc<Channel<E>>> {
        if self.shared.total.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let channel = self.shared.channels.get(&TypeId::of::<E>())?;
        let channel = Arc::clone(channel.value());
        channel.into_any().downcast().ok()
    }

    fn channel<E: Clone + Send + Sync + 'static>(&self) -> Arc<Channel<E>> {
        let make = || {
            let total = Arc::clone(&self.shared.total);
            Arc::new(Channel::<E>::new(total)) as Arc<dyn AnyChannel>
        };
        let place = self.shared.channels.entry(TypeId::of::<E>());
        let channel = Arc::clone(place.or_insert_with(make).value());
        // After it is in the map: of this look and the one of `close` at least one sees the other.
        if self.shared.closed.load(Ordering::SeqCst) {
            channel.close();
        }
        match channel.into_any().downcast() {
            Ok(channel) => channel,
            Err(_) => unreachable!("invariant: a channel stands under its own type"),
        }
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("subscriptions", &self.shared.total.load(Ordering::Relaxed))
            .finish_non_exhaustive()
    }
}

/// Publishes events of one type; made by [`EventStream::publisher`]. Cheap to clone.
pub struct Publisher<E> {
    channel: Arc<Channel<E>>,
}

impl<E: Clone + Send + Sync + 'static> Publisher<E> {
    /// Whether anybody listens: one atomic load.
    #[must_use]
    #[inline]
    pub fn is_observed(&self) -> bool {
        self.channel.is_observed()
    }

    /// Gives an event to everyone who has subscribed to its type. Never waits.
    pub fn publish(&self, event: E) {
        if self.is_observed() {
            self.channel.publish(event);
        }
    }

    /// As [`publish`](Self::publish), and makes the event only if anybody listens.
    pub fn publish_with(&self, event: impl FnOnce() -> E) {
        if self.is_observed() {
            self.channel.publish(event());
        }
    }
}

impl<E> Clone for Publisher<E> {
    fn clone(&self) -> Self {
        Self {
            channel: Arc::clone(&self.channel),
        }
    }
}

impl<E: Clone + Send + Sync + 'static> fmt::Debug for Publisher<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher")
            .field("event", &type_name::<E>())
            .field("observed", &self.is_observed())
            .finish()
    }
}
