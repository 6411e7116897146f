#[message(part, name)]
pub struct Transfer;
#[message]
pub fn transfer() {}
#[message]
pub struct Unfinished {
    a: ,
}
