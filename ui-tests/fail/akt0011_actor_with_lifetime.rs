//! An actor owns its state.
use akt::prelude::*;

#[actor]
pub struct Parser<'a> {
    text: &'a str,
}

fn main() {}
