//! The runtime makes a grain with `Default`.
use akt::prelude::*;

#[grain(key = u64)]
pub struct Account {
    balance: u64,
}

#[handlers]
impl Account {
    #[handler]
    pub fn balance(&self) -> u64 {
        self.balance
    }
}

fn main() {}
