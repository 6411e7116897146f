impl Watcher {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn untyped(&self, ctx: &Ctx, by: u64) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub async fn untyped_mut(&mut self, by: u64, ctx: &mut akt::Context) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn typed(&mut self, ctx: &mut Ctx<Self>) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn renamed(&mut self, around: &mut Surroundings) {}
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Watcher_stand_in_one_block: () = ();
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
        fn __types(_: ::akt::__private::Sends<u64>) {}
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
    pub enum WatcherProtocol<__A = Watcher> {
        Untyped { by: u64, __reply: ::akt::__private::Reply<()> },
        UntypedMut { by: u64, __reply: ::akt::__private::Reply<()> },
        Typed { __reply: ::akt::__private::Reply<()> },
        Renamed { __reply: ::akt::__private::Reply<()> },
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
    impl ::akt::__private::Protocol for WatcherProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                WatcherProtocol::Untyped { .. } => "untyped",
                WatcherProtocol::UntypedMut { .. } => "untyped_mut",
                WatcherProtocol::Typed { .. } => "typed",
                WatcherProtocol::Renamed { .. } => "renamed",
                WatcherProtocol::__Signal(_) => "<signal>",
                WatcherProtocol::__Inbound(_) => "<inbound>",
                WatcherProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                WatcherProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            WatcherProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                WatcherProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            WatcherProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                WatcherProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, WatcherProtocol::__Signal(_) | WatcherProtocol::__Inbound(_) |
                WatcherProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                WatcherProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    WatcherProtocol::__Carried(__carried)
                }
                __plain => {
                    WatcherProtocol::__Carried(
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
                WatcherProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                WatcherProtocol::Untyped { by, __reply } => {
                    ::core::option::Option::Some(WatcherProtocol::Untyped {
                        by: ::akt::__private::CloneProbe(by).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                WatcherProtocol::UntypedMut { by, __reply } => {
                    ::core::option::Option::Some(WatcherProtocol::UntypedMut {
                        by: ::akt::__private::CloneProbe(by).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                WatcherProtocol::Typed { __reply } => {
                    ::core::option::Option::Some(WatcherProtocol::Typed {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                WatcherProtocol::Renamed { __reply } => {
                    ::core::option::Option::Some(WatcherProtocol::Renamed {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                WatcherProtocol::__Carried(__carried) => {
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
                (WatcherProtocol::Untyped { by: __argument, .. }, "by") => {
                    ::core::option::Option::Some(__argument)
                }
                (WatcherProtocol::UntypedMut { by: __argument, .. }, "by") => {
                    ::core::option::Option::Some(__argument)
                }
                (WatcherProtocol::__Carried(__carried), __name) => {
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
    impl WatcherRef {
        /// Sends `untyped` to the `Watcher`.
        pub fn untyped(
            &self,
            by: u64,
        ) -> ::akt::__private::Call<'_, WatcherProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                WatcherProtocol::Untyped {
                    by,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    WatcherProtocol::Untyped { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `untyped_mut` to the `Watcher`.
        pub fn untyped_mut(
            &self,
            by: u64,
        ) -> ::akt::__private::Call<'_, WatcherProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                WatcherProtocol::UntypedMut {
                    by,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    WatcherProtocol::UntypedMut { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `typed` to the `Watcher`.
        pub fn typed(&self) -> ::akt::__private::Call<'_, WatcherProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                WatcherProtocol::Typed {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    WatcherProtocol::Typed { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `renamed` to the `Watcher`.
        pub fn renamed(&self) -> ::akt::__private::Call<'_, WatcherProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                WatcherProtocol::Renamed {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    WatcherProtocol::Renamed { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for WatcherRef {
        type Protocol = WatcherProtocol;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<WatcherProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<WatcherProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for Watcher {
        type Protocol = WatcherProtocol;
        type Ref = WatcherRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: WatcherProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                WatcherProtocol::Untyped { by, __reply } => {
                    let __answer = Self::untyped(
                        self,
                        ::akt::__private::Ctx::untyped(__ctx),
                        by,
                    );
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                WatcherProtocol::UntypedMut { by, __reply } => {
                    __slot
                        .run(async move {
                            let __answer = Self::untyped_mut(
                                    self,
                                    by,
                                    ::akt::__private::Ctx::untyped_mut(__ctx),
                                )
                                .await;
                            __reply.send(::core::result::Result::Ok(__answer));
                        })
                }
                WatcherProtocol::Typed { __reply } => {
                    let __answer = Self::typed(
                        self,
                        <Ctx<Self> as ::akt::__private::ContextOf<Self>>::lent_mut(__ctx),
                    );
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                WatcherProtocol::Renamed { __reply } => {
                    let __answer = Self::renamed(
                        self,
                        ::akt::__private::Ctx::untyped_mut(__ctx),
                    );
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                WatcherProtocol::__Signal(_) => __slot.done(),
                WatcherProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                WatcherProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                WatcherProtocol::__Generics(__never, _) => match __never {}
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
    impl WatcherProtocol {
        const __wire_untyped: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (u64,),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((u64,), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("untyped") },
                __arguments,
                __reply,
                |(by,), __reply| WatcherProtocol::Untyped {
                    by,
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
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("untyped") }, "untyped"),
        );
        const __wire_untyped_mut: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (u64,),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((u64,), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("untyped_mut") },
                __arguments,
                __reply,
                |(by,), __reply| WatcherProtocol::UntypedMut {
                    by,
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
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("untyped_mut") }, "untyped_mut"),
        );
        const __wire_typed: (
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
                const { ::akt::__private::MethodId::of("typed") },
                __arguments,
                __reply,
                |(), __reply| WatcherProtocol::Typed { __reply },
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
            >(const { ::akt::__private::MethodId::of("typed") }, "typed"),
        );
        const __wire_renamed: (
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
                const { ::akt::__private::MethodId::of("renamed") },
                __arguments,
                __reply,
                |(), __reply| WatcherProtocol::Renamed {
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
                (),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("renamed") }, "renamed"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for WatcherProtocol {
        type Remoting = <<WatcherRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<WatcherRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_untyped.2)(),
                (Self::__wire_untyped_mut.2)(),
                (Self::__wire_typed.2)(),
                (Self::__wire_renamed.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                WatcherProtocol::Untyped { by, __reply } => {
                    (Self::__wire_untyped.0)(__out, (by,), __reply)
                }
                WatcherProtocol::UntypedMut { by, __reply } => {
                    (Self::__wire_untyped_mut.0)(__out, (by,), __reply)
                }
                WatcherProtocol::Typed { __reply } => {
                    (Self::__wire_typed.0)(__out, (), __reply)
                }
                WatcherProtocol::Renamed { __reply } => {
                    (Self::__wire_renamed.0)(__out, (), __reply)
                }
                WatcherProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("untyped") } {
                return match (Self::__wire_untyped.1)(__call) {
                    ::core::result::Result::Ok(((by,), __reply)) => {
                        ::core::result::Result::Ok(WatcherProtocol::Untyped {
                            by,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("untyped_mut") } {
                return match (Self::__wire_untyped_mut.1)(__call) {
                    ::core::result::Result::Ok(((by,), __reply)) => {
                        ::core::result::Result::Ok(WatcherProtocol::UntypedMut {
                            by,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("typed") } {
                return match (Self::__wire_typed.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(WatcherProtocol::Typed { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("renamed") } {
                return match (Self::__wire_renamed.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(WatcherProtocol::Renamed {
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
    const _: () = ::akt::__private::assert_unique_methods(
        &["untyped", "untyped_mut", "typed", "renamed"],
    );
};
