#[handlers]
impl Account {
    #[on(start)]
    fn first(&mut self, amount: u64) {}
    #[on(start)]
    fn second(&mut self) -> u8 {}
    #[on(stop)]
    unsafe fn stop(&mut self) -> Result<(), StopError> {}
    #[on(terminated)]
    fn gone(&mut self) {}
    #[on(terminated)]
    fn gone_again(&mut self, terminated: Terminated) -> Result<(), u8> {}
    #[handler]
    #[on(stop)]
    fn both(&mut self) {}
    #[on(strat)]
    fn slip(&mut self) {}
    #[on]
    fn when(&mut self) {}
    #[on(start, stop)]
    fn twice(&mut self) {}
}
