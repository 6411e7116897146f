#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct AccountId(u64);
#[derive(GrainKey)]
#[grain_key(crate = other)]
pub struct SeatId {
    flight: String,
    r#type: u16,
}
#[derive(GrainKey)]
pub struct Pair<A, B>(A, B)
where
    A: Clone;
