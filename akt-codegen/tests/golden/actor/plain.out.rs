/// A counter.
pub struct Counter {
    count: u64,
}
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        missing_debug_implementations,
        clippy::all,
        clippy::pedantic
    )]
    struct __State(::akt::__private::InState<u64>);
};
#[doc(hidden)]
#[allow(dead_code, deprecated)]
pub type CounterProtocol = <Counter as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Counter`].
///
/// A counter.
#[allow(dead_code, deprecated)]
pub struct CounterRef(
    ::akt::__private::ActorRef<<Counter as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for CounterRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for CounterRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for CounterRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for CounterRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for CounterRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for CounterRef {
    type Target = ::akt::__private::ActorRef<
        <Counter as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Counter as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<Counter as ::akt::__private::Actor>::Protocol>,
> for CounterRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Counter as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for CounterRef {
    type Actor = Counter;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for Counter {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Counter"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
