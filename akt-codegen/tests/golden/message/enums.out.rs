const _: () = {
    #[allow(dead_code, deprecated, missing_debug_implementations)]
    struct __Travelling(
        ::akt::__private::Travels<u32>,
        #[cfg(feature = "squares")]
        ::akt::__private::Travels<u32>,
    );
};
#[derive(
    ::akt::__private::rkyv::Archive,
    ::akt::__private::rkyv::Serialize,
    ::akt::__private::rkyv::Deserialize
)]
#[rkyv(crate = ::akt::__private::rkyv, attr(doc(hidden)))]
pub enum Shape {
    Point,
    Circle(u32),
    #[cfg(feature = "squares")]
    Square { side: u32 },
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Schema for Shape {
    fn describe(__schema: &mut ::akt::__private::SchemaWriter) {
        __schema
            .enumeration(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Shape"),
                |__variants| {
                    __variants.variant("Point", |_| {});
                    __variants
                        .variant(
                            "Circle",
                            |__fields| {
                                __fields.field::<u32>("0");
                            },
                        );
                    #[cfg(feature = "squares")]
                    __variants
                        .variant(
                            "Square",
                            |__fields| {
                                __fields.field::<u32>("side");
                            },
                        );
                },
            );
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Message for Shape {
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Shape"
    );
}
