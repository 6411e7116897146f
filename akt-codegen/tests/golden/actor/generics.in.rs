#[actor]
#[cfg(feature = "cache")]
#[deprecated = "use `Store`"]
#[derive(Debug)]
pub struct Cache<K, V: Clone = u8, const N: usize = 3>(std::collections::BTreeMap<K, [V; N]>)
where
    K: Ord;
