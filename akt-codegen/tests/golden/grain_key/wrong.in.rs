#[derive(GrainKey)]
pub enum Kind { A, B }
#[derive(GrainKey)]
pub union Bits { whole: u64 }
#[derive(GrainKey)]
pub struct Nothing;
#[derive(GrainKey)]
pub struct Borrowing<'a>(&'a str);
#[derive(GrainKey)]
#[grain_key(crte = other)]
pub struct Slip(u8);
#[derive(GrainKey)]
pub struct Unfinished { a: }
