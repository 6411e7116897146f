//! Arguments have names.
use akt::prelude::*;

#[actor]
pub struct Map;

#[handlers]
impl Map {
    #[handler]
    pub fn go(&mut self, (x, y): (i32, i32)) -> i32 {
        x + y
    }
}

fn main() {}
