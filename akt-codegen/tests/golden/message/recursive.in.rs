#[message]
pub enum Expr {
    Number(i64),
    Sum(Box<Expr>, Box<Self>),
}
