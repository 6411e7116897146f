//! `#[akt::main]` keeps the function's type and body.

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let number: u8 = "7".parse()?;
    if number == 7 {
        return Ok(());
    }
    Err("seven was not seven".into())
}
