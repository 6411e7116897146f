/// Where money is booked.
#[protocol(name = "bank.Ledger")]
pub trait Ledger {
    /// Adds money.
    fn post(&self, amount: u64, why: String) -> Result<u64, BankError>;
    fn total(&self) -> u64;
    fn close(&mut self);
}
