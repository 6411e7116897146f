//! `usize` differs between machines. The message still travels for everyone else.
use akt::prelude::*;

#[message]
pub struct Rows {
    pub count: usize,
    pub offsets: Vec<(u8, isize)>,
}

#[actor(remote)]
pub struct Table;

#[handlers]
impl Table {
    #[handler]
    pub fn insert(&mut self, rows: u64) {
        let _ = rows;
    }
}

fn main() {}
