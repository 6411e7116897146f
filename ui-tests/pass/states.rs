//! State of any shape: fields of the actor's own type, with parameters, with conditions, of types with lints.
#![deny(warnings)]
use std::marker::PhantomData;
use std::sync::Arc;

use akt::prelude::*;

#[actor]
pub struct Tree<T, const N: usize>
where
    T: Clone + Sync,
{
    next: Option<Box<Self>>,
    all: Vec<Tree<T, N>>,
    shared: Arc<[T; N]>,
    mark: PhantomData<T>,
    #[cfg(any())]
    never: Missing,
    #[allow(clippy::type_complexity)]
    call: Box<dyn Fn(&T) -> Option<Result<Vec<T>, Box<dyn std::error::Error>>> + Send>,
}

#[handlers]
impl<T: Clone + Sync, const N: usize> Tree<T, N> {
    #[handler]
    pub fn count(&self) -> u64 {
        let _ = (&self.shared, self.mark, &self.call);
        (self.all.len() + usize::from(self.next.is_some())) as u64
    }
}

mod door {
    struct Hidden;

    #[akt::actor]
    pub enum Door {
        Open(u8),
        #[allow(private_interfaces)]
        Closed { by: Option<Hidden> },
    }

    #[akt::handlers]
    impl Door {
        #[handler]
        pub fn close(&mut self) {
            if let Self::Open(_) | Self::Closed { by: None } = self {
                *self = Self::Closed { by: Some(Hidden) };
            }
        }
    }
}

fn main() {
    let _ = |door: door::DoorRef| door.close().tell().is_ok();
}
