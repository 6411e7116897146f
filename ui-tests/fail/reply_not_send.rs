//! An answer moves between threads, as the call did.
use std::rc::Rc;

use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn shared(&mut self) -> Rc<u8> {
        Rc::new(1)
    }
}

fn main() {}
