impl Door {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(feature = "lock")]
    pub fn unlock(&mut self) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    #[cfg(feature = "fire")]
    pub fn alarm(&mut self, alarm: Alarm) {}
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
            #[cfg(feature = "fire")]
            _: ::akt::__private::Sends<Alarm>,
            #[cfg(feature = "lock")]
            _: ::akt::__private::WithStates<
                <DoorRef as ::akt::__private::DeclaredRef>::Actor,
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
    pub enum DoorProtocol<__A = Door> {
        #[cfg(feature = "lock")]
        Unlock { __reply: ::akt::__private::Reply<()> },
        #[cfg(feature = "fire")]
        Alarm { alarm: Alarm, __reply: ::akt::__private::Reply<()> },
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
        const MANNERS: ::core::primitive::bool = {
            const __TREATED: &[()] = &[
                #[cfg(feature = "lock")]
                (),
                #[cfg(feature = "fire")]
                (),
            ];
            !__TREATED.is_empty()
        };
        fn manner(&self) -> ::akt::__private::Manner {
            match self {
                #[cfg(feature = "lock")]
                DoorProtocol::Unlock { .. } => {
                    ::akt::__private::Manner::PLAIN
                        .states(
                            (1
                                << (<<<DoorRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::State>::Locked
                                    as ::core::primitive::u32)),
                            ::akt::__private::Otherwise::Stash,
                        )
                }
                #[cfg(feature = "fire")]
                DoorProtocol::Alarm { .. } => ::akt::__private::Manner::PLAIN.reentrant(),
                DoorProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::manner(&__carried.0)
                }
                _ => ::akt::__private::Manner::PLAIN,
            }
        }
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                #[cfg(feature = "lock")]
                DoorProtocol::Unlock { .. } => "unlock",
                #[cfg(feature = "fire")]
                DoorProtocol::Alarm { .. } => "alarm",
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
                #[cfg(feature = "lock")]
                DoorProtocol::Unlock { __reply } => {
                    ::core::option::Option::Some(DoorProtocol::Unlock {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                #[cfg(feature = "fire")]
                DoorProtocol::Alarm { alarm, __reply } => {
                    ::core::option::Option::Some(DoorProtocol::Alarm {
                        alarm: ::akt::__private::CloneProbe(alarm).copy()?,
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
                #[cfg(feature = "fire")]
                (DoorProtocol::Alarm { alarm: __argument, .. }, "alarm") => {
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
    impl DoorRef {
        /// Sends `unlock` to the `Door`.
        #[cfg(feature = "lock")]
        pub fn unlock(&self) -> ::akt::__private::Call<'_, DoorProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::Unlock {
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
        /// Sends `alarm` to the `Door`.
        #[cfg(feature = "fire")]
        pub fn alarm(
            &self,
            alarm: Alarm,
        ) -> ::akt::__private::Call<'_, DoorProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DoorProtocol::Alarm {
                    alarm,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DoorProtocol::Alarm { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `plain` to the `Door`.
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
    impl ::akt::__private::TypedRef for DoorRef {
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
    impl ::akt::__private::Actor for Door {
        type Protocol = DoorProtocol;
        type Ref = DoorRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: DoorProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                #[cfg(feature = "lock")]
                DoorProtocol::Unlock { __reply } => {
                    let __answer = Self::unlock(self);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                #[cfg(feature = "fire")]
                DoorProtocol::Alarm { alarm, __reply } => {
                    let __answer = Self::alarm(self, alarm);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
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
        #[cfg(feature = "lock")]
        const __wire_unlock: (
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
                const { ::akt::__private::MethodId::of("unlock") },
                __arguments,
                __reply,
                |(), __reply| DoorProtocol::Unlock { __reply },
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
            >(const { ::akt::__private::MethodId::of("unlock") }, "unlock"),
        );
        #[cfg(feature = "fire")]
        const __wire_alarm: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (Alarm,),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((Alarm,), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("alarm") },
                __arguments,
                __reply,
                |(alarm,), __reply| DoorProtocol::Alarm {
                    alarm,
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
                (Alarm,),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("alarm") }, "alarm"),
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
        type Remoting = <<DoorRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<DoorRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                #[cfg(feature = "lock")]
                (Self::__wire_unlock.2)(),
                #[cfg(feature = "fire")]
                (Self::__wire_alarm.2)(),
                (Self::__wire_plain.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                #[cfg(feature = "lock")]
                DoorProtocol::Unlock { __reply } => {
                    (Self::__wire_unlock.0)(__out, (), __reply)
                }
                #[cfg(feature = "fire")]
                DoorProtocol::Alarm { alarm, __reply } => {
                    (Self::__wire_alarm.0)(__out, (alarm,), __reply)
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
            #[cfg(feature = "lock")]
            if __method == const { ::akt::__private::MethodId::of("unlock") } {
                return match (Self::__wire_unlock.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::Unlock { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            #[cfg(feature = "fire")]
            if __method == const { ::akt::__private::MethodId::of("alarm") } {
                return match (Self::__wire_alarm.1)(__call) {
                    ::core::result::Result::Ok(((alarm,), __reply)) => {
                        ::core::result::Result::Ok(DoorProtocol::Alarm {
                            alarm,
                            __reply,
                        })
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
        &[#[cfg(feature = "lock")] "unlock", #[cfg(feature = "fire")] "alarm", "plain"],
    );
    #[cfg(feature = "fire")]
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Accepts<Alarm> for DoorProtocol {
        type Ok = ();
        type Err = ::core::convert::Infallible;
        fn wrap(message: Alarm) -> Self {
            DoorProtocol::Alarm {
                alarm: message,
                __reply: ::akt::__private::Reply::none(),
            }
        }
        fn unwrap(self) -> ::core::result::Result<Alarm, Self> {
            match self {
                DoorProtocol::Alarm { alarm: __message, .. } => {
                    ::core::result::Result::Ok(__message)
                }
                DoorProtocol::__Carried(__carried) => {
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
                DoorProtocol::Alarm { __reply, .. } => {
                    ::core::option::Option::Some(__reply)
                }
                DoorProtocol::__Carried(__carried) => {
                    <Self as ::akt::__private::Accepts<Alarm>>::reply(&mut __carried.0)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
};
