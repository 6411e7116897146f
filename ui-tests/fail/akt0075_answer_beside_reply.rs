//! Two answers, two ways back, and none.
use akt::prelude::*;

#[actor]
pub struct Desk;

#[handlers]
impl Desk {
    #[handler]
    pub fn next(&mut self, reply: Reply<u64>) -> u64 {
        reply.ok(1);
        1
    }

    #[handler]
    pub fn both(&mut self, _first: Reply<u64>, _second: Reply<u64>) {}

    #[on(start)]
    fn start(&mut self, _reply: Reply<()>) {}
}

fn main() {}
