#[allow(dead_code)]
/// Where money is booked.
pub trait Ledger {
    /// Adds money.
    fn post(&self, amount: u64, why: String) -> Result<u64, BankError>;
    fn total(&self) -> u64;
    fn close(&mut self);
}
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
        _: ::akt::__private::Sends<u64>,
        _: ::akt::__private::Sends<String>,
        _: ::akt::__private::Sends<BankError>,
    ) {}
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
pub enum LedgerProtocol {
    Post { amount: u64, why: String, __reply: ::akt::__private::Reply<u64, BankError> },
    Total { __reply: ::akt::__private::Reply<u64> },
    Close { __reply: ::akt::__private::Reply<()> },
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
impl ::akt::__private::Protocol for LedgerProtocol {
    fn method(&self) -> &'static ::core::primitive::str {
        match self {
            LedgerProtocol::Post { .. } => "post",
            LedgerProtocol::Total { .. } => "total",
            LedgerProtocol::Close { .. } => "close",
            LedgerProtocol::__Signal(_) => "<signal>",
            LedgerProtocol::__Inbound(_) => "<inbound>",
            LedgerProtocol::__Carried(__carried) => {
                ::akt::__private::Protocol::method(&__carried.0)
            }
            LedgerProtocol::__Generics(__never, _) => match *__never {}
        }
    }
    fn from_signal(signal: ::akt::__private::Signal) -> Self {
        LedgerProtocol::__Signal(signal)
    }
    fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
        match self {
            LedgerProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
            _ => ::core::option::Option::None,
        }
    }
    fn from_inbound(
        call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
    ) -> Self {
        LedgerProtocol::__Inbound(call)
    }
    fn into_inbound(
        self,
    ) -> ::akt::__private::std::result::Result<
        ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        Self,
    > {
        match self {
            LedgerProtocol::__Inbound(__call) => {
                ::akt::__private::std::result::Result::Ok(__call)
            }
            __other => ::akt::__private::std::result::Result::Err(__other),
        }
    }
    fn is_special(&self) -> ::core::primitive::bool {
        ::core::matches!(
            self, LedgerProtocol::__Signal(_) | LedgerProtocol::__Inbound(_) |
            LedgerProtocol::__Carried(_)
        )
    }
    fn carry(
        self,
        context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
    ) -> Self {
        match self {
            LedgerProtocol::__Carried(mut __carried) => {
                __carried.1 = context;
                LedgerProtocol::__Carried(__carried)
            }
            __plain => {
                LedgerProtocol::__Carried(
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
            LedgerProtocol::__Carried(__carried) => {
                ::core::result::Result::Ok(*__carried)
            }
            __plain => ::core::result::Result::Err(__plain),
        }
    }
    fn duplicate(&mut self) -> ::core::option::Option<Self> {
        #[allow(unused_imports)]
        use ::akt::__private::NotClone as _;
        match self {
            LedgerProtocol::Post { amount, why, __reply } => {
                ::core::option::Option::Some(LedgerProtocol::Post {
                    amount: ::akt::__private::CloneProbe(amount).copy()?,
                    why: ::akt::__private::CloneProbe(why).copy()?,
                    __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                })
            }
            LedgerProtocol::Total { __reply } => {
                ::core::option::Option::Some(LedgerProtocol::Total {
                    __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                })
            }
            LedgerProtocol::Close { __reply } => {
                ::core::option::Option::Some(LedgerProtocol::Close {
                    __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                })
            }
            LedgerProtocol::__Carried(__carried) => {
                ::akt::__private::duplicate_carried(__carried)
            }
            _ => ::core::option::Option::None,
        }
    }
    fn argument(
        &self,
        __name: &::core::primitive::str,
    ) -> ::core::option::Option<&dyn ::core::any::Any> {
        match (self, __name) {
            (LedgerProtocol::Post { amount: __argument, .. }, "amount") => {
                ::core::option::Option::Some(__argument)
            }
            (LedgerProtocol::Post { why: __argument, .. }, "why") => {
                ::core::option::Option::Some(__argument)
            }
            (LedgerProtocol::__Carried(__carried), __name) => {
                ::akt::__private::Protocol::argument(&__carried.0, __name)
            }
            _ => ::core::option::Option::None,
        }
    }
}
/// Reference to an actor that implements [`Ledger`].
///
/// Where money is booked.
#[allow(dead_code, deprecated)]
pub struct LedgerRef(::akt::__private::NarrowRef<LedgerProtocol>);
#[automatically_derived]
#[allow(deprecated)]
impl ::core::clone::Clone for LedgerRef {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::fmt::Debug for LedgerRef {
    fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, formatter)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::PartialEq for LedgerRef {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::core::cmp::PartialEq::eq(&self.0, &other.0)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::cmp::Eq for LedgerRef {}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::hash::Hash for LedgerRef {
    fn hash<__H: ::core::hash::Hasher>(&self, state: &mut __H) {
        ::core::hash::Hash::hash(&self.0, state);
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::core::ops::Deref for LedgerRef {
    type Target = ::akt::__private::NarrowRef<LedgerProtocol>;
    fn deref(&self) -> &::akt::__private::NarrowRef<LedgerProtocol> {
        &self.0
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::ContractRef for LedgerRef {
    type Contract = dyn Ledger;
    fn from_narrow_ref(narrow: ::akt::__private::NarrowRef<LedgerProtocol>) -> Self {
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
impl LedgerRef {
    /// Adds money.
    pub fn post(
        &self,
        amount: u64,
        why: String,
    ) -> ::akt::__private::Call<'_, LedgerProtocol, u64, BankError> {
        self.0
            .call(
                LedgerProtocol::Post {
                    amount,
                    why,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    LedgerProtocol::Post { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
    }
    /// Sends `total` to the actor.
    pub fn total(&self) -> ::akt::__private::Call<'_, LedgerProtocol, u64> {
        self.0
            .call(
                LedgerProtocol::Total {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    LedgerProtocol::Total { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
    }
    /// Sends `close` to the actor.
    pub fn close(&self) -> ::akt::__private::Call<'_, LedgerProtocol, ()> {
        self.0
            .call(
                LedgerProtocol::Close {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    LedgerProtocol::Close { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Contract for dyn Ledger {
    type Messages = LedgerProtocol;
    type Ref = LedgerRef;
    const NAME: &'static ::core::primitive::str = "bank.Ledger";
}
#[allow(deprecated)]
impl<__R: ::akt::__private::TypedRef> ::core::convert::From<__R> for LedgerRef
where
    __R::Protocol: ::akt::__private::Implements<dyn Ledger> + ::core::marker::Send,
{
    fn from(actor: __R) -> Self {
        ::akt::__private::ActorRef::narrow(
            ::akt::__private::TypedRef::as_actor_ref(&actor),
        )
    }
}
#[doc(hidden)]
#[allow(unused_macros, non_local_definitions)]
#[macro_export]
macro_rules! __protocol_Ledger_4cb1dfd53e97bfd7 {
    ({ $($private:tt)* } $($rest:tt)*) => {
        $($private)* ::implement! { { trait Ledger { fn post(& self, amount : u64, why :
        String) -> Result < u64, BankError >; fn total(& self) -> u64; fn close(& mut
        self); } } { $($private)* } $($rest)* }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub use __protocol_Ledger_4cb1dfd53e97bfd7 as Ledger;
