const _: () = {
    #[allow(dead_code, deprecated, missing_debug_implementations)]
    struct __Travelling(
        ::akt::__private::Travels<i64>,
        ::akt::__private::Travels<Box<Expr>>,
        ::akt::__private::Travels<Box<Expr>>,
    );
};
#[derive(
    ::akt::__private::rkyv::Archive,
    ::akt::__private::rkyv::Serialize,
    ::akt::__private::rkyv::Deserialize
)]
#[rkyv(
    crate = ::akt::__private::rkyv,
    attr(doc(hidden)),
    serialize_bounds(
        __S:::akt::__private::rkyv::ser::Writer+::akt::__private::rkyv::ser::Allocator,
        __S::Error:::akt::__private::rkyv::rancor::Source,
    ),
    deserialize_bounds(__D::Error:::akt::__private::rkyv::rancor::Source),
    bytecheck(
        bounds(
            __C:::akt::__private::rkyv::validation::ArchiveContext,
            __C::Error:::akt::__private::rkyv::rancor::Source,
        )
    )
)]
pub enum Expr {
    Number(i64),
    Sum(#[rkyv(omit_bounds)] Box<Expr>, #[rkyv(omit_bounds)] Box<Self>),
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Schema for Expr {
    fn describe(__schema: &mut ::akt::__private::SchemaWriter) {
        __schema
            .enumeration(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Expr"),
                |__variants| {
                    __variants
                        .variant(
                            "Number",
                            |__fields| {
                                __fields.field::<i64>("0");
                            },
                        );
                    __variants
                        .variant(
                            "Sum",
                            |__fields| {
                                __fields.field::<Box<Expr>>("0");
                                __fields.field::<Box<Expr>>("1");
                            },
                        );
                },
            );
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::Message for Expr {
    const NAME: &'static ::core::primitive::str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "Expr"
    );
}
