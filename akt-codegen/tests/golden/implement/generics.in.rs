implement! {
    { trait Sized { fn size(&self) -> u64; } }
    { facade::__private }
    { Sized }
    {
        #[cfg(feature = "store")]
        impl<T, const N: usize> Store<T, N> where T: Clone {
            #[cfg(unix)]
            #[handler]
            pub fn size(&self) -> u64;
            #[cfg(not(unix))]
            #[handler]
            pub fn size(&self) -> u64;
        }
    }
}

implement! { { trait Empty {} } { ::akt::__private } { Empty } { impl Store {} } }
