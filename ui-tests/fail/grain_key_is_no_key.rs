//! The key of a grain has canonical bytes.
use akt::prelude::*;

#[grain(key = Vec<u8>)]
#[derive(Default)]
pub struct Account;

#[handlers]
impl Account {}

fn main() {}
