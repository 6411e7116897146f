//! All errors of a block appear together.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[on(strat)]
    fn start(&mut self) {}

    #[handler]
    pub fn add(amount: u64) {}

    #[handler]
    pub fn rename(&mut self, owner: &str) {}

    #[handler]
    pub fn into(&mut self) {}
}

fn main() {}
