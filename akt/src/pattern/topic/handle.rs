//! The handles of topics and patterns: what programs use.

use std::any::type_name;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::actor::{
    Accepts, ActorPath, ActorRef, DeadLetter, DeadLetterReason, Recipient, SendFault,
};
use crate::pattern::topic::members::{Key, Ring, Sent, Subject, Subscriber};
use crate::pattern::topic::name::Pattern;
use crate::pattern::topic::registry::{Inner, Registry, TopicError, Topics};
use crate::system::ActorSystem;

impl ActorSystem {
    /// The topic of that name for messages of type `M`; the same one for the same name and type. It is made when there is
    /// none, and forgotten when its last handle and its last subscriber are gone.
    ///
    /// # Errors
    /// The name is not valid, or there are [too many](crate::base::limits::TOPICS) topics of that type.
    pub fn topic<M: Clone + Send + 'static>(&self, name: &str) -> Result<Topic<M>, TopicError> {
        let registry = Topics::of::<M>(self);
        Ok(Topic {
            inner: registry.topic(name)?,
            registry,
            system: self.clone(),
        })
    }

    /// The topics for messages of type `M` whose name matches a pattern, those of later as well. In a pattern, `*` stands
    /// for one word, and `>` at the end for one or more: `orders.*` matches `orders.eu`, `orders.>` matches
    /// `orders.eu.placed` as well.
    ///
    /// # Errors
    /// It is no pattern.
    pub fn topics<M: Clone + Send + 'static>(
        &self,
        pattern: &str,
    ) -> Result<TopicPattern<M>, TopicError> {
        let invalid = || TopicError::PatternInvalid(pattern.to_owned());
        Ok(TopicPattern {
            pattern: Pattern::parse(pattern).ok_or_else(invalid)?,
            registry: Topics::of::<M>(self),
            system: self.clone(),
        })
    }

    /// The names of the topics for messages of type `M` that there are now, in order.
    #[must_use]
    pub fn topic_names<M: Clone + Send + 'static>(&self) -> Vec<String> {
        Topics::of::<M>(self).names()
    }
}

fn key<P: Accepts<M>, M>(actor: &ActorRef<P>) -> Key {
    (actor.is_local(), actor.uid())
}

/// A name under which messages of type `M` are published to actors of this process that subscribe to it; made by
/// [`ActorSystem::topic`]. Cheap to clone.
///
/// ```
/// use akt::prelude::*;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let system = ActorSystem::new("market")?;
/// let gold = system.topic::<u64>("prices.gold")?;
/// assert_eq!(gold, system.topic("prices.gold")?);
/// // `gold.subscribe(&board)?` for any actor with `#[handler(message)] pub fn on_price(&mut self, price: u64)`, or for
/// // all prices `system.topics::<u64>("prices.*")?.subscribe(&board)?`.
/// let published = gold.publish(7);
/// assert_eq!((published.taken, published.dropped), (0, 0));
/// system.shutdown().await;
/// # Ok(()) }) }
/// ```
pub struct Topic<M> {
    inner: Arc<Inner<M>>,
    registry: Arc<Registry<M>>,
    system: ActorSystem,
}

impl<M: Clone + Send + 'static> Topic<M> {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Sends a copy of the message to every subscriber, and to one member of each group. Never waits.
    ///
    /// A subscriber that does not take it, because its bounded mailbox is full or its node cannot be reached, misses it:
    /// that is counted and becomes a dead letter. In a group the next member is tried then, and the message counts as
    /// missed if none takes it. A subscriber that has ended is forgotten.
    ///
    /// # Ordering
    /// A subscriber handles the messages of one publisher in the order in which they were published; in a group, each
    /// member those that it gets.
    ///
    /// # Panics
    /// When the clone of the message does; subscribers before that have got it.
    pub fn publish(&self, message: M) -> Published {
        let routes = self.registry.routes(&self.inner);
        self.inner.published.fetch_add(1, Ordering::Relaxed);
        let mut published = Published {
            taken: 0,
            dropped: 0,
        };
        for subscriber in &routes.singles {
            match subscriber.send(message.clone()) {
                Sent::Taken => published.taken += 1,
                Sent::Gone(_) => self.forget(subscriber),
                Sent::Refused(fault, _) => {
                    published.dropped += 1;
                    self.missed(subscriber, &fault);
                }
            }
        }
        for group in &routes.groups {
            self.publish_to(group, message.clone(), &mut published);
        }
        published
    }

    fn publish_to(&self, group: &Ring<M>, mut message: M, published: &mut Published) {
        let mut first = None;
        for member in group.in_turn() {
            message = match member.send(message) {
                Sent::Taken => {
                    published.taken += 1;
                    return;
                }
                Sent::Gone(message) => {
                    self.forget(member);
                    message
                }
                Sent::Refused(fault, message) => {
                    first.get_or_insert((member, fault));
                    message
                }
            };
        }
        if let Some((member, fault)) = first {
            published.dropped += 1;
            self.missed(member, &fault);
        }
    }

    #[cold]
    fn missed(&self, subscriber: &Subscriber<M>, fault: &SendFault) {
        subscriber.count_dropped();
        self.inner.dropped.fetch_add(1, Ordering::Relaxed);
        let reason = match fault {
            SendFault::MailboxFull => DeadLetterReason::MailboxFull,
            _ => DeadLetterReason::Undeliverable,
        };
        let path = subscriber.recipient.path();
        let method = type_name::<M>();
        let letter = DeadLetter::new(path, subscriber.key.1, method, reason);
        self.system.note_dead_letter(letter.sent_here());
    }

    /// Forgets one that has ended.
    #[cold]
    fn forget(&self, subscriber: &Subscriber<M>) {
        let is_it = |known: &Subscriber<M>| known.id == subscriber.id;
        self.registry
            .remove(&subscriber.subject, subscriber.key, is_it);
    }

    /// Subscribes an actor, from now until it has ended. Doing so twice is once.
    ///
    /// # Errors
    /// There are [too many](crate::base::limits::TOPIC_SUBSCRIBERS) subscribers, or the system has shut down.
    pub fn subscribe<P: Accepts<M>>(&self, actor: &ActorRef<P>) -> Result<(), TopicError> {
        self.subscribe_recipient(actor.recipient())
    }

    /// As [`subscribe`](Self::subscribe), for an actor whose type is not known.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    pub fn subscribe_recipient(&self, recipient: Recipient<M>) -> Result<(), TopicError> {
        self.registry
            .subscribe(&self.system, &self.subject(), recipient, None)
    }

    /// Subscribes an actor as a member of a group, from now until it has ended: each message goes to one member, in turn.
    /// Groups of the same name belong together only within one topic or pattern.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe), and when the name of the group is not valid.
    pub fn subscribe_group<P: Accepts<M>>(
        &self,
        group: &str,
        actor: &ActorRef<P>,
    ) -> Result<(), TopicError> {
        let recipient = actor.recipient();
        self.registry
            .subscribe(&self.system, &self.subject(), recipient, Some(group))
    }

    /// Ends what an actor subscribed to by this name, as a member of groups as well; false if there was nothing. What it
    /// subscribed to by patterns stays. Messages that are in its mailbox already are still handled.
    pub fn unsubscribe<P: Accepts<M>>(&self, actor: &ActorRef<P>) -> bool {
        self.registry.remove(&self.subject(), key(actor), |_| true)
    }

    /// As [`unsubscribe`](Self::unsubscribe), for an actor whose type is not known.
    pub fn unsubscribe_recipient(&self, recipient: &Recipient<M>) -> bool {
        self.registry
            .remove(&self.subject(), recipient.key(), |_| true)
    }

    /// Counts since the topic was made.
    #[must_use]
    pub fn stats(&self) -> TopicStats {
        let routes = self.registry.routes(&self.inner);
        TopicStats {
            subscribers: routes.subscribers().count(),
            published: self.inner.published.load(Ordering::Relaxed),
            dropped: self.inner.dropped.load(Ordering::Relaxed),
        }
    }

    /// Everyone whom a message of this topic may reach, by its name or by a pattern.
    #[must_use]
    pub fn subscribers(&self) -> Vec<TopicSubscriber> {
        let routes = self.registry.routes(&self.inner);
        let subscribers = routes.subscribers().map(|subscriber| TopicSubscriber {
            path: subscriber.recipient.path(),
            group: subscriber.group.as_deref().map(ToOwned::to_owned),
            dropped: subscriber.dropped(),
        });
        subscribers.collect()
    }

    fn subject(&self) -> Subject {
        Subject::Name(Arc::clone(&self.inner.name))
    }
}

impl<M> Clone for Topic<M> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            registry: Arc::clone(&self.registry),
            system: self.system.clone(),
        }
    }
}

impl<M> PartialEq for Topic<M> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }
}

impl<M> Eq for Topic<M> {}

impl<M> fmt::Debug for Topic<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Topic<{}>({})", type_name::<M>(), self.inner.name)
    }
}

/// All topics for messages of type `M` whose names match a pattern; made by [`ActorSystem::topics`]. Cheap to clone.
pub struct TopicPattern<M> {
    pattern: Pattern,
    registry: Arc<Registry<M>>,
    system: ActorSystem,
}

impl<M: Clone + Send + 'static> TopicPattern<M> {
    /// Whether the pattern matches that name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.pattern.matches(name)
    }

    /// Subscribes an actor to all topics that match, from now until it has ended. Doing so twice is once.
    ///
    /// # Errors
    /// There are [too many](crate::base::limits::TOPIC_SUBSCRIBERS) subscribers of this pattern, or
    /// [too many](crate::base::limits::TOPIC_PATTERNS) patterns, or the system has shut down.
    pub fn subscribe<P: Accepts<M>>(&self, actor: &ActorRef<P>) -> Result<(), TopicError> {
        self.subscribe_recipient(actor.recipient())
    }

    /// As [`subscribe`](Self::subscribe), for an actor whose type is not known.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    pub fn subscribe_recipient(&self, recipient: Recipient<M>) -> Result<(), TopicError> {
        self.registry
            .subscribe(&self.system, &self.subject(), recipient, None)
    }

    /// As [`Topic::subscribe_group`], for all topics that match.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe), and when the name of the group is not valid.
    pub fn subscribe_group<P: Accepts<M>>(
        &self,
        group: &str,
        actor: &ActorRef<P>,
    ) -> Result<(), TopicError> {
        let recipient = actor.recipient();
        self.registry
            .subscribe(&self.system, &self.subject(), recipient, Some(group))
    }

    /// Ends what an actor subscribed to by this pattern; false if there was nothing.
    pub fn unsubscribe<P: Accepts<M>>(&self, actor: &ActorRef<P>) -> bool {
        self.registry.remove(&self.subject(), key(actor), |_| true)
    }

    /// As [`unsubscribe`](Self::unsubscribe), for an actor whose type is not known.
    pub fn unsubscribe_recipient(&self, recipient: &Recipient<M>) -> bool {
        self.registry
            .remove(&self.subject(), recipient.key(), |_| true)
    }

    fn subject(&self) -> Subject {
        Subject::Pattern(self.pattern.clone())
    }
}

impl<M> Clone for TopicPattern<M> {
    fn clone(&self) -> Self {
        Self {
            pattern: self.pattern.clone(),
            registry: Arc::clone(&self.registry),
            system: self.system.clone(),
        }
    }
}

impl<M> fmt::Debug for TopicPattern<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pattern = self.pattern.as_str();
        write!(f, "TopicPattern<{}>({pattern})", type_name::<M>())
    }
}

/// What became of a published message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// How many subscribers and groups took it into a mailbox.
    pub taken: usize,
    /// How many subscribers and groups missed it.
    pub dropped: usize,
}

/// Counts of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TopicStats {
    /// How many subscribers it has, by its name and by patterns; members of groups count one each.
    pub subscribers: usize,
    /// How many messages were published.
    pub published: u64,
    /// How often a subscriber or a group missed one.
    pub dropped: u64,
}

/// A subscriber of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TopicSubscriber {
    /// Where it is.
    pub path: ActorPath,
    /// The group of which it is a member, if it is one.
    pub group: Option<String>,
    /// How many messages it missed, over all topics of the name or pattern that it subscribed to.
    pub dropped: u64,
}
