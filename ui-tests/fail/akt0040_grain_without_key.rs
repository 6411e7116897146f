//! A grain is found by its key.
use akt::prelude::*;

#[grain(idle = "5 minutes")]
#[derive(Default)]
pub struct Account;

#[handlers]
impl Account {}

fn main() {}
