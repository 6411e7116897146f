//! An actor without `#[handlers]`.
use akt::prelude::*;

#[actor]
pub struct Account;

fn main() {}
