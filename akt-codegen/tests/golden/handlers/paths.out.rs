impl super::bank::Account<u64> {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub(super) fn balance(&self) -> u64 {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub(self) fn secret(&self) {}
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Account_stand_in_one_block: () = ();
const _: () = {
    const _: () = {
        #[allow(
            dead_code,
            deprecated,
            private_interfaces,
            private_bounds,
            clippy::too_many_arguments,
            clippy::type_complexity
        )]
        fn __types(_: crate::facade::__private::Sends<u64>) {}
    };
    #[doc(hidden)]
    #[allow(
        private_interfaces,
        private_bounds,
        unreachable_pub,
        dead_code,
        deprecated,
        non_snake_case,
        missing_debug_implementations
    )]
    pub enum AccountProtocol<__A = super::bank::Account<u64>> {
        Balance { __reply: crate::facade::__private::Reply<u64> },
        Secret { __reply: crate::facade::__private::Reply<()> },
        __Signal(crate::facade::__private::Signal),
        __Inbound(
            crate::facade::__private::std::boxed::Box<
                crate::facade::__private::InboundCall,
            >,
        ),
        __Carried(
            crate::facade::__private::std::boxed::Box<
                (
                    Self,
                    crate::facade::__private::std::boxed::Box<
                        crate::facade::__private::MessageContext,
                    >,
                ),
            >,
        ),
        __Generics(
            ::core::convert::Infallible,
            ::core::marker::PhantomData<fn() -> (::core::marker::PhantomData<__A>,)>,
        ),
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl crate::facade::__private::Protocol for AccountProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                AccountProtocol::Balance { .. } => "balance",
                AccountProtocol::Secret { .. } => "secret",
                AccountProtocol::__Signal(_) => "<signal>",
                AccountProtocol::__Inbound(_) => "<inbound>",
                AccountProtocol::__Carried(__carried) => {
                    crate::facade::__private::Protocol::method(&__carried.0)
                }
                AccountProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: crate::facade::__private::Signal) -> Self {
            AccountProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&crate::facade::__private::Signal> {
            match self {
                AccountProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: crate::facade::__private::std::boxed::Box<
                crate::facade::__private::InboundCall,
            >,
        ) -> Self {
            AccountProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> crate::facade::__private::std::result::Result<
            crate::facade::__private::std::boxed::Box<
                crate::facade::__private::InboundCall,
            >,
            Self,
        > {
            match self {
                AccountProtocol::__Inbound(__call) => {
                    crate::facade::__private::std::result::Result::Ok(__call)
                }
                __other => crate::facade::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, AccountProtocol::__Signal(_) | AccountProtocol::__Inbound(_) |
                AccountProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: crate::facade::__private::std::boxed::Box<
                crate::facade::__private::MessageContext,
            >,
        ) -> Self {
            match self {
                AccountProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    AccountProtocol::__Carried(__carried)
                }
                __plain => {
                    AccountProtocol::__Carried(
                        crate::facade::__private::std::boxed::Box::new((
                            __plain,
                            context,
                        )),
                    )
                }
            }
        }
        fn uncarry(
            self,
        ) -> ::core::result::Result<
            (
                Self,
                crate::facade::__private::std::boxed::Box<
                    crate::facade::__private::MessageContext,
                >,
            ),
            Self,
        > {
            match self {
                AccountProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use crate::facade::__private::NotClone as _;
            match self {
                AccountProtocol::Balance { __reply } => {
                    ::core::option::Option::Some(AccountProtocol::Balance {
                        __reply: crate::facade::__private::SplitProbe(__reply).copy()?,
                    })
                }
                AccountProtocol::Secret { __reply } => {
                    ::core::option::Option::Some(AccountProtocol::Secret {
                        __reply: crate::facade::__private::SplitProbe(__reply).copy()?,
                    })
                }
                AccountProtocol::__Carried(__carried) => {
                    crate::facade::__private::duplicate_carried(__carried)
                }
                _ => ::core::option::Option::None,
            }
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
    impl super::bank::AccountRef<u64> {
        /// Sends `balance` to the `super::bank::Account<u64>`.
        pub(super) fn balance(
            &self,
        ) -> crate::facade::__private::Call<'_, AccountProtocol, u64> {
            crate::facade::__private::Call::new(
                crate::facade::__private::TypedRef::as_actor_ref(self),
                AccountProtocol::Balance {
                    __reply: crate::facade::__private::Reply::none(),
                },
                |__message| match __message {
                    AccountProtocol::Balance { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `secret` to the `super::bank::Account<u64>`.
        pub(self) fn secret(
            &self,
        ) -> crate::facade::__private::Call<'_, AccountProtocol, ()> {
            crate::facade::__private::Call::new(
                crate::facade::__private::TypedRef::as_actor_ref(self),
                AccountProtocol::Secret {
                    __reply: crate::facade::__private::Reply::none(),
                },
                |__message| match __message {
                    AccountProtocol::Secret { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl crate::facade::__private::TypedRef for super::bank::AccountRef<u64> {
        type Protocol = AccountProtocol;
        fn from_actor_ref(
            actor_ref: crate::facade::__private::ActorRef<AccountProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &crate::facade::__private::ActorRef<AccountProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl crate::facade::__private::Actor for super::bank::Account<u64> {
        type Protocol = AccountProtocol;
        type Ref = super::bank::AccountRef<u64>;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: AccountProtocol,
            __ctx: &'__a mut crate::facade::__private::Ctx<Self>,
            __slot: crate::facade::__private::Slot<'__a>,
        ) -> crate::facade::__private::Step<'__a> {
            match __message {
                AccountProtocol::Balance { __reply } => {
                    let __answer = Self::balance(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                AccountProtocol::Secret { __reply } => {
                    let __answer = Self::secret(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                AccountProtocol::__Signal(_) => __slot.done(),
                AccountProtocol::__Inbound(__call) => {
                    crate::facade::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                AccountProtocol::__Carried(__carried) => {
                    crate::facade::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                AccountProtocol::__Generics(__never, _) => match __never {}
            }
        }
    }
    #[allow(
        deprecated,
        non_snake_case,
        non_upper_case_globals,
        private_interfaces,
        clippy::type_complexity
    )]
    impl AccountProtocol {
        const __wire_balance: (
            fn(
                &mut dyn crate::facade::__private::Outbound,
                (),
                crate::facade::__private::Reply<u64, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), crate::facade::__private::Unsent<Self>>,
            fn(
                crate::facade::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), crate::facade::__private::Reply<u64, ::core::convert::Infallible>),
                crate::facade::__private::RejectedCall,
            >,
            fn() -> crate::facade::__private::MethodInfo,
        ) = (
            |__out, __arguments, __reply| crate::facade::__private::send_call::<
                <Self as crate::facade::__private::WireProtocol>::Remoting,
                _,
                _,
                _,
                _,
            >(
                __out,
                const { crate::facade::__private::MethodId::of("balance") },
                __arguments,
                __reply,
                |(), __reply| AccountProtocol::Balance {
                    __reply,
                },
            ),
            |__call| {
                __call
                    .open::<
                        <Self as crate::facade::__private::WireProtocol>::Remoting,
                        _,
                        _,
                        _,
                    >()
            },
            || crate::facade::__private::MethodInfo::new::<
                <Self as crate::facade::__private::WireProtocol>::Remoting,
                (),
                u64,
                ::core::convert::Infallible,
            >(const { crate::facade::__private::MethodId::of("balance") }, "balance"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl crate::facade::__private::WireProtocol for AccountProtocol {
        type Remoting = <<super::bank::AccountRef<
            u64,
        > as crate::facade::__private::DeclaredRef>::Actor as crate::facade::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<super::bank::AccountRef<
            u64,
        > as crate::facade::__private::DeclaredRef>::Actor as crate::facade::__private::ActorSpec>::NAME;
        fn methods() -> crate::facade::__private::std::vec::Vec<
            crate::facade::__private::MethodInfo,
        > {
            ::core::convert::From::from([(Self::__wire_balance.2)()])
        }
        fn encode(
            self,
            __out: &mut dyn crate::facade::__private::Outbound,
        ) -> ::core::result::Result<(), crate::facade::__private::Unsent<Self>> {
            match self {
                AccountProtocol::Balance { __reply } => {
                    (Self::__wire_balance.0)(__out, (), __reply)
                }
                AccountProtocol::__Carried(__carried) => {
                    crate::facade::__private::WireProtocol::encode(__carried.0, __out)
                }
                __local => {
                    ::core::result::Result::Err(
                        crate::facade::__private::local_only(__local),
                    )
                }
            }
        }
        fn decode(
            __call: crate::facade::__private::InboundCall,
        ) -> ::core::result::Result<Self, crate::facade::__private::RejectedCall> {
            let __method = __call.method();
            if __method == const { crate::facade::__private::MethodId::of("balance") } {
                return match (Self::__wire_balance.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(AccountProtocol::Balance {
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            ::core::result::Result::Err(__call.unknown_method())
        }
    }
    const _: () = crate::facade::__private::assert_unique_methods(&["balance"]);
};
