pub struct Store<T: Sync>(T);
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        missing_debug_implementations,
        clippy::all,
        clippy::pedantic
    )]
    struct __State<T: Sync + ::core::marker::Send + 'static>(
        ::akt::__private::InState<T>,
    );
};
#[doc(hidden)]
#[allow(dead_code, deprecated)]
pub type StoreProtocol<T> = <Store<T> as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Store`].
#[allow(dead_code, deprecated)]
pub struct StoreRef<T: Sync + ::core::marker::Send + 'static>(
    ::akt::__private::ActorRef<<Store<T> as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::core::clone::Clone for StoreRef<T> {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::core::fmt::Debug for StoreRef<T> {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::core::cmp::PartialEq for StoreRef<T> {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::core::cmp::Eq for StoreRef<T> {}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::core::hash::Hash for StoreRef<T> {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::core::ops::Deref for StoreRef<T> {
    type Target = ::akt::__private::ActorRef<
        <Store<T> as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Store<T> as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<
    T: Sync + ::core::marker::Send + 'static,
> ::core::convert::From<
    ::akt::__private::ActorRef<<Store<T> as ::akt::__private::Actor>::Protocol>,
> for StoreRef<T> {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Store<T> as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::akt::__private::DeclaredRef
for StoreRef<T> {
    type Actor = Store<T>;
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::akt::__private::ActorSpec for Store<T> {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Store"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
    const STASH: ::core::primitive::usize = 100;
    const IN_FLIGHT: ::core::primitive::u32 = 32;
    const PASSIVATION: ::akt::__private::Passivation = ::akt::__private::Passivation::Idle(
        ::core::time::Duration::from_millis(300000),
    );
    fn requires() -> ::akt::__private::std::vec::Vec<::akt::__private::Requirement> {
        ::core::convert::From::from([
            ::akt::__private::Requirement::of::<Database>(),
            ::akt::__private::Requirement::of::<Cache<T>>(),
        ])
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Sync + ::core::marker::Send + 'static> ::akt::__private::Reentrant for Store<T> {
    const REENTRANCY: ::akt::__private::Reentrancy = ::akt::__private::Reentrancy::Exclusive;
}
struct Short;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type ShortProtocol = <Short as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Short`].
#[allow(dead_code, deprecated)]
struct ShortRef(
    ::akt::__private::ActorRef<<Short as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for ShortRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for ShortRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for ShortRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for ShortRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for ShortRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for ShortRef {
    type Target = ::akt::__private::ActorRef<
        <Short as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Short as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<Short as ::akt::__private::Actor>::Protocol>,
> for ShortRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Short as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for ShortRef {
    type Actor = Short;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for Short {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Short"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
    const PASSIVATION: ::akt::__private::Passivation = ::akt::__private::Passivation::Messages(
        1000,
    );
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Reentrant for Short {
    const REENTRANCY: ::akt::__private::Reentrancy = ::akt::__private::Reentrancy::All;
}
struct Job;
#[doc(hidden)]
#[allow(dead_code, deprecated)]
type JobProtocol = <Job as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Job`].
#[allow(dead_code, deprecated)]
struct JobRef(::akt::__private::ActorRef<<Job as ::akt::__private::Actor>::Protocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for JobRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for JobRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for JobRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for JobRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for JobRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for JobRef {
    type Target = ::akt::__private::ActorRef<<Job as ::akt::__private::Actor>::Protocol>;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Job as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<Job as ::akt::__private::Actor>::Protocol>,
> for JobRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<<Job as ::akt::__private::Actor>::Protocol>,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for JobRef {
    type Actor = Job;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for Job {
    type Remoting = ::akt::__private::RemoteYes;
    type Fault = ::core::convert::Infallible;
    type State = ::akt::__private::NoStates;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Job"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
    const STASH: ::core::primitive::usize = 7;
    const IN_FLIGHT: ::core::primitive::u32 = 1;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Reentrant for Job {
    const REENTRANCY: ::akt::__private::Reentrancy = ::akt::__private::Reentrancy::All;
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::GrainSpec for Job {
    type Key = u64;
    const IDLE: ::core::time::Duration = ::akt::__private::limits::GRAIN_IDLE;
}
