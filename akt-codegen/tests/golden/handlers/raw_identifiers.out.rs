impl r#struct {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn r#match(&mut self, r#type: u8, mut r#in: Vec<u8>) -> u8 {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn self_(&self) {}
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_struct_stand_in_one_block: () = ();
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
            _: ::akt::__private::Sends<u8>,
            _: ::akt::__private::Sends<Vec<u8>>,
            _: ::akt::__private::TravelsBetweenNodes<
                <structProtocol as ::akt::__private::WireProtocol>::Remoting,
                u8,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <structProtocol as ::akt::__private::WireProtocol>::Remoting,
                Vec<u8>,
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
    pub enum structProtocol<__A = r#struct> {
        Match { r#type: u8, r#in: Vec<u8>, __reply: ::akt::__private::Reply<u8> },
        _Self { __reply: ::akt::__private::Reply<()> },
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
    impl ::akt::__private::Protocol for structProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                structProtocol::Match { .. } => "match",
                structProtocol::_Self { .. } => "self_",
                structProtocol::__Signal(_) => "<signal>",
                structProtocol::__Inbound(_) => "<inbound>",
                structProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                structProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            structProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                structProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            structProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                structProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, structProtocol::__Signal(_) | structProtocol::__Inbound(_) |
                structProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                structProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    structProtocol::__Carried(__carried)
                }
                __plain => {
                    structProtocol::__Carried(
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
                structProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                structProtocol::Match { r#type, r#in, __reply } => {
                    ::core::option::Option::Some(structProtocol::Match {
                        r#type: ::akt::__private::CloneProbe(r#type).copy()?,
                        r#in: ::akt::__private::CloneProbe(r#in).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                structProtocol::_Self { __reply } => {
                    ::core::option::Option::Some(structProtocol::_Self {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                structProtocol::__Carried(__carried) => {
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
                (structProtocol::Match { r#type: __argument, .. }, "type") => {
                    ::core::option::Option::Some(__argument)
                }
                (structProtocol::Match { r#in: __argument, .. }, "in") => {
                    ::core::option::Option::Some(__argument)
                }
                (structProtocol::__Carried(__carried), __name) => {
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
    impl structRef {
        /// Sends `match` to the `r#struct`.
        pub fn r#match(
            &self,
            r#type: u8,
            r#in: Vec<u8>,
        ) -> ::akt::__private::Call<'_, structProtocol, u8> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                structProtocol::Match {
                    r#type,
                    r#in,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    structProtocol::Match { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `self_` to the `r#struct`.
        pub fn self_(&self) -> ::akt::__private::Call<'_, structProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                structProtocol::_Self {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    structProtocol::_Self { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for structRef {
        type Protocol = structProtocol;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<structProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<structProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for r#struct {
        type Protocol = structProtocol;
        type Ref = structRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: structProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                structProtocol::Match { r#type, r#in, __reply } => {
                    let __answer = Self::r#match(self, r#type, r#in);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                structProtocol::_Self { __reply } => {
                    let __answer = Self::self_(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                structProtocol::__Signal(_) => __slot.done(),
                structProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                structProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                structProtocol::__Generics(__never, _) => match __never {}
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
    impl structProtocol {
        const __wire_match: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (u8, Vec<u8>),
                ::akt::__private::Reply<u8, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (u8, Vec<u8>),
                    ::akt::__private::Reply<u8, ::core::convert::Infallible>,
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
                const { ::akt::__private::MethodId::of("match") },
                __arguments,
                __reply,
                |(r#type, r#in), __reply| structProtocol::Match {
                    r#type,
                    r#in,
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
                (u8, Vec<u8>),
                u8,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("match") }, "match"),
        );
        const __wire_self_: (
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
                const { ::akt::__private::MethodId::of("self_") },
                __arguments,
                __reply,
                |(), __reply| structProtocol::_Self { __reply },
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
            >(const { ::akt::__private::MethodId::of("self_") }, "self_"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for structProtocol {
        type Remoting = <<structRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<structRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_match.2)(),
                (Self::__wire_self_.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                structProtocol::Match { r#type, r#in, __reply } => {
                    (Self::__wire_match.0)(__out, (r#type, r#in), __reply)
                }
                structProtocol::_Self { __reply } => {
                    (Self::__wire_self_.0)(__out, (), __reply)
                }
                structProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("match") } {
                return match (Self::__wire_match.1)(__call) {
                    ::core::result::Result::Ok(((r#type, r#in), __reply)) => {
                        ::core::result::Result::Ok(structProtocol::Match {
                            r#type,
                            r#in,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("self_") } {
                return match (Self::__wire_self_.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(structProtocol::_Self { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            ::core::result::Result::Err(__call.unknown_method())
        }
    }
    const _: () = ::akt::__private::assert_unique_methods(&["match", "self_"]);
};
