//! Every field of a key is a key.
use akt::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct Place {
    name: String,
    height: Vec<u8>,
}

fn main() {}
