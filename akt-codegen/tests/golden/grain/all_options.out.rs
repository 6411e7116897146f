pub struct Vault<T: Clone>(T);
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        missing_debug_implementations,
        clippy::all,
        clippy::pedantic
    )]
    struct __State<T: Clone + ::core::marker::Send + 'static>(
        ::akt::__private::InState<T>,
    );
};
#[doc(hidden)]
#[allow(dead_code, deprecated)]
pub type VaultProtocol<T> = <Vault<T> as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Vault`].
#[allow(dead_code, deprecated)]
pub struct VaultRef<T: Clone + ::core::marker::Send + 'static>(
    ::akt::__private::ActorRef<<Vault<T> as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::clone::Clone for VaultRef<T> {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::fmt::Debug for VaultRef<T> {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::cmp::PartialEq for VaultRef<T> {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::cmp::Eq for VaultRef<T> {}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::hash::Hash for VaultRef<T> {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::ops::Deref for VaultRef<T> {
    type Target = ::akt::__private::ActorRef<
        <Vault<T> as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Vault<T> as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<
    T: Clone + ::core::marker::Send + 'static,
> ::core::convert::From<
    ::akt::__private::ActorRef<<Vault<T> as ::akt::__private::Actor>::Protocol>,
> for VaultRef<T> {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Vault<T> as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::akt::__private::DeclaredRef
for VaultRef<T> {
    type Actor = Vault<T>;
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::akt::__private::ActorSpec
for Vault<T> {
    type Remoting = ::akt::__private::RemoteYes;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = "bank.Vault";
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::bounded(
        1,
    );
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::akt::__private::GrainSpec
for Vault<T> {
    type Key = (String, Vec<u8>);
    const IDLE: ::core::time::Duration = ::core::time::Duration::from_millis(250);
}
