//! The state of an actor moves between threads. What comes first says so, at the field.
use std::cell::RefCell;
use std::rc::Rc;

use akt::prelude::*;

#[actor]
pub struct Account {
    owner: String,
    balance: Rc<RefCell<u64>>,
}

#[handlers]
impl Account {
    #[handler]
    pub fn rename(&mut self, owner: String) {
        self.owner = owner;
    }

    #[handler]
    pub async fn deposit(&mut self, amount: u64) {
        *self.balance.borrow_mut() += amount;
    }
}

fn main() {}
