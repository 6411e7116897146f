implement! {
    {
        trait Ledger {
            fn post(&self, amount: u64, why: String) -> Result<u64, BankError>;
            fn total(&self) -> u64;
        }
    }
    { ::akt::__private }
    { bank::Ledger }
    {
        impl Account {
            #[handler]
            pub async fn post(&mut self, sum: u64, ctx: &mut Ctx, note: String) -> Result<u64, BankError>;
            #[handler]
            pub fn total(&self, reply: Reply<u64>);
            #[handler]
            fn expire(&mut self);
        }
    }
}
