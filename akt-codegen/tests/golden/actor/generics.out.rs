#[cfg(feature = "cache")]
#[deprecated = "use `Store`"]
#[derive(Debug)]
pub struct Cache<K, V: Clone = u8, const N: usize = 3>(
    std::collections::BTreeMap<K, [V; N]>,
)
where
    K: Ord;
#[cfg(feature = "cache")]
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        missing_debug_implementations,
        clippy::all,
        clippy::pedantic
    )]
    struct __State<K, V: Clone + ::core::marker::Send + 'static, const N: usize>(
        ::akt::__private::InState<std::collections::BTreeMap<K, [V; N]>>,
    )
    where
        K: Ord + ::core::marker::Send + 'static;
};
#[cfg(feature = "cache")]
#[doc(hidden)]
#[allow(dead_code, deprecated)]
pub type CacheProtocol<K, V = u8, const N: usize = 3> = <Cache<
    K,
    V,
    N,
> as ::akt::__private::Actor>::Protocol;
#[cfg(feature = "cache")]
#[deprecated = "use `Store`"]
/// Reference to a [`Cache`].
#[allow(dead_code, deprecated)]
pub struct CacheRef<
    K,
    V: Clone + ::core::marker::Send + 'static = u8,
    const N: usize = 3,
>(
    ::akt::__private::ActorRef<<Cache<K, V, N> as ::akt::__private::Actor>::Protocol>,
)
where
    K: Ord + ::core::marker::Send + 'static;
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<K, V: Clone + ::core::marker::Send + 'static, const N: usize> ::core::clone::Clone
for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<K, V: Clone + ::core::marker::Send + 'static, const N: usize> ::core::fmt::Debug
for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<K, V: Clone + ::core::marker::Send + 'static, const N: usize> ::core::cmp::PartialEq
for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<K, V: Clone + ::core::marker::Send + 'static, const N: usize> ::core::cmp::Eq
for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<K, V: Clone + ::core::marker::Send + 'static, const N: usize> ::core::hash::Hash
for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<K, V: Clone + ::core::marker::Send + 'static, const N: usize> ::core::ops::Deref
for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    type Target = ::akt::__private::ActorRef<
        <Cache<K, V, N> as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<
        <Cache<K, V, N> as ::akt::__private::Actor>::Protocol,
    > {
        &self.0
    }
}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<
    K,
    V: Clone + ::core::marker::Send + 'static,
    const N: usize,
> ::core::convert::From<
    ::akt::__private::ActorRef<<Cache<K, V, N> as ::akt::__private::Actor>::Protocol>,
> for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Cache<K, V, N> as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<
    K,
    V: Clone + ::core::marker::Send + 'static,
    const N: usize,
> ::akt::__private::DeclaredRef for CacheRef<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    type Actor = Cache<K, V, N>;
}
#[cfg(feature = "cache")]
#[automatically_derived]
#[allow(deprecated)]
impl<
    K,
    V: Clone + ::core::marker::Send + 'static,
    const N: usize,
> ::akt::__private::ActorSpec for Cache<K, V, N>
where
    K: Ord + ::core::marker::Send + 'static,
{
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Cache"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
