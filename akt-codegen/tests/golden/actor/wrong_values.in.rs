#[actor(name = "", mailbox = bounded(0))]
pub struct Account;
#[actor(mailbox = bounded(99999999999999999999999))]
pub struct Other;
