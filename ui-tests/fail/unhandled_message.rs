//! An actor that does not handle a message cannot be its recipient.
use akt::prelude::*;

#[message]
pub struct Withdraw(pub u64);

#[message]
pub struct Transfer(pub u64);

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler(message)]
    pub fn on_transfer(&mut self, transfer: Transfer) {
        let _ = transfer;
    }
}

fn wants<M, A: Actor>(_: &A)
where
    A::Protocol: Accepts<M>,
{
}

fn main() {
    wants::<Transfer, _>(&Account);
    wants::<Withdraw, _>(&Account);
}
