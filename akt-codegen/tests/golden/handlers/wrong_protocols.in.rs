#[handlers(Ledger, ledger, bank::Audit<u8>, Ledger, crate::x, Audit = 3, "x")]
impl Account {
    #[handler]
    pub fn post(&mut self, amount: &str) {}
}
