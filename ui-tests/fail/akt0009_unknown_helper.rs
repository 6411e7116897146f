//! Helper attributes of other frameworks, and slips.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handlr]
    pub fn ping(&self) {}

    #[on_start]
    fn start(&mut self) {}
}

fn main() {}
