//! A grain that fails is supervised as an actor is.

use akt::prelude::*;

use crate::grain::solo;
use crate::support::{quiet_planned_panics, soon};

/// Counts, and fails on demand.
#[grain(key = u64, name = "it.Brittle")]
#[derive(Default)]
struct Brittle {
    count: u32,
}

#[handlers]
impl Brittle {
    #[handler]
    pub fn add(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    #[handler]
    pub fn burst(&mut self) {
        panic!("planned: burst");
    }
}

#[tokio::test]
async fn a_grain_that_panics_goes_on_with_fresh_state() {
    quiet_planned_panics();
    let (system, _grains) = solo(|grains| grains.register::<Brittle>());
    let brittle = system.grain::<Brittle>(1);
    assert_eq!(soon(brittle.add()).await, Ok(1));
    assert_eq!(soon(brittle.add()).await, Ok(2));
    assert_eq!(soon(brittle.burst()).await, Err(AskError::Panicked));
    assert_eq!(soon(brittle.add()).await, Ok(1), "fresh state");
    soon(system.shutdown()).await;
}
