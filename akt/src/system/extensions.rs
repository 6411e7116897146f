//! Values of the whole system, by type: what services and programs hang on it.

use std::any::{Any, TypeId};
use std::sync::Arc;

use dashmap::DashMap;

use crate::system::ActorSystem;

/// The extensions of one system: at most one value of each type.
#[derive(Default)]
pub(super) struct Extensions(DashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Extensions {
    /// Keeps a value by its type; gives back the one that was there.
    pub(super) fn insert<T: Send + Sync + 'static>(&self, value: Arc<T>) -> Option<Arc<T>> {
        self.0
            .insert(TypeId::of::<T>(), value)
            .and_then(|old| old.downcast().ok())
    }

    pub(super) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let value = self.0.get(&TypeId::of::<T>());
        let value = value.map(|entry| Arc::clone(entry.value()))?;
        value.downcast().ok()
    }
}

impl ActorSystem {
    /// Keeps a value of the whole system by its type; gives back the one that it replaces.
    ///
    /// What actors need from their start on is better given to the builder: see
    /// [`ActorSystemBuilder::extension`](crate::system::ActorSystemBuilder::extension).
    pub fn insert_extension<T: Send + Sync + 'static>(&self, value: Arc<T>) -> Option<Arc<T>> {
        self.core.extensions.insert(value)
    }

    /// The value of type `T` that the builder or [`ActorSystem::insert_extension`] keeps in this system. Actors get it
    /// by `ctx.extension::<T>()`.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.core.extensions.get()
    }

    /// The value of type `T`, which is made if there is none yet. `make` runs under a lock, so it must be short and ours.
    pub(crate) fn extension_or<T: Send + Sync + 'static>(
        &self,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        let found = {
            let place = self.core.extensions.0.entry(TypeId::of::<T>());
            let value = place.or_insert_with(|| Arc::new(make()));
            Arc::clone(value.value())
        };
        match found.downcast() {
            Ok(value) => value,
            Err(_) => unreachable!("invariant: an extension stands under its own type"),
        }
    }
}
