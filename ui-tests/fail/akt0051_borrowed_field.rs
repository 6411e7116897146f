//! A message owns its parts.
use akt::prelude::*;

#[message]
pub struct Rename {
    pub name: &'static str,
    pub callback: fn(u8) -> u8,
    pub object: Box<dyn Send>,
}

fn main() {}
