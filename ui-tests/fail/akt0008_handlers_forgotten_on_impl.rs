//! `#[handler]` and `#[on(…)]` need `#[handlers]` on the block.
use akt::prelude::*;

struct Account;

impl Account {
    #[handler]
    pub fn ping(&self) {}

    #[on(start)]
    fn start(&mut self) {}
}

fn main() {}
