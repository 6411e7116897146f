#[message]
pub struct Envelope<T: Clone, const N: usize>
where
    T: Ord,
{
    body: [T; N],
}
