#[handlers(remote)]
impl Account {
    #[handler(mesage)]
    pub fn a(&mut self, a: A) {}
    #[handler = "b"]
    pub fn b(&mut self) {}
    #[handler]
    #[handler]
    pub fn c(&mut self) {}
    #[on(start)]
    #[on(stop)]
    fn d(&mut self) {}
    #[handlr]
    pub fn e(&mut self) {}
    #[on_start]
    fn f(&mut self) {}
    #[message]
    fn g(&mut self) {}
    #[handle]
    #[on_stop]
    #[on_terminated]
    fn h(&mut self) {}
    #[handler]
    const I: u8 = 1;
    #[handler]
    pub fn j(&mut self, ) -> {}
    #[inline]
    fn k(&self) {}
}
