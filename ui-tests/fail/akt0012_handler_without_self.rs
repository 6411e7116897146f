//! A handler works on the actor. Its callers see no error of their own.
use akt::prelude::*;

#[actor]
pub struct Account {
    balance: u64,
}

#[handlers]
impl Account {
    #[handler]
    pub fn add(amount: u64) -> u64 {
        amount
    }
}

fn call(account: &AccountRef) {
    let _ = account.add(5);
}

fn main() {}
