impl Speaker {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn unit(&self) -> () {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn plain(&self) -> Option<(u8, [u8; 2])> {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn path(&self) -> std::result::Result<(), Box<dyn Error + Send>> {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub async fn alias(&self) -> io::Result<u8> {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn own(&self) -> Option<Self> {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn text(&self) -> &'static str {}
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Speaker_stand_in_one_block: () = ();
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
            _: ::akt::__private::Sends<Option<(u8, [u8; 2])>>,
            _: ::akt::__private::Sends<()>,
            _: ::akt::__private::Sends<Box<dyn Error + Send>>,
            _: ::akt::__private::Sends<
                <io::Result<u8> as ::akt::__private::ResultParts>::Ok,
            >,
            _: ::akt::__private::Sends<
                <io::Result<u8> as ::akt::__private::ResultParts>::Err,
            >,
            _: ::akt::__private::Sends<Option<Speaker>>,
            _: ::akt::__private::Sends<&'static str>,
            _: ::akt::__private::TravelsBetweenNodes<
                <SpeakerProtocol as ::akt::__private::WireProtocol>::Remoting,
                (),
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <SpeakerProtocol as ::akt::__private::WireProtocol>::Remoting,
                Box<dyn Error + Send>,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <SpeakerProtocol as ::akt::__private::WireProtocol>::Remoting,
                <io::Result<u8> as ::akt::__private::ResultParts>::Ok,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <SpeakerProtocol as ::akt::__private::WireProtocol>::Remoting,
                <io::Result<u8> as ::akt::__private::ResultParts>::Err,
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
    pub enum SpeakerProtocol<__A = Speaker> {
        Unit { __reply: ::akt::__private::Reply<()> },
        Plain { __reply: ::akt::__private::Reply<Option<(u8, [u8; 2])>> },
        Path { __reply: ::akt::__private::Reply<(), Box<dyn Error + Send>> },
        Alias {
            __reply: ::akt::__private::Reply<
                <io::Result<u8> as ::akt::__private::ResultParts>::Ok,
                <io::Result<u8> as ::akt::__private::ResultParts>::Err,
            >,
        },
        Own { __reply: ::akt::__private::Reply<Option<Speaker>> },
        Text { __reply: ::akt::__private::Reply<&'static str> },
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
    impl ::akt::__private::Protocol for SpeakerProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                SpeakerProtocol::Unit { .. } => "unit",
                SpeakerProtocol::Plain { .. } => "plain",
                SpeakerProtocol::Path { .. } => "path",
                SpeakerProtocol::Alias { .. } => "alias",
                SpeakerProtocol::Own { .. } => "own",
                SpeakerProtocol::Text { .. } => "text",
                SpeakerProtocol::__Signal(_) => "<signal>",
                SpeakerProtocol::__Inbound(_) => "<inbound>",
                SpeakerProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                SpeakerProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            SpeakerProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                SpeakerProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            SpeakerProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                SpeakerProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, SpeakerProtocol::__Signal(_) | SpeakerProtocol::__Inbound(_) |
                SpeakerProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                SpeakerProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    SpeakerProtocol::__Carried(__carried)
                }
                __plain => {
                    SpeakerProtocol::__Carried(
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
                SpeakerProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                SpeakerProtocol::Unit { __reply } => {
                    ::core::option::Option::Some(SpeakerProtocol::Unit {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                SpeakerProtocol::Plain { __reply } => {
                    ::core::option::Option::Some(SpeakerProtocol::Plain {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                SpeakerProtocol::Path { __reply } => {
                    ::core::option::Option::Some(SpeakerProtocol::Path {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                SpeakerProtocol::Alias { __reply } => {
                    ::core::option::Option::Some(SpeakerProtocol::Alias {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                SpeakerProtocol::Own { __reply } => {
                    ::core::option::Option::Some(SpeakerProtocol::Own {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                SpeakerProtocol::Text { __reply } => {
                    ::core::option::Option::Some(SpeakerProtocol::Text {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                SpeakerProtocol::__Carried(__carried) => {
                    ::akt::__private::duplicate_carried(__carried)
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
    impl SpeakerRef {
        /// Sends `unit` to the `Speaker`.
        pub fn unit(&self) -> ::akt::__private::Call<'_, SpeakerProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                SpeakerProtocol::Unit {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    SpeakerProtocol::Unit { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `plain` to the `Speaker`.
        pub fn plain(
            &self,
        ) -> ::akt::__private::Call<'_, SpeakerProtocol, Option<(u8, [u8; 2])>> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                SpeakerProtocol::Plain {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    SpeakerProtocol::Plain { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `path` to the `Speaker`.
        pub fn path(
            &self,
        ) -> ::akt::__private::Call<'_, SpeakerProtocol, (), Box<dyn Error + Send>> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                SpeakerProtocol::Path {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    SpeakerProtocol::Path { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `alias` to the `Speaker`.
        pub fn alias(
            &self,
        ) -> ::akt::__private::Call<
            '_,
            SpeakerProtocol,
            <io::Result<u8> as ::akt::__private::ResultParts>::Ok,
            <io::Result<u8> as ::akt::__private::ResultParts>::Err,
        > {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                SpeakerProtocol::Alias {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    SpeakerProtocol::Alias { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `own` to the `Speaker`.
        pub fn own(
            &self,
        ) -> ::akt::__private::Call<'_, SpeakerProtocol, Option<Speaker>> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                SpeakerProtocol::Own {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    SpeakerProtocol::Own { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `text` to the `Speaker`.
        pub fn text(&self) -> ::akt::__private::Call<'_, SpeakerProtocol, &'static str> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                SpeakerProtocol::Text {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    SpeakerProtocol::Text { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for SpeakerRef {
        type Protocol = SpeakerProtocol;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<SpeakerProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<SpeakerProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for Speaker {
        type Protocol = SpeakerProtocol;
        type Ref = SpeakerRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: SpeakerProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                SpeakerProtocol::Unit { __reply } => {
                    let __answer = Self::unit(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                SpeakerProtocol::Plain { __reply } => {
                    let __answer = Self::plain(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                SpeakerProtocol::Path { __reply } => {
                    let __answer = Self::path(self);
                    __reply.send(__answer);
                    __slot.done()
                }
                SpeakerProtocol::Alias { __reply } => {
                    __slot
                        .run(async move {
                            let __answer = Self::alias(self).await;
                            __reply
                                .send(::akt::__private::ResultParts::into_result(__answer));
                        })
                }
                SpeakerProtocol::Own { __reply } => {
                    let __answer = Self::own(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                SpeakerProtocol::Text { __reply } => {
                    let __answer = Self::text(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                SpeakerProtocol::__Signal(_) => __slot.done(),
                SpeakerProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                SpeakerProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                SpeakerProtocol::__Generics(__never, _) => match __never {}
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
    impl SpeakerProtocol {
        const __wire_unit: (
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
                const { ::akt::__private::MethodId::of("unit") },
                __arguments,
                __reply,
                |(), __reply| SpeakerProtocol::Unit { __reply },
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
            >(const { ::akt::__private::MethodId::of("unit") }, "unit"),
        );
        const __wire_plain: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<
                    Option<(u8, [u8; 2])>,
                    ::core::convert::Infallible,
                >,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (),
                    ::akt::__private::Reply<
                        Option<(u8, [u8; 2])>,
                        ::core::convert::Infallible,
                    >,
                ),
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
                |(), __reply| SpeakerProtocol::Plain { __reply },
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
                Option<(u8, [u8; 2])>,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("plain") }, "plain"),
        );
        const __wire_path: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<(), Box<dyn Error + Send>>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), ::akt::__private::Reply<(), Box<dyn Error + Send>>),
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
                const { ::akt::__private::MethodId::of("path") },
                __arguments,
                __reply,
                |(), __reply| SpeakerProtocol::Path { __reply },
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
                Box<dyn Error + Send>,
            >(const { ::akt::__private::MethodId::of("path") }, "path"),
        );
        const __wire_alias: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<
                    <io::Result<u8> as ::akt::__private::ResultParts>::Ok,
                    <io::Result<u8> as ::akt::__private::ResultParts>::Err,
                >,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (),
                    ::akt::__private::Reply<
                        <io::Result<u8> as ::akt::__private::ResultParts>::Ok,
                        <io::Result<u8> as ::akt::__private::ResultParts>::Err,
                    >,
                ),
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
                const { ::akt::__private::MethodId::of("alias") },
                __arguments,
                __reply,
                |(), __reply| SpeakerProtocol::Alias { __reply },
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
                <io::Result<u8> as ::akt::__private::ResultParts>::Ok,
                <io::Result<u8> as ::akt::__private::ResultParts>::Err,
            >(const { ::akt::__private::MethodId::of("alias") }, "alias"),
        );
        const __wire_own: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<Option<Speaker>, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (),
                    ::akt::__private::Reply<Option<Speaker>, ::core::convert::Infallible>,
                ),
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
                const { ::akt::__private::MethodId::of("own") },
                __arguments,
                __reply,
                |(), __reply| SpeakerProtocol::Own { __reply },
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
                Option<Speaker>,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("own") }, "own"),
        );
        const __wire_text: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<&'static str, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), ::akt::__private::Reply<&'static str, ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("text") },
                __arguments,
                __reply,
                |(), __reply| SpeakerProtocol::Text { __reply },
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
                &'static str,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("text") }, "text"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for SpeakerProtocol {
        type Remoting = <<SpeakerRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<SpeakerRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_unit.2)(),
                (Self::__wire_plain.2)(),
                (Self::__wire_path.2)(),
                (Self::__wire_alias.2)(),
                (Self::__wire_own.2)(),
                (Self::__wire_text.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                SpeakerProtocol::Unit { __reply } => {
                    (Self::__wire_unit.0)(__out, (), __reply)
                }
                SpeakerProtocol::Plain { __reply } => {
                    (Self::__wire_plain.0)(__out, (), __reply)
                }
                SpeakerProtocol::Path { __reply } => {
                    (Self::__wire_path.0)(__out, (), __reply)
                }
                SpeakerProtocol::Alias { __reply } => {
                    (Self::__wire_alias.0)(__out, (), __reply)
                }
                SpeakerProtocol::Own { __reply } => {
                    (Self::__wire_own.0)(__out, (), __reply)
                }
                SpeakerProtocol::Text { __reply } => {
                    (Self::__wire_text.0)(__out, (), __reply)
                }
                SpeakerProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("unit") } {
                return match (Self::__wire_unit.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(SpeakerProtocol::Unit { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("plain") } {
                return match (Self::__wire_plain.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(SpeakerProtocol::Plain { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("path") } {
                return match (Self::__wire_path.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(SpeakerProtocol::Path { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("alias") } {
                return match (Self::__wire_alias.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(SpeakerProtocol::Alias { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("own") } {
                return match (Self::__wire_own.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(SpeakerProtocol::Own { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("text") } {
                return match (Self::__wire_text.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(SpeakerProtocol::Text { __reply })
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
        &["unit", "plain", "path", "alias", "own", "text"],
    );
};
