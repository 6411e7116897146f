#[actor(mailbx = bounded(8), remote = true, name = bank, name = "twice", key = u64, idle = "5m", "text")]
pub struct Account;
#[actor(crate = "akt", mailbox = bounded, remote, remote)]
pub struct Other;
#[actor(colour, mailbox = bounded(two), name)]
pub struct Third;
#[actor(name =)]
pub struct Fourth;
