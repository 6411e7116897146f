#[handlers]
impl Account {
    #[handler]
    pub fn clone(&self) -> u8 {}
    #[handler]
    pub fn into(&self) {}
    #[handler]
    pub fn r#eq(&self) {}
    #[handler]
    pub fn add(&mut self, by: u8) {}
    #[handler]
    pub fn add(&mut self, by: u16) {}
    #[handler]
    pub fn ad_d(&mut self) {}
    #[handler]
    pub fn _add(&mut self) {}
    #[cfg(unix)]
    #[handler]
    pub fn add(&mut self) {}
}
