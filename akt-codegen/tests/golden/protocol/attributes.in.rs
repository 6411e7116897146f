#[cfg(feature = "bank")]
#[deprecated]
#[protocol(crate = facade)]
pub(crate) trait r#match {
    #[deprecated = "call `total`"]
    #[must_use]
    fn r#type(&self, r#fn: u8) -> io::Result<u8>;
}

#[protocol]
trait Empty {}
