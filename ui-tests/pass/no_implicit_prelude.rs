//! Generated code imports nothing and relies on no prelude.
#![no_implicit_prelude]

// The derives of rkyv name it without a path.
use ::std::marker::Sized;

#[::akt::message]
pub enum Rejected {
    Short { by: u64 },
    Closed(u8, ::std::string::String),
}

#[::akt::message(name = "bank.Transfer")]
pub struct Transfer {
    pub amount: u64,
}

#[::akt::actor(remote, mailbox = bounded(16))]
pub struct Account {
    balance: u64,
}

#[::akt::protocol]
pub trait Ledger {
    fn deposit(&self, amount: u64) -> ::std::result::Result<u64, Rejected>;
    fn balance(&self) -> u64;
}

#[::akt::handlers(Ledger)]
impl Account {
    #[on(start)]
    async fn start(&mut self, ctx: &mut ::akt::prelude::Ctx) -> ::std::result::Result<(), ::akt::prelude::StartError> {
        let _ = ctx;
        ::std::result::Result::Ok(())
    }

    #[handler]
    pub async fn deposit(&mut self, amount: u64) -> ::std::result::Result<u64, Rejected> {
        self.balance += amount;
        ::std::result::Result::Ok(self.balance)
    }

    #[handler]
    pub fn balance(&self) -> u64 {
        self.balance
    }

    #[handler(message)]
    pub fn on_transfer(&mut self, transfer: Transfer) {
        self.balance += transfer.amount;
    }
}

#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::cmp::PartialEq, ::std::cmp::Eq, ::std::hash::Hash, ::akt::GrainKey)]
pub struct SeatId {
    flight: ::std::string::String,
    row: u16,
}

#[::akt::grain(key = SeatId, idle = "30s")]
#[derive(::std::default::Default)]
pub struct Seat {
    taken: bool,
}

#[::akt::handlers]
impl Seat {
    #[handler]
    pub fn take(&mut self) -> bool {
        ::std::mem::replace(&mut self.taken, true)
    }
}

fn main() {}
