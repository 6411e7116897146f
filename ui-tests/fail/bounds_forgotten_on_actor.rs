//! The bounds of the handlers are those of the actor.
use akt::prelude::*;

#[actor]
pub struct Cache<T> {
    values: Vec<T>,
}

#[handlers]
impl<T: Ord> Cache<T> {
    #[handler]
    pub fn sort(&mut self) {
        self.values.sort();
    }
}

fn main() {}
