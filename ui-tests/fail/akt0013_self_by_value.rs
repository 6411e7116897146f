//! The actor outlives the message.
use akt::prelude::*;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler]
    pub async fn close(self) {}
}

fn main() {}
