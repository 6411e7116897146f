#[handlers(crate = crate::facade)]
impl super::bank::Account<u64> {
    #[handler]
    pub(super) fn balance(&self) -> u64 {}
    #[handler]
    pub(self) fn secret(&self) {}
}
