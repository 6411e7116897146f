impl Idle {
    #![allow(dead_code)]
    pub fn new() -> Self {
        Self
    }
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Idle_stand_in_one_block: () = ();
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
        fn __types() {}
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
    pub enum IdleProtocol<__A = Idle> {
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
    impl ::akt::__private::Protocol for IdleProtocol {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                IdleProtocol::__Signal(_) => "<signal>",
                IdleProtocol::__Inbound(_) => "<inbound>",
                IdleProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                IdleProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            IdleProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                IdleProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            IdleProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                IdleProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, IdleProtocol::__Signal(_) | IdleProtocol::__Inbound(_) |
                IdleProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                IdleProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    IdleProtocol::__Carried(__carried)
                }
                __plain => {
                    IdleProtocol::__Carried(
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
                IdleProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
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
    impl IdleRef {}
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for IdleRef {
        type Protocol = IdleProtocol;
        fn from_actor_ref(actor_ref: ::akt::__private::ActorRef<IdleProtocol>) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<IdleProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for Idle {
        type Protocol = IdleProtocol;
        type Ref = IdleRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: IdleProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                IdleProtocol::__Signal(_) => __slot.done(),
                IdleProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                IdleProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                IdleProtocol::__Generics(__never, _) => match __never {}
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
    impl IdleProtocol {}
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for IdleProtocol {
        type Remoting = <<IdleRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<IdleRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                IdleProtocol::__Carried(__carried) => {
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
            ::core::result::Result::Err(__call.unknown_method())
        }
    }
    const _: () = ::akt::__private::assert_unique_methods(&[]);
};
