#[handlers]
impl Account {
    #[handler]
    pub fn add(amount: u64) -> u64 {}
    #[handler]
    pub async fn close(self) {}
    #[handler]
    pub fn consume(mut self, to: Id) {}
    #[handler]
    pub fn pinned(self: Pin<&mut Self>) {}
    #[handler]
    pub fn boxed(self: Box<Self>) {}
    #[handler]
    pub fn lent(self: &mut Self) {}
    #[on(start)]
    fn start() {}
}
