//! A key is a struct.
use akt::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub enum Colour {
    Red,
    Green,
}

fn main() {}
