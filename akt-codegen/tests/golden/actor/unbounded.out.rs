enum Switch {
    On,
    Off,
}
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type SwitchProtocol = <Switch as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Switch`].
#[allow(dead_code, deprecated)]
struct SwitchRef(
    ::akt::__private::ActorRef<<Switch as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for SwitchRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for SwitchRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for SwitchRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for SwitchRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for SwitchRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for SwitchRef {
    type Target = ::akt::__private::ActorRef<
        <Switch as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Switch as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<Switch as ::akt::__private::Actor>::Protocol>,
> for SwitchRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Switch as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for SwitchRef {
    type Actor = Switch;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for Switch {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Switch"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
