#[handlers]
impl<T> Desk<T> {
    #[handler]
    pub fn next(&mut self, reply: Reply<u64>) {
        self.waiting.push(reply);
    }

    #[handler]
    pub async fn find(&mut self, reply: akt::actor::Reply<Vec<Self>, FindError>, ctx: &mut Ctx, name: String) -> () {}

    #[handler(message)]
    pub fn on_note(&mut self, note: Note<T>, _: Reply<()>) {}

    #[handler]
    pub fn own(&mut self, reply: Reply, list: Vec<Reply<u8>>) -> bool {
        true
    }
}
