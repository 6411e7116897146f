//! `#[akt::main]` runs an async function.
#[akt::main]
fn main() {}
