//! `#[handlers]` without `#[actor]`.
use akt::prelude::*;

pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn close(&mut self) {}
}

fn main() {}
