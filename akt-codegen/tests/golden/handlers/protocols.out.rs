impl Account {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn post(&mut self, amount: u64) -> u64 {
        self.balance += amount;
        self.balance
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[instrument]
    fn on_close(&mut self, close: Close, c: &mut Context) {}
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
            _: facade::__private::Sends<u64>,
            _: facade::__private::Sends<Close>,
            _: facade::__private::TravelsBetweenNodes<
                <AccountProtocol as facade::__private::WireProtocol>::Remoting,
                u64,
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
        Post { amount: u64, __reply: facade::__private::Reply<u64> },
        OnClose { close: Close, __reply: facade::__private::Reply<()> },
        __Signal(facade::__private::Signal),
        __Inbound(facade::__private::std::boxed::Box<facade::__private::InboundCall>),
        __Carried(
            facade::__private::std::boxed::Box<
                (
                    Self,
                    facade::__private::std::boxed::Box<facade::__private::MessageContext>,
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
    impl facade::__private::Protocol for AccountProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                AccountProtocol::Post { .. } => "post",
                AccountProtocol::OnClose { .. } => "on_close",
                AccountProtocol::__Signal(_) => "<signal>",
                AccountProtocol::__Inbound(_) => "<inbound>",
                AccountProtocol::__Carried(__carried) => {
                    facade::__private::Protocol::method(&__carried.0)
                }
                AccountProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: facade::__private::Signal) -> Self {
            AccountProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&facade::__private::Signal> {
            match self {
                AccountProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: facade::__private::std::boxed::Box<facade::__private::InboundCall>,
        ) -> Self {
            AccountProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> facade::__private::std::result::Result<
            facade::__private::std::boxed::Box<facade::__private::InboundCall>,
            Self,
        > {
            match self {
                AccountProtocol::__Inbound(__call) => {
                    facade::__private::std::result::Result::Ok(__call)
                }
                __other => facade::__private::std::result::Result::Err(__other),
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
            context: facade::__private::std::boxed::Box<
                facade::__private::MessageContext,
            >,
        ) -> Self {
            match self {
                AccountProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    AccountProtocol::__Carried(__carried)
                }
                __plain => {
                    AccountProtocol::__Carried(
                        facade::__private::std::boxed::Box::new((__plain, context)),
                    )
                }
            }
        }
        fn uncarry(
            self,
        ) -> ::core::result::Result<
            (
                Self,
                facade::__private::std::boxed::Box<facade::__private::MessageContext>,
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
            use facade::__private::NotClone as _;
            match self {
                AccountProtocol::Post { amount, __reply } => {
                    ::core::option::Option::Some(AccountProtocol::Post {
                        amount: facade::__private::CloneProbe(amount).copy()?,
                        __reply: facade::__private::SplitProbe(__reply).copy()?,
                    })
                }
                AccountProtocol::OnClose { close, __reply } => {
                    ::core::option::Option::Some(AccountProtocol::OnClose {
                        close: facade::__private::CloneProbe(close).copy()?,
                        __reply: facade::__private::SplitProbe(__reply).copy()?,
                    })
                }
                AccountProtocol::__Carried(__carried) => {
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
                (AccountProtocol::Post { amount: __argument, .. }, "amount") => {
                    ::core::option::Option::Some(__argument)
                }
                (AccountProtocol::OnClose { close: __argument, .. }, "close") => {
                    ::core::option::Option::Some(__argument)
                }
                (AccountProtocol::__Carried(__carried), __name) => {
                    facade::__private::Protocol::argument(&__carried.0, __name)
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
        /// Sends `post` to the `Account`.
        pub fn post(
            &self,
            amount: u64,
        ) -> facade::__private::Call<'_, AccountProtocol, u64> {
            facade::__private::Call::new(
                facade::__private::TypedRef::as_actor_ref(self),
                AccountProtocol::Post {
                    amount,
                    __reply: facade::__private::Reply::none(),
                },
                |__message| match __message {
                    AccountProtocol::Post { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `on_close` to the `Account`.
        fn on_close(
            &self,
            close: Close,
        ) -> facade::__private::Call<'_, AccountProtocol, ()> {
            facade::__private::Call::new(
                facade::__private::TypedRef::as_actor_ref(self),
                AccountProtocol::OnClose {
                    close,
                    __reply: facade::__private::Reply::none(),
                },
                |__message| match __message {
                    AccountProtocol::OnClose { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl facade::__private::TypedRef for AccountRef {
        type Protocol = AccountProtocol;
        fn from_actor_ref(
            actor_ref: facade::__private::ActorRef<AccountProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &facade::__private::ActorRef<AccountProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl facade::__private::Actor for Account {
        type Protocol = AccountProtocol;
        type Ref = AccountRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: AccountProtocol,
            __ctx: &'__a mut facade::__private::Ctx<Self>,
            __slot: facade::__private::Slot<'__a>,
        ) -> facade::__private::Step<'__a> {
            match __message {
                AccountProtocol::Post { amount, __reply } => {
                    let __answer = Self::post(self, amount);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                AccountProtocol::OnClose { close, __reply } => {
                    let __answer = Self::on_close(
                        self,
                        close,
                        facade::__private::Ctx::untyped_mut(__ctx),
                    );
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                AccountProtocol::__Signal(_) => __slot.done(),
                AccountProtocol::__Inbound(__call) => {
                    facade::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                AccountProtocol::__Carried(__carried) => {
                    facade::__private::dispatch_carried::<
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
        const __wire_post: (
            fn(
                &mut dyn facade::__private::Outbound,
                (u64,),
                facade::__private::Reply<u64, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), facade::__private::Unsent<Self>>,
            fn(
                facade::__private::InboundCall,
            ) -> ::core::result::Result<
                ((u64,), facade::__private::Reply<u64, ::core::convert::Infallible>),
                facade::__private::RejectedCall,
            >,
            fn() -> facade::__private::MethodInfo,
        ) = (
            |__out, __arguments, __reply| facade::__private::send_call::<
                <Self as facade::__private::WireProtocol>::Remoting,
                _,
                _,
                _,
                _,
            >(
                __out,
                const { facade::__private::MethodId::of("post") },
                __arguments,
                __reply,
                |(amount,), __reply| AccountProtocol::Post {
                    amount,
                    __reply,
                },
            ),
            |__call| {
                __call
                    .open::<
                        <Self as facade::__private::WireProtocol>::Remoting,
                        _,
                        _,
                        _,
                    >()
            },
            || facade::__private::MethodInfo::new::<
                <Self as facade::__private::WireProtocol>::Remoting,
                (u64,),
                u64,
                ::core::convert::Infallible,
            >(const { facade::__private::MethodId::of("post") }, "post"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl facade::__private::WireProtocol for AccountProtocol {
        type Remoting = <<AccountRef as facade::__private::DeclaredRef>::Actor as facade::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<AccountRef as facade::__private::DeclaredRef>::Actor as facade::__private::ActorSpec>::NAME;
        fn methods() -> facade::__private::std::vec::Vec<facade::__private::MethodInfo> {
            ::core::convert::From::from([(Self::__wire_post.2)()])
        }
        fn encode(
            self,
            __out: &mut dyn facade::__private::Outbound,
        ) -> ::core::result::Result<(), facade::__private::Unsent<Self>> {
            match self {
                AccountProtocol::Post { amount, __reply } => {
                    (Self::__wire_post.0)(__out, (amount,), __reply)
                }
                AccountProtocol::__Carried(__carried) => {
                    facade::__private::WireProtocol::encode(__carried.0, __out)
                }
                __local => {
                    ::core::result::Result::Err(facade::__private::local_only(__local))
                }
            }
        }
        fn decode(
            __call: facade::__private::InboundCall,
        ) -> ::core::result::Result<Self, facade::__private::RejectedCall> {
            let __method = __call.method();
            if __method == const { facade::__private::MethodId::of("post") } {
                return match (Self::__wire_post.1)(__call) {
                    ::core::result::Result::Ok(((amount,), __reply)) => {
                        ::core::result::Result::Ok(AccountProtocol::Post {
                            amount,
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
    const _: () = facade::__private::assert_unique_methods(&["post"]);
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl facade::__private::Accepts<Close> for AccountProtocol {
        type Ok = ();
        type Err = ::core::convert::Infallible;
        fn wrap(message: Close) -> Self {
            AccountProtocol::OnClose {
                close: message,
                __reply: facade::__private::Reply::none(),
            }
        }
        fn unwrap(self) -> ::core::result::Result<Close, Self> {
            match self {
                AccountProtocol::OnClose { close: __message, .. } => {
                    ::core::result::Result::Ok(__message)
                }
                AccountProtocol::__Carried(__carried) => {
                    facade::__private::unwrap_carried(*__carried)
                }
                __other => ::core::result::Result::Err(__other),
            }
        }
        fn reply(
            &mut self,
        ) -> ::core::option::Option<
            &mut facade::__private::Reply<(), ::core::convert::Infallible>,
        > {
            match self {
                AccountProtocol::OnClose { __reply, .. } => {
                    ::core::option::Option::Some(__reply)
                }
                AccountProtocol::__Carried(__carried) => {
                    <Self as facade::__private::Accepts<Close>>::reply(&mut __carried.0)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    Ledger! {
        { facade::__private } { Ledger } { impl Account { #[handler] pub fn post(& mut
        self, amount : u64) -> u64; #[handler] fn on_close(& mut self, close : Close,
        #[ctx] c : & mut Context); } }
    }
    bank::Audit! {
        { facade::__private } { bank::Audit } { impl Account { #[handler] pub fn post(&
        mut self, amount : u64) -> u64; #[handler] fn on_close(& mut self, close : Close,
        #[ctx] c : & mut Context); } }
    }
};
