pub(crate) struct Account(u64);
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        missing_debug_implementations,
        clippy::all,
        clippy::pedantic
    )]
    struct __State(::renamed::__private::InState<u64>);
};
#[doc(hidden)]
#[allow(dead_code, deprecated)]
pub(crate) type AccountProtocol = <Account as ::renamed::__private::Actor>::Protocol;
/// Reference to an [`Account`].
#[allow(dead_code, deprecated)]
pub(crate) struct AccountRef(
    ::renamed::__private::ActorRef<<Account as ::renamed::__private::Actor>::Protocol>,
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
    type Target = ::renamed::__private::ActorRef<
        <Account as ::renamed::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::renamed::__private::ActorRef<
        <Account as ::renamed::__private::Actor>::Protocol,
    > {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::renamed::__private::ActorRef<<Account as ::renamed::__private::Actor>::Protocol>,
> for AccountRef {
    fn from(
        actor_ref: ::renamed::__private::ActorRef<
            <Account as ::renamed::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::renamed::__private::DeclaredRef for AccountRef {
    type Actor = Account;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::renamed::__private::ActorSpec for Account {
    type Remoting = ::renamed::__private::RemoteYes;
    type Fault = BankError;
    type State = ::renamed::__private::NoStates;
    const NAME: &'static ::core::primitive::str = "bank.Account";
    const MAILBOX: ::renamed::__private::MailboxKind = ::renamed::__private::MailboxKind::bounded(
        1024,
    );
}
