//! Type and const parameters, bounds and defaults are carried to the reference and the protocol.
#![deny(warnings)]
use std::collections::BTreeMap;

use akt::prelude::*;
use akt::wire::Schema;

pub trait Store {
    type Item: Send + 'static;
}

#[actor(mailbox = bounded(8))]
pub struct Cache<K, V: Clone = u8, const N: usize = 3>
where
    K: Ord,
{
    map: BTreeMap<K, [V; N]>,
}

#[handlers]
impl<K, V: Clone, const N: usize> Cache<K, V, N>
where
    K: Ord,
{
    #[handler]
    pub fn get(&self, key: K) -> Option<[V; N]> {
        self.map.get(&key).cloned()
    }

    #[handler]
    pub async fn put(&mut self, key: K, value: [V; N]) -> Result<(), Vec<V>> {
        self.map.insert(key, value);
        Ok(())
    }

    #[handler]
    pub fn replace(&mut self, other: Box<Self>) {
        *self = *other;
    }
}

#[actor]
pub struct Shelf<S: Store>(Vec<S::Item>);

#[handlers]
impl<S: Store + Send> Shelf<S> {
    #[handler]
    pub fn pop(&mut self) -> Option<S::Item> {
        self.0.pop()
    }

    #[handler]
    pub fn push(&mut self, item: S::Item) {
        self.0.push(item);
    }
}

/// A remote actor may be generic over what can travel.
#[actor(remote)]
pub struct Holder<T: Schema + Clone>(Option<T>);

#[handlers]
impl<T: Schema + Clone> Holder<T> {
    #[handler]
    pub fn put(&mut self, value: T) -> Result<Option<T>, String> {
        Ok(self.0.replace(value))
    }

    #[handler]
    pub async fn get(&mut self) -> Option<T> {
        self.0.clone()
    }
}

fn main() {
    let _ = |cache: &CacheRef<String, u8>| {
        let _call = cache.get(String::new());
        let _call = cache.put(String::new(), [1, 2, 3]);
        let _same = cache.clone() == *cache;
    };
}
