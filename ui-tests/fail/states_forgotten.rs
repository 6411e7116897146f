//! A handler of a state, and an actor that declares none.
use akt::prelude::*;

#[actor]
pub struct Door;

#[handlers]
impl Door {
    #[handler(in = Locked)]
    pub fn unlock(&mut self) {}
}

fn main() {}
