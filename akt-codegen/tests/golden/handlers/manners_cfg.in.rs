#[handlers]
impl Door {
    #[cfg(feature = "lock")]
    #[handler(in = Locked, otherwise = stash)]
    pub fn unlock(&mut self) {}

    #[cfg(feature = "fire")]
    #[handler(message, reentrant)]
    pub fn alarm(&mut self, alarm: Alarm) {}

    #[handler]
    pub fn plain(&self) {}
}
