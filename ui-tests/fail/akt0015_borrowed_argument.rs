//! Arguments are owned.
use akt::prelude::*;

#[actor]
pub struct Account {
    owner: String,
}

#[handlers]
impl Account {
    #[handler]
    pub fn rename(&mut self, owner: &str) {
        self.owner = owner.to_owned();
    }
}

fn call(account: &AccountRef) {
    let _ = account.rename("you");
}

fn main() {}
