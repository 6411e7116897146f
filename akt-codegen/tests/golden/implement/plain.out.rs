#[allow(unused_variables)]
#[automatically_derived]
#[allow(deprecated, non_snake_case)]
impl ::akt::__private::Implements<dyn bank::Ledger> for AccountProtocol {
    #[inline]
    fn translate(
        __message: ::akt::__private::Side<
            <dyn bank::Ledger as ::akt::__private::Contract>::Messages,
            Self,
        >,
    ) -> ::akt::__private::Side<
        <dyn bank::Ledger as ::akt::__private::Contract>::Messages,
        Self,
    > {
        type __Declared = <dyn bank::Ledger as ::akt::__private::Contract>::Messages;
        let __agreed0_0 = ::akt::__private::declared_argument();
        let __agreed0_1 = ::akt::__private::declared_argument();
        let __replied0_0 = ::akt::__private::declared_reply();
        let __replied1_0 = ::akt::__private::declared_reply();
        match __message {
            ::akt::__private::Side::Declared(__message) => {
                match __message {
                    __Declared::Post { amount: __value0_0, why: __value0_1, __reply } => {
                        ::akt::__private::Side::Handled(AccountProtocol::Post {
                            sum: (__agreed0_0.0)(__value0_0),
                            note: (__agreed0_1.0)(__value0_1),
                            __reply: (__replied0_0.0)(__reply),
                        })
                    }
                    __Declared::Total { __reply } => {
                        ::akt::__private::Side::Handled(AccountProtocol::Total {
                            __reply: (__replied1_0.0)(__reply),
                        })
                    }
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
                    AccountProtocol::Post {
                        sum: __value0_0,
                        note: __value0_1,
                        __reply,
                    } => {
                        ::akt::__private::Side::Declared(__Declared::Post {
                            amount: (__agreed0_0.1)(__value0_0),
                            why: (__agreed0_1.1)(__value0_1),
                            __reply: (__replied0_0.1)(__reply),
                        })
                    }
                    AccountProtocol::Total { __reply } => {
                        ::akt::__private::Side::Declared(__Declared::Total {
                            __reply: (__replied1_0.1)(__reply),
                        })
                    }
                    __other => ::akt::__private::Side::Handled(__other),
                }
            }
        }
    }
}
