#[handlers]
impl Account {
    #[handler(message)]
    pub async fn on_transfer(&mut self, transfer: Transfer, ctx: &Ctx) -> Result<(), BankError> {}
    #[handler(message)]
    fn on_tick(&mut self, _tick: Tick) -> u8 {}
}
