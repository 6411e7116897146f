//! A choice of one, and an option of a handler that is misspelled.
use akt::prelude::*;

#[actor(states(Locked))]
pub struct Door;

#[handlers]
impl Door {
    #[handler(in = Locked, otherwise = ignore)]
    pub fn unlock(&mut self) {}
}

fn main() {}
