#[handlers]
impl r#struct {
    #[handler]
    pub fn r#match(&mut self, r#type: u8, mut r#in: Vec<u8>) -> u8 {}
    #[handler]
    pub fn self_(&self) {}
}
