#[handler]
pub fn add(&mut self) {}
#[on(start)]
pub fn start(&mut self) {}
