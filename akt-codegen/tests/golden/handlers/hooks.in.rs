#[handlers]
impl Watcher {
    #[on(start)]
    async fn begin(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {}
    #[on(started)]
    async fn greet(&mut self) {}
    #[on(stop)]
    fn end(&mut self) {}
    #[on(terminated)]
    async fn gone(&mut self, who: Terminated, ctx: &mut Ctx<Self>) {}
}
