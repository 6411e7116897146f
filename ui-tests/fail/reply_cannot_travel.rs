//! A remote actor's public handlers take and return what can travel.
use akt::prelude::*;

#[actor(remote)]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub fn size(&self) -> Result<usize, String> {
        Ok(1)
    }
}

fn main() {}
