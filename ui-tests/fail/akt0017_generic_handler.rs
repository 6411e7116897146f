//! The protocol has one variant for each handler.
use akt::prelude::*;

#[actor]
pub struct Log;

#[handlers]
impl Log {
    #[handler]
    pub fn write<T: ToString + Send>(&mut self, value: T) {
        let _ = value.to_string();
    }
}

fn main() {}
