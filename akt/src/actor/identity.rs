//! When two references are equal, and how references are shown.

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::actor::{ActorRef, AnyRef, Protocol};

impl<P: Protocol> PartialEq for ActorRef<P> {
    fn eq(&self, other: &Self) -> bool {
        self.is_local() == other.is_local() && self.uid() == other.uid()
    }
}

impl<P: Protocol> Eq for ActorRef<P> {}

impl<P: Protocol> Hash for ActorRef<P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uid().hash(state);
    }
}

impl<P: Protocol> fmt::Debug for ActorRef<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActorRef({}#{})", self.path(), self.uid())
    }
}

impl fmt::Debug for AnyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyRef({}#{})", self.path(), self.uid())
    }
}
