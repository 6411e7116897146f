/// An account.
///
/// It has money.
#[derive(Default)]
pub struct Account {
    balance: u64,
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
pub type AccountProtocol = <Account as ::akt::__private::Actor>::Protocol;
/// Reference to an [`Account`].
///
/// An account.
///
/// It has money.
#[allow(dead_code, deprecated)]
pub struct AccountRef(
    ::akt::__private::ActorRef<<Account as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for AccountRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for AccountRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for AccountRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for AccountRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for AccountRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for AccountRef {
    type Target = ::akt::__private::ActorRef<
        <Account as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Account as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<Account as ::akt::__private::Actor>::Protocol>,
> for AccountRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Account as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for AccountRef {
    type Actor = Account;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for Account {
    type Remoting = ::akt::__private::RemoteYes;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Account"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::GrainSpec for Account {
    type Key = AccountId;
    const IDLE: ::core::time::Duration = ::akt::__private::limits::GRAIN_IDLE;
}
