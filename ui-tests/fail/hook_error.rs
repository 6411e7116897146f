//! What a hook fails with can become a `StartError`.
use akt::prelude::*;

pub struct Broken;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[on(start)]
    async fn start(&mut self) -> Result<(), Broken> {
        Err(Broken)
    }
}

fn main() {}
