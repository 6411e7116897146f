#[handlers]
impl Greet for Account {
    #[handler]
    fn greet(&mut self) {}
}
#[handlers]
impl<'a, T> Borrowing<'a, T> {
    #[handler]
    pub fn text(&mut self) {}
}
#[handlers]
impl [u8] {}
#[handlers]
impl <Account as Alias>::Type {}
#[handlers]
struct Account {}
#[handlers]
impl {}
