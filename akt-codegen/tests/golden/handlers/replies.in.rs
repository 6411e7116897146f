#[handlers]
impl Speaker {
    #[handler]
    pub fn unit(&self) -> () {}
    #[handler]
    pub fn plain(&self) -> Option<(u8, [u8; 2])> {}
    #[handler]
    pub fn path(&self) -> std::result::Result<(), Box<dyn Error + Send>> {}
    #[handler]
    pub async fn alias(&self) -> io::Result<u8> {}
    #[handler]
    pub fn own(&self) -> Option<Self> {}
    #[handler]
    pub fn text(&self) -> &'static str {}
}
