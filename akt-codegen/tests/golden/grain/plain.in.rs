/// An account.
///
/// It has money.
#[grain(key = AccountId)]
#[derive(Default)]
pub struct Account {
    balance: u64,
}
