//! An open message comes alone.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler(message)]
    pub fn on_transfer(&mut self, amount: u64, fee: u64) {
        let _ = (amount, fee);
    }
}

fn main() {}
