//! The handlers may stand in another module than the actor.
#![deny(warnings)]

pub mod bank {
    use akt::prelude::*;

    #[actor]
    pub struct Account {
        pub(super) balance: u64,
    }

    pub mod deep {
        use akt::prelude::*;

        #[actor]
        pub struct Vault<T> {
            pub(crate) gold: Vec<T>,
        }
    }
}

mod desk {
    use akt::prelude::*;

    #[handlers]
    impl super::bank::Account {
        #[handler]
        pub fn balance(&self) -> u64 {
            self.balance
        }

        #[handler]
        pub(crate) fn reset(&mut self) {
            self.balance = 0;
        }

        #[handler]
        pub(in crate::desk) fn audit(&self) -> bool {
            true
        }
    }

    pub(super) fn audit(account: &super::bank::AccountRef) {
        let _call = account.audit();
    }
}

#[akt::handlers]
impl<T> bank::deep::Vault<T> {
    #[handler]
    pub fn put(&mut self, gold: T) {
        self.gold.push(gold);
    }
}

fn main() {
    let _ = |account: &bank::AccountRef, vault: &bank::deep::VaultRef<u8>| {
        let _call = account.balance();
        let _call = account.reset();
        let _call = vault.put(1);
        desk::audit(account);
    };
}
