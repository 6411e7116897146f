#[message]
pub struct Forms {
    text: &'static str,
    list: Option<&[u8]>,
    cow: Cow<'a, str>,
    pointer: *const u8,
    function: fn(u8) -> u8,
    opaque: impl Clone,
    object: Box<dyn Fn(u8) + Send>,
}
#[message]
pub struct Borrowing<'a> {
    text: &'a str,
}
#[message(name = "  ")]
pub enum Nothing {}
#[message]
pub union Bits {
    whole: u64,
}
