//! Grains and their keys.
#![deny(warnings)]
use akt::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct AccountId(u64);

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct SeatId {
    flight: String,
    row: u16,
    letter: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct Nested(SeatId, AccountId);

#[grain(key = AccountId, name = "bank.Account", idle = "5m", mailbox = bounded(64))]
#[derive(Default)]
pub struct Account {
    balance: u64,
}

#[handlers]
impl Account {
    #[on(start)]
    async fn load(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        let _ = ctx;
        Ok(())
    }

    #[handler]
    pub async fn deposit(&mut self, amount: u64) -> u64 {
        self.balance += amount;
        self.balance
    }
}

#[grain(key = String)]
#[derive(Default)]
pub struct Session;

#[handlers]
impl Session {}

fn main() {}
