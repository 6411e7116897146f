//! Names that differ in underscores only.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn add(&mut self) {}

    #[handler]
    pub fn _add(&mut self) {}
}

fn main() {}
