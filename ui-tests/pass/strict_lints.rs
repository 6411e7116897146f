//! Generated code is clean under the strictest lints, and forces none on the user.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]

use akt::prelude::*;

/// Why an account said no.
#[message]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankError {
    /// There is less than that.
    Short(u64),
    /// The account is no more.
    Closed,
}

/// Moves money.
#[message]
#[derive(Debug, Clone)]
pub struct Transfer {
    /// How much.
    pub amount: u64,
}

/// A bank account.
#[actor(remote)]
#[derive(Debug)]
pub struct Account {
    balance: u64,
    owner: String,
}

/// Where money is booked.
#[protocol]
pub trait Ledger {
    /// Adds money.
    ///
    /// # Errors
    ///
    /// When the account is closed.
    fn deposit(&self, amount: u64) -> Result<u64, BankError>;

    /// The balance.
    fn balance(&self) -> u64;

    /// Gives it a new owner.
    fn rename(&self, owner: String);
}

#[protocol]
pub(crate) trait Versioned {
    fn version(&self) -> u32;
}

#[protocol]
trait Unused {
    fn unused(&self, number: u32);
}

#[handlers(Ledger, Versioned)]
impl Account {
    /// Adds money.
    ///
    /// # Errors
    ///
    /// When the account is closed.
    #[handler]
    pub async fn deposit(&mut self, amount: u64) -> Result<u64, BankError> {
        std::future::ready(()).await;
        self.balance += amount;
        Ok(self.balance)
    }

    /// The balance.
    #[handler]
    pub fn balance(&self) -> u64 {
        self.balance
    }

    /// Gives the account a new owner.
    #[handler]
    pub fn rename(&mut self, owner: String) {
        self.owner.clone_from(&owner);
    }

    /// Takes the money.
    #[handler(message)]
    pub fn on_transfer(&mut self, transfer: Transfer) {
        self.balance += transfer.amount;
    }

    /// Answers the same to everyone.
    #[handler]
    pub fn version(&self) -> u32 {
        1
    }

    #[handler]
    fn expire(&mut self) {
        self.balance = 0;
    }

    #[on(stop)]
    fn close(&mut self) {
        self.balance = 0;
    }
}

/// Uses the reference.
#[must_use]
pub fn use_it(account: &AccountRef) -> bool {
    let other = account.clone();
    *account == other
}

/// Uses what it is narrowed to.
#[must_use]
pub fn narrow_it(account: &AccountRef) -> LedgerRef {
    account.narrow()
}

fn main() {}
