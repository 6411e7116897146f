const _: () = {
    #[allow(dead_code, deprecated, missing_debug_implementations)]
    struct __Travelling<T: Clone, const N: usize>(
        ::akt::__private::Travels<[T; N]>,
    )
    where
        T: Ord + ::akt::__private::Schema;
};
#[derive(
    ::akt::__private::rkyv::Archive,
    ::akt::__private::rkyv::Serialize,
    ::akt::__private::rkyv::Deserialize
)]
#[rkyv(crate = ::akt::__private::rkyv, attr(doc(hidden)))]
pub struct Envelope<T: Clone, const N: usize>
where
    T: Ord,
{
    body: [T; N],
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone, const N: usize> ::akt::__private::Schema for Envelope<T, N>
where
    T: Ord + ::akt::__private::Schema,
{
    fn describe(__schema: &mut ::akt::__private::SchemaWriter) {
        __schema
            .structure(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Envelope"),
                |__fields| {
                    __fields.field::<[T; N]>("body");
                },
            );
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl<T: Clone, const N: usize> ::akt::__private::Message for Envelope<T, N>
where
    T: Ord + ::core::marker::Send + 'static,
{
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Envelope"
    );
}
