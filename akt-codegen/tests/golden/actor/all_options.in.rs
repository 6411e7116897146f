#[actor(remote, name = "bank.Account", mailbox = bounded(1024), fails = BankError, crate = ::renamed)]
pub(crate) struct Account(u64);
