//! A type that does not exist is reported where it is written, with few repetitions.
use akt::prelude::*;

#[message]
pub struct Transfer {
    pub amount: Amuont,
}

#[actor(remote)]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn rename(&mut self, times: u8, owner: Strin) -> Option<Bolean> {
        let _ = (times, owner);
        None
    }
}

fn main() {}
