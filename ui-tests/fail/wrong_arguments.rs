//! Calls are checked like those of any method.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64, note: String) {
        let _ = (amount, note);
    }
}

fn call(account: &AccountRef) {
    let _ = account.deposit(5);
    let _ = account.deposit(5, "salary");
}

fn main() {}
