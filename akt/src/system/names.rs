//! The names of one system: who has which, and what a lookup finds.

use std::mem;
use std::sync::Arc;

use dashmap::{DashMap, Entry};

use crate::actor::port::AnyResidence;
use crate::actor::{ActorPath, AnyRef};
use crate::base::panic::contain;

/// Who has a name. There may be as many as actors, so this is two words.
enum Name {
    /// The incarnation that reserved it, and is not visible yet.
    Starting(u64),
    Actor(AnyRef),
    Resident(Box<Resident>),
}

/// An actor that comes back.
struct Resident {
    /// The incarnation that reserved the name.
    uid: u64,
    /// What finds the actor.
    residence: Arc<dyn AnyResidence>,
    /// Its activation, if there is one.
    active: Option<AnyRef>,
}

impl Name {
    fn uid(&self) -> u64 {
        match self {
            Self::Starting(uid) => *uid,
            Self::Actor(actor) => actor.uid(),
            Self::Resident(resident) => resident.uid,
        }
    }

    /// The actor whom a lookup finds. One whose mailbox is closed is not found any more, though it keeps its name until its
    /// state is dropped.
    fn alive(&self) -> Option<&AnyRef> {
        let actor = match self {
            Self::Starting(_) => None,
            Self::Actor(actor) => Some(actor),
            Self::Resident(resident) => resident.active.as_ref(),
        };
        actor.filter(|actor| !actor.is_stopped())
    }
}

/// All names that are taken.
#[derive(Default)]
pub(super) struct Names(DashMap<ActorPath, Name>);

impl Names {
    /// Takes a name for the actor `uid`, which is about to start. False if it is taken.
    pub(super) fn reserve(&self, path: &ActorPath, uid: u64) -> bool {
        match self.0.entry(path.clone()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(Name::Starting(uid));
                true
            }
        }
    }

    /// Makes an actor visible under the name that it reserved.
    pub(super) fn publish(&self, path: &ActorPath, actor: AnyRef) {
        // An actor that has ended meanwhile has released its name, which another may have taken since.
        if let Some(mut name) = self.0.get_mut(path)
            && name.uid() == actor.uid()
        {
            *name = Name::Actor(actor);
        }
    }

    /// Keeps what finds an actor that comes back, under the name that `uid` reserved.
    pub(super) fn reside(
        &self,
        path: &ActorPath,
        uid: u64,
        residence: Arc<dyn AnyResidence>,
        active: Option<AnyRef>,
    ) {
        let Some(mut name) = self.0.get_mut(path) else {
            return;
        };
        if name.uid() == uid {
            let resident = Resident {
                uid,
                residence,
                active,
            };
            *name = Name::Resident(Box::new(resident));
        }
    }

    /// Notes the activation of an actor that comes back.
    pub(super) fn lodge(&self, path: &ActorPath, uid: u64, active: Option<AnyRef>) {
        let before = match self.0.get_mut(path).as_deref_mut() {
            Some(Name::Resident(resident)) if resident.uid == uid => {
                mem::replace(&mut resident.active, active)
            }
            Some(_) | None => active,
        };
        // Outside the map: it may be the last reference.
        drop(before);
    }

    /// Frees the name of the actor `uid`.
    pub(super) fn release(&self, path: &ActorPath, uid: u64) {
        let released = self.0.remove_if(path, |_, name| name.uid() == uid);
        // Outside the map: it may be the last reference.
        drop(released);
    }

    /// The actor that is visible under that path.
    pub(super) fn find(&self, path: &str) -> Option<AnyRef> {
        self.0.get(&ActorPath::new(path))?.alive().cloned()
    }

    /// What finds the actor of that path, if it is one that comes back.
    pub(super) fn residence(&self, path: &str) -> Option<Arc<dyn AnyResidence>> {
        match self.0.get(&ActorPath::new(path))?.value() {
            Name::Resident(resident) => Some(Arc::clone(&resident.residence)),
            Name::Starting(_) | Name::Actor(_) => None,
        }
    }

    /// Forgets the actors that come back: there will be no activation any more.
    pub(super) fn forget_residents(&self) {
        let mut forgotten = Vec::new();
        self.0.retain(|_, name| {
            let is_resident = matches!(name, Name::Resident(_));
            if is_resident {
                forgotten.push(mem::replace(name, Name::Starting(0)));
            }
            !is_resident
        });
        // Outside the map: they hold values of users.
        for name in forgotten {
            if let Name::Resident(resident) = name {
                resident.residence.leave();
                contain(|| drop(resident));
            }
        }
    }

    /// All actors that are visible under a name.
    pub(super) fn actors(&self) -> Vec<AnyRef> {
        let entries = self.0.iter();
        entries.filter_map(|entry| entry.alive().cloned()).collect()
    }
}
