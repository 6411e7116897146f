impl Ledger {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn audit(
        &mut self,
        year: u16,
        ctx: &mut Ctx<Self>,
    ) -> impl Future<Output = u64> + Send + 'static {
        async move { 5 }
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn close(
        &self,
    ) -> impl Future<Output = Result<u64, LedgerError>> + Send + use<> {
        async move { Ok(5) }
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn flush(&mut self) -> impl 'static + Send + std::future::Future<Output = ()> {
        async {}
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn on_entry(
        &mut self,
        entry: Entry,
    ) -> (impl Future<Output = io::Result<Self>> + 'static) {
        async { Ok(5) }
    }
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Ledger_stand_in_one_block: () = ();
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
            _: ::akt::__private::Sends<u16>,
            _: ::akt::__private::Sends<u64>,
            _: ::akt::__private::Sends<LedgerError>,
            _: ::akt::__private::Sends<Entry>,
            _: ::akt::__private::Sends<
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
            >,
            _: ::akt::__private::Sends<
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <LedgerProtocol as ::akt::__private::WireProtocol>::Remoting,
                u16,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <LedgerProtocol as ::akt::__private::WireProtocol>::Remoting,
                u64,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <LedgerProtocol as ::akt::__private::WireProtocol>::Remoting,
                LedgerError,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <LedgerProtocol as ::akt::__private::WireProtocol>::Remoting,
                Entry,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <LedgerProtocol as ::akt::__private::WireProtocol>::Remoting,
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <LedgerProtocol as ::akt::__private::WireProtocol>::Remoting,
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
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
    pub enum LedgerProtocol<__A = Ledger> {
        Audit { year: u16, __reply: ::akt::__private::Reply<u64> },
        Close { __reply: ::akt::__private::Reply<u64, LedgerError> },
        Flush { __reply: ::akt::__private::Reply<()> },
        OnEntry {
            entry: Entry,
            __reply: ::akt::__private::Reply<
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
            >,
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
            ::core::marker::PhantomData<fn() -> (::core::marker::PhantomData<__A>,)>,
        ),
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Protocol for LedgerProtocol {
        const MANNERS: ::core::primitive::bool = true;
        fn manner(&self) -> ::akt::__private::Manner {
            match self {
                LedgerProtocol::Audit { .. } => ::akt::__private::Manner::PLAIN.later(),
                LedgerProtocol::Close { .. } => ::akt::__private::Manner::PLAIN.later(),
                LedgerProtocol::Flush { .. } => ::akt::__private::Manner::PLAIN.later(),
                LedgerProtocol::OnEntry { .. } => ::akt::__private::Manner::PLAIN.later(),
                LedgerProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::manner(&__carried.0)
                }
                _ => ::akt::__private::Manner::PLAIN,
            }
        }
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                LedgerProtocol::Audit { .. } => "audit",
                LedgerProtocol::Close { .. } => "close",
                LedgerProtocol::Flush { .. } => "flush",
                LedgerProtocol::OnEntry { .. } => "on_entry",
                LedgerProtocol::__Signal(_) => "<signal>",
                LedgerProtocol::__Inbound(_) => "<inbound>",
                LedgerProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                LedgerProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            LedgerProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                LedgerProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            LedgerProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                LedgerProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, LedgerProtocol::__Signal(_) | LedgerProtocol::__Inbound(_) |
                LedgerProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                LedgerProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    LedgerProtocol::__Carried(__carried)
                }
                __plain => {
                    LedgerProtocol::__Carried(
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
                LedgerProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                LedgerProtocol::Audit { year, __reply } => {
                    ::core::option::Option::Some(LedgerProtocol::Audit {
                        year: ::akt::__private::CloneProbe(year).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                LedgerProtocol::Close { __reply } => {
                    ::core::option::Option::Some(LedgerProtocol::Close {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                LedgerProtocol::Flush { __reply } => {
                    ::core::option::Option::Some(LedgerProtocol::Flush {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                LedgerProtocol::OnEntry { entry, __reply } => {
                    ::core::option::Option::Some(LedgerProtocol::OnEntry {
                        entry: ::akt::__private::CloneProbe(entry).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                LedgerProtocol::__Carried(__carried) => {
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
                (LedgerProtocol::Audit { year: __argument, .. }, "year") => {
                    ::core::option::Option::Some(__argument)
                }
                (LedgerProtocol::OnEntry { entry: __argument, .. }, "entry") => {
                    ::core::option::Option::Some(__argument)
                }
                (LedgerProtocol::__Carried(__carried), __name) => {
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
    impl LedgerRef {
        /// Sends `audit` to the `Ledger`.
        pub fn audit(
            &self,
            year: u16,
        ) -> ::akt::__private::Call<'_, LedgerProtocol, u64> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                LedgerProtocol::Audit {
                    year,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    LedgerProtocol::Audit { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `close` to the `Ledger`.
        pub fn close(
            &self,
        ) -> ::akt::__private::Call<'_, LedgerProtocol, u64, LedgerError> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                LedgerProtocol::Close {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    LedgerProtocol::Close { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `flush` to the `Ledger`.
        pub fn flush(&self) -> ::akt::__private::Call<'_, LedgerProtocol, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                LedgerProtocol::Flush {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    LedgerProtocol::Flush { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `on_entry` to the `Ledger`.
        pub fn on_entry(
            &self,
            entry: Entry,
        ) -> ::akt::__private::Call<
            '_,
            LedgerProtocol,
            <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
            <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
        > {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                LedgerProtocol::OnEntry {
                    entry,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    LedgerProtocol::OnEntry { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::TypedRef for LedgerRef {
        type Protocol = LedgerProtocol;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<LedgerProtocol>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<LedgerProtocol> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Actor for Ledger {
        type Protocol = LedgerProtocol;
        type Ref = LedgerRef;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: LedgerProtocol,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                LedgerProtocol::Audit { year, __reply } => {
                    let __future = Self::audit(
                        self,
                        year,
                        <Ctx<Self> as ::akt::__private::ContextOf<Self>>::lent_mut(__ctx),
                    );
                    ::akt::__private::Ctx::detach(
                        __ctx,
                        async move { ::core::result::Result::Ok(__future.await) },
                        __reply,
                    );
                    __slot.done()
                }
                LedgerProtocol::Close { __reply } => {
                    let __future = Self::close(self);
                    ::akt::__private::Ctx::detach(__ctx, __future, __reply);
                    __slot.done()
                }
                LedgerProtocol::Flush { __reply } => {
                    let __future = Self::flush(self);
                    ::akt::__private::Ctx::detach(
                        __ctx,
                        async move { ::core::result::Result::Ok(__future.await) },
                        __reply,
                    );
                    __slot.done()
                }
                LedgerProtocol::OnEntry { entry, __reply } => {
                    let __future = Self::on_entry(self, entry);
                    ::akt::__private::Ctx::detach(
                        __ctx,
                        async move {
                            ::akt::__private::ResultParts::into_result(__future.await)
                        },
                        __reply,
                    );
                    __slot.done()
                }
                LedgerProtocol::__Signal(_) => __slot.done(),
                LedgerProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                LedgerProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                LedgerProtocol::__Generics(__never, _) => match __never {}
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
    impl LedgerProtocol {
        const __wire_audit: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (u16,),
                ::akt::__private::Reply<u64, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((u16,), ::akt::__private::Reply<u64, ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("audit") },
                __arguments,
                __reply,
                |(year,), __reply| LedgerProtocol::Audit {
                    year,
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
                (u16,),
                u64,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("audit") }, "audit"),
        );
        const __wire_close: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (),
                ::akt::__private::Reply<u64, LedgerError>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((), ::akt::__private::Reply<u64, LedgerError>),
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
                const { ::akt::__private::MethodId::of("close") },
                __arguments,
                __reply,
                |(), __reply| LedgerProtocol::Close { __reply },
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
                LedgerError,
            >(const { ::akt::__private::MethodId::of("close") }, "close"),
        );
        const __wire_flush: (
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
                const { ::akt::__private::MethodId::of("flush") },
                __arguments,
                __reply,
                |(), __reply| LedgerProtocol::Flush { __reply },
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
            >(const { ::akt::__private::MethodId::of("flush") }, "flush"),
        );
        const __wire_on_entry: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (Entry,),
                ::akt::__private::Reply<
                    <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
                    <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
                >,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (Entry,),
                    ::akt::__private::Reply<
                        <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
                        <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
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
                const { ::akt::__private::MethodId::of("on_entry") },
                __arguments,
                __reply,
                |(entry,), __reply| LedgerProtocol::OnEntry {
                    entry,
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
                (Entry,),
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
            >(const { ::akt::__private::MethodId::of("on_entry") }, "on_entry"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::WireProtocol for LedgerProtocol {
        type Remoting = <<LedgerRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<LedgerRef as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_audit.2)(),
                (Self::__wire_close.2)(),
                (Self::__wire_flush.2)(),
                (Self::__wire_on_entry.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                LedgerProtocol::Audit { year, __reply } => {
                    (Self::__wire_audit.0)(__out, (year,), __reply)
                }
                LedgerProtocol::Close { __reply } => {
                    (Self::__wire_close.0)(__out, (), __reply)
                }
                LedgerProtocol::Flush { __reply } => {
                    (Self::__wire_flush.0)(__out, (), __reply)
                }
                LedgerProtocol::OnEntry { entry, __reply } => {
                    (Self::__wire_on_entry.0)(__out, (entry,), __reply)
                }
                LedgerProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("audit") } {
                return match (Self::__wire_audit.1)(__call) {
                    ::core::result::Result::Ok(((year,), __reply)) => {
                        ::core::result::Result::Ok(LedgerProtocol::Audit {
                            year,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("close") } {
                return match (Self::__wire_close.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(LedgerProtocol::Close { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("flush") } {
                return match (Self::__wire_flush.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(LedgerProtocol::Flush { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("on_entry") } {
                return match (Self::__wire_on_entry.1)(__call) {
                    ::core::result::Result::Ok(((entry,), __reply)) => {
                        ::core::result::Result::Ok(LedgerProtocol::OnEntry {
                            entry,
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
        &["audit", "close", "flush", "on_entry"],
    );
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl ::akt::__private::Accepts<Entry> for LedgerProtocol {
        type Ok = <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok;
        type Err = <io::Result<Ledger> as ::akt::__private::ResultParts>::Err;
        fn wrap(message: Entry) -> Self {
            LedgerProtocol::OnEntry {
                entry: message,
                __reply: ::akt::__private::Reply::none(),
            }
        }
        fn unwrap(self) -> ::core::result::Result<Entry, Self> {
            match self {
                LedgerProtocol::OnEntry { entry: __message, .. } => {
                    ::core::result::Result::Ok(__message)
                }
                LedgerProtocol::__Carried(__carried) => {
                    ::akt::__private::unwrap_carried(*__carried)
                }
                __other => ::core::result::Result::Err(__other),
            }
        }
        fn reply(
            &mut self,
        ) -> ::core::option::Option<
            &mut ::akt::__private::Reply<
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Ok,
                <io::Result<Ledger> as ::akt::__private::ResultParts>::Err,
            >,
        > {
            match self {
                LedgerProtocol::OnEntry { __reply, .. } => {
                    ::core::option::Option::Some(__reply)
                }
                LedgerProtocol::__Carried(__carried) => {
                    <Self as ::akt::__private::Accepts<Entry>>::reply(&mut __carried.0)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
};
