#[derive(Debug, Clone, PartialEq, Eq, Hash, GrainKey)]
pub struct AccountId(u64);
#[automatically_derived]
#[allow(deprecated)]
impl ::akt::__private::GrainKey for AccountId {
    fn encode_key(&self, __out: &mut ::akt::__private::KeyWriter) {
        <u64 as ::akt::__private::GrainKey>::encode_key(&self.0, __out);
    }
    fn decode_key(
        __input: &mut ::akt::__private::KeyReader<'_>,
    ) -> ::core::result::Result<Self, ::akt::__private::KeyError> {
        ::core::result::Result::Ok(Self {
            0: <u64 as ::akt::__private::GrainKey>::decode_key(__input)?,
        })
    }
    fn fmt_key(
        &self,
        __formatter: &mut ::core::fmt::Formatter<'_>,
    ) -> ::core::fmt::Result {
        <u64 as ::akt::__private::GrainKey>::fmt_key(&self.0, __formatter)?;
        ::core::result::Result::Ok(())
    }
}
#[derive(GrainKey)]
#[grain_key(crate = other)]
pub struct SeatId {
    flight: String,
    r#type: u16,
}
#[automatically_derived]
#[allow(deprecated)]
impl other::__private::GrainKey for SeatId {
    fn encode_key(&self, __out: &mut other::__private::KeyWriter) {
        <String as other::__private::GrainKey>::encode_key(&self.flight, __out);
        <u16 as other::__private::GrainKey>::encode_key(&self.r#type, __out);
    }
    fn decode_key(
        __input: &mut other::__private::KeyReader<'_>,
    ) -> ::core::result::Result<Self, other::__private::KeyError> {
        ::core::result::Result::Ok(Self {
            flight: <String as other::__private::GrainKey>::decode_key(__input)?,
            r#type: <u16 as other::__private::GrainKey>::decode_key(__input)?,
        })
    }
    fn fmt_key(
        &self,
        __formatter: &mut ::core::fmt::Formatter<'_>,
    ) -> ::core::fmt::Result {
        <String as other::__private::GrainKey>::fmt_key(&self.flight, __formatter)?;
        __formatter.write_str("/")?;
        <u16 as other::__private::GrainKey>::fmt_key(&self.r#type, __formatter)?;
        ::core::result::Result::Ok(())
    }
}
#[derive(GrainKey)]
pub struct Pair<A, B>(
    A,
    B,
)
where
    A: Clone;
#[automatically_derived]
#[allow(deprecated)]
impl<A, B: ::akt::__private::GrainKey> ::akt::__private::GrainKey for Pair<A, B>
where
    A: Clone + ::akt::__private::GrainKey,
{
    fn encode_key(&self, __out: &mut ::akt::__private::KeyWriter) {
        <A as ::akt::__private::GrainKey>::encode_key(&self.0, __out);
        <B as ::akt::__private::GrainKey>::encode_key(&self.1, __out);
    }
    fn decode_key(
        __input: &mut ::akt::__private::KeyReader<'_>,
    ) -> ::core::result::Result<Self, ::akt::__private::KeyError> {
        ::core::result::Result::Ok(Self {
            0: <A as ::akt::__private::GrainKey>::decode_key(__input)?,
            1: <B as ::akt::__private::GrainKey>::decode_key(__input)?,
        })
    }
    fn fmt_key(
        &self,
        __formatter: &mut ::core::fmt::Formatter<'_>,
    ) -> ::core::fmt::Result {
        <A as ::akt::__private::GrainKey>::fmt_key(&self.0, __formatter)?;
        __formatter.write_str("/")?;
        <B as ::akt::__private::GrainKey>::fmt_key(&self.1, __formatter)?;
        ::core::result::Result::Ok(())
    }
}
