//! All handlers of an actor stand in one block, because they are one protocol.
use akt::prelude::*;

#[actor]
pub struct Account {
    balance: u64,
}

#[handlers]
impl Account {
    #[handler]
    pub fn deposit(&mut self, amount: u64) {
        self.balance += amount;
    }
}

#[handlers]
impl Account {
    #[handler]
    pub fn balance(&self) -> u64 {
        self.balance
    }
}

fn main() {}
