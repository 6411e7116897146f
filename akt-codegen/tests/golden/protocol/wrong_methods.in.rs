#[protocol]
trait Ledger {
    async fn a(&self);
    const fn b(&self);
    unsafe fn c(&self);
    fn d<T>(&self, value: T);
    fn e();
    fn f(self);
    fn g(self: Arc<Self>);
    fn h(&self) {}
    fn i(&self, other: Vec<Self>) -> Option<Self>;
    fn j(&self, ctx: &mut Ctx, reply: Reply<u8>);
    fn k(&self, name: &str) -> &str;
    fn l(&self, value: impl Clone) -> impl Clone;
    fn m(&self) -> impl Future<Output = u8> + Send + 'static;
    #[cfg(unix)]
    fn n(&self);
    fn o(&self, #[cfg(unix)] value: u8, (x, y): (u8, u8), __z: u8);
    fn clone(&self);
    fn p_q(&self);
    fn p__q(&self);
    fn p_q(&self);
    fn r(&self, );
    fn s(&self, amount: );
}
