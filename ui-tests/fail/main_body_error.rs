//! Errors in the body are those of any function.
#[akt::main]
async fn main() -> Result<(), std::num::ParseIntError> {
    let number: u8 = "7".parse()?;
    number
}
