//! A remote actor's public handlers take and return what can travel; private ones take anything.
use akt::prelude::*;

pub struct Local;

#[actor(remote)]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn set(&mut self, amount: u64, local: Local) {
        let _ = (amount, local);
    }

    #[handler]
    fn private(&mut self, local: Local) {
        let _ = local;
    }
}

fn main() {}
