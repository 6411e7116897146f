#[grain(key = (String, Vec<u8>), name = "bank.Vault", idle = "250ms", mailbox = bounded(1))]
pub struct Vault<T: Clone>(T);
