//! A private handler is the module's own.
mod bank {
    use akt::prelude::*;

    #[actor]
    pub struct Account;

    #[handlers]
    impl Account {
        #[handler]
        fn expire(&mut self) {}
    }
}

fn call(account: &bank::AccountRef) {
    let _ = account.expire();
}

fn main() {}
