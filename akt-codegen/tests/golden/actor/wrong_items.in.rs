#[actor]
pub fn account() {}
#[actor]
pub union Account { bits: u64 }
#[actor]
pub struct Borrowing<'a, T> { text: &'a T }
#[actor]
pub struct {}
