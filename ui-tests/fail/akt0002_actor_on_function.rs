//! `#[actor]` describes a type.
use akt::prelude::*;

#[actor]
pub fn account() {}

fn main() {}
