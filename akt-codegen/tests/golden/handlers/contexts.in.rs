#[handlers]
impl Watcher {
    #[handler]
    pub fn untyped(&self, ctx: &Ctx, by: u64) {}
    #[handler]
    pub async fn untyped_mut(&mut self, by: u64, ctx: &mut akt::Context) {}
    #[handler]
    pub fn typed(&mut self, ctx: &mut Ctx<Self>) {}
    #[handler]
    pub fn renamed(&mut self, #[ctx] around: &mut Surroundings) {}
}
