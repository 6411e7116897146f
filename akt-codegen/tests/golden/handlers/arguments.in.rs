#[handlers]
impl Account {
    #[handler]
    pub fn rename(&mut self, name: &str) {}
    #[handler]
    pub fn fill(&mut self, rows: &[Vec<u8>], path: &Path, with: &mut Rows, by: &dyn Fn(u8) -> u8) {}
    #[handler]
    pub fn nested(&mut self, name: Option<&str>, text: Cow<'_, str>, fine: &'static str, also: Cow<'static, str>) {}
    #[handler]
    pub fn generic(&mut self, name: impl Into<String>) {}
    #[handler]
    pub fn pattern(&mut self, (a, b): (u8, u8), _: u8, Point { x, .. }: Point, ref by: u8) {}
    #[handler]
    pub fn reserved(&mut self, __reply: u8) {}
    #[handler]
    pub fn conditional(&mut self, #[cfg(unix)] name: u8, #[allow(unused)] fine: u8) {}
    #[handler]
    pub fn unknown(&mut self, #[context] name: u8) {}
    #[handler]
    pub fn contexts(&mut self, ctx: &mut Ctx, other: &Ctx<Self>) {}
    #[handler]
    pub fn owned(&mut self, ctx: Ctx) {}
}
