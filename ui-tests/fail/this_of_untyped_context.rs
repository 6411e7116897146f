//! `ctx.this()` needs a context that names its actor.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn remind(&mut self, ctx: &mut Ctx) {
        let this = ctx.this();
        let _ = this.remind().tell();
    }
}

fn main() {}
