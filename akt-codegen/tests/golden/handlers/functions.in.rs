#[handlers]
impl Account {
    #[handler]
    pub fn generic<T: Clone, const N: usize>(&mut self, value: [T; N]) {}
    #[handler]
    pub fn bounded(&mut self) where Self: Sized {}
    #[handler]
    pub unsafe fn wild(&mut self) {}
    #[handler]
    pub extern "C" fn foreign(&mut self) {}
    #[handler]
    pub unsafe extern "C" fn variadic(&mut self, ...) {}
    #[handler]
    pub const fn constant(&self) -> u8 {}
    #[handler]
    pub fn opaque(&self) -> impl Iterator<Item = u8> {}
    #[handler]
    pub fn inner(&self) -> Option<impl Clone> {}
    #[handler]
    pub fn name(&self) -> &str {}
    #[handler]
    pub fn text(&self) -> Result<Cow<'_, str>, &'static str> {}
}
