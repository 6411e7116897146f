impl<T> Desk<T> {
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn next(&mut self, reply: Reply<u64>) {
        self.waiting.push(reply);
    }
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub async fn find(
        &mut self,
        reply: akt::actor::Reply<Vec<Self>, FindError>,
        ctx: &mut Ctx,
        name: String,
    ) -> () {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn on_note(&mut self, note: Note<T>, _: Reply<()>) {}
    #[allow(
        clippy::boxed_local,
        clippy::missing_const_for_fn,
        clippy::must_use_candidate,
        clippy::needless_pass_by_value,
        clippy::unused_self
    )]
    pub fn own(&mut self, reply: Reply, list: Vec<Reply<u8>>) -> bool {
        true
    }
}
#[doc(hidden)]
#[allow(dead_code, non_upper_case_globals)]
const all_handlers_of_Desk_stand_in_one_block: () = ();
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
        fn __types<T: ::core::marker::Send + 'static>(
            _: ::akt::__private::Sends<u64>,
            _: ::akt::__private::Sends<String>,
            _: ::akt::__private::Sends<Vec<Desk<T>>>,
            _: ::akt::__private::Sends<FindError>,
            _: ::akt::__private::Sends<Note<T>>,
            _: ::akt::__private::Sends<Reply>,
            _: ::akt::__private::Sends<Vec<Reply<u8>>>,
            _: ::akt::__private::Sends<bool>,
            _: ::akt::__private::TravelsBetweenNodes<
                <DeskProtocol<T> as ::akt::__private::WireProtocol>::Remoting,
                String,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <DeskProtocol<T> as ::akt::__private::WireProtocol>::Remoting,
                Vec<Desk<T>>,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <DeskProtocol<T> as ::akt::__private::WireProtocol>::Remoting,
                FindError,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <DeskProtocol<T> as ::akt::__private::WireProtocol>::Remoting,
                Reply,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <DeskProtocol<T> as ::akt::__private::WireProtocol>::Remoting,
                Vec<Reply<u8>>,
            >,
            _: ::akt::__private::TravelsBetweenNodes<
                <DeskProtocol<T> as ::akt::__private::WireProtocol>::Remoting,
                bool,
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
    pub enum DeskProtocol<T: ::core::marker::Send + 'static, __A = Desk<T>> {
        Next { __reply: ::akt::__private::Reply<u64> },
        Find { name: String, __reply: ::akt::__private::Reply<Vec<Desk<T>>, FindError> },
        OnNote { note: Note<T>, __reply: ::akt::__private::Reply<()> },
        Own {
            reply: Reply,
            list: Vec<Reply<u8>>,
            __reply: ::akt::__private::Reply<bool>,
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
                    ::core::marker::PhantomData<T>,
                    ::core::marker::PhantomData<__A>,
                ),
            >,
        ),
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<T: ::core::marker::Send + 'static> ::akt::__private::Protocol
    for DeskProtocol<T> {
        fn method(&self) -> &'static ::core::primitive::str {
            match self {
                DeskProtocol::Next { .. } => "next",
                DeskProtocol::Find { .. } => "find",
                DeskProtocol::OnNote { .. } => "on_note",
                DeskProtocol::Own { .. } => "own",
                DeskProtocol::__Signal(_) => "<signal>",
                DeskProtocol::__Inbound(_) => "<inbound>",
                DeskProtocol::__Carried(__carried) => {
                    ::akt::__private::Protocol::method(&__carried.0)
                }
                DeskProtocol::__Generics(__never, _) => match *__never {}
            }
        }
        fn from_signal(signal: ::akt::__private::Signal) -> Self {
            DeskProtocol::__Signal(signal)
        }
        fn signal(&self) -> ::core::option::Option<&::akt::__private::Signal> {
            match self {
                DeskProtocol::__Signal(signal) => ::core::option::Option::Some(signal),
                _ => ::core::option::Option::None,
            }
        }
        fn from_inbound(
            call: ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
        ) -> Self {
            DeskProtocol::__Inbound(call)
        }
        fn into_inbound(
            self,
        ) -> ::akt::__private::std::result::Result<
            ::akt::__private::std::boxed::Box<::akt::__private::InboundCall>,
            Self,
        > {
            match self {
                DeskProtocol::__Inbound(__call) => {
                    ::akt::__private::std::result::Result::Ok(__call)
                }
                __other => ::akt::__private::std::result::Result::Err(__other),
            }
        }
        fn is_special(&self) -> ::core::primitive::bool {
            ::core::matches!(
                self, DeskProtocol::__Signal(_) | DeskProtocol::__Inbound(_) |
                DeskProtocol::__Carried(_)
            )
        }
        fn carry(
            self,
            context: ::akt::__private::std::boxed::Box<::akt::__private::MessageContext>,
        ) -> Self {
            match self {
                DeskProtocol::__Carried(mut __carried) => {
                    __carried.1 = context;
                    DeskProtocol::__Carried(__carried)
                }
                __plain => {
                    DeskProtocol::__Carried(
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
                DeskProtocol::__Carried(__carried) => {
                    ::core::result::Result::Ok(*__carried)
                }
                __plain => ::core::result::Result::Err(__plain),
            }
        }
        fn duplicate(&mut self) -> ::core::option::Option<Self> {
            #[allow(unused_imports)]
            use ::akt::__private::NotClone as _;
            match self {
                DeskProtocol::Next { __reply } => {
                    ::core::option::Option::Some(DeskProtocol::Next {
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DeskProtocol::Find { name, __reply } => {
                    ::core::option::Option::Some(DeskProtocol::Find {
                        name: ::akt::__private::CloneProbe(name).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DeskProtocol::OnNote { note, __reply } => {
                    ::core::option::Option::Some(DeskProtocol::OnNote {
                        note: ::akt::__private::CloneProbe(note).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DeskProtocol::Own { reply, list, __reply } => {
                    ::core::option::Option::Some(DeskProtocol::Own {
                        reply: ::akt::__private::CloneProbe(reply).copy()?,
                        list: ::akt::__private::CloneProbe(list).copy()?,
                        __reply: ::akt::__private::SplitProbe(__reply).copy()?,
                    })
                }
                DeskProtocol::__Carried(__carried) => {
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
                (DeskProtocol::Find { name: __argument, .. }, "name") => {
                    ::core::option::Option::Some(__argument)
                }
                (DeskProtocol::OnNote { note: __argument, .. }, "note") => {
                    ::core::option::Option::Some(__argument)
                }
                (DeskProtocol::Own { reply: __argument, .. }, "reply") => {
                    ::core::option::Option::Some(__argument)
                }
                (DeskProtocol::Own { list: __argument, .. }, "list") => {
                    ::core::option::Option::Some(__argument)
                }
                (DeskProtocol::__Carried(__carried), __name) => {
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
    impl<T: ::core::marker::Send + 'static> DeskRef<T> {
        /// Sends `next` to the `Desk<T>`.
        pub fn next(&self) -> ::akt::__private::Call<'_, DeskProtocol<T>, u64> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DeskProtocol::Next {
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DeskProtocol::Next { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `find` to the `Desk<T>`.
        pub fn find(
            &self,
            name: String,
        ) -> ::akt::__private::Call<'_, DeskProtocol<T>, Vec<Desk<T>>, FindError> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DeskProtocol::Find {
                    name,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DeskProtocol::Find { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `on_note` to the `Desk<T>`.
        pub fn on_note(
            &self,
            note: Note<T>,
        ) -> ::akt::__private::Call<'_, DeskProtocol<T>, ()> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DeskProtocol::OnNote {
                    note,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DeskProtocol::OnNote { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
        /// Sends `own` to the `Desk<T>`.
        pub fn own(
            &self,
            reply: Reply,
            list: Vec<Reply<u8>>,
        ) -> ::akt::__private::Call<'_, DeskProtocol<T>, bool> {
            ::akt::__private::Call::new(
                ::akt::__private::TypedRef::as_actor_ref(self),
                DeskProtocol::Own {
                    reply,
                    list,
                    __reply: ::akt::__private::Reply::none(),
                },
                |__message| match __message {
                    DeskProtocol::Own { __reply, .. } => {
                        ::core::option::Option::Some(__reply)
                    }
                    _ => ::core::option::Option::None,
                },
            )
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<T: ::core::marker::Send + 'static> ::akt::__private::TypedRef for DeskRef<T> {
        type Protocol = DeskProtocol<T>;
        fn from_actor_ref(
            actor_ref: ::akt::__private::ActorRef<DeskProtocol<T>>,
        ) -> Self {
            ::core::convert::From::from(actor_ref)
        }
        fn as_actor_ref(&self) -> &::akt::__private::ActorRef<DeskProtocol<T>> {
            ::core::ops::Deref::deref(self)
        }
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<T: ::core::marker::Send + 'static> ::akt::__private::Actor for Desk<T> {
        type Protocol = DeskProtocol<T>;
        type Ref = DeskRef<T>;
        fn dispatch<'__a>(
            &'__a mut self,
            __message: DeskProtocol<T>,
            __ctx: &'__a mut ::akt::__private::Ctx<Self>,
            __slot: ::akt::__private::Slot<'__a>,
        ) -> ::akt::__private::Step<'__a> {
            match __message {
                DeskProtocol::Next { __reply } => {
                    Self::next(self, __reply);
                    __slot.done()
                }
                DeskProtocol::Find { name, __reply } => {
                    __slot
                        .run(async move {
                            Self::find(
                                    self,
                                    __reply,
                                    ::akt::__private::Ctx::untyped_mut(__ctx),
                                    name,
                                )
                                .await;
                        })
                }
                DeskProtocol::OnNote { note, __reply } => {
                    Self::on_note(self, note, __reply);
                    __slot.done()
                }
                DeskProtocol::Own { reply, list, __reply } => {
                    let __answer = Self::own(self, reply, list);
                    __reply.send(::core::result::Result::Ok(__answer));
                    __slot.done()
                }
                DeskProtocol::__Signal(_) => __slot.done(),
                DeskProtocol::__Inbound(__call) => {
                    ::akt::__private::dispatch_inbound::<
                        Self,
                    >(self, *__call, __ctx, __slot)
                }
                DeskProtocol::__Carried(__carried) => {
                    ::akt::__private::dispatch_carried::<
                        Self,
                    >(self, *__carried, __ctx, __slot)
                }
                DeskProtocol::__Generics(__never, _) => match __never {}
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
    impl<T: ::core::marker::Send + 'static> DeskProtocol<T> {
        const __wire_next: (
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
                const { ::akt::__private::MethodId::of("next") },
                __arguments,
                __reply,
                |(), __reply| DeskProtocol::Next { __reply },
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
            >(const { ::akt::__private::MethodId::of("next") }, "next"),
        );
        const __wire_find: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (String,),
                ::akt::__private::Reply<Vec<Desk<T>>, FindError>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((String,), ::akt::__private::Reply<Vec<Desk<T>>, FindError>),
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
                const { ::akt::__private::MethodId::of("find") },
                __arguments,
                __reply,
                |(name,), __reply| DeskProtocol::Find {
                    name,
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
                Vec<Desk<T>>,
                FindError,
            >(const { ::akt::__private::MethodId::of("find") }, "find"),
        );
        const __wire_on_note: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (Note<T>,),
                ::akt::__private::Reply<(), ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                ((Note<T>,), ::akt::__private::Reply<(), ::core::convert::Infallible>),
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
                const { ::akt::__private::MethodId::of("on_note") },
                __arguments,
                __reply,
                |(note,), __reply| DeskProtocol::OnNote {
                    note,
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
                (Note<T>,),
                (),
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("on_note") }, "on_note"),
        );
        const __wire_own: (
            fn(
                &mut dyn ::akt::__private::Outbound,
                (Reply, Vec<Reply<u8>>),
                ::akt::__private::Reply<bool, ::core::convert::Infallible>,
            ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>>,
            fn(
                ::akt::__private::InboundCall,
            ) -> ::core::result::Result<
                (
                    (Reply, Vec<Reply<u8>>),
                    ::akt::__private::Reply<bool, ::core::convert::Infallible>,
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
                |(reply, list), __reply| DeskProtocol::Own {
                    reply,
                    list,
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
                (Reply, Vec<Reply<u8>>),
                bool,
                ::core::convert::Infallible,
            >(const { ::akt::__private::MethodId::of("own") }, "own"),
        );
    }
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<T: ::core::marker::Send + 'static> ::akt::__private::WireProtocol
    for DeskProtocol<T> {
        type Remoting = <<DeskRef<
            T,
        > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::Remoting;
        const NAME: &'static ::core::primitive::str = <<DeskRef<
            T,
        > as ::akt::__private::DeclaredRef>::Actor as ::akt::__private::ActorSpec>::NAME;
        fn methods() -> ::akt::__private::std::vec::Vec<::akt::__private::MethodInfo> {
            ::core::convert::From::from([
                (Self::__wire_next.2)(),
                (Self::__wire_find.2)(),
                (Self::__wire_on_note.2)(),
                (Self::__wire_own.2)(),
            ])
        }
        fn encode(
            self,
            __out: &mut dyn ::akt::__private::Outbound,
        ) -> ::core::result::Result<(), ::akt::__private::Unsent<Self>> {
            match self {
                DeskProtocol::Next { __reply } => {
                    (Self::__wire_next.0)(__out, (), __reply)
                }
                DeskProtocol::Find { name, __reply } => {
                    (Self::__wire_find.0)(__out, (name,), __reply)
                }
                DeskProtocol::OnNote { note, __reply } => {
                    (Self::__wire_on_note.0)(__out, (note,), __reply)
                }
                DeskProtocol::Own { reply, list, __reply } => {
                    (Self::__wire_own.0)(__out, (reply, list), __reply)
                }
                DeskProtocol::__Carried(__carried) => {
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
            if __method == const { ::akt::__private::MethodId::of("next") } {
                return match (Self::__wire_next.1)(__call) {
                    ::core::result::Result::Ok(((), __reply)) => {
                        ::core::result::Result::Ok(DeskProtocol::Next { __reply })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("find") } {
                return match (Self::__wire_find.1)(__call) {
                    ::core::result::Result::Ok(((name,), __reply)) => {
                        ::core::result::Result::Ok(DeskProtocol::Find {
                            name,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("on_note") } {
                return match (Self::__wire_on_note.1)(__call) {
                    ::core::result::Result::Ok(((note,), __reply)) => {
                        ::core::result::Result::Ok(DeskProtocol::OnNote {
                            note,
                            __reply,
                        })
                    }
                    ::core::result::Result::Err(__rejected) => {
                        ::core::result::Result::Err(__rejected)
                    }
                };
            }
            if __method == const { ::akt::__private::MethodId::of("own") } {
                return match (Self::__wire_own.1)(__call) {
                    ::core::result::Result::Ok(((reply, list), __reply)) => {
                        ::core::result::Result::Ok(DeskProtocol::Own {
                            reply,
                            list,
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
        &["next", "find", "on_note", "own"],
    );
    #[automatically_derived]
    #[allow(deprecated, non_snake_case)]
    impl<T: ::core::marker::Send + 'static> ::akt::__private::Accepts<Note<T>>
    for DeskProtocol<T> {
        type Ok = ();
        type Err = ::core::convert::Infallible;
        fn wrap(message: Note<T>) -> Self {
            DeskProtocol::OnNote {
                note: message,
                __reply: ::akt::__private::Reply::none(),
            }
        }
        fn unwrap(self) -> ::core::result::Result<Note<T>, Self> {
            match self {
                DeskProtocol::OnNote { note: __message, .. } => {
                    ::core::result::Result::Ok(__message)
                }
                DeskProtocol::__Carried(__carried) => {
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
                DeskProtocol::OnNote { __reply, .. } => {
                    ::core::option::Option::Some(__reply)
                }
                DeskProtocol::__Carried(__carried) => {
                    <Self as ::akt::__private::Accepts<Note<T>>>::reply(&mut __carried.0)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
};
