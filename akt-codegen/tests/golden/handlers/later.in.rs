#[handlers]
impl Ledger {
    #[handler]
    pub fn audit(&mut self, year: u16, ctx: &mut Ctx<Self>) -> impl Future<Output = u64> + Send + 'static {
        async move { 5 }
    }

    #[handler]
    pub fn close(&self) -> impl Future<Output = Result<u64, LedgerError>> + Send + use<> {
        async move { Ok(5) }
    }

    #[handler]
    pub fn flush(&mut self) -> impl 'static + Send + std::future::Future<Output = ()> {
        async {}
    }

    #[handler(message)]
    pub fn on_entry(&mut self, entry: Entry) -> (impl Future<Output = io::Result<Self>> + 'static) {
        async { Ok(5) }
    }
}
