//! The typed context is that of the actor.
use akt::prelude::*;

#[actor]
pub struct Other;

#[handlers]
impl Other {}

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn wrong(&mut self, ctx: &mut Ctx<Other>) {
        let _ = ctx;
    }
}

fn main() {}
