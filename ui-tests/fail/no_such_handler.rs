//! A reference has the methods of the handlers, and no other.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64) {
        let _ = amount;
    }
}

fn call(account: &AccountRef) {
    let _ = account.withdraw(5);
}

fn main() {}
