#[allow(dead_code)]
#[cfg(feature = "bank")]
#[deprecated]
pub(crate) trait r#match {
    #[deprecated = "call `total`"]
    #[must_use]
    fn r#type(&self, r#fn: u8) -> io::Result<u8>;
}
#[cfg(feature = "bank")]
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        private_interfaces,
        private_bounds,
        clippy::too_many_arguments,
        clippy::type_complexity
    )]
    fn __types(
        _: facade::__private::Sends<u8>,
        _: facade::__private::Sends<
            <io::Result<u8> as facade::__private::ResultParts>::Ok,
        >,
        _: facade::__private::Sends<
            <io::Result<u8> as facade::__private::ResultParts>::Err,
        >,
    ) {}
};
#[cfg(feature = "bank")]
#[doc(hidden)]
#[allow(
    private_interfaces,
    private_bounds,
    dead_code,
    deprecated,
    non_snake_case,
    missing_debug_implementations
)]
pub(crate) enum matchProtocol {
    Type {
        r#fn: u8,
        __reply: facade::__private::Reply<
            <io::Result<u8> as facade::__private::ResultParts>::Ok,
            <io::Result<u8> as facade::__private::ResultParts>::Err,
        >,
    },
    __Signal(facade::__private::Signal),
    __Inbound(facade::__private::std::boxed::Box<facade::__private::InboundCall>),
    __Carried(
        facade::__private::std::boxed::Box<
            (Self, facade::__private::std::boxed::Box<facade::__private::MessageContext>),
        >,
    ),
    __Generics(::core::convert::Infallible, ::core::marker::PhantomData<fn() -> ()>),
}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated, non_snake_case)]
impl facade::__private::Protocol for matchProtocol {
    fn method(&self) -> &'static ::core::primitive::str {
        match self {
            matchProtocol::Type { .. } => "type",
            matchProtocol::__Signal(_) => "<signal>",
            matchProtocol::__Inbound(_) => "<inbound>",
            matchProtocol::__Carried(__carried) => {
                facade::__private::Protocol::method(&__carried.0)
            }
            matchProtocol::__Generics(__never, _) => match *__never {}
        }
    }
    fn from_signal(signal: facade::__private::Signal) -> Self {
        matchProtocol::__Signal(signal)
    }
    fn signal(&self) -> ::core::option::Option<&facade::__private::Signal> {
        match self {
            matchProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
            _ => ::core::option::Option::None,
        }
    }
    fn from_inbound(
        call: facade::__private::std::boxed::Box<facade::__private::InboundCall>,
    ) -> Self {
        matchProtocol::__Inbound(call)
    }
    fn into_inbound(
        self,
    ) -> facade::__private::std::result::Result<
        facade::__private::std::boxed::Box<facade::__private::InboundCall>,
        Self,
    > {
        match self {
            matchProtocol::__Inbound(__call) => {
                facade::__private::std::result::Result::Ok(__call)
            }
            __other => facade::__private::std::result::Result::Err(__other),
        }
    }
    fn is_special(&self) -> ::core::primitive::bool {
        ::core::matches!(
            self, matchProtocol::__Signal(_) | matchProtocol::__Inbound(_) |
            matchProtocol::__Carried(_)
        )
    }
    fn carry(
        self,
        context: facade::__private::std::boxed::Box<facade::__private::MessageContext>,
    ) -> Self {
        match self {
            matchProtocol::__Carried(mut __carried) => {
                __carried.1 = context;
                matchProtocol::__Carried(__carried)
            }
            __plain => {
                matchProtocol::__Carried(
                    facade::__private::std::boxed::Box::new((__plain, context)),
                )
            }
        }
    }
    fn uncarry(
        self,
    ) -> ::core::result::Result<
        (Self, facade::__private::std::boxed::Box<facade::__private::MessageContext>),
        Self,
    > {
        match self {
            matchProtocol::__Carried(__carried) => ::core::result::Result::Ok(*__carried),
            __plain => ::core::result::Result::Err(__plain),
        }
    }
    fn duplicate(&mut self) -> ::core::option::Option<Self> {
        #[allow(unused_imports)]
        use facade::__private::NotClone as _;
        match self {
            matchProtocol::Type { r#fn, __reply } => {
                ::core::option::Option::Some(matchProtocol::Type {
                    r#fn: facade::__private::CloneProbe(r#fn).copy()?,
                    __reply: facade::__private::SplitProbe(__reply).copy()?,
                })
            }
            matchProtocol::__Carried(__carried) => {
                facade::__private::duplicate_carried(__carried)
            }
            _ => ::core::option::Option::None,
        }
    }
    fn argument(
        &self,
        __name: &::core::primitive::str,
    ) -> ::core::option::Option<&dyn ::core::any::Any> {
        match (self, __name) {
            (matchProtocol::Type { r#fn: __argument, .. }, "fn") => {
                ::core::option::Option::Some(__argument)
            }
            (matchProtocol::__Carried(__carried), __name) => {
                facade::__private::Protocol::argument(&__carried.0, __name)
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[cfg(feature = "bank")]
#[deprecated]
/// Reference to an actor that implements [`r#match`].
#[allow(dead_code, deprecated)]
pub(crate) struct matchRef(facade::__private::NarrowRef<matchProtocol>);
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for matchRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for matchRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for matchRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for matchRef {}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for matchRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for matchRef {
    type Target = facade::__private::NarrowRef<matchProtocol>;
    fn deref(&self) -> &facade::__private::NarrowRef<matchProtocol> {
        &self.0
    }
}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl facade::__private::ContractRef for matchRef {
    type Contract = dyn r#match;
    fn from_narrow_ref(narrow: facade::__private::NarrowRef<matchProtocol>) -> Self {
        Self(narrow)
    }
}
#[cfg(feature = "bank")]
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    private_interfaces,
    clippy::all,
    clippy::pedantic
)]
impl matchRef {
    /// Sends `type` to the actor.
    #[deprecated = "call `total`"]
    #[must_use]
    pub(crate) fn r#type(
        &self,
        r#fn: u8,
    ) -> facade::__private::Call<
        '_,
        matchProtocol,
        <io::Result<u8> as facade::__private::ResultParts>::Ok,
        <io::Result<u8> as facade::__private::ResultParts>::Err,
    > {
        self.0
            .call(
                matchProtocol::Type {
                    r#fn,
                    __reply: facade::__private::Reply::none(),
                },
                |__message| match __message {
                    matchProtocol::Type { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
    }
}
#[cfg(feature = "bank")]
#[automatically_derived]
#[allow(deprecated)]
impl facade::__private::Contract for dyn r#match {
    type Messages = matchProtocol;
    type Ref = matchRef;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "match"
    );
}
#[cfg(feature = "bank")]
#[allow(deprecated)]
impl<__R: facade::__private::TypedRef> ::core::convert::From<__R> for matchRef
where
    __R::Protocol: facade::__private::Implements<dyn r#match> + ::core::marker::Send,
{
    fn from(actor: __R) -> Self {
        facade::__private::ActorRef::narrow(
            facade::__private::TypedRef::as_actor_ref(&actor),
        )
    }
}
#[cfg(feature = "bank")]
#[doc(hidden)]
#[allow(unused_macros, non_local_definitions)]
macro_rules! __protocol_match_a3a6c4508f8217e8 {
    ({ $($private:tt)* } $($rest:tt)*) => {
        $($private)* ::implement! { { trait r#match { fn r#type(& self, r#fn : u8) ->
        io::Result < u8 >; } } { $($private)* } $($rest)* }
    };
}
#[cfg(feature = "bank")]
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __protocol_match_a3a6c4508f8217e8 as r#match;
#[allow(dead_code)]
trait Empty {}
const _: () = {
    #[allow(
        dead_code,
        deprecated,
        private_interfaces,
        private_bounds,
        clippy::too_many_arguments,
        clippy::type_complexity
    )]
    fn __types() {}
};
#[doc(hidden)]
#[allow(
    private_interfaces,
    private_bounds,
    dead_code,
    deprecated,
    non_snake_case,
    missing_debug_implementations
)]
enum EmptyProtocol {
    __Signal(::akt::__private::Signal),
    __Inbound(::akt::__private::std::boxed::Box<::akt::__private::InboundCall>),
    __Carried(
        ::akt::__private::std::boxed::Box<
            (Self, ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>),
        >,
    ),
    __Generics(::core::convert::Infallible, ::core::marker::PhantomData<fn() -> ()>),
}
#[automatically_derived]
#[allow(deprecated, non_snake_case)]
impl ::akt::__private::Protocol for EmptyProtocol {
    fn method(&self) -> &'static ::core::primitive::str {
        match self {
            EmptyProtocol::__Signal(_) => "<signal>",
            EmptyProtocol::__Inbound(_) => "<inbound>",
            EmptyProtocol::__Carried(__carried) => {
                ::akt::__private::Protocol::method(&__carried.0)
            }
            EmptyProtocol::__Generics(__never, _) => match *__never {}
        }
    }
    fn from_signal(signal: ::akt::__private::Signal) -> Self {
        EmptyProtocol::__Signal(signal)
    }
    fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
        match self {
            EmptyProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
            _ => ::core::option::Option::None,
        }
    }
    fn from_inbound(
        call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
    ) -> Self {
        EmptyProtocol::__Inbound(call)
    }
    fn into_inbound(
        self,
    ) -> ::akt::__private::std::result::Result<
        ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        Self,
    > {
        match self {
            EmptyProtocol::__Inbound(__call) => {
                ::akt::__private::std::result::Result::Ok(__call)
            }
            __other => ::akt::__private::std::result::Result::Err(__other),
        }
    }
    fn is_special(&self) -> ::core::primitive::bool {
        ::core::matches!(
            self, EmptyProtocol::__Signal(_) | EmptyProtocol::__Inbound(_) |
            EmptyProtocol::__Carried(_)
        )
    }
    fn carry(
        self,
        context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
    ) -> Self {
        match self {
            EmptyProtocol::__Carried(mut __carried) => {
                __carried.1 = context;
                EmptyProtocol::__Carried(__carried)
            }
            __plain => {
                EmptyProtocol::__Carried(
                    ::akt::__private::std::boxed::Box::new((__plain, context)),
                )
            }
        }
    }
    fn uncarry(
        self,
    ) -> ::core::result::Result<
        (Self, ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>),
        Self,
    > {
        match self {
            EmptyProtocol::__Carried(__carried) => ::core::result::Result::Ok(*__carried),
            __plain => ::core::result::Result::Err(__plain),
        }
    }
}
/// Reference to an actor that implements [`Empty`].
#[allow(dead_code, deprecated)]
struct EmptyRef(::akt::__private::NarrowRef<EmptyProtocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for EmptyRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for EmptyRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for EmptyRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for EmptyRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for EmptyRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for EmptyRef {
    type Target = ::akt::__private::NarrowRef<EmptyProtocol>;
    fn deref(&self) -> &::akt::__private::NarrowRef<EmptyProtocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ContractRef for EmptyRef {
    type Contract = dyn Empty;
    fn from_narrow_ref(narrow: ::akt::__private::NarrowRef<EmptyProtocol>) -> Self {
        Self(narrow)
    }
}
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    private_interfaces,
    clippy::all,
    clippy::pedantic
)]
impl EmptyRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Contract for dyn Empty {
    type Messages = EmptyProtocol;
    type Ref = EmptyRef;
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Empty"
    );
}
#[allow(deprecated)]
impl<__R: ::akt::__private::TypedRef> ::core::convert::From<__R> for EmptyRef
where
    __R::Protocol: ::akt::__private::Implements<dyn Empty> + ::core::marker::Send,
{
    fn from(actor: __R) -> Self {
        ::akt::__private::ActorRef::narrow(
            ::akt::__private::TypedRef::as_actor_ref(&actor),
        )
    }
}
#[doc(hidden)]
#[allow(unused_macros, non_local_definitions)]
macro_rules! __protocol_Empty_ca5077a666ce9680 {
    ({ $($private:tt)* } $($rest:tt)*) => {
        $($private)* ::implement! { { trait Empty {} } { $($private)* } $($rest)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
use __protocol_Empty_ca5077a666ce9680 as Empty;
