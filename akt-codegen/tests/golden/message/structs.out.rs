const _: () = {
    #[allow(dead_code, deprecated, missing_debug_implementations)]
    struct __Travelling(
        ::akt::__private::Travels<AccountId>,
        #[cfg(feature = "notes")]
        ::akt::__private::Travels<Option<String>>,
    );
};
#[derive(
    ::akt::__private::rkyv::Archive,
    ::akt::__private::rkyv::Serialize,
    ::akt::__private::rkyv::Deserialize
)]
#[rkyv(crate = ::akt::__private::rkyv, attr(doc(hidden)))]
/// Moves money.
#[derive(Debug)]
pub struct Transfer {
    pub to: AccountId,
    #[cfg(feature = "notes")]
    pub r#type: Option<String>,
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Schema for Transfer {
    fn describe(__schema: &mut ::akt::__private::SchemaWriter) {
        __schema
            .structure(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Transfer"),
                |__fields| {
                    __fields.field::<AccountId>("to");
                    #[cfg(feature = "notes")] __fields.field::<Option<String>>("type");
                },
            );
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Message for Transfer {
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Transfer"
    );
}
const _: () = {
    #[allow(dead_code, deprecated, missing_debug_implementations)]
    struct __Travelling(
        other::__private::Travels<u64>,
        other::__private::Travels<[u8; 4]>,
    );
};
#[derive(
    other::__private::rkyv::Archive,
    other::__private::rkyv::Serialize,
    other::__private::rkyv::Deserialize
)]
#[rkyv(crate = other::__private::rkyv, attr(doc(hidden)))]
struct Pair(u64, [u8; 4]);
#[automatically_derived]
#[allow(deprecated)]
impl other::__private::Schema for Pair {
    fn describe(__schema: &mut other::__private::SchemaWriter) {
        __schema
            .structure(
                "bank.Pair",
                |__fields| {
                    __fields.field::<u64>("0");
                    __fields.field::<[u8; 4]>("1");
                },
            );
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl other::__private::Message for Pair {
    const NAME: &'static ::core::primitive::str = "bank.Pair";
}
#[derive(
    ::akt::__private::rkyv::Archive,
    ::akt::__private::rkyv::Serialize,
    ::akt::__private::rkyv::Deserialize
)]
#[rkyv(crate = ::akt::__private::rkyv, attr(doc(hidden)))]
#[cfg(unix)]
pub struct Unit;
#[cfg(unix)]
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Schema for Unit {
    fn describe(__schema: &mut ::akt::__private::SchemaWriter) {
        __schema
            .structure(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Unit"),
                |_| {},
            );
    }
}
#[cfg(unix)]
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Message for Unit {
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Unit"
    );
}
