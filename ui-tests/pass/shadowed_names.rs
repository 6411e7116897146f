//! A user may call types as the standard library does.
#![allow(dead_code, non_camel_case_types)]

pub struct Option;
pub struct Vec<T>(T);
pub struct Box;
pub struct String;
pub struct Some;
pub struct Ok;
pub struct Err;
pub struct Infallible;
pub struct PhantomData;
pub struct Send;
pub struct Call;
pub struct Slot;
pub struct Protocol;
pub struct Signal;
pub struct Reply;
pub struct str;
pub struct bool;
mod core {}
mod std {}
mod rkyv {}

/// A result with one side is an alias for the macro, and it stays the user's.
pub type Result<T> = ::std::result::Result<T, u8>;

#[::akt::message]
pub struct Fields(u64, ::std::string::String);

#[::akt::actor]
pub struct Odd {
    count: u64,
}

#[::akt::handlers]
impl Odd {
    #[handler]
    pub fn option(&mut self, some: Some, reply: Reply) -> Option {
        let _ = (some, reply);
        self.count += 1;
        Option
    }

    #[handler]
    pub async fn aliased(&mut self, list: Vec<Box>) -> Result<Signal> {
        let _ = list;
        Result::Ok(Signal)
    }

    #[handler]
    pub fn call(&self, call: Call, slot: Slot) -> (Protocol, Send) {
        let _ = (call, slot);
        (Protocol, Send)
    }
}

fn main() {}
