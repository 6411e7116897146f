//! Handlers are the actor's own methods.
use akt::prelude::*;

trait Greet {
    fn greet(&self) -> u8;
}

#[actor]
pub struct Account;

#[handlers]
impl Greet for Account {
    #[handler]
    fn greet(&self) -> u8 {
        1
    }
}

fn main() {}
