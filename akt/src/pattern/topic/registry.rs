//! All topics of one message type in one system.
//!
//! One lock guards who subscribes to what. Publishers do not take it: each topic keeps the routes that follow from it,
//! which are thrown away when they change and made anew by the next publisher. Nothing of users runs or is dropped
//! under the lock.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use dashmap::DashMap;
use parking_lot::{Mutex, RwLock};

use crate::actor::Recipient;
use crate::base::limits::{TOPIC_PATTERNS, TOPIC_SUBSCRIBERS, TOPICS};
use crate::pattern::topic::members::{Key, Members, Routes, Subject, Subscriber};
use crate::pattern::topic::name::{Pattern, is_name};
use crate::system::{ActorSystem, Phase};

/// A topic, a pattern or a subscription was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TopicError {
    /// No name of a topic or a group.
    #[error(
        "`{0}` is no name for a topic or a group: it must be words with dots between, 256 bytes at most, without spaces, `*` \
         and `>`"
    )]
    NameInvalid(String),
    /// No pattern over names.
    #[error(
        "`{0}` is no pattern of topics: it must be words with dots between, with `*` for one word and `>` for the last ones"
    )]
    PatternInvalid(String),
    /// There are as many topics or patterns of that message type as there may be.
    #[error(
        "there are {0} topics or patterns of this message type already; let go of some, or use fewer"
    )]
    TooManyTopics(usize),
    /// The topic or pattern has as many subscribers as it may have.
    #[error("there are {0} subscribers already; spread them over several topics")]
    TooManySubscribers(usize),
    /// The system has shut down.
    #[error("the system has shut down, so nobody can subscribe")]
    ShutDown,
}

/// The topics of one system, by message type.
#[derive(Default)]
pub(super) struct Topics {
    registries: DashMap<TypeId, Arc<dyn AnyRegistry>>,
    hooked: AtomicBool,
    closed: AtomicBool,
}

trait AnyRegistry: Any + Send + Sync {
    fn close(&self);
    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

impl<M: Send + 'static> AnyRegistry for Registry<M> {
    fn close(&self) {
        Self::close(self);
    }

    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

impl Topics {
    /// The topics of messages `M` in a system.
    pub(super) fn of<M: Send + 'static>(system: &ActorSystem) -> Arc<Registry<M>> {
        let topics = system.extension_or(Self::default);
        if !topics.hooked.swap(true, Ordering::AcqRel) {
            let all = Arc::downgrade(&topics);
            let close = move || async move {
                if let Some(topics) = Weak::upgrade(&all) {
                    topics.close();
                }
            };
            // Subscribers of other nodes have no end that is seen here.
            let hooked = system.on_shutdown_of_part(Phase::FLUSH, "topics", close);
            if hooked.is_err() {
                topics.close();
            }
        }
        let place = topics.registries.entry(TypeId::of::<M>());
        let registry = place.or_insert_with(|| Arc::new(Registry::<M>::new()));
        let registry = Arc::clone(registry.value());
        // After it is in the map: of this look and the one of `close` at least one sees the other.
        if topics.closed.load(Ordering::SeqCst) {
            registry.close();
        }
        match registry.into_any().downcast() {
            Ok(registry) => registry,
            Err(_) => unreachable!("invariant: a registry stands under its own type"),
        }
    }

    fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        let registries = self.registries.iter();
        let registries: Vec<_> = registries.map(|entry| Arc::clone(entry.value())).collect();
        for registry in registries {
            registry.close();
        }
    }
}

/// The topics of one message type.
pub(super) struct Registry<M> {
    state: Mutex<State<M>>,
    next: AtomicU64,
}

struct State<M> {
    topics: BTreeMap<Arc<str>, Place<M>>,
    patterns: BTreeMap<Pattern, Members<M>>,
    closed: bool,
}

/// A topic in the registry.
struct Place<M> {
    topic: Weak<Inner<M>>,
    /// The topic itself while it has subscribers of its own: it then lives without a handle.
    kept: Option<Arc<Inner<M>>>,
    members: Members<M>,
}

/// A topic as its handles share it.
pub(super) struct Inner<M> {
    pub(super) name: Arc<str>,
    registry: Arc<Registry<M>>,
    routes: RwLock<Option<Arc<Routes<M>>>>,
    pub(super) published: AtomicU64,
    pub(super) dropped: AtomicU64,
}

impl<M> Drop for Inner<M> {
    fn drop(&mut self) {
        let mut state = self.registry.state.lock();
        let place = state.topics.get(&self.name);
        // Another topic may have taken the name since.
        let gone = place.is_some_and(|place| place.topic.strong_count() == 0);
        let place = gone.then(|| state.topics.remove(&self.name));
        drop(state);
        drop(place);
    }
}

impl<M> State<M> {
    /// The topics of a name, or of the names that a pattern matches, with their routes thrown away. What is given back is
    /// to be dropped outside of the lock.
    #[must_use]
    fn stale(&self, subject: &Subject) -> Stale<M> {
        let topics: Vec<Arc<Inner<M>>> = match subject {
            Subject::Name(name) => {
                let place = self.topics.get(name);
                place
                    .and_then(|place| place.topic.upgrade())
                    .into_iter()
                    .collect()
            }
            Subject::Pattern(pattern) => {
                let matching = self.topics.iter().filter(|(name, _)| pattern.matches(name));
                matching
                    .filter_map(|(_, place)| place.topic.upgrade())
                    .collect()
            }
        };
        let routes = topics
            .iter()
            .map(|topic| topic.routes.write().take())
            .collect();
        Stale {
            _routes: routes,
            _topics: topics,
        }
    }

    fn members(&mut self, subject: &Subject) -> Option<&mut Members<M>> {
        match subject {
            Subject::Name(name) => self.topics.get_mut(name).map(|place| &mut place.members),
            Subject::Pattern(pattern) => self.patterns.get_mut(pattern),
        }
    }
}

/// What a change leaves over, to be dropped outside of the lock.
struct Stale<M> {
    _routes: Vec<Option<Arc<Routes<M>>>>,
    _topics: Vec<Arc<Inner<M>>>,
}

impl<M: Send + 'static> Registry<M> {
    fn new() -> Self {
        Self {
            state: Mutex::new(State {
                topics: BTreeMap::new(),
                patterns: BTreeMap::new(),
                closed: false,
            }),
            next: AtomicU64::new(0),
        }
    }

    /// The topic of that name, which is made if there is none.
    pub(super) fn topic(self: &Arc<Self>, name: &str) -> Result<Arc<Inner<M>>, TopicError> {
        if !is_name(name) {
            return Err(TopicError::NameInvalid(name.to_owned()));
        }
        let mut state = self.state.lock();
        if let Some(topic) = state
            .topics
            .get(name)
            .and_then(|place| place.topic.upgrade())
        {
            return Ok(topic);
        }
        if state.topics.len() >= TOPICS && !state.topics.contains_key(name) {
            return Err(TopicError::TooManyTopics(TOPICS));
        }
        let name: Arc<str> = name.into();
        let topic = Arc::new(Inner {
            name: Arc::clone(&name),
            registry: Arc::clone(self),
            routes: RwLock::new(None),
            published: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
        });
        let place = Place {
            topic: Arc::downgrade(&topic),
            kept: None,
            members: Members::default(),
        };
        // What was there is a topic on its way out, without subscribers.
        let old = state.topics.insert(name, place);
        drop(state);
        drop(old);
        Ok(topic)
    }

    pub(super) fn names(&self) -> Vec<String> {
        let state = self.state.lock();
        state.topics.keys().map(|name| name.to_string()).collect()
    }

    /// Where messages of a topic go.
    pub(super) fn routes(&self, topic: &Inner<M>) -> Arc<Routes<M>> {
        if let Some(routes) = &*topic.routes.read() {
            return Arc::clone(routes);
        }
        let state = self.state.lock();
        let own = state.topics.get(&topic.name).map(|place| &place.members);
        let patterns = state.patterns.iter();
        let patterns = patterns.filter(|(pattern, _)| pattern.matches(&topic.name));
        let all = own.into_iter().chain(patterns.map(|(_, members)| members));
        let routes = Arc::new(Routes::to(all));
        // Under the lock of the registry, so that no change can come between.
        let old = topic.routes.write().replace(Arc::clone(&routes));
        drop(state);
        drop(old);
        routes
    }

    /// Subscribes an actor, also as a member of a group. Nothing if it is subscribed so already.
    ///
    /// A topic is held by its handle meanwhile.
    pub(super) fn subscribe(
        self: &Arc<Self>,
        system: &ActorSystem,
        subject: &Subject,
        recipient: Recipient<M>,
        group: Option<&str>,
    ) -> Result<(), TopicError> {
        if let Some(group) = group
            && !is_name(group)
        {
            return Err(TopicError::NameInvalid(group.to_owned()));
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let ended = recipient.ended();
        let subscriber = Arc::new(Subscriber::new(
            id,
            subject.clone(),
            recipient,
            group.map(Into::into),
        ));
        let stale = self.add(subject, &subscriber)?;
        drop(stale);
        if let Some(ended) = ended {
            let (registry, subject, key) = (Arc::downgrade(self), subject.clone(), subscriber.key);
            let task = system.when_ended(ended, move || {
                if let Some(registry) = Weak::upgrade(&registry) {
                    registry.remove(&subject, key, |known| known.id == id);
                }
            });
            subscriber.watched_by(task);
        }
        Ok(())
    }

    fn add(
        &self,
        subject: &Subject,
        subscriber: &Arc<Subscriber<M>>,
    ) -> Result<Option<Stale<M>>, TopicError> {
        let mut state = self.state.lock();
        if state.closed {
            return Err(TopicError::ShutDown);
        }
        let full = state.patterns.len() >= TOPIC_PATTERNS;
        let members = match subject {
            Subject::Name(_) => state.members(subject),
            Subject::Pattern(pattern) if full && !state.patterns.contains_key(pattern) => {
                return Err(TopicError::TooManyTopics(TOPIC_PATTERNS));
            }
            Subject::Pattern(pattern) => Some(state.patterns.entry(pattern.clone()).or_default()),
        };
        let Some(members) = members else {
            return Ok(None);
        };
        if members.holds(subscriber.key, subscriber.group.as_deref()) {
            return Ok(None);
        }
        if members.len() >= TOPIC_SUBSCRIBERS {
            return Err(TopicError::TooManySubscribers(TOPIC_SUBSCRIBERS));
        }
        members.add(Arc::clone(subscriber));
        if let Subject::Name(name) = subject
            && let Some(place) = state.topics.get_mut(name)
        {
            place.kept = place.topic.upgrade();
        }
        Ok(Some(state.stale(subject)))
    }

    /// Takes out the subscriptions of an actor for which `is_meant` says true; whether there were any.
    pub(super) fn remove(
        &self,
        subject: &Subject,
        key: Key,
        is_meant: impl Fn(&Subscriber<M>) -> bool,
    ) -> bool {
        let mut state = self.state.lock();
        let Some(members) = state.members(subject) else {
            return false;
        };
        let taken = members.take(key, is_meant);
        if taken.is_empty() {
            return false;
        }
        let is_empty = members.len() == 0;
        let stale = state.stale(subject);
        let mut kept = None;
        if is_empty {
            match subject {
                Subject::Name(name) => {
                    kept = state
                        .topics
                        .get_mut(name)
                        .and_then(|place| place.kept.take());
                }
                Subject::Pattern(pattern) => drop(state.patterns.remove(pattern)),
            }
        }
        drop(state);
        drop((taken, stale, kept));
        true
    }

    /// Lets go of every subscriber, now and later.
    fn close(&self) {
        let mut state = self.state.lock();
        state.closed = true;
        let patterns = std::mem::take(&mut state.patterns);
        let places = state.topics.values_mut();
        let left: Vec<_> = places
            .map(|place| {
                let topic = place.topic.upgrade();
                let routes = topic.as_ref().and_then(|topic| topic.routes.write().take());
                let members = std::mem::take(&mut place.members);
                (members, place.kept.take(), routes, topic)
            })
            .collect();
        drop(state);
        drop((patterns, left));
    }
}
