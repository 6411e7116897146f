#[handlers]
impl Counter {
    /// Adds to the count.
    #[handler]
    pub fn add(&mut self, amount: u64) -> u64 {
        self.count += amount;
        self.count
    }

    #[handler]
    pub async fn slow(&mut self, amount: u64, times: u8) -> Result<u64, CountError> {
        self.work(amount, times).await
    }

    #[handler]
    fn reset(&mut self) {
        self.count = 0;
    }

    fn helper(&self) {}

    const LIMIT: u64 = { 5 };
}
