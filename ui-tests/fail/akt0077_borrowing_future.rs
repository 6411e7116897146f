//! A future that could hold on to the actor.
use std::future::Future;

use akt::prelude::*;

#[actor]
pub struct Ledger {
    total: u64,
}

#[handlers]
impl Ledger {
    #[handler]
    pub fn audit(&mut self) -> impl Future<Output = u64> + Send {
        let total = self.total;
        async move { total }
    }

    #[handler]
    pub async fn close(&mut self) -> impl Future<Output = u64> + Send + 'static {
        async { 5 }
    }
}

fn main() {}
