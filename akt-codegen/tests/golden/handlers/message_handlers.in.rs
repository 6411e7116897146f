#[handlers]
impl Account {
    #[handler(message)]
    pub fn none(&mut self) {}
    #[handler(message)]
    pub fn two(&mut self, a: A, b: B, ctx: &Ctx) {}
    #[handler(message)]
    pub fn first(&mut self, a: Transfer) {}
    #[handler(message)]
    pub fn second(&mut self, b: Transfer) {}
}
