//! A future that says that it borrows nothing, and does.
use std::future::Future;

use akt::prelude::*;

#[actor]
pub struct Ledger {
    total: u64,
}

#[handlers]
impl Ledger {
    #[handler]
    pub fn audit(&mut self) -> impl Future<Output = u64> + Send + 'static {
        async { self.total }
    }
}

fn main() {}
