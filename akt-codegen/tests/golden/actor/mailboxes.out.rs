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
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "A"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Bounded {
        capacity: 1024,
        overflow: ::akt::__private::Overflow::DropOldest,
    };
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
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "B"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Bounded {
        capacity: 8,
        overflow: ::akt::__private::Overflow::Reject,
    };
}
struct C;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type CProtocol = <C as ::akt::__private::Actor>::Protocol;
/// Reference to a [`C`].
#[allow(dead_code, deprecated)]
struct CRef(::akt::__private::ActorRef<<C as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for CRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for CRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for CRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for CRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for CRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for CRef {
    type Target = ::akt::__private::ActorRef<<C as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<C as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<C as ::akt::__private::Actor>::Protocol>,
> for CRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<C as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for CRef {
    type Actor = C;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for C {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "C"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Priority {
        capacity: ::core::option::Option::None,
        stable: true,
    };
}
struct D;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type DProtocol = <D as ::akt::__private::Actor>::Protocol;
/// Reference to a [`D`].
#[allow(dead_code, deprecated)]
struct DRef(::akt::__private::ActorRef<<D as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for DRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for DRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for DRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for DRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for DRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for DRef {
    type Target = ::akt::__private::ActorRef<<D as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<D as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<D as ::akt::__private::Actor>::Protocol>,
> for DRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<D as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for DRef {
    type Actor = D;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for D {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "D"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Priority {
        capacity: ::core::option::Option::Some(100),
        stable: false,
    };
}
struct E;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type EProtocol = <E as ::akt::__private::Actor>::Protocol;
/// Reference to an [`E`].
#[allow(dead_code, deprecated)]
struct ERef(::akt::__private::ActorRef<<E as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for ERef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for ERef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for ERef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for ERef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for ERef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for ERef {
    type Target = ::akt::__private::ActorRef<<E as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<E as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<E as ::akt::__private::Actor>::Protocol>,
> for ERef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<E as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for ERef {
    type Actor = E;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for E {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "E"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Priority {
        capacity: ::core::option::Option::None,
        stable: true,
    };
}
struct F;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type FProtocol = <F as ::akt::__private::Actor>::Protocol;
/// Reference to a [`F`].
#[allow(dead_code, deprecated)]
struct FRef(::akt::__private::ActorRef<<F as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for FRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for FRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for FRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for FRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for FRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for FRef {
    type Target = ::akt::__private::ActorRef<<F as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<F as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<F as ::akt::__private::Actor>::Protocol>,
> for FRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<F as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for FRef {
    type Actor = F;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for F {
    type Remoting = ::akt::__private::RemoteYes;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "F"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Fair {
        capacity: ::core::option::Option::None,
    };
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::GrainSpec for F {
    type Key = u64;
    const IDLE: ::core::time::Duration = ::akt::__private::limits::GRAIN_IDLE;
}
struct G;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type GProtocol = <G as ::akt::__private::Actor>::Protocol;
/// Reference to a [`G`].
#[allow(dead_code, deprecated)]
struct GRef(::akt::__private::ActorRef<<G as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for GRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for GRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for GRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for GRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for GRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for GRef {
    type Target = ::akt::__private::ActorRef<<G as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<G as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<G as ::akt::__private::Actor>::Protocol>,
> for GRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<G as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for GRef {
    type Actor = G;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for G {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "G"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Fair {
        capacity: ::core::option::Option::Some(100),
    };
}
struct H;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type HProtocol = <H as ::akt::__private::Actor>::Protocol;
/// Reference to a [`H`].
#[allow(dead_code, deprecated)]
struct HRef(::akt::__private::ActorRef<<H as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for HRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for HRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for HRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for HRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for HRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for HRef {
    type Target = ::akt::__private::ActorRef<<H as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<H as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<H as ::akt::__private::Actor>::Protocol>,
> for HRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<H as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for HRef {
    type Actor = H;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for H {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "H"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
struct I;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type IProtocol = <I as ::akt::__private::Actor>::Protocol;
/// Reference to an [`I`].
#[allow(dead_code, deprecated)]
struct IRef(::akt::__private::ActorRef<<I as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for IRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for IRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for IRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for IRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for IRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for IRef {
    type Target = ::akt::__private::ActorRef<<I as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<I as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<I as ::akt::__private::Actor>::Protocol>,
> for IRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<I as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for IRef {
    type Actor = I;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for I {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "I"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Bounded {
        capacity: 8,
        overflow: ::akt::__private::Overflow::Backpressure,
    };
}
