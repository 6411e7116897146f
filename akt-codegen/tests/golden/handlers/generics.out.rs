impl<K, V: Clone, const N: usize> Cache<K, V, N>
where
    K: Ord,
{
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn get(&self, key: K) -> Option<[V; N]> {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub async fn replace(&mut self, other: Box<Self>, by: [u8; Self::WIDTH]) {}
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Cache_stand_in_one_block: () = ();
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
        fn __types<K, V: Clone + ::core::marker::Send + 'static, const N: usize>(
            _: ::akt::__private::Sends<K>,
            _: ::akt::__private::Sends<Option<[V; N]>>,
            _: ::akt::__private::Sends<Box<Cache<K, V, N>>>,
            _: ::akt::__private::Sends<[u8; <Cache<K, V, N>>::WIDTH]>,
            _: ::akt::__private::TravelsBetweenNodes<
                <CacheProtocol<K, V, N> as ::akt::__private::WireProtocol>::Remoting,
                K,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <CacheProtocol<K, V, N> as ::akt::__private::WireProtocol>::Remoting,
                Option<[V; N]>,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <CacheProtocol<K, V, N> as ::akt::__private::WireProtocol>::Remoting,
                Box<Cache<K, V, N>>,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <CacheProtocol<K, V, N> as ::akt::__private::WireProtocol>::Remoting,
                [u8; <Cache<K, V, N>>::WIDTH],
            >,
        )
        where
            K: Ord + ::core::marker::Send + 'static,
        {}
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
    pub enum CacheProtocol<
        K,
        V: Clone + ::core::marker::Send + 'static,
        const N: usize,
        __A = Cache<K, V, N>,
    >
    where
        K: Ord + ::core::marker::Send + 'static,
    {
        Get { key: K, __reply: ::akt::__private::Reply<Option<[V; N]>> },
        Replace {
            other: Box<Cache<K, V, N>>,
            by: [u8; <Cache<K, V, N>>::WIDTH],
            __reply: ::akt::__private::Reply<()>,
        },
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
            ::core::marker::PhantomData<
                fn() -> (
                    ::core::marker::PhantomData<K>,
                    ::core::marker::PhantomData<V>,
                    ::core::marker::PhantomData<__A>,
                ),
            >,
        ),
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<
        K,
        V: Clone + ::core::marker::Send + 'static,
        const N: usize,
    > ::akt::__private::Protocol for CacheProtocol<K, V, N>
    where
        K: Ord + ::core::marker::Send + 'static,
    {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                CacheProtocol::Get { .. } => "get",
                CacheProtocol::Replace { .. } => "replace",
                CacheProtocol::__Signal(_) => "<signal>",
                CacheProtocol::__Inbound(_) => "<inbound>",
                CacheProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                CacheProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            CacheProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                CacheProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            CacheProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                CacheProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, CacheProtocol::__Signal(_) | CacheProtocol::__Inbound(_) |
                CacheProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                CacheProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    CacheProtocol::__Carried(__carried)
                }
                __plain => {
                    CacheProtocol::__Carried(
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
                CacheProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                CacheProtocol::Get { key, __reply } => {
                    ::core::option::Option::Some(CacheProtocol::Get {
                        key: ::akt::__private::CloneProbe(key).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                CacheProtocol::Replace { other, by, __reply } => {
                    ::core::option::Option::Some(CacheProtocol::Replace {
                        other: ::akt::__private::CloneProbe(other).copy()?,
                        by: ::akt::__private::CloneProbe(by).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                CacheProtocol::__Carried(__carried) => {
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
                (CacheProtocol::Get { key: __argument, .. }, "key") => {
                    ::core::option::Option::Some(__argument)
                }
                (CacheProtocol::Replace { other: __argument, .. }, "other") => {
                    ::core::option::Option::Some(__argument)
                }
                (CacheProtocol::Replace { by: __argument, .. }, "by") => {
                    ::core::option::Option::Some(__argument)
                }
                (CacheProtocol::__Carried(__carried), __name) => {
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
    impl<K, V: Clone + ::core::marker::Send + 'static, const N: usize> CacheRef<K, V, N>
    where
        K: Ord + ::core::marker::Send + 'static,
    {
        /// Sends `get` to the `Cache<K, V, N>`.
        pub fn get(
            &self,
            key: K,
        ) -> ::akt::__private::Call<'_, CacheProtocol<K, V, N>, Option<[V; N]>> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                CacheProtocol::Get {
                    key,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    CacheProtocol::Get { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `replace` to the `Cache<K, V, N>`.
        pub fn replace(
            &self,
            other: Box<Cache<K, V, N>>,
            by: [u8; <Cache<K, V, N>>::WIDTH],
        ) -> ::akt::__private::Call<'_, CacheProtocol<K, V, N>, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                CacheProtocol::Replace {
                    other,
                    by,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    CacheProtocol::Replace { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<
        K,
        V: Clone + ::core::marker::Send + 'static,
        const N: usize,
    > ::akt::__private::TypedRef for CacheRef<K, V, N>
    where
        K: Ord + ::core::marker::Send + 'static,
    {
        type Protocol = CacheProtocol<K, V, N>;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<CacheProtocol<K, V, N>>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<CacheProtocol<K, V, N>> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<
        K,
        V: Clone + ::core::marker::Send + 'static,
        const N: usize,
    > ::akt::__private::Actor for Cache<K, V, N>
    where
        K: Ord + ::core::marker::Send + 'static,
    {
        type Protocol = CacheProtocol<K, V, N>;
        type Ref = CacheRef<K, V, N>;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: CacheProtocol<K, V, N>,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                CacheProtocol::Get { key, __reply } => {
                    let __answer = Self::get(self, key);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                CacheProtocol::Replace { other, by, __reply } => {
                    __slot
                        .run(async move {
                            let __answer = Self::replace(self, other, by).await;
                            __reply.send(::core::result::Result::Ok(__answer));
                        })
                }
                CacheProtocol::__Signal(_) => __slot.done(),
                CacheProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                CacheProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                CacheProtocol::__Generics(__never, _) => match __never {}
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
    impl<
        K,
        V: Clone + ::core::marker::Send + 'static,
        const N: usize,
    > CacheProtocol<K, V, N>
    where
        K: Ord + ::core::marker::Send + 'static,
    {
        const __wire_get: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (K,),
                ::akt::__private::Reply<Option<[V; N]>, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (K,),
                    ::akt::__private::Reply<Option<[V; N]>, ::core::convert::Infallible>,
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
                const { ::akt::__private::MethodId::of("get") },
                __arguments,
                __reply,
                |(key,), __reply| CacheProtocol::Get { key, __reply },
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
                (K,),
                Option<[V; N]>,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("get") }, "get"),
        );
        const __wire_replace: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (Box<Cache<K, V, N>>, [u8; <Cache<K, V, N>>::WIDTH]),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (Box<Cache<K, V, N>>, [u8; <Cache<K, V, N>>::WIDTH]),
                    ::akt::__private::Reply<(), ::core::convert::Infallible>,
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
                const { ::akt::__private::MethodId::of("replace") },
                __arguments,
                __reply,
                |(other, by), __reply| CacheProtocol::Replace {
                    other,
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
                (Box<Cache<K, V, N>>, [u8; <Cache<K, V, N>>::WIDTH]),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("replace") }, "replace"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<
        K,
        V: Clone + ::core::marker::Send + 'static,
        const N: usize,
    > ::akt::__private::WireProtocol for CacheProtocol<K, V, N>
    where
        K: Ord + ::core::marker::Send + 'static,
    {
        type Remoting = <<CacheRef<
            K,
            V,
            N,
        > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<CacheRef<
            K,
            V,
            N,
        > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_get.2)(),
                (Self::__wire_replace.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                CacheProtocol::Get { key, __reply } => {
                    (Self::__wire_get.0)(__out, (key,), __reply)
                }
                CacheProtocol::Replace { other, by, __reply } => {
                    (Self::__wire_replace.0)(__out, (other, by), __reply)
                }
                CacheProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("get") } {
                return match (Self::__wire_get.1)(__call) {
                    ::core::result::Result::Ok(((key,), __reply)) => {
                        ::core::result::Result::Ok(CacheProtocol::Get { key, __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("replace") } {
                return match (Self::__wire_replace.1)(__call) {
                    ::core::result::Result::Ok(((other, by), __reply)) => {
                        ::core::result::Result::Ok(CacheProtocol::Replace {
                            other,
                            by,
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
    const _: () = ::akt::__private::assert_unique_methods(&["get", "replace"]);
};
