/// Starts.
#[allow(unused)]
pub fn main() -> Result<(), Box<dyn Error>> {
    async fn main() -> Result<(), Box<dyn Error>> {
        Ok(())
    }
    ::akt::__private::block_on(main())
}
