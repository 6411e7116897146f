//! `#[handler]` needs `#[handlers]` on the block.
struct Account;

impl Account {
    #[akt::handler]
    pub fn ping(&self) {}
}

fn main() {}
