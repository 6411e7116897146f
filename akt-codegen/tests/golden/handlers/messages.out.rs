impl Account {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub async fn on_transfer(
        &mut self,
        transfer: Transfer,
        ctx: &Ctx,
    ) -> Result<(), BankError> {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    fn on_tick(&mut self, _tick: Tick) -> u8 {}
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
        fn __types(
            _: ::akt::__private::Sends<Transfer>,
            _: ::akt::__private::Sends<()>,
            _: ::akt::__private::Sends<BankError>,
            _: ::akt::__private::Sends<Tick>,
            _: ::akt::__private::Sends<u8>,
            _: ::akt::__private::TravelsBetweenNodes<
                <AccountProtocol as ::akt::__private::WireProtocol>::Remoting,
                Transfer,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <AccountProtocol as ::akt::__private::WireProtocol>::Remoting,
                (),
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <AccountProtocol as ::akt::__private::WireProtocol>::Remoting,
                BankError,
            >,
        ) {}
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
    pub enum AccountProtocol<__A = Account> {
        OnTransfer {
            transfer: Transfer,
            __reply: ::akt::__private::Reply<(), BankError>,
        },
        OnTick { _tick: Tick, __reply: ::akt::__private::Reply<u8> },
        __Signal(::akt::__private::Signal),
        __Inbound(::akt::__private::std::boxed::Box<::akt::__private::InboundCall>),
        __Carried(
            ::akt::__private::std::boxed::Box<
                (
                    Self,
                    ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
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
    impl ::akt::__private::Protocol for AccountProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                AccountProtocol::OnTransfer { .. } => "on_transfer",
                AccountProtocol::OnTick { .. } => "on_tick",
                AccountProtocol::__Signal(_) => "<signal>",
                AccountProtocol::__Inbound(_) => "<inbound>",
                AccountProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                AccountProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            AccountProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                AccountProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            AccountProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                AccountProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
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
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                AccountProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    AccountProtocol::__Carried(__carried)
                }
                __plain => {
                    AccountProtocol::__Carried(
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
                AccountProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                AccountProtocol::OnTransfer { transfer, __reply } => {
                    ::core::option::Option::Some(AccountProtocol::OnTransfer {
                        transfer: ::akt::__private::CloneProbe(transfer).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                AccountProtocol::OnTick { _tick, __reply } => {
                    ::core::option::Option::Some(AccountProtocol::OnTick {
                        _tick: ::akt::__private::CloneProbe(_tick).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                AccountProtocol::__Carried(__carried) => {
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
                (
                    AccountProtocol::OnTransfer { transfer: __argument, .. },
                    "transfer",
                ) => ::core::option::Option::Some(__argument),
                (AccountProtocol::OnTick { _tick: __argument, .. }, "_tick") => {
                    ::core::option::Option::Some(__argument)
                }
                (AccountProtocol::__Carried(__carried), __name) => {
                    ::akt::__private::Protocol::argument(&__carried.0, __name)
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
    impl AccountRef {
        /// Sends `on_transfer` to the `Account`.
        pub fn on_transfer(
            &self,
            transfer: Transfer,
        ) -> ::akt::__private::Call<'_, AccountProtocol, (), BankError> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                AccountProtocol::OnTransfer {
                    transfer,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    AccountProtocol::OnTransfer { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `on_tick` to the `Account`.
        fn on_tick(
            &self,
            _tick: Tick,
        ) -> ::akt::__private::Call<'_, AccountProtocol, u8> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                AccountProtocol::OnTick {
                    _tick,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    AccountProtocol::OnTick { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for AccountRef {
        type Protocol = AccountProtocol;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<AccountProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<AccountProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for Account {
        type Protocol = AccountProtocol;
        type Ref = AccountRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: AccountProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                AccountProtocol::OnTransfer { transfer, __reply } => {
                    __slot
                        .run(async move {
                            let __answer = Self::on_transfer(
                                    self,
                                    transfer,
                                    ::akt::__private::Ctx::untyped(__ctx),
                                )
                                .await;
                            __reply.send(__answer);
                        })
                }
                AccountProtocol::OnTick { _tick, __reply } => {
                    let __answer = Self::on_tick(self, _tick);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                AccountProtocol::__Signal(_) => __slot.done(),
                AccountProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                AccountProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
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
        const __wire_on_transfer: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (Transfer,),
                ::akt::__private::Reply<(), BankError>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((Transfer,), ::akt::__private::Reply<(), BankError>),
                ::akt::__private::RejectedCall,
            >,
            fn() -> ::akt::__private::MethodInfo,
        ) = (
            |__out, __arguments, __reply| ::akt::__private::send_call::<
                <Self as ::akt::__private::WireProtocol>::Remoting,
                _,
                _,
                _,
                _,
            >(
                __out,
                const { ::akt::__private::MethodId::of("on_transfer") },
                __arguments,
                __reply,
                |(transfer,), __reply| AccountProtocol::OnTransfer {
                    transfer,
                    __reply,
                },
            ),
            |__call| {
                __call
                    .open::<
                        <Self as ::akt::__private::WireProtocol>::Remoting,
                        _,
                        _,
                        _,
                    >()
            },
            || ::akt::__private::MethodInfo::new::<
                <Self as ::akt::__private::WireProtocol>::Remoting,
                (Transfer,),
                (),
                BankError,
            >(const { ::akt::__private::MethodId::of("on_transfer") }, "on_transfer"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for AccountProtocol {
        type Remoting = <<AccountRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<AccountRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([(Self::__wire_on_transfer.2)()])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                AccountProtocol::OnTransfer { transfer, __reply } => {
                    (Self::__wire_on_transfer.0)(__out, (transfer,), __reply)
                }
                AccountProtocol::__Carried(__carried) => {
                    ::akt::__private::WireProtocol::encode(__carried.0, __out)
                }
                __local => {
                    ::core::result::Result::Err(::akt::__private::local_only(__local))
                }
            }
        }
        fn decode(
            __call: ::akt::__private::InboundCall,
        ) -> ::core::result::Result<Self, ::akt::__private::RejectedCall> {
            let __method = __call.method();
            if __method == const { ::akt::__private::MethodId::of("on_transfer") } {
                return match (Self::__wire_on_transfer.1)(__call) {
                    ::core::result::Result::Ok(((transfer,), __reply)) => {
                        ::core::result::Result::Ok(AccountProtocol::OnTransfer {
                            transfer,
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
    const _: () = ::akt::__private::assert_unique_methods(&["on_transfer"]);
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Accepts<Transfer> for AccountProtocol {
        type Ok = ();
        type Err = BankError;
        fn wrap(message: Transfer) -> Self {
            AccountProtocol::OnTransfer {
                transfer: message,
                __reply: ::akt::__private::Reply::none(),
            }
        }
        fn unwrap(self) -> ::core::result::Result<Transfer, Self> {
            match self {
                AccountProtocol::OnTransfer { transfer: __message, .. } => {
                    ::core::result::Result::Ok(__message)
                }
                AccountProtocol::__Carried(__carried) => {
                    ::akt::__private::unwrap_carried(*__carried)
                }
                __other => ::core::result::Result::Err(__other),
            }
        }
        fn reply(
            &mut self,
        ) -> ::core::option::Option<&mut ::akt::__private::Reply<(), BankError>> {
            match self {
                AccountProtocol::OnTransfer { __reply, .. } => {
                    ::core::option::Option::Some(__reply)
                }
                AccountProtocol::__Carried(__carried) => {
                    <Self as ::akt::__private::Accepts<
                        Transfer,
                    >>::reply(&mut __carried.0)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Accepts<Tick> for AccountProtocol {
        type Ok = u8;
        type Err = ::core::convert::Infallible;
        fn wrap(message: Tick) -> Self {
            AccountProtocol::OnTick {
                _tick: message,
                __reply: ::akt::__private::Reply::none(),
            }
        }
        fn unwrap(self) -> ::core::result::Result<Tick, Self> {
            match self {
                AccountProtocol::OnTick { _tick: __message, .. } => {
                    ::core::result::Result::Ok(__message)
                }
                AccountProtocol::__Carried(__carried) => {
                    ::akt::__private::unwrap_carried(*__carried)
                }
                __other => ::core::result::Result::Err(__other),
            }
        }
        fn reply(
            &mut self,
        ) -> ::core::option::Option<
            &mut ::akt::__private::Reply<u8, ::core::convert::Infallible>,
        > {
            match self {
                AccountProtocol::OnTick { __reply, .. } => {
                    ::core::option::Option::Some(__reply)
                }
                AccountProtocol::__Carried(__carried) => {
                    <Self as ::akt::__private::Accepts<Tick>>::reply(&mut __carried.0)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
};
