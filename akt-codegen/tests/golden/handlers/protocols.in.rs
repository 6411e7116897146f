#[handlers(Ledger, bank::Audit, crate = facade)]
impl Account {
    #[handler]
    pub fn post(&mut self, amount: u64) -> u64 {
        self.balance += amount;
        self.balance
    }

    #[handler(message)]
    #[instrument]
    fn on_close(&mut self, close: Close, #[ctx] c: &mut Context) {}
}
