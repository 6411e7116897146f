//! A grain without `#[handlers]`.
use akt::prelude::*;

#[grain(key = u64)]
#[derive(Default)]
pub struct Account;

fn main() {}
