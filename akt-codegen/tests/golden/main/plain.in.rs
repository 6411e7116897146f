/// Starts.
#[main]
#[allow(unused)]
pub async fn main() -> Result<(), Box<dyn Error>> {
    Ok(())
}
