//! The message holds its arguments, so their types have names.
use akt::prelude::*;

#[actor]
pub struct Account {
    owner: String,
}

#[handlers]
impl Account {
    #[handler]
    pub fn rename(&mut self, owner: impl Into<String>) {
        self.owner = owner.into();
    }
}

fn call(account: &AccountRef) {
    let _ = account.rename("you");
}

fn main() {}
