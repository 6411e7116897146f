impl Counter {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    /// Adds to the count.
    pub fn add(&mut self, amount: u64) -> u64 {
        self.count += amount;
        self.count
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub async fn slow(&mut self, amount: u64, times: u8) -> Result<u64, CountError> {
        self.work(amount, times).await
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    fn reset(&mut self) {
        self.count = 0;
    }
    fn helper(&self) {}
    const LIMIT: u64 = { 5 };
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Counter_stand_in_one_block: () = ();
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
            _: ::akt::__private::Sends<u64>,
            _: ::akt::__private::Sends<u8>,
            _: ::akt::__private::Sends<CountError>,
            _: ::akt::__private::TravelsBetweenNodes<
                <CounterProtocol as ::akt::__private::WireProtocol>::Remoting,
                u64,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <CounterProtocol as ::akt::__private::WireProtocol>::Remoting,
                u8,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <CounterProtocol as ::akt::__private::WireProtocol>::Remoting,
                CountError,
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
    pub enum CounterProtocol<__A = Counter> {
        Add { amount: u64, __reply: ::akt::__private::Reply<u64> },
        Slow {
            amount: u64,
            times: u8,
            __reply: ::akt::__private::Reply<u64, CountError>,
        },
        Reset { __reply: ::akt::__private::Reply<()> },
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
    impl ::akt::__private::Protocol for CounterProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                CounterProtocol::Add { .. } => "add",
                CounterProtocol::Slow { .. } => "slow",
                CounterProtocol::Reset { .. } => "reset",
                CounterProtocol::__Signal(_) => "<signal>",
                CounterProtocol::__Inbound(_) => "<inbound>",
                CounterProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                CounterProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            CounterProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                CounterProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            CounterProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                CounterProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, CounterProtocol::__Signal(_) | CounterProtocol::__Inbound(_) |
                CounterProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                CounterProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    CounterProtocol::__Carried(__carried)
                }
                __plain => {
                    CounterProtocol::__Carried(
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
                CounterProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                CounterProtocol::Add { amount, __reply } => {
                    ::core::option::Option::Some(CounterProtocol::Add {
                        amount: ::akt::__private::CloneProbe(amount).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                CounterProtocol::Slow { amount, times, __reply } => {
                    ::core::option::Option::Some(CounterProtocol::Slow {
                        amount: ::akt::__private::CloneProbe(amount).copy()?,
                        times: ::akt::__private::CloneProbe(times).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                CounterProtocol::Reset { __reply } => {
                    ::core::option::Option::Some(CounterProtocol::Reset {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                CounterProtocol::__Carried(__carried) => {
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
                (CounterProtocol::Add { amount: __argument, .. }, "amount") => {
                    ::core::option::Option::Some(__argument)
                }
                (CounterProtocol::Slow { amount: __argument, .. }, "amount") => {
                    ::core::option::Option::Some(__argument)
                }
                (CounterProtocol::Slow { times: __argument, .. }, "times") => {
                    ::core::option::Option::Some(__argument)
                }
                (CounterProtocol::__Carried(__carried), __name) => {
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
    impl CounterRef {
        /// Adds to the count.
        pub fn add(
            &self,
            amount: u64,
        ) -> ::akt::__private::Call<'_, CounterProtocol, u64> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                CounterProtocol::Add {
                    amount,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    CounterProtocol::Add { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `slow` to the `Counter`.
        pub fn slow(
            &self,
            amount: u64,
            times: u8,
        ) -> ::akt::__private::Call<'_, CounterProtocol, u64, CountError> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                CounterProtocol::Slow {
                    amount,
                    times,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    CounterProtocol::Slow { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `reset` to the `Counter`.
        fn reset(&self) -> ::akt::__private::Call<'_, CounterProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                CounterProtocol::Reset {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    CounterProtocol::Reset { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for CounterRef {
        type Protocol = CounterProtocol;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<CounterProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<CounterProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for Counter {
        type Protocol = CounterProtocol;
        type Ref = CounterRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: CounterProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                CounterProtocol::Add { amount, __reply } => {
                    let __answer = Self::add(self, amount);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                CounterProtocol::Slow { amount, times, __reply } => {
                    __slot
                        .run(async move {
                            let __answer = Self::slow(self, amount, times).await;
                            __reply.send(__answer);
                        })
                }
                CounterProtocol::Reset { __reply } => {
                    let __answer = Self::reset(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                CounterProtocol::__Signal(_) => __slot.done(),
                CounterProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                CounterProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                CounterProtocol::__Generics(__never, _) => match __never {}
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
    impl CounterProtocol {
        const __wire_add: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (u64,),
                ::akt::__private::Reply<u64, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((u64,), ::akt::__private::Reply<u64, ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("add") },
                __arguments,
                __reply,
                |(amount,), __reply| CounterProtocol::Add {
                    amount,
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
                (u64,),
                u64,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("add") }, "add"),
        );
        const __wire_slow: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (u64, u8),
                ::akt::__private::Reply<u64, CountError>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((u64, u8), ::akt::__private::Reply<u64, CountError>),
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
                const { ::akt::__private::MethodId::of("slow") },
                __arguments,
                __reply,
                |(amount, times), __reply| CounterProtocol::Slow {
                    amount,
                    times,
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
                (u64, u8),
                u64,
                CountError,
            >(const { ::akt::__private::MethodId::of("slow") }, "slow"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for CounterProtocol {
        type Remoting = <<CounterRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<CounterRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_add.2)(),
                (Self::__wire_slow.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                CounterProtocol::Add { amount, __reply } => {
                    (Self::__wire_add.0)(__out, (amount,), __reply)
                }
                CounterProtocol::Slow { amount, times, __reply } => {
                    (Self::__wire_slow.0)(__out, (amount, times), __reply)
                }
                CounterProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("add") } {
                return match (Self::__wire_add.1)(__call) {
                    ::core::result::Result::Ok(((amount,), __reply)) => {
                        ::core::result::Result::Ok(CounterProtocol::Add {
                            amount,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("slow") } {
                return match (Self::__wire_slow.1)(__call) {
                    ::core::result::Result::Ok(((amount, times), __reply)) => {
                        ::core::result::Result::Ok(CounterProtocol::Slow {
                            amount,
                            times,
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
    const _: () = ::akt::__private::assert_unique_methods(&["add", "slow"]);
};
