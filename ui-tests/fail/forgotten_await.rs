//! A call that is neither awaited nor told does nothing.
#![deny(unused_must_use)]
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn close(&mut self) {}
}

fn call(account: &AccountRef) {
    account.close();
}

fn main() {}
