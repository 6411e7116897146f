//! References that keep not even the memory of their actor.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::actor::cell::WeakPlace;
use crate::actor::{ActorRef, NotLocal, Protocol};

/// A reference that keeps not even the memory of its actor, for caches and the like. Made by [`ActorRef::downgrade`].
///
/// No reference of akt keeps an actor running, but others keep its memory until they are dropped, also when it has ended.
pub struct WeakActorRef<P> {
    place: Arc<WeakPlace>,
    protocol: PhantomData<fn(P)>,
}

impl<P: Protocol> WeakActorRef<P> {
    /// A reference to the actor, if it has not ended.
    #[must_use]
    pub fn upgrade(&self) -> Option<ActorRef<P>> {
        ActorRef::at(&self.place)
    }
}

impl<P> Clone for WeakActorRef<P> {
    fn clone(&self) -> Self {
        Self {
            place: Arc::clone(&self.place),
            protocol: PhantomData,
        }
    }
}

impl<P> fmt::Debug for WeakActorRef<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WeakActorRef")
    }
}

impl<P: Protocol> ActorRef<P> {
    /// A reference that does not keep the memory of the actor.
    ///
    /// # Errors
    /// [`NotLocal`] if the actor is not of this process.
    pub fn downgrade(&self) -> Result<WeakActorRef<P>, NotLocal> {
        let place = self.weak_place().ok_or(NotLocal)?;
        Ok(WeakActorRef {
            place,
            protocol: PhantomData,
        })
    }
}
