//! A reply has a type with a name.
use akt::prelude::*;

#[actor]
pub struct List;

#[handlers]
impl List {
    #[handler]
    pub fn all(&self) -> impl Iterator<Item = u8> {
        std::iter::empty()
    }
}

fn main() {}
