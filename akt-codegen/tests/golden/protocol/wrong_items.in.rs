#[protocol]
struct Ledger;

#[protocol(nam = "x", remote)]
unsafe auto trait Options {}

#[protocol(name = "")]
trait Generic<T, const N: usize>: Clone + Send where T: Copy {
    const LIMIT: u64 = { 5 };
    type Error;
    log!("x");
}

#[protocol]
trait Clause where u8: Copy {}
