impl rooms::Door<u8> {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn unlock(&mut self, code: u32) -> bool {
        self.code == code
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn lock(&mut self) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn slam(&mut self) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn engrave(&mut self, text: String) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub async fn state(&self) -> bool {
        true
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn plain(&self) {}
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Door_stand_in_one_block: () = ();
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
            _: ::akt::__private::Sends<u32>,
            _: ::akt::__private::Sends<bool>,
            _: ::akt::__private::Sends<String>,
            _: ::akt::__private::TravelsBetweenNodes<
                <DoorProtocol as ::akt::__private::WireProtocol>::Remoting,
                u32,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <DoorProtocol as ::akt::__private::WireProtocol>::Remoting,
                bool,
            >,
            _: ::akt::__private::WithStates<
                <rooms::DoorRef<u8> as ::akt::__private::DeclaredRef>::Actor,
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
    pub enum DoorProtocol<__A = rooms::Door<u8>> {
        Unlock { code: u32, __reply: ::akt::__private::Reply<bool> },
        Lock { __reply: ::akt::__private::Reply<()> },
        Slam { __reply: ::akt::__private::Reply<()> },
        Engrave { text: String, __reply: ::akt::__private::Reply<()> },
        State { __reply: ::akt::__private::Reply<bool> },
        Plain { __reply: ::akt::__private::Reply<()> },
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
    impl ::akt::__private::Protocol for DoorProtocol {
        const MANNERS: ::core::primitive::bool = true;
        fn manner(&self) -> ::akt::__private::Manner {
            match self {
                DoorProtocol::Unlock { .. } => {
                    ::akt::__private::Manner::PLAIN
                        .states(
                            (1
                                << (<<<rooms::DoorRef<
                                    u8,
                                > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::State>::Locked
                                    as ::core::primitive::u32)),
                            ::akt::__private::Otherwise::Stash,
                        )
                }
                DoorProtocol::Lock { .. } => {
                    ::akt::__private::Manner::PLAIN
                        .states(
                            (1
                                << (<<<rooms::DoorRef<
                                    u8,
                                > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::State>::Locked
                                    as ::core::primitive::u32))
                                | (1
                                    << (<<<rooms::DoorRef<
                                        u8,
                                    > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::State>::Open
                                        as ::core::primitive::u32)),
                            ::akt::__private::Otherwise::Reject,
                        )
                }
                DoorProtocol::Slam { .. } => {
                    ::akt::__private::Manner::PLAIN
                        .states(
                            (1
                                << (<<<rooms::DoorRef<
                                    u8,
                                > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::State>::Open
                                    as ::core::primitive::u32)),
                            ::akt::__private::Otherwise::DeadLetter,
                        )
                        .priority(3)
                }
                DoorProtocol::Engrave { .. } => {
                    ::akt::__private::Manner::PLAIN.blocking()
                }
                DoorProtocol::State { .. } => {
                    ::akt::__private::Manner::PLAIN.reentrant().priority(255)
                }
                DoorProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::manner(&__carried.0)
                }
                _ => ::akt::__private::Manner::PLAIN,
            }
        }
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                DoorProtocol::Unlock { .. } => "unlock",
                DoorProtocol::Lock { .. } => "lock",
                DoorProtocol::Slam { .. } => "slam",
                DoorProtocol::Engrave { .. } => "engrave",
                DoorProtocol::State { .. } => "state",
                DoorProtocol::Plain { .. } => "plain",
                DoorProtocol::__Signal(_) => "<signal>",
                DoorProtocol::__Inbound(_) => "<inbound>",
                DoorProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                DoorProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            DoorProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                DoorProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            DoorProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                DoorProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, DoorProtocol::__Signal(_) | DoorProtocol::__Inbound(_) |
                DoorProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                DoorProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    DoorProtocol::__Carried(__carried)
                }
                __plain => {
                    DoorProtocol::__Carried(
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
                DoorProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                DoorProtocol::Unlock { code, __reply } => {
                    ::core::option::Option::Some(DoorProtocol::Unlock {
                        code: ::akt::__private::CloneProbe(code).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DoorProtocol::Lock { __reply } => {
                    ::core::option::Option::Some(DoorProtocol::Lock {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DoorProtocol::Slam { __reply } => {
                    ::core::option::Option::Some(DoorProtocol::Slam {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DoorProtocol::Engrave { text, __reply } => {
                    ::core::option::Option::Some(DoorProtocol::Engrave {
                        text: ::akt::__private::CloneProbe(text).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DoorProtocol::State { __reply } => {
                    ::core::option::Option::Some(DoorProtocol::State {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DoorProtocol::Plain { __reply } => {
                    ::core::option::Option::Some(DoorProtocol::Plain {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DoorProtocol::__Carried(__carried) => {
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
                (DoorProtocol::Unlock { code: __argument, .. }, "code") => {
                    ::core::option::Option::Some(__argument)
                }
                (DoorProtocol::Engrave { text: __argument, .. }, "text") => {
                    ::core::option::Option::Some(__argument)
                }
                (DoorProtocol::__Carried(__carried), __name) => {
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
    impl rooms::DoorRef<u8> {
        /// Sends `unlock` to the `rooms::Door<u8>`.
        pub fn unlock(
            &self,
            code: u32,
        ) -> ::akt::__private::Call<'_, DoorProtocol, bool> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::Unlock {
                    code,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DoorProtocol::Unlock { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `lock` to the `rooms::Door<u8>`.
        pub fn lock(&self) -> ::akt::__private::Call<'_, DoorProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::Lock {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DoorProtocol::Lock { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `slam` to the `rooms::Door<u8>`.
        pub fn slam(&self) -> ::akt::__private::Call<'_, DoorProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::Slam {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DoorProtocol::Slam { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `engrave` to the `rooms::Door<u8>`.
        pub fn engrave(
            &self,
            text: String,
        ) -> ::akt::__private::Call<'_, DoorProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::Engrave {
                    text,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DoorProtocol::Engrave { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `state` to the `rooms::Door<u8>`.
        pub fn state(&self) -> ::akt::__private::Call<'_, DoorProtocol, bool> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::State {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DoorProtocol::State { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `plain` to the `rooms::Door<u8>`.
        pub fn plain(&self) -> ::akt::__private::Call<'_, DoorProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::Plain {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DoorProtocol::Plain { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for rooms::DoorRef<u8> {
        type Protocol = DoorProtocol;
        fn from_actor_ref(actor_ref: ::akt::__private::ActorRef<DoorProtocol>) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<DoorProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for rooms::Door<u8> {
        type Protocol = DoorProtocol;
        type Ref = rooms::DoorRef<u8>;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: DoorProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                DoorProtocol::Unlock { code, __reply } => {
                    let __answer = Self::unlock(self, code);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                DoorProtocol::Lock { __reply } => {
                    let __answer = Self::lock(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                DoorProtocol::Slam { __reply } => {
                    let __answer = Self::slam(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                DoorProtocol::Engrave { text, __reply } => {
                    let __answer = Self::engrave(self, text);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                DoorProtocol::State { __reply } => {
                    __slot
                        .run(async move {
                            let __answer = Self::state(self).await;
                            __reply.send(::core::result::Result::Ok(__answer));
                        })
                }
                DoorProtocol::Plain { __reply } => {
                    let __answer = Self::plain(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                DoorProtocol::__Signal(_) => __slot.done(),
                DoorProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                DoorProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                DoorProtocol::__Generics(__never, _) => match __never {}
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
    impl DoorProtocol {
        const __wire_unlock: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (u32,),
                ::akt::__private::Reply<bool, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((u32,), ::akt::__private::Reply<bool, ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("unlock") },
                __arguments,
                __reply,
                |(code,), __reply| DoorProtocol::Unlock {
                    code,
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
                (u32,),
                bool,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("unlock") }, "unlock"),
        );
        const __wire_lock: (
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
                const { ::akt::__private::MethodId::of("lock") },
                __arguments,
                __reply,
                |(), __reply| DoorProtocol::Lock { __reply },
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
            >(const { ::akt::__private::MethodId::of("lock") }, "lock"),
        );
        const __wire_slam: (
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
                const { ::akt::__private::MethodId::of("slam") },
                __arguments,
                __reply,
                |(), __reply| DoorProtocol::Slam { __reply },
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
            >(const { ::akt::__private::MethodId::of("slam") }, "slam"),
        );
        const __wire_engrave: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (String,),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((String,), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("engrave") },
                __arguments,
                __reply,
                |(text,), __reply| DoorProtocol::Engrave {
                    text,
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
                (String,),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("engrave") }, "engrave"),
        );
        const __wire_state: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<bool, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), ::akt::__private::Reply<bool, ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("state") },
                __arguments,
                __reply,
                |(), __reply| DoorProtocol::State { __reply },
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
                bool,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("state") }, "state"),
        );
        const __wire_plain: (
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
                const { ::akt::__private::MethodId::of("plain") },
                __arguments,
                __reply,
                |(), __reply| DoorProtocol::Plain { __reply },
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
            >(const { ::akt::__private::MethodId::of("plain") }, "plain"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for DoorProtocol {
        type Remoting = <<rooms::DoorRef<
            u8,
        > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<rooms::DoorRef<
            u8,
        > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_unlock.2)(),
                (Self::__wire_lock.2)(),
                (Self::__wire_slam.2)(),
                (Self::__wire_engrave.2)(),
                (Self::__wire_state.2)(),
                (Self::__wire_plain.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                DoorProtocol::Unlock { code, __reply } => {
                    (Self::__wire_unlock.0)(__out, (code,), __reply)
                }
                DoorProtocol::Lock { __reply } => {
                    (Self::__wire_lock.0)(__out, (), __reply)
                }
                DoorProtocol::Slam { __reply } => {
                    (Self::__wire_slam.0)(__out, (), __reply)
                }
                DoorProtocol::Engrave { text, __reply } => {
                    (Self::__wire_engrave.0)(__out, (text,), __reply)
                }
                DoorProtocol::State { __reply } => {
                    (Self::__wire_state.0)(__out, (), __reply)
                }
                DoorProtocol::Plain { __reply } => {
                    (Self::__wire_plain.0)(__out, (), __reply)
                }
                DoorProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("unlock") } {
                return match (Self::__wire_unlock.1)(__call) {
                    ::core::result::Result::Ok(((code,), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::Unlock {
                            code,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("lock") } {
                return match (Self::__wire_lock.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::Lock { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("slam") } {
                return match (Self::__wire_slam.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::Slam { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("engrave") } {
                return match (Self::__wire_engrave.1)(__call) {
                    ::core::result::Result::Ok(((text,), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::Engrave {
                            text,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("state") } {
                return match (Self::__wire_state.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::State { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("plain") } {
                return match (Self::__wire_plain.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::Plain { __reply })
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
        &["unlock", "lock", "slam", "engrave", "state", "plain"],
    );
};
