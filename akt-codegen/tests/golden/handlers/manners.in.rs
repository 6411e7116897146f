#[handlers]
impl rooms::Door<u8> {
    #[handler(in = Locked)]
    pub fn unlock(&mut self, code: u32) -> bool {
        self.code == code
    }

    #[handler(in(Locked, Open), otherwise = reject)]
    pub fn lock(&mut self) {}

    #[handler(in = Open, otherwise = dead_letter, priority = 3)]
    pub fn slam(&mut self) {}

    #[handler(blocking)]
    pub fn engrave(&mut self, text: String) {}

    #[handler(reentrant, priority = 255)]
    pub async fn state(&self) -> bool {
        true
    }

    #[handler(priority = 0)]
    pub fn plain(&self) {}
}
