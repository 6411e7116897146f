/// A counter.
#[actor]
pub struct Counter {
    count: u64,
}
