#[allow(unused_variables)]
#[cfg(feature = "store")]
#[automatically_derived]
#[allow(deprecated, non_snake_case)]
impl<T, const N: usize> facade::__private::Implements<dyn Sized> for StoreProtocol<T, N>
where
    T: Clone + ::core::marker::Send + 'static,
{
    #[inline]
    fn translate(
        __message: facade::__private::Side<
            <dyn Sized as facade::__private::Contract>::Messages,
            Self,
        >,
    ) -> facade::__private::Side<
        <dyn Sized as facade::__private::Contract>::Messages,
        Self,
    > {
        type __Declared = <dyn Sized as facade::__private::Contract>::Messages;
        #[cfg(unix)]
        let __replied0_0 = facade::__private::declared_reply();
        #[cfg(not(unix))]
        let __replied1_0 = facade::__private::declared_reply();
        match __message {
            facade::__private::Side::Declared(__message) => {
                match __message {
                    #[cfg(unix)]
                    __Declared::Size { __reply } => {
                        facade::__private::Side::Handled(StoreProtocol::Size {
                            __reply: (__replied0_0.0)(__reply),
                        })
                    }
                    #[cfg(not(unix))]
                    __Declared::Size { __reply } => {
                        facade::__private::Side::Handled(StoreProtocol::Size {
                            __reply: (__replied1_0.0)(__reply),
                        })
                    }
                    __Declared::__Signal(_)
                    | __Declared::__Inbound(_)
                    | __Declared::__Carried(_) => {
                        facade::__private::Side::Declared(__message)
                    }
                    __Declared::__Generics(__never, _) => match __never {}
                }
            }
            facade::__private::Side::Handled(__message) => {
                match __message {
                    #[cfg(unix)]
                    StoreProtocol::Size { __reply } => {
                        facade::__private::Side::Declared(__Declared::Size {
                            __reply: (__replied0_0.1)(__reply),
                        })
                    }
                    #[cfg(not(unix))]
                    StoreProtocol::Size { __reply } => {
                        facade::__private::Side::Declared(__Declared::Size {
                            __reply: (__replied1_0.1)(__reply),
                        })
                    }
                    __other => facade::__private::Side::Handled(__other),
                }
            }
        }
    }
}
#[allow(unused_variables)]
#[automatically_derived]
#[allow(deprecated, non_snake_case)]
impl ::akt::__private::Implements<dyn Empty> for StoreProtocol {
    #[inline]
    fn translate(
        __message: ::akt::__private::Side<
            <dyn Empty as ::akt::__private::Contract>::Messages,
            Self,
        >,
    ) -> ::akt::__private::Side<
        <dyn Empty as ::akt::__private::Contract>::Messages,
        Self,
    > {
        type __Declared = <dyn Empty as ::akt::__private::Contract>::Messages;
        match __message {
            ::akt::__private::Side::Declared(__message) => {
                match __message {
                    __Declared::__Signal(_)
                    | __Declared::__Inbound(_)
                    | __Declared::__Carried(_) => {
                        ::akt::__private::Side::Declared(__message)
                    }
                    __Declared::__Generics(__never, _) => match __never {}
                }
            }
            ::akt::__private::Side::Handled(__message) => {
                match __message {
                    __other => ::akt::__private::Side::Handled(__other),
                }
            }
        }
    }
}
