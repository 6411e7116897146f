#[handlers]
impl Door {
    #[handler(otherwise = reject)]
    pub fn a(&mut self) {}
    #[handler(in = Open, otherwise = rejct)]
    pub fn b(&mut self) {}
    #[handler(in(Open, Locked, Open))]
    pub fn c(&mut self) {}
    #[handler(in)]
    pub fn d(&mut self) {}
    #[handler(in())]
    pub fn e(&mut self) {}
    #[handler(in = Open | Locked)]
    pub fn f(&mut self) {}
    #[handler(blocking)]
    pub async fn g(&mut self) {}
    #[handler(priority = 256)]
    pub fn h(&mut self) {}
    #[handler(priority = high)]
    pub fn i(&mut self) {}
    #[handler(reentrent, blocking = true)]
    pub fn j(&mut self) {}
    #[handler(states(Open))]
    pub fn k(&mut self) {}
    #[handler(in = Open, in = Locked)]
    pub fn l(&mut self) {}
    #[handler(in = Open, otherwise)]
    pub fn m(&mut self) {}
}
