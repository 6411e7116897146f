/// A door.
pub(crate) struct Door {
    code: u32,
}
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        missing_debug_implementations,
        clippy::all,
        clippy::pedantic
    )]
    struct __State(::akt::__private::InState<u32>);
};
#[doc(hidden)]
#[allow(dead_code, deprecated)]
pub(crate) type DoorProtocol = <Door as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Door`].
///
/// A door.
#[allow(dead_code, deprecated)]
pub(crate) struct DoorRef(
    ::akt::__private::ActorRef<<Door as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for DoorRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for DoorRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for DoorRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for DoorRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for DoorRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for DoorRef {
    type Target = ::akt::__private::ActorRef<
        <Door as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Door as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::convert::From<
    ::akt::__private::ActorRef<<Door as ::akt::__private::Actor>::Protocol>,
> for DoorRef {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Door as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::DeclaredRef for DoorRef {
    type Actor = Door;
}
/// The states of [`Door`].
#[allow(dead_code, deprecated)]
#[derive(
    ::core::fmt::Debug,
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
)]
#[repr(u8)]
pub(crate) enum DoorState {
    /// The state `Locked`.
    Locked,
    /// The state `Open`.
    Open,
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::BehaviorState for DoorState {
    const ALL: &'static [Self] = &[Self::Locked, Self::Open];
    fn index(self) -> ::core::primitive::u8 {
        self as ::core::primitive::u8
    }
    fn name(self) -> &'static ::core::primitive::str {
        match self {
            Self::Locked => "Locked",
            Self::Open => "Open",
        }
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::HasStates for Door {}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ActorSpec for Door {
    type Remoting = ::akt::__private::RemoteNo;
    type Fault = ::core::convert::Infallible;
    type State = DoorState;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Door"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
pub struct Job<T: Clone>(T);
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
pub type JobProtocol<T> = <Job<T> as ::akt::__private::Actor>::Protocol;
/// Reference to a [`Job`].
#[allow(dead_code, deprecated)]
pub struct JobRef<T: Clone + ::core::marker::Send + 'static>(
    ::akt::__private::ActorRef<<Job<T> as ::akt::__private::Actor>::Protocol>,
);
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::clone::Clone for JobRef<T> {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::fmt::Debug for JobRef<T> {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::cmp::PartialEq for JobRef<T> {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::cmp::Eq for JobRef<T> {}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::hash::Hash for JobRef<T> {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::core::ops::Deref for JobRef<T> {
    type Target = ::akt::__private::ActorRef<
        <Job<T> as ::akt::__private::Actor>::Protocol,
    >;
    fn deref(
        &self,
    ) -> &::akt::__private::ActorRef<<Job<T> as ::akt::__private::Actor>::Protocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<
    T: Clone + ::core::marker::Send + 'static,
> ::core::convert::From<
    ::akt::__private::ActorRef<<Job<T> as ::akt::__private::Actor>::Protocol>,
> for JobRef<T> {
    fn from(
        actor_ref: ::akt::__private::ActorRef<
            <Job<T> as ::akt::__private::Actor>::Protocol,
        >,
    ) -> Self {
        Self(actor_ref)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::akt::__private::DeclaredRef
for JobRef<T> {
    type Actor = Job<T>;
}
/// The states of [`Job`].
#[allow(dead_code, deprecated)]
#[derive(
    ::core::fmt::Debug,
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
)]
#[repr(u8)]
pub enum JobState {
    /// The state `Idle`.
    Idle,
    /// The state `Busy`.
    r#Busy,
    /// The state `Done`.
    Done,
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::BehaviorState for JobState {
    const ALL: &'static [Self] = &[Self::Idle, Self::r#Busy, Self::Done];
    fn index(self) -> ::core::primitive::u8 {
        self as ::core::primitive::u8
    }
    fn name(self) -> &'static ::core::primitive::str {
        match self {
            Self::Idle => "Idle",
            Self::r#Busy => "Busy",
            Self::Done => "Done",
        }
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::akt::__private::HasStates for Job<T> {}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::akt::__private::ActorSpec for Job<T> {
    type Remoting = ::akt::__private::RemoteYes;
    type Fault = ::core::convert::Infallible;
    type State = JobState;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Job"
    );
    const MAILBOX: ::akt::__private::MailboxKind = ::akt::__private::MailboxKind::Unbounded;
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone + ::core::marker::Send + 'static> ::akt::__private::GrainSpec for Job<T> {
    type Key = u64;
    const IDLE: ::core::time::Duration = ::akt::__private::limits::GRAIN_IDLE;
}
