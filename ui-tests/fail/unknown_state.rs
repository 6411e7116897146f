//! A state that the actor does not have.
use akt::prelude::*;

#[actor(states(Locked, Open))]
pub struct Door;

#[handlers]
impl Door {
    #[handler(in = Lokced)]
    pub fn unlock(&mut self) {}

    #[handler(in(Locked, Ajar))]
    pub fn lock(&mut self) {}
}

fn main() {}
