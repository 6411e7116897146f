//! A message moves between threads.
use std::rc::Rc;

use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn share(&mut self, shared: Rc<u8>) {
        let _ = shared;
    }
}

fn main() {}
