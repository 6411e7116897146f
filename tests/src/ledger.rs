//! A protocol in a crate without its actors: those are in the tests.

use akt::prelude::*;

/// What is wrong with a booking.
#[message]
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BankError {
    /// There is less than that; this is what is missing.
    #[error("short by {0}")]
    Short(u64),
}

/// Where money is booked.
#[protocol(name = "bank.Ledger")]
pub trait Ledger {
    /// Adds what is not negative, takes the rest, and returns the balance.
    ///
    /// # Errors
    /// When there is less than what is taken.
    fn post(&self, amount: i64) -> Result<u64, BankError>;

    /// The balance.
    fn total(&self) -> u64;

    /// Writes a line that nobody waits for.
    fn note(&self, line: String, times: u8);
}
