implement! {
    {
        trait Ledger {
            fn post(&self, amount: u64) -> u64;
            fn total(&self) -> u64;
            fn audit(&self);
            fn close(&self, why: String);
        }
    }
    { ::akt::__private }
    { bank::Ledger }
    {
        impl Account {
            #[handler]
            pub fn post(&mut self, amount: u64, why: String) -> u64;
            #[handler]
            fn audit(&self, a: u8, b: u8);
            #[handler]
            pub fn close(&self);
        }
    }
}
