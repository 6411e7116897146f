#[akt::handlers]
struct NotOurs;
#[handlers]
impl Watcher {
    #[akt::on(start)]
    fn begin(&mut self) -> io::Result<()> {}
    #[akt::on(stop)]
    async fn end(&self, ctx: &Ctx) {}
    #[akt::on(terminated)]
    fn gone(&mut self, who: Terminated) {}
    #[akt::handler]
    pub fn ping(&self) {}
}
