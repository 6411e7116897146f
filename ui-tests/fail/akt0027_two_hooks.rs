//! One hook for each moment.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[on(start)]
    fn first(&mut self) {}

    #[on(start)]
    fn second(&mut self) {}
}

fn main() {}
