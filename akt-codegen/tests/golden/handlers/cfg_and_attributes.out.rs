#[cfg(unix)]
impl Meter {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    /// Ticks.
    #[cfg(feature = "ticks")]
    #[instrument(skip(self))]
    #[deprecated]
    #[must_use]
    #[allow(unused_variables)]
    pub fn tick(&mut self) -> u64 {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg_attr(feature = "docs", doc = "Tocks.", inline)]
    #[cfg_attr(test, cfg(windows), inline)]
    pub(crate) fn tock(&mut self, tock: Tock) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(windows)]
    fn start(&mut self) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(windows)]
    fn terminated(&mut self, terminated: Terminated) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(a)]
    pub fn either(&self) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(not(a))]
    pub fn either(&self) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(a)]
    fn stop(&mut self) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(not(a))]
    fn stop(&mut self) {}
}
#[cfg(unix)]
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Meter_stand_in_one_block: () = ();
#[cfg(unix)]
const _: () = {
    #[cfg(unix)]
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
            #[cfg(feature = "ticks")]
            _: ::akt::__private::Sends<u64>,
            #[cfg_attr(test, cfg(windows))]
            _: ::akt::__private::Sends<Tock>,
        ) {}
    };
    #[cfg(unix)]
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
    pub enum MeterProtocol<__A = Meter> {
        #[cfg(feature = "ticks")]
        Tick { __reply: ::akt::__private::Reply<u64> },
        #[cfg_attr(test, cfg(windows))]
        Tock { tock: Tock, __reply: ::akt::__private::Reply<()> },
        #[cfg(a)]
        Either { __reply: ::akt::__private::Reply<()> },
        #[cfg(not(a))]
        Either { __reply: ::akt::__private::Reply<()> },
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
    #[cfg(unix)]
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Protocol for MeterProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                #[cfg(feature = "ticks")]
                MeterProtocol::Tick { .. } => "tick",
                #[cfg_attr(test, cfg(windows))]
                MeterProtocol::Tock { .. } => "tock",
                #[cfg(a)]
                MeterProtocol::Either { .. } => "either",
                #[cfg(not(a))]
                MeterProtocol::Either { .. } => "either",
                MeterProtocol::__Signal(_) => "<signal>",
                MeterProtocol::__Inbound(_) => "<inbound>",
                MeterProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                MeterProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            MeterProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                MeterProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            MeterProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                MeterProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, MeterProtocol::__Signal(_) | MeterProtocol::__Inbound(_) |
                MeterProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                MeterProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    MeterProtocol::__Carried(__carried)
                }
                __plain => {
                    MeterProtocol::__Carried(
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
                MeterProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                #[cfg(feature = "ticks")]
                MeterProtocol::Tick { __reply } => {
                    ::core::option::Option::Some(MeterProtocol::Tick {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                #[cfg_attr(test, cfg(windows))]
                MeterProtocol::Tock { tock, __reply } => {
                    ::core::option::Option::Some(MeterProtocol::Tock {
                        tock: ::akt::__private::CloneProbe(tock).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                #[cfg(a)]
                MeterProtocol::Either { __reply } => {
                    ::core::option::Option::Some(MeterProtocol::Either {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                #[cfg(not(a))]
                MeterProtocol::Either { __reply } => {
                    ::core::option::Option::Some(MeterProtocol::Either {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                MeterProtocol::__Carried(__carried) => {
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
                #[cfg_attr(test, cfg(windows))]
                (MeterProtocol::Tock { tock: __argument, .. }, "tock") => {
                    ::core::option::Option::Some(__argument)
                }
                (MeterProtocol::__Carried(__carried), __name) => {
                    ::akt::__private::Protocol::argument(&__carried.0, __name)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    #[cfg(unix)]
    #[allow(
        dead_code,
        deprecated,
        non_snake_case,
        private_interfaces,
        clippy::all,
        clippy::pedantic
    )]
    impl MeterRef {
        /// Ticks.
        #[cfg(feature = "ticks")]
        #[deprecated]
        #[must_use]
        #[allow(unused_variables)]
        pub fn tick(&self) -> ::akt::__private::Call<'_, MeterProtocol, u64> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                MeterProtocol::Tick {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    MeterProtocol::Tick { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `tock` to the `Meter`.
        #[cfg_attr(feature = "docs", doc = "Tocks.")]
        #[cfg_attr(test, cfg(windows))]
        pub(crate) fn tock(
            &self,
            tock: Tock,
        ) -> ::akt::__private::Call<'_, MeterProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                MeterProtocol::Tock {
                    tock,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    MeterProtocol::Tock { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `either` to the `Meter`.
        #[cfg(a)]
        pub fn either(&self) -> ::akt::__private::Call<'_, MeterProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                MeterProtocol::Either {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    MeterProtocol::Either { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `either` to the `Meter`.
        #[cfg(not(a))]
        pub fn either(&self) -> ::akt::__private::Call<'_, MeterProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                MeterProtocol::Either {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    MeterProtocol::Either { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[cfg(unix)]
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for MeterRef {
        type Protocol = MeterProtocol;
        fn from_actor_ref(actor_ref: ::akt::__private::ActorRef<MeterProtocol>) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<MeterProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[cfg(unix)]
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for Meter {
        type Protocol = MeterProtocol;
        type Ref = MeterRef;
        #[cfg(windows)]
        const HAS_START: ::core::primitive::bool = true;
        #[cfg(windows)]
        fn start<'__a>(
            &'__a mut self,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::HookSlot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            __slot.done(::akt::__private::HookResult::into_result(Self::start(self)))
        }
        #[cfg(a)]
        const HAS_STOP: ::core::primitive::bool = true;
        #[cfg(a)]
        fn stop<'__a>(
            &'__a mut self,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::HookSlot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            __slot.done(::akt::__private::HookResult::into_result(Self::stop(self)))
        }
        #[cfg(not(a))]
        const HAS_STOP: ::core::primitive::bool = true;
        #[cfg(not(a))]
        fn stop<'__a>(
            &'__a mut self,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::HookSlot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            __slot.done(::akt::__private::HookResult::into_result(Self::stop(self)))
        }
        fn dispatch<'__a>(
            &'__a mut self,
            __message: MeterProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                #[cfg(feature = "ticks")]
                MeterProtocol::Tick { __reply } => {
                    let __answer = Self::tick(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                #[cfg_attr(test, cfg(windows))]
                MeterProtocol::Tock { tock, __reply } => {
                    let __answer = Self::tock(self, tock);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                #[cfg(a)]
                MeterProtocol::Either { __reply } => {
                    let __answer = Self::either(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                #[cfg(not(a))]
                MeterProtocol::Either { __reply } => {
                    let __answer = Self::either(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                #[cfg(windows)]
                MeterProtocol::__Signal(
                    ::akt::__private::Signal::Terminated(__terminated),
                ) => {
                    let terminated = *__terminated;
                    Self::terminated(self, terminated);
                    __slot.done()
                }
                MeterProtocol::__Signal(_) => __slot.done(),
                MeterProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                MeterProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                MeterProtocol::__Generics(__never, _) => match __never {}
            }
        }
    }
    #[cfg(unix)]
    #[allow(
        deprecated,
        non_snake_case,
        non_upper_case_globals,
        private_interfaces,
        clippy::type_complexity
    )]
    impl MeterProtocol {
        #[cfg(feature = "ticks")]
        const __wire_tick: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<u64, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), ::akt::__private::Reply<u64, ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("tick") },
                __arguments,
                __reply,
                |(), __reply| MeterProtocol::Tick { __reply },
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
                (),
                u64,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("tick") }, "tick"),
        );
        #[cfg_attr(test, cfg(windows))]
        const __wire_tock: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (Tock,),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((Tock,), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("tock") },
                __arguments,
                __reply,
                |(tock,), __reply| MeterProtocol::Tock {
                    tock,
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
                (Tock,),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("tock") }, "tock"),
        );
        #[cfg(a)]
        const __wire_either: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("either") },
                __arguments,
                __reply,
                |(), __reply| MeterProtocol::Either { __reply },
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
                (),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("either") }, "either"),
        );
        #[cfg(not(a))]
        const __wire_either: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("either") },
                __arguments,
                __reply,
                |(), __reply| MeterProtocol::Either { __reply },
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
                (),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("either") }, "either"),
        );
    }
    #[cfg(unix)]
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for MeterProtocol {
        type Remoting = <<MeterRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<MeterRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                #[cfg(feature = "ticks")]
                (Self::__wire_tick.2)(),
                #[cfg_attr(test, cfg(windows))]
                (Self::__wire_tock.2)(),
                #[cfg(a)]
                (Self::__wire_either.2)(),
                #[cfg(not(a))]
                (Self::__wire_either.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                #[cfg(feature = "ticks")]
                MeterProtocol::Tick { __reply } => {
                    (Self::__wire_tick.0)(__out, (), __reply)
                }
                #[cfg_attr(test, cfg(windows))]
                MeterProtocol::Tock { tock, __reply } => {
                    (Self::__wire_tock.0)(__out, (tock,), __reply)
                }
                #[cfg(a)]
                MeterProtocol::Either { __reply } => {
                    (Self::__wire_either.0)(__out, (), __reply)
                }
                #[cfg(not(a))]
                MeterProtocol::Either { __reply } => {
                    (Self::__wire_either.0)(__out, (), __reply)
                }
                MeterProtocol::__Carried(__carried) => {
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
            #[cfg(feature = "ticks")]
            if __method == const { ::akt::__private::MethodId::of("tick") } {
                return match (Self::__wire_tick.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(MeterProtocol::Tick { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            #[cfg_attr(test, cfg(windows))]
            if __method == const { ::akt::__private::MethodId::of("tock") } {
                return match (Self::__wire_tock.1)(__call) {
                    ::core::result::Result::Ok(((tock,), __reply)) => {
                        ::core::result::Result::Ok(MeterProtocol::Tock {
                            tock,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            #[cfg(a)]
            if __method == const { ::akt::__private::MethodId::of("either") } {
                return match (Self::__wire_either.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(MeterProtocol::Either { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            #[cfg(not(a))]
            if __method == const { ::akt::__private::MethodId::of("either") } {
                return match (Self::__wire_either.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(MeterProtocol::Either { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            ::core::result::Result::Err(__call.unknown_method())
        }
    }
    #[cfg(unix)]
    const _: () = ::akt::__private::assert_unique_methods(
        &[
            #[cfg(feature = "ticks")]
            "tick",
            #[cfg_attr(test, cfg(windows))]
            "tock",
            #[cfg(a)]
            "either",
            #[cfg(not(a))]
            "either",
        ],
    );
    #[cfg_attr(test, cfg(windows))]
    #[cfg(unix)]
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Accepts<Tock> for MeterProtocol {
        type Ok = ();
        type Err = ::core::convert::Infallible;
        fn wrap(message: Tock) -> Self {
            MeterProtocol::Tock {
                tock: message,
                __reply: ::akt::__private::Reply::none(),
            }
        }
        fn unwrap(self) -> ::core::result::Result<Tock, Self> {
            match self {
                MeterProtocol::Tock { tock: __message, .. } => {
                    ::core::result::Result::Ok(__message)
                }
                MeterProtocol::__Carried(__carried) => {
                    ::akt::__private::unwrap_carried(*__carried)
                }
                __other => ::core::result::Result::Err(__other),
            }
        }
        fn reply(
            &mut self,
        ) -> ::core::option::Option<
            &mut ::akt::__private::Reply<(), ::core::convert::Infallible>,
        > {
            match self {
                MeterProtocol::Tock { __reply, .. } => {
                    ::core::option::Option::Some(__reply)
                }
                MeterProtocol::__Carried(__carried) => {
                    <Self as ::akt::__private::Accepts<Tock>>::reply(&mut __carried.0)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
};
