#[handlers]
impl<K, V: Clone, const N: usize> Cache<K, V, N>
where
    K: Ord,
{
    #[handler]
    pub fn get(&self, key: K) -> Option<[V; N]> {}
    #[handler]
    pub async fn replace(&mut self, other: Box<Self>, by: [u8; Self::WIDTH]) {}
}
