#[actor(remote, name = "bank.Account", mailbox = bounded(1024), crate = ::renamed)]
pub(crate) struct Account(u64);
