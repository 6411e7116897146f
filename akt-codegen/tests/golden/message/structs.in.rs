/// Moves money.
#[message]
#[derive(Debug)]
pub struct Transfer {
    pub to: AccountId,
    #[cfg(feature = "notes")]
    pub r#type: Option<String>,
}
#[message(name = "bank.Pair", crate = other)]
struct Pair(u64, [u8; 4]);
#[message]
#[cfg(unix)]
pub struct Unit;
