#[handlers]
impl Ledger {
    #[handler]
    pub fn a(&mut self, reply: Reply<u64>) -> u64 {}
    #[handler]
    pub fn b(&mut self, first: Reply<u64>, second: Reply<u64, Error>) {}
    #[handler]
    pub fn c(&mut self, reply: &mut Reply<u64>) {}
    #[handler]
    pub fn d(&mut self, reply: Reply<&str>) {}
    #[handler]
    pub fn e(&mut self) -> impl Future<Output = u64> + Send {}
    #[handler]
    pub fn f(&mut self) -> impl Future<Output = Result<u64, Error>> + use<'_> {}
    #[handler]
    pub async fn g(&mut self) -> impl Future<Output = u64> + 'static {}
    #[handler]
    pub fn h(&mut self) -> impl Future + Send + 'static {}
    #[handler]
    pub fn i(&mut self) -> impl Future<Output = &str> + 'static {}
    #[handler]
    pub fn j(&mut self, reply: Reply<u64>) -> impl Future<Output = u64> + 'static {}
    #[on(start)]
    fn start(&mut self, reply: Reply<u64>) -> impl Future<Output = ()> + 'static {}
    #[on(terminated)]
    fn gone(&mut self, terminated: Terminated, reply: Reply<u64>) {}
}
