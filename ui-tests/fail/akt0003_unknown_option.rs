//! A slip in the name of an option; the reference exists all the same.
use akt::prelude::*;

#[actor(mailbx = bounded(8))]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn ping(&self) {}
}

fn main() {
    let _ = |account: &AccountRef| drop(account.ping());
}
