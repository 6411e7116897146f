//! The subscribers of one name or pattern, and the routes that they make for a topic.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::actor::{Recipient, SendFault};
use crate::dispatch::task;
use crate::pattern::topic::name::Pattern;

/// What tells one actor from others.
pub(super) type Key = (bool, u64);

/// To what an actor subscribes.
#[derive(Clone)]
pub(super) enum Subject {
    Name(Arc<str>),
    Pattern(Pattern),
}

/// One subscription of one actor.
pub(super) struct Subscriber<M> {
    /// Tells this subscription from an earlier one of the same actor.
    pub(super) id: u64,
    pub(super) subject: Subject,
    pub(super) key: Key,
    pub(super) recipient: Recipient<M>,
    pub(super) group: Option<Arc<str>>,
    dropped: AtomicU64,
    /// The task that waits for the end of the actor.
    watch: OnceLock<task::AbortHandle>,
}

/// What became of a message for one subscriber.
pub(super) enum Sent<M> {
    Taken,
    /// It was not taken this time.
    Refused(SendFault, M),
    /// The actor is gone for good.
    Gone(M),
}

impl<M: Send + 'static> Subscriber<M> {
    pub(super) fn new(
        id: u64,
        subject: Subject,
        recipient: Recipient<M>,
        group: Option<Arc<str>>,
    ) -> Self {
        Self {
            id,
            subject,
            key: recipient.key(),
            recipient,
            group,
            dropped: AtomicU64::new(0),
            watch: OnceLock::new(),
        }
    }

    /// Sends without a dead letter: who has ended no longer subscribes.
    pub(super) fn send(&self, message: M) -> Sent<M> {
        match self.recipient.offer(message) {
            Ok(()) => Sent::Taken,
            Err(unsent) => match unsent.fault {
                SendFault::Stopped | SendFault::NoSuchActor => Sent::Gone(unsent.message),
                fault => Sent::Refused(fault, unsent.message),
            },
        }
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub(super) fn count_dropped(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn watched_by(&self, task: task::AbortHandle) {
        let _ = self.watch.set(task);
    }
}

impl<M> Drop for Subscriber<M> {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.get() {
            watch.abort();
        }
    }
}

/// A group: each message goes to one of its members.
struct Group<M> {
    /// Whose turn it is; shared with the routes.
    turn: Arc<AtomicUsize>,
    members: BTreeMap<Key, Arc<Subscriber<M>>>,
}

/// The subscribers of one name or pattern.
pub(super) struct Members<M> {
    singles: BTreeMap<Key, Arc<Subscriber<M>>>,
    groups: BTreeMap<Arc<str>, Group<M>>,
    count: usize,
}

impl<M> Default for Members<M> {
    fn default() -> Self {
        Self {
            singles: BTreeMap::new(),
            groups: BTreeMap::new(),
            count: 0,
        }
    }
}

impl<M> Members<M> {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn holds(&self, key: Key, group: Option<&str>) -> bool {
        match group {
            None => self.singles.contains_key(&key),
            Some(group) => {
                let group = self.groups.get(group);
                group.is_some_and(|group| group.members.contains_key(&key))
            }
        }
    }

    /// Adds one that [`holds`](Self::holds) does not know.
    pub(super) fn add(&mut self, subscriber: Arc<Subscriber<M>>) {
        self.count += 1;
        let members = match &subscriber.group {
            None => &mut self.singles,
            Some(name) => {
                let group = self.groups.entry(Arc::clone(name));
                let group = group.or_insert_with(|| Group {
                    turn: Arc::default(),
                    members: BTreeMap::new(),
                });
                &mut group.members
            }
        };
        members.insert(subscriber.key, subscriber);
    }

    /// Takes out every subscription of an actor for which `is_meant` says true.
    pub(super) fn take(
        &mut self,
        key: Key,
        is_meant: impl Fn(&Subscriber<M>) -> bool,
    ) -> Vec<Arc<Subscriber<M>>> {
        let groups = self.groups.values_mut().map(|group| &mut group.members);
        let mut taken = Vec::new();
        for members in groups.chain([&mut self.singles]) {
            if members.get(&key).is_some_and(|known| is_meant(known)) {
                taken.extend(members.remove(&key));
            }
        }
        self.groups.retain(|_, group| !group.members.is_empty());
        self.count -= taken.len();
        taken
    }
}

/// Where a message of one topic goes. Never changed, only made anew.
pub(super) struct Routes<M> {
    pub(super) singles: Vec<Arc<Subscriber<M>>>,
    pub(super) groups: Vec<Ring<M>>,
}

/// A group, as publishers see it. Never empty.
pub(super) struct Ring<M> {
    turn: Arc<AtomicUsize>,
    members: Vec<Arc<Subscriber<M>>>,
}

impl<M> Ring<M> {
    /// The members, from the one whose turn it is.
    pub(super) fn in_turn(&self) -> impl Iterator<Item = &Arc<Subscriber<M>>> {
        let first = self.turn.fetch_add(1, Ordering::Relaxed) % self.members.len().max(1);
        let members = self.members.iter();
        members.clone().skip(first).chain(members.take(first))
    }
}

impl<M> Routes<M> {
    /// The routes to the members of a name and of the patterns that match it.
    pub(super) fn to<'a>(all: impl Iterator<Item = &'a Members<M>>) -> Self
    where
        M: 'a,
    {
        // By actor, so that one that subscribes several times gets a message once.
        let mut singles = BTreeMap::new();
        let mut groups = Vec::new();
        for members in all {
            for (key, single) in &members.singles {
                singles.entry(*key).or_insert_with(|| Arc::clone(single));
            }
            groups.extend(members.groups.values().map(|group| Ring {
                turn: Arc::clone(&group.turn),
                members: group.members.values().cloned().collect(),
            }));
        }
        Self {
            singles: singles.into_values().collect(),
            groups,
        }
    }

    /// Everyone that a message may reach.
    pub(super) fn subscribers(&self) -> impl Iterator<Item = &Arc<Subscriber<M>>> {
        let grouped = self.groups.iter().flat_map(|group| &group.members);
        self.singles.iter().chain(grouped)
    }
}
