struct A;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type AProtocol = <A as ::akt::__private::Actor>::Protocol;
/// Reference to an [`A`].
#[allow(dead_code, deprecated)]
struct ARef(::akt::__private::ActorRef<<A as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for ARef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for ARef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for ARef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for ARef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for ARef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for ARef {
    type Target = ::akt::__private::ActorRef<<A as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<A as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<A as ::akt::__private::Actor>::Protocol>,
> for ARef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<A as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for ARef {
    type Actor = A;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for A {
    type Remoting = ::akt::__private::RemoteYes;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "A"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::GrainSpec for A {
    type Key = u64;
    const IDLE: ::core::time::Duration = ::core::time::Duration::from_millis(30000);
}
struct B;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type BProtocol = <B as ::akt::__private::Actor>::Protocol;
/// Reference to a [`B`].
#[allow(dead_code, deprecated)]
struct BRef(::akt::__private::ActorRef<<B as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for BRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for BRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for BRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for BRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for BRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for BRef {
    type Target = ::akt::__private::ActorRef<<B as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<B as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<B as ::akt::__private::Actor>::Protocol>,
> for BRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<B as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for BRef {
    type Actor = B;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for B {
    type Remoting = ::akt::__private::RemoteYes;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "B"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::GrainSpec for B {
    type Key = u64;
    const IDLE: ::core::time::Duration = ::core::time::Duration::from_millis(7200000);
}
