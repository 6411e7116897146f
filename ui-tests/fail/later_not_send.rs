//! A future that cannot move to another thread.
use std::future::Future;
use std::rc::Rc;

use akt::prelude::*;

#[actor]
pub struct Ledger {
    total: u64,
}

#[handlers]
impl Ledger {
    #[handler]
    pub fn audit(&mut self) -> impl Future<Output = u64> + 'static {
        let total = Rc::new(self.total);
        async move { *total }
    }
}

fn main() {}
