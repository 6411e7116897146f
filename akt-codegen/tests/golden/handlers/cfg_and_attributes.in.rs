#[handlers]
#[cfg(unix)]
impl Meter {
    /// Ticks.
    #[handler]
    #[cfg(feature = "ticks")]
    #[instrument(skip(self))]
    #[deprecated]
    #[must_use]
    #[allow(unused_variables)]
    pub fn tick(&mut self) -> u64 {}

    #[cfg_attr(feature = "docs", doc = "Tocks.", inline)]
    #[cfg_attr(test, cfg(windows), inline)]
    #[handler(message)]
    pub(crate) fn tock(&mut self, tock: Tock) {}

    #[cfg(windows)]
    #[on(start)]
    fn start(&mut self) {}

    #[cfg(windows)]
    #[on(terminated)]
    fn terminated(&mut self, terminated: Terminated) {}

    #[cfg(a)]
    #[handler]
    pub fn either(&self) {}

    #[cfg(not(a))]
    #[handler]
    pub fn either(&self) {}

    #[cfg(a)]
    #[on(stop)]
    fn stop(&mut self) {}

    #[cfg(not(a))]
    #[on(stop)]
    fn stop(&mut self) {}
}
